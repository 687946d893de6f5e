//! `make bench`: each figure next to its peer's, from one run.
//!
//! Trust the ratios; times depend on the machine and its load.
#![allow(clippy::print_stdout, reason = "the table is the result")]
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot be set up has no result")]

mod codes;
mod create;
mod durable;
mod harness;
mod module;
mod peer;
mod qr;
mod start;
mod timing;

use harness::Row;
use std::env;

/// A part of the table: its name, and the function that measures it.
type Part = (&'static str, fn() -> Vec<Row>);

/// The table.
const PARTS: [Part; 7] = [
    ("qr", qr::rows),
    ("codes", codes::rows),
    ("module", module::rows),
    ("create", create::rows),
    ("start", start::rows),
    ("durable", durable::rows),
    ("timing", timing::rows),
];

/// `codemint-peers [PART …]` measures; `codemint-peers serve KIND FOLDER` is a peer, which this
/// program starts.
fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [serve, kind, folder] = arguments.as_slice()
        && serve == "serve"
    {
        return peer::serve(kind, folder);
    }
    println!("{}\n", harness::machine());
    println!("{}", Row::header());
    let mut missed = 0;
    for (name, rows) in PARTS {
        if !arguments.is_empty() && !arguments.iter().any(|wanted| wanted == name) {
            continue;
        }
        for row in rows() {
            println!("{row}");
            missed += usize::from(!row.kept());
        }
    }
    println!("\n{missed} promise(s) missed");
}
