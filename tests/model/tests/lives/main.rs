//! The model against the core, in the module that hosts run: random sequences of operations.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test code: what is missing fails the test"
)]

mod native;
mod routes;
mod sdk;
mod tenants;

use codemint::Module;
use codemint::store::MemoryStore;
use codemint_model::campaign::Campaign;
use codemint_model::plan::Op;
use codemint_model::{Scope, System, play};
use native::Native;
use sdk::Sdk;
use std::thread;

/// When every sequence begins that has a system for itself.
const START: u64 = 1_795_366_800;

fn threads() -> usize {
    thread::available_parallelism().map_or(2, Into::into)
}

/// Plays a sequence on a system of its own.
fn alone(ops: &[Op], mut system: impl System) -> Result<(), String> {
    let scope = Scope { prefix: String::new(), start: START };
    play(ops, &mut system, &scope).map(drop).map_err(|differs| differs.to_string())
}

/// Plays all sequences, and insists that nothing differs.
fn told_alike<P>(campaign: Campaign, what: &str, player: impl Fn() -> P + Sync)
where
    P: FnMut(&[Op]) -> Result<(), String>,
{
    let begun = std::time::Instant::now();
    match campaign.play(threads(), player) {
        Ok(count) => println!("{what}: {count} sequences, no divergence, {:?}", begun.elapsed()),
        Err(found) => panic!("{what}: {}", campaign.report(&found)),
    }
}

#[test]
fn the_core_tells_a_hundred_thousand_lives_alike() {
    told_alike(Campaign::of(100_000), "core", || {
        |ops: &[Op]| alone(ops, Native::over(MemoryStore::new()))
    });
}

#[test]
fn the_module_tells_lives_alike() {
    let module = Module::embedded().unwrap();
    told_alike(Campaign::of(1_000), "module", || {
        |ops: &[Op]| alone(ops, Sdk::over(&module, MemoryStore::new(), 1))
    });
}
