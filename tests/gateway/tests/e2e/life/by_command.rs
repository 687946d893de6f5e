//! The life of a code by commands, with codes on standard input.

use super::stages::is_clean;
use super::{ALICE, Operator, other_than};
use crate::commands::{WITH_MAIL, codemint};
use codemint_gateway_tests::{Behaviour, Ended, Gateway, Home, Json, Ledger, Smtp};
use serde_json::json;

/// Runs a command on a data folder, with `input` on its standard input.
fn run(home: &Home, arguments: &[&str], input: &str) -> Ended {
    let data = ["--data", home.path().to_str().unwrap()];
    let ended = codemint([arguments, &data].concat(), input);
    assert!(!ended.log.contains("panicked"), "{ended:?}");
    ended
}

/// The output of a command. Asserts that it succeeds.
fn done(home: &Home, arguments: &[&str], input: &str) -> Json {
    let ended = run(home, arguments, input);
    assert!(ended.status.success(), "{arguments:?}: {ended:?}");
    Json::parse(&ended.output)
}

/// The problem type that a command prints. Asserts that it exits with status 1.
fn problem(home: &Home, arguments: &[&str], input: &str) -> String {
    let ended = run(home, arguments, input);
    assert_eq!(ended.status.code(), Some(1), "{arguments:?}: {ended:?}");
    let input = input.trim();
    let printed = format!("{}{}", ended.output, ended.log);
    assert!(input.is_empty() || !printed.contains(input), "{arguments:?}: {ended:?}");
    let json = Json::parse(&ended.output);
    json.at("type").text().trim_start_matches("urn:codemint:problem:").to_owned()
}

/// Issues a code by a command; its ID, and the code.
fn issue(home: &Home) -> (String, String) {
    let body = json!({"tenant": "demo", "subjects": [{"id": ALICE}]}).to_string();
    let json = done(home, &["issue", "--dialect", "native"], &body);
    let item = &json.at("results").items()[0];
    (item.at("id").text().to_owned(), item.at("code").text().to_owned())
}

const CHECK: [&str; 3] = ["check", "--subject", ALICE];
const REDEEM: [&str; 3] = ["redeem", "--subject", ALICE];

#[test]
fn a_code_is_redeemed_once_by_commands() {
    let home = Home::new();
    let (id, code) = issue(&home);
    let listed = done(&home, &["list", "--subject", ALICE, "--state", "pending"], "");
    assert_eq!(listed.at("codes").items()[0].at("id").text(), id);
    let line = format!("{code}\n");
    assert_eq!(done(&home, &CHECK, &line).at("uses_left").number(), 1);
    assert_eq!(done(&home, &REDEEM, &line).at("uses_left").number(), 0);
    assert_eq!(problem(&home, &REDEEM, &line), "not-accepted");
    assert_eq!(problem(&home, &CHECK, &line), "not-accepted");
    assert_eq!(problem(&home, &["void", &id], ""), "wrong-state");
    let shown = done(&home, &["show", &id], "");
    assert_eq!(shown.at("state").text(), "redeemed");
    let history = shown.at("history").items().iter();
    let events: Vec<_> = history.map(|entry| entry.at("event").text()).collect();
    assert_eq!(events[..3], ["issued", "checked", "redeemed"]);
    assert_eq!(shown.at("history").items()[2].at("actor").text(), "command line");
    assert!(done(&home, &["list", "--state", "pending"], "").at("codes").items().is_empty());
    is_clean(&home);
}

#[test]
fn a_code_is_locked_unlocked_and_voided_by_commands() {
    let home = Home::new();
    let (id, code) = issue(&home);
    let wrong = other_than(&code);
    assert_eq!(problem(&home, &["unlock", &id], ""), "wrong-state");
    for _ in 0..5 {
        assert_eq!(problem(&home, &CHECK, &wrong), "not-accepted");
    }
    assert_eq!(problem(&home, &REDEEM, &code), "not-accepted");
    assert_eq!(done(&home, &["show", &id], "").at("state").text(), "locked");
    let unlocked = done(&home, &["unlock", &id, "--reason", "she found the letter"], "");
    assert_eq!(unlocked.at("state").text(), "pending");
    assert_eq!(done(&home, &CHECK, &code).at("uses_left").number(), 1);
    assert_eq!(done(&home, &["void", &id], "").at("state").text(), "voided");
    assert_eq!(problem(&home, &REDEEM, &code), "not-accepted");
    assert!(!run(&home, &CHECK, "").status.success(), "an empty input is accepted as a code");
    let unknown = "01900000-0000-7000-8000-000000000000";
    assert_eq!(problem(&home, &["void", unknown], ""), "no-such-code");
    assert_eq!(problem(&home, &["show", "no-id"], ""), "not-understood");
    is_clean(&home);
}

/// Commands and a running gateway see each other's changes.
#[test]
fn commands_and_a_gateway_share_one_life() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let operator = Operator::demo(&gateway, &home);
    let minted = operator.mint("demo", ALICE, &json!({}));
    assert_eq!(done(&home, &REDEEM, &minted.code).at("id").text(), minted.id);
    let again = super::present(&gateway.client(), super::REDEEM, ALICE, &minted.code);
    assert_eq!(again.status, 403, "{again:?}");
    let (id, code) = issue(&home);
    assert_eq!(super::present(&gateway.client(), super::REDEEM, ALICE, &code).status, 200);
    assert_eq!(operator.state(&id), "redeemed");
    let _ = gateway.stop();
    is_clean(&home);
}

/// The tenant is in the request, and its mail is sent.
#[test]
fn a_command_that_issues_sends_its_mails_before_it_ends() {
    let (home, server) = (Home::new(), Smtp::start(Behaviour::Takes));
    // The first command creates the demo's keys and directory.
    let _ = issue(&home);
    let (host, port) = server.address().split_once(':').unwrap();
    let config = home.write("mail.toml", &WITH_MAIL.replace("HOST", host).replace("PORT", port));
    let body = json!({"tenant": "demo", "subjects": [{"id": ALICE, "deliver": "mail"}]});
    let arguments = ["issue", "--dialect", "native", "--config", config.to_str().unwrap()];
    let json = done(&home, &arguments, &body.to_string());
    assert_eq!(json.at("results").items()[0].at("status").text(), "issued");
    assert_eq!((server.mails().len(), Ledger::open(&home).count("outbox")), (1, 0));
}
