//! Killed while it sets itself up: the next start must not find ruins.

use codemint_gateway_tests::random::Random;
use codemint_gateway_tests::wait::PATIENCE;
use codemint_gateway_tests::{Gateway, Home, Ledger, Process, asking_for, gateway_program};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

/// The files that a demo makes, in no particular order. Each is a landmark: a kill falls a moment
/// after it appears.
const LANDMARKS: [&str; 6] = [
    "codes.key",
    "access-key.pem",
    "access-key.pub.pem",
    "codemint.sqlite",
    "codemint.sqlite-wal",
    "demo.env",
];
/// How long after a landmark a kill falls, in microseconds, at most.
const MOMENTS: [u64; 3] = [1, 2_000, 20_000];
/// So many kills must fall into the setting up, however many fall after it: it depends on the
/// machine which they are.
const HITS: usize = 9;

/// Starts a demo for the first time, and kills it soon after that file has appeared.
fn killed_after(landmark: &str, moment: Duration) -> Home {
    let home = Home::new();
    let mut command = Command::new(gateway_program());
    command.args(["demo", "--listen", "127.0.0.1:0", "--data"]).arg(home.path());
    let process = Process::start(command);
    let (path, end) = (home.file(landmark), Instant::now() + PATIENCE);
    // Without a pause: a moment later is too late.
    while !path.exists() {
        assert!(Instant::now() < end, "{landmark} never appeared");
    }
    thread::sleep(moment);
    process.kill();
    home
}

/// What is wrong with a demo that starts in this home, if anything.
fn fault_of(home: &Home) -> Option<String> {
    let gateway = match Gateway::demo(home).try_to_run() {
        Ok(gateway) => gateway,
        Err(ended) => return Some(format!("it does not start: {}", ended.log)),
    };
    let asked = ["alice@example.com", "local_rsa_unified@example.com"];
    let statuses = gateway.client().post(asking_for(asked)).statuses();
    let integrity = Ledger::open(home).integrity();
    let _ = gateway.stop();
    let well = statuses == [1000, 1006] && integrity == "ok";
    (!well).then(|| format!("statuses {statuses:?}, integrity {integrity}"))
}

#[test]
fn a_demo_that_was_killed_while_it_set_itself_up_starts_again() {
    let mut random = Random::of(7);
    let mut rounds = 0;
    let mut hits = 0;
    let mut ruins = Vec::new();
    let kills = LANDMARKS.iter().flat_map(|landmark| MOMENTS.map(|moment| (landmark, moment)));
    let all = LANDMARKS.len() * MOMENTS.len();
    for (landmark, latest) in kills.cycle().take(20 * all) {
        if rounds >= all && hits >= HITS {
            break;
        }
        rounds += 1;
        let moment = Duration::from_micros(random.below(latest));
        let home = killed_after(landmark, moment);
        hits += usize::from(!home.file("demo.env").exists());
        let fault = fault_of(&home);
        ruins.extend(fault.map(|fault| format!("killed {moment:?} after {landmark}: {fault}")));
    }
    assert!(ruins.is_empty(), "{ruins:#?}");
    assert!(hits >= HITS, "hardly a kill fell into the setting up: {hits} of {rounds}");
}
