//! The model against the core, in the module that hosts run: random sequences of operations.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test code: what is missing fails the test"
)]

mod sdk;

use codemint::Module;
use codemint::store::MemoryStore;
use codemint_model::campaign::Campaign;
use codemint_model::plan::Op;
use codemint_model::{Scope, play};
use sdk::Sdk;
use std::thread;

/// When every sequence begins that has a system for itself.
const START: u64 = 1_795_366_800;

fn threads() -> usize {
    thread::available_parallelism().map_or(2, Into::into)
}

#[test]
fn a_hundred_thousand_lives_are_told_alike() {
    let module = Module::embedded().unwrap();
    let campaign = Campaign::of(100_000);
    let player = || {
        let module = module.clone();
        move |ops: &[Op]| {
            let mut system = Sdk::over(&module, MemoryStore::new(), 1);
            let scope = Scope { prefix: String::new(), start: START };
            play(ops, &mut system, &scope).map(drop).map_err(|differs| differs.to_string())
        }
    };
    let begun = std::time::Instant::now();
    match campaign.play(threads(), player) {
        Ok(count) => println!("{count} sequences, no divergence, {:?}", begun.elapsed()),
        Err(found) => panic!("{}", campaign.report(&found)),
    }
}
