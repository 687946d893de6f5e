//! A full disk and a failing sync: no code without its place in the books, and no end of service.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test code, its own functions included: what is missing fails the test"
)]

mod patient;

use codemint::words::State;
use codemint_gateway_tests::{ENROLL, Gateway, Home, Ledger, Manner, Smtp, asking_for, wait};
use patient::{ALICE, OTHER, Patient, assert_no_code, on_a_frail_disk};
use std::fs;

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

#[test]
fn no_mail_leaves_without_its_code() {
    let home = Home::new();
    let server = Smtp::start(Manner::Takes);
    let gateway = on_a_frail_disk(&home).arg("--smtp").arg(server.address()).run();
    let client = gateway.client();
    let ask =
        |user| client.post(format!(r#"[{{"email":"{user}@example.com","code_send_to":"EMAIL"}}]"#));
    home.write("fault", "enospc");
    assert_no_code(&ask("alice"));
    fs::remove_file(home.file("fault")).unwrap();
    assert_eq!(ask("amuser").statuses(), [1000]);
    assert_eq!(server.wait_for(1)[0].to, ["amuser@example.com"]);
    let _ = gateway.stop();
    assert_eq!(server.mails().len(), 1, "a mail without a code");
}

#[test]
fn a_first_start_on_a_full_disk_says_why_it_fails() {
    let home = Home::new();
    home.write("fault", "enospc");
    let Err(ended) = on_a_frail_disk(&home).try_to_run() else { panic!("it starts") };
    assert!(!ended.status.success() && ended.output.is_empty(), "{ended:?}");
    assert!(ended.log.contains("full"), "{}", ended.log);
    assert!(!ended.log.contains("panicked"), "{}", ended.log);
    // The control: with room it starts, in the same folder.
    fs::remove_file(home.file("fault")).unwrap();
    let gateway = on_a_frail_disk(&home).run();
    assert_eq!(gateway.client().post(asking_for([ALICE])).statuses(), [1000]);
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
