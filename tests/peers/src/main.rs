//! `make bench`: each figure beside its peer, from one run.
//!
//! Trust the ratios; times belong to the machine and the hour.
#![allow(clippy::print_stdout, reason = "the table is the result")]
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot be set up has no result")]

mod durable;
mod harness;
mod module;
mod peer;
mod start;

use harness::Row;
use std::env;

fn main() {
    let mut arguments = env::args().skip(1);
    // The peers are served by this same program, started once more.
    if let Some(kind) = arguments.next() {
        return peer::serve(&kind, &arguments.next().unwrap());
    }
    println!("{}\n", harness::machine());
    println!("{}", Row::header());
    let rows = module::rows().into_iter().chain(start::rows()).chain(durable::rows());
    let mut missed = 0;
    for row in rows {
        println!("{row}");
        missed += usize::from(!row.kept());
    }
    println!("\n{missed} promise(s) missed");
}
