//! A gateway that is killed during its first start: the next start must succeed.

use codemint_gateway_tests::random::Random;
use codemint_gateway_tests::wait::PATIENCE;
use codemint_gateway_tests::{Gateway, Home, Ledger, Process, asking_for, gateway_program};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

/// Files that a demo creates, in no particular order. A kill comes a moment after one of them
/// appears.
const FILES: [&str; 6] = [
    "codes.key",
    "access-key.pem",
    "access-key.pub.pem",
    "codemint.sqlite",
    "codemint.sqlite-wal",
    "demo.env",
];
/// The longest time from the file to the kill, in microseconds.
const MOMENTS: [u64; 3] = [1, 2_000, 20_000];
/// How many kills must come during the first start. How many come after it depends on the machine.
const HITS: usize = 9;

/// Starts a demo in a new folder, and kills it soon after that file has appeared.
fn killed_after(file: &str, moment: Duration) -> Home {
    let home = Home::new();
    let mut command = Command::new(gateway_program());
    command.args(["demo", "--listen", "127.0.0.1:0", "--data"]).arg(home.path());
    let process = Process::start(command);
    let (path, end) = (home.file(file), Instant::now() + PATIENCE);
    // Without a pause, so that the kill is not late.
    while !path.exists() {
        assert!(Instant::now() < end, "{file} never appeared");
    }
    thread::sleep(moment);
    process.kill();
    home
}

/// The fault of a demo that starts in this folder, if there is one.
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
fn a_demo_that_was_killed_during_its_first_start_starts_again() {
    let mut random = Random::of(7);
    let mut rounds = 0;
    let mut hits = 0;
    let mut faults = Vec::new();
    let kills = FILES.iter().flat_map(|file| MOMENTS.map(|moment| (file, moment)));
    let all = FILES.len() * MOMENTS.len();
    for (file, latest) in kills.cycle().take(20 * all) {
        if rounds >= all && hits >= HITS {
            break;
        }
        rounds += 1;
        let moment = Duration::from_micros(random.below(latest));
        let home = killed_after(file, moment);
        hits += usize::from(!home.file("demo.env").exists());
        let fault = fault_of(&home);
        faults.extend(fault.map(|fault| format!("killed {moment:?} after {file}: {fault}")));
    }
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(hits >= HITS, "too few kills during the first start: {hits} of {rounds}");
}
