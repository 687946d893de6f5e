//! A full disk and a failing sync: no code without its place in the books, and no end of service.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test code, its own functions included: what is missing fails the test"
)]

use codemint::words::State;
use codemint_faults::{Answer, Client, ENROLL, Gateway, Home, Ledger, asking_for, disk_shim, wait};
use std::fs;

const ALICE: &str = "alice@example.com";
const OTHER: &str = "amuser@example.com";

/// A gateway whose disk fails on demand.
struct Patient {
    gateway: Gateway,
    home: Home,
    client: Client,
}

impl Patient {
    fn start() -> Self {
        let home = Home::new();
        let gateway = Gateway::demo(&home)
            .env("LD_PRELOAD", disk_shim())
            .env("CODEMINT_FAULT", home.file("fault"))
            .run();
        let client = gateway.client();
        Self { gateway, home, client }
    }

    fn break_disk(&self, fault: &str) {
        self.home.write("fault", fault);
    }

    fn heal_disk(&self) {
        fs::remove_file(self.home.file("fault")).unwrap();
    }

    /// What failed so far, a line each.
    fn failures(&self) -> String {
        fs::read_to_string(self.home.file("fault.fired")).unwrap_or_default()
    }

    fn ask(&self, user: &str) -> Answer {
        self.client.post(asking_for([user]))
    }

    /// Asks, and insists on a code.
    fn code(&self, user: &str) -> String {
        let answer = self.ask(user);
        assert_eq!((answer.status, answer.statuses()), (200, vec![1000]), "{answer:?}");
        answer.codes().remove(0).1
    }

    fn state(&self, user: &str, code: &str) -> Option<State> {
        Ledger::open(&self.home).codes().state(user, code)
    }

    /// How many codes, audit entries and mails are in the books.
    fn books(&self) -> [usize; 3] {
        let ledger = Ledger::open(&self.home);
        [ledger.codes().len(), ledger.count("audit"), ledger.count("outbox")]
    }
}

fn assert_no_code(answer: &Answer) {
    assert_eq!(answer.status, 500, "{answer:?}");
    let json = answer.json();
    assert_eq!(json.names(), ["code", "description"]);
    assert_eq!(json.at("code").text(), "500 INTERNAL_SERVER_ERROR");
    let digits = answer.body.split(|c: char| !c.is_ascii_digit()).any(|run| run.len() == 9);
    assert!(!digits, "something like a code: {answer:?}");
}

/// What needs no write is answered as ever.
fn still_answers(patient: &Patient) {
    let client = &patient.client;
    assert_eq!(client.page("/healthz").status, 200);
    assert_eq!(client.page("/metrics").status, 200);
    assert_eq!(client.post("[]").status, 400);
    assert_eq!(client.send("GET", ENROLL, &[], ()).unwrap().status, 405);
    assert_eq!(client.with_token("a.b.c").post("[]").status, 401);
    assert_eq!(client.page("/nowhere").status, 404);
}

/// The whole story of one fault.
fn survives(fault: &str, call: &str) {
    let patient = Patient::start();
    let before = patient.code(ALICE);
    let books = patient.books();
    assert_eq!(patient.failures(), "", "the disk failed before it should");

    patient.break_disk(fault);
    for user in [ALICE, OTHER, ALICE] {
        assert_no_code(&patient.ask(user));
    }
    let failures = patient.failures();
    assert!(failures.contains(call), "the fault never struck: {failures:?}");
    still_answers(&patient);
    assert_eq!(patient.client.page("/readyz").status, 503, "not ready, and it says so");
    assert_eq!(patient.books(), books, "something was stored on a disk that fails");
    assert_eq!(patient.state(ALICE, &before), Some(State::Pending));

    patient.heal_disk();
    let ready = || (patient.client.page("/readyz").status == 200).then_some(());
    wait::until("the gateway to be ready again", ready);
    let after = patient.code(ALICE);
    let other = patient.code(OTHER);
    assert_eq!(patient.state(ALICE, &before), Some(State::Superseded));
    assert_eq!(patient.state(ALICE, &after), Some(State::Pending));
    assert_eq!(patient.state(OTHER, &other), Some(State::Pending));
    outlives_a_restart(patient, &[(ALICE, &before), (ALICE, &after), (OTHER, &other)], books);
}

fn outlives_a_restart(patient: Patient, codes: &[(&str, &str)], books: [usize; 3]) {
    let Patient { gateway, home, .. } = patient;
    let ended = gateway.stop();
    assert!(!ended.log.contains("panicked"), "{}", ended.log);
    assert!(!codes.iter().any(|(_, code)| ended.log.contains(code)), "a code in the log");
    let gateway = Gateway::demo(&home).run();
    let ledger = Ledger::open(&home);
    for (user, code) in codes {
        assert!(ledger.codes().state(user, code).is_some(), "{user}");
    }
    assert_eq!(ledger.codes().len(), books[0] + 2);
    assert_eq!(ledger.count("audit"), books[1] + 2);
    assert_eq!(ledger.integrity(), "ok");
    let _ = gateway.stop();
}

#[test]
fn a_full_disk_hands_out_nothing_and_is_got_over() {
    survives("enospc", "write");
}

#[test]
fn a_failing_sync_hands_out_nothing_and_is_got_over() {
    survives("eio-sync", "sync");
}

/// What a failed commit has left in the log must not come to life when the process dies: then a
/// code would be in force that nobody was given, in the place of one that was.
#[test]
fn after_a_failed_sync_a_crash_brings_nothing_back() {
    let patient = Patient::start();
    let before = patient.code(ALICE);
    let books = patient.books();
    patient.break_disk("eio-sync");
    assert_no_code(&patient.ask(ALICE));
    assert!(patient.failures().contains("sync"), "the fault never struck");
    let Patient { gateway, home, .. } = patient;
    gateway.kill();
    fs::remove_file(home.file("fault")).unwrap();

    let gateway = Gateway::demo(&home).run();
    let ledger = Ledger::open(&home);
    assert_eq!(ledger.codes().state(ALICE, &before), Some(State::Pending));
    assert_eq!([ledger.codes().len(), ledger.count("audit")], books[..2]);
    assert_eq!(gateway.client().post(asking_for([ALICE])).statuses(), [1000]);
    assert_eq!(ledger.codes().state(ALICE, &before), Some(State::Superseded));
    let _ = gateway.stop();
}

/// The control: with the library loaded and no fault named, everything works and nothing fired.
#[test]
fn without_a_fault_the_same_gateway_answers() {
    let patient = Patient::start();
    patient.break_disk("nothing that the library knows");
    let code = patient.code(ALICE);
    assert_eq!(patient.state(ALICE, &code), Some(State::Pending));
    assert_eq!(patient.failures(), "");
    let _ = patient.gateway.stop();
}
