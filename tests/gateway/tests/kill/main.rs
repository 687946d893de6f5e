//! Nothing acknowledged is lost, however the process ends.
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

/// How many kills, unless `CODEMINT_KILL_ROUNDS` says otherwise.
const ROUNDS: u64 = 20;
/// How many kills the controls get.
const CONTROL_ROUNDS: u64 = 10;
/// The seed of the gateway's campaign, unless `CODEMINT_KILL_SEED` says otherwise.
const SEED: u64 = 2026;

fn number(variable: &str, default: u64) -> u64 {
    let given = env::var(variable).ok();
    given.map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{variable} is no number")))
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
        // Another gateway takes over, and says that it is well.
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
    assert!(promised as u64 >= rounds, "hardly anything was promised");
    assert!(cut_off > 0, "no kill fell into a request: the test proves nothing");
}

/// The control: the same campaign against a service that answers before it has written.
#[test]
fn a_service_that_answers_early_is_found_out() {
    let home = Home::new();
    let broken = control("early", &home);
    let lost = broken.iter().find(|promise| promise.contains("is None"));
    assert!(lost.is_some(), "{CONTROL_ROUNDS} kills, and no lost code was noticed: {broken:?}");
    println!("answers before it has written: {} promises broken, as they should be", broken.len());
}

/// The control's control: without the planted fault that service keeps its promises, so it is the
/// fault that is found.
#[test]
fn the_same_service_without_the_fault_is_not_found_out() {
    let home = Home::new();
    assert_eq!(control("honest", &home), [""; 0]);
}

/// Kills the control until a promise is broken, or the rounds are over.
fn control(manner: &str, home: &Home) -> Vec<String> {
    let start = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_codemint-early"));
        command.arg(manner).arg(home.path());
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
