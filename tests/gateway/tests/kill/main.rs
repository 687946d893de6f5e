//! Nothing that was acknowledged is lost, however the process ends.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "test code, its own functions included: what is missing fails the test"
)]

mod first;
mod mail;

use codemint_gateway_tests::{Campaign, Gateway, Home, Start};
use std::env;
use std::process::Command;

/// The number of kills, unless `CODEMINT_KILL_ROUNDS` has another.
const ROUNDS: u64 = 20;
/// The number of kills of the controls.
const CONTROL_ROUNDS: u64 = 10;
/// The seed of the gateway's campaign, unless `CODEMINT_KILL_SEED` has another.
const SEED: u64 = 2026;

fn number(variable: &str, default: u64) -> u64 {
    let given = env::var(variable).ok();
    given.map_or(default, |text| {
        text.parse().unwrap_or_else(|_| panic!("{variable} is not a number"))
    })
}

#[test]
fn a_killed_gateway_loses_nothing_that_it_acknowledged() {
    let (rounds, seed) =
        (number("CODEMINT_KILL_ROUNDS", ROUNDS), number("CODEMINT_KILL_SEED", SEED));
    let home = Home::new();
    Campaign::import_users(&home);
    let mut campaign = Campaign::new(seed);
    let mut cut_off = 0;
    for round in 0..rounds {
        campaign.round(Gateway::demo(&home).run());
        // Another gateway uses the same folder, and is ready.
        let gateway = Gateway::demo(&home).run();
        assert_eq!(gateway.client().page("/readyz").status, 200);
        let broken = campaign.broken_promises(&home);
        assert!(broken.is_empty(), "seed {seed}, after kill {round}: {broken:#?}");
        cut_off += campaign.unsure();
        let _ = gateway.stop();
    }
    let promised = campaign.promised();
    println!(
        "{rounds} kills, seed {seed}: {promised} codes promised, none lost; {cut_off} cut off"
    );
    assert!(promised as u64 >= rounds, "too few promises");
    assert!(cut_off > 0, "no kill interrupted a request: the test proves nothing");
}

/// The control: the same campaign against a service that answers before a write is durable.
#[test]
fn a_service_that_answers_early_is_detected() {
    let home = Home::new();
    let broken = control("early", &home);
    let lost = broken.iter().find(|promise| promise.contains("is None"));
    assert!(lost.is_some(), "{CONTROL_ROUNDS} kills, and no lost code was found: {broken:?}");
    println!("a service that answers early: {} broken promises found", broken.len());
}

/// The control of the control: without the planted fault that service keeps its promises.
#[test]
fn the_same_service_without_the_fault_passes() {
    let home = Home::new();
    assert_eq!(control("honest", &home), [""; 0]);
}

/// Kills the control until a promise is broken, or the rounds have ended.
fn control(mode: &str, home: &Home) -> Vec<String> {
    let start = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_codemint-early"));
        command.arg(mode).arg(home.path());
        Start::of(home, command).run()
    };
    let mut campaign = Campaign::new(SEED);
    for _ in 0..CONTROL_ROUNDS {
        campaign.round(start());
        start().kill();
        let broken = campaign.broken_promises(home);
        if !broken.is_empty() {
            return broken;
        }
    }
    assert!(campaign.promised() > 0);
    Vec::new()
}
