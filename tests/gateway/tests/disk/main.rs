//! A full disk and a failing sync: no code is issued that is not stored, and the service recovers.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test code, its own functions included: what is missing fails the test"
)]

mod setup;

use codemint::words::State;
use codemint_gateway_tests::{Behaviour, ENROLL, Gateway, Home, Ledger, Smtp, asking_for, wait};
use setup::{ALICE, OTHER, Setup, assert_no_code, with_failing_disk};
use std::fs;

/// Requests that need no write are answered as before.
fn still_answers(setup: &Setup) {
    let client = &setup.client;
    assert_eq!(client.page("/healthz").status, 200);
    assert_eq!(client.page("/metrics").status, 200);
    assert_eq!(client.post("[]").status, 400);
    assert_eq!(client.send("GET", ENROLL, &[], ()).unwrap().status, 405);
    assert_eq!(client.with_token("a.b.c").post("[]").status, 401);
    assert_eq!(client.page("/nowhere").status, 404);
}

/// Everything that is tested about one fault.
fn assert_survives(fault: &str, call: &str) {
    let setup = Setup::start();
    let before = setup.code(ALICE);
    let rows = setup.rows();
    assert_eq!(setup.failures(), "", "the disk failed too early");

    setup.break_disk(fault);
    for user in [ALICE, OTHER, ALICE] {
        assert_no_code(&setup.ask(user));
    }
    let failures = setup.failures();
    assert!(failures.contains(call), "the fault did not occur: {failures:?}");
    still_answers(&setup);
    assert_eq!(setup.client.page("/readyz").status, 503, "ready on a disk that fails");
    assert_eq!(setup.rows(), rows, "a disk that fails was written to");
    assert_eq!(setup.state(ALICE, &before), Some(State::Pending));

    setup.repair_disk();
    let ready = || (setup.client.page("/readyz").status == 200).then_some(());
    wait::until("the gateway to be ready again", ready);
    let after = setup.code(ALICE);
    let other = setup.code(OTHER);
    assert_eq!(setup.state(ALICE, &before), Some(State::Superseded));
    assert_eq!(setup.state(ALICE, &after), Some(State::Pending));
    assert_eq!(setup.state(OTHER, &other), Some(State::Pending));
    assert_restarts(setup, &[(ALICE, &before), (ALICE, &after), (OTHER, &other)], rows);
}

fn assert_restarts(setup: Setup, codes: &[(&str, &str)], rows: [usize; 3]) {
    let Setup { gateway, home, .. } = setup;
    let ended = gateway.stop();
    assert!(!ended.log.contains("panicked"), "{}", ended.log);
    assert!(!codes.iter().any(|(_, code)| ended.log.contains(code)), "a code in the log");
    let gateway = Gateway::demo(&home).run();
    let ledger = Ledger::open(&home);
    for (user, code) in codes {
        assert!(ledger.codes().state(user, code).is_some(), "{user}");
    }
    assert_eq!(ledger.codes().len(), rows[0] + 2);
    assert_eq!(ledger.count("audit"), rows[1] + 2);
    assert_eq!(ledger.integrity(), "ok");
    let _ = gateway.stop();
}

#[test]
fn on_a_full_disk_nothing_is_issued_and_the_gateway_recovers() {
    assert_survives("enospc", "write");
}

#[test]
fn while_syncs_fail_nothing_is_issued_and_the_gateway_recovers() {
    assert_survives("eio-sync", "sync");
}

/// What a failed commit has left in the write-ahead log must not be recovered after a crash: a code
/// that no caller has would be live in place of one that was issued.
#[test]
fn after_a_failed_sync_a_crash_recovers_nothing() {
    let setup = Setup::start();
    let before = setup.code(ALICE);
    let rows = setup.rows();
    setup.break_disk("eio-sync");
    assert_no_code(&setup.ask(ALICE));
    assert!(setup.failures().contains("sync"), "the fault did not occur");
    let Setup { gateway, home, .. } = setup;
    gateway.kill();
    fs::remove_file(home.file("fault")).unwrap();

    let gateway = Gateway::demo(&home).run();
    let ledger = Ledger::open(&home);
    assert_eq!(ledger.codes().state(ALICE, &before), Some(State::Pending));
    assert_eq!([ledger.codes().len(), ledger.count("audit")], rows[..2]);
    assert_eq!(gateway.client().post(asking_for([ALICE])).statuses(), [1000]);
    assert_eq!(ledger.codes().state(ALICE, &before), Some(State::Superseded));
    let _ = gateway.stop();
}

#[test]
fn no_mail_is_sent_without_its_code() {
    let home = Home::new();
    let server = Smtp::start(Behaviour::Takes);
    let gateway = with_failing_disk(&home).arg("--smtp").arg(server.address()).run();
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
fn a_first_start_on_a_full_disk_reports_why_it_fails() {
    let home = Home::new();
    home.write("fault", "enospc");
    let Err(ended) = with_failing_disk(&home).try_to_run() else { panic!("it starts") };
    assert!(!ended.status.success() && ended.output.is_empty(), "{ended:?}");
    assert!(ended.log.contains("full"), "{}", ended.log);
    assert!(!ended.log.contains("panicked"), "{}", ended.log);
    // The control: with room it starts, in the same folder.
    fs::remove_file(home.file("fault")).unwrap();
    let gateway = with_failing_disk(&home).run();
    assert_eq!(gateway.client().post(asking_for([ALICE])).statuses(), [1000]);
    let _ = gateway.stop();
}

/// The control: with the library and without a fault, everything works and no call fails.
#[test]
fn without_a_fault_the_same_gateway_answers() {
    let setup = Setup::start();
    setup.break_disk("a fault that the library does not know");
    let code = setup.code(ALICE);
    assert_eq!(setup.state(ALICE, &code), Some(State::Pending));
    assert_eq!(setup.failures(), "");
    let _ = setup.gateway.stop();
}
