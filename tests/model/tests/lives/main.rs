//! The model against the core, in the module that hosts run: random sequences of operations.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "test code: a missing value fails the test"
)]

mod native;
mod planted;
mod routes;
mod sdk;
mod tenants;

use codemint::Module;
use codemint::store::{MemoryStore, SqliteStore};
use codemint_model::campaign::Campaign;
use codemint_model::plan::Op;
use codemint_model::record::PHASES;
use codemint_model::{Scope, Scopes, System, play};
use native::Native;
use sdk::Sdk;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

/// The start time of a sequence that has its own system.
const START: u64 = 1_795_366_800;

fn threads() -> usize {
    thread::available_parallelism().map_or(2, Into::into)
}

/// Plays a sequence on its own system.
fn alone(ops: &[Op], mut system: impl System) -> Result<(), String> {
    let scope = Scope { prefix: String::new(), start: START };
    play(ops, &mut system, &scope).map(drop).map_err(|differs| differs.to_string())
}

/// Plays all sequences, and asserts that nothing differs.
fn assert_equal<P>(campaign: Campaign, what: &str, player: impl Fn() -> P + Sync)
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
fn the_core_agrees_in_a_hundred_thousand_sequences() {
    assert_equal(Campaign::of(100_000), "core", || {
        |ops: &[Op]| alone(ops, Native::over(MemoryStore::new()))
    });
}

#[test]
fn the_module_agrees() {
    let module = Module::embedded().unwrap();
    assert_equal(Campaign::of(3_000), "module", || {
        |ops: &[Op]| alone(ops, Sdk::over(&module, MemoryStore::new(), 1))
    });
}

/// Successive sequences share a file: each begins after all earlier ones have ended.
#[test]
fn the_module_over_sqlite_agrees() {
    let folder = tempfile::tempdir().unwrap();
    let (module, files) = (Module::embedded().unwrap(), AtomicU64::new(0));
    assert_equal(Campaign::of(2_000), "SQLite", || {
        let file = files.fetch_add(1, Ordering::Relaxed);
        let store = SqliteStore::open(folder.path().join(format!("{file}.db"))).unwrap();
        let mut system = Sdk::over(&module, store, file + 1);
        let mut scopes = Scopes::from(START);
        move |ops: &[Op]| scopes.play(ops, &mut system)
    });
}

/// What must happen in useful sequences, in addition to every phase of a code.
const HAPPENINGS: [&str; 26] = [
    "issued",
    "checked",
    "redeemed",
    "voided",
    "unlocked",
    "inspected",
    "searched",
    "trail-read",
    "record-unknown",
    "state-refused",
    "not-understood",
    "subject-refused",
    "validity-refused",
    "time-refused",
    "code-refused",
    "code-wrong",
    "code-absent",
    "code-early",
    "code-expired",
    "code-locked",
    "code-spent",
    "code-mistyped",
    "dry run",
    "repeated",
    "repeated otherwise",
    "superseded",
];

/// The control of the sequences: everything that can happen does so in at least one of a hundred.
#[test]
fn everything_happens_in_sequences() {
    let happened = Mutex::new(BTreeMap::new());
    let campaign = Campaign { count: 2_000, only: None, ..Campaign::of(2_000) };
    let played = campaign.play(threads(), || {
        |ops: &[Op]| {
            let mut system = Native::over(MemoryStore::new());
            let scope = Scope { prefix: String::new(), start: START };
            let seen = play(ops, &mut system, &scope).map_err(|differs| differs.to_string())?;
            let mut happened = happened.lock().unwrap();
            seen.into_iter().for_each(|what| *happened.entry(what).or_insert(0) += 1);
            Ok(())
        }
    });
    assert!(played.is_ok_and(|count| count == 2_000));
    let happened = happened.into_inner().unwrap();
    println!("{happened:?}");
    for what in HAPPENINGS.iter().chain(&PHASES) {
        assert!(happened.get(what).is_some_and(|count| *count >= 20), "{what}: {happened:?}");
    }
}
