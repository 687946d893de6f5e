//! The life of a code from issue to end, over HTTP.

use super::{ALICE, CHECK, CODES, Operator, REDEEM, count, events, other_than, present};
use crate::commands::codemint;
use codemint_gateway_tests::{Answer, Behaviour, Gateway, Home, Smtp, smtp};
use serde_json::json;

/// Whether this is the answer to every code that is not accepted.
fn is_refused(answer: &Answer) -> bool {
    answer.status == 403
        && answer.headers["content-type"] == "application/problem+json"
        && answer.json().at("type").text() == "urn:codemint:problem:not-accepted"
}

fn uses_left(answer: &Answer) -> u64 {
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json().at("uses_left").number()
}

#[test]
fn a_code_is_issued_listed_checked_and_redeemed_once() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let operator = Operator::demo(&gateway, &home);
    let client = gateway.client();
    let minted = operator.mint("demo", ALICE, &json!({"reason": "a new phone"}));
    let listed = operator.get(&format!("{CODES}?subject=Alice%40EXAMPLE.com&state=pending"));
    let page = listed.json();
    assert_eq!(page.at("codes").items().len(), 1, "{listed:?}");
    assert_eq!(page.at("codes").items()[0].at("id").text(), minted.id);
    assert!(!listed.body.contains(&minted.code), "{listed:?}");

    // A check does not use the code, however often. Codes may be typed with separators.
    let typed = format!(" {} {}-{} ", &minted.code[..3], &minted.code[3..5], &minted.code[5..]);
    for code in [&minted.code, &typed] {
        let checked = present(&client, CHECK, ALICE, code);
        assert_eq!(uses_left(&checked), 1);
        assert_eq!(checked.json().at("id").text(), minted.id);
    }
    assert_eq!(operator.state(&minted.id), "pending");
    assert_eq!(uses_left(&present(&client, REDEEM, ALICE, &typed)), 0);
    for path in [REDEEM, CHECK] {
        let again = present(&client, path, ALICE, &minted.code);
        assert!(is_refused(&again), "{again:?}");
    }
    assert_eq!(operator.state(&minted.id), "redeemed");
    for (what, state) in [("void", "redeemed"), ("unlock", "redeemed")] {
        let answer = operator.change(&minted.id, what);
        assert_eq!((answer.status, answer.json().at("state").text()), (409, state), "{answer:?}");
    }
    let log = gateway.stop().log;
    assert!(!log.contains(&minted.code), "{log}");
    is_clean(&home);
}

#[test]
fn a_voided_code_is_refused_and_its_history_has_who_and_why() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let operator = Operator::demo(&gateway, &home);
    let minted = operator.mint("demo", ALICE, &json!({}));
    let path = format!("{CODES}/{}/void", minted.id);
    let voided = operator.post(&path, &json!({"reason": "the phone is lost"}));
    assert_eq!((voided.status, voided.json().at("state").text()), (200, "voided"));
    for path in [CHECK, REDEEM] {
        let answer = present(&gateway.client(), path, ALICE, &minted.code);
        assert!(is_refused(&answer), "{answer:?}");
    }
    assert_eq!(operator.post(&path, &json!({})).status, 409, "a code was voided twice");
    let shown = operator.get(&format!("{CODES}/{}", minted.id));
    let json = shown.json();
    assert_eq!(json.at("state").text(), "voided");
    let history = events(&shown, "history");
    assert_eq!(history[..4], ["issued", "voided", "code-spent", "code-spent"], "{shown:?}");
    let entry = &json.at("history").items()[1];
    assert_eq!(entry.at("actor").text(), "DEV3");
    assert_eq!(entry.at("detail").text(), "the phone is lost");
    // The control: another code has its own history.
    let newer = operator.mint("demo", ALICE, &json!({}));
    assert_eq!(operator.history(&newer.id), ["issued"]);
    let _ = gateway.stop();
    is_clean(&home);
}

#[test]
fn five_wrong_attempts_lock_a_code_and_an_operator_unlocks_it() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let operator = Operator::demo(&gateway, &home);
    let client = gateway.client();
    let minted = operator.mint("demo", ALICE, &json!({}));
    let wrong = other_than(&minted.code);
    for tries in 0..5 {
        // Until then the right code is accepted.
        assert_eq!(present(&client, CHECK, ALICE, &minted.code).status, 200, "{tries}");
        let path = if tries % 2 == 0 { CHECK } else { REDEEM };
        assert!(is_refused(&present(&client, path, ALICE, &wrong)), "{tries}");
    }
    assert!(is_refused(&present(&client, REDEEM, ALICE, &minted.code)));
    assert_eq!(operator.state(&minted.id), "locked");
    let unlocked = operator.change(&minted.id, "unlock");
    assert_eq!((unlocked.status, unlocked.json().at("state").text()), (200, "pending"));
    // The code has all attempts again.
    for tries in 0..4 {
        assert!(is_refused(&present(&client, CHECK, ALICE, &wrong)), "{tries}");
    }
    assert_eq!(present(&client, REDEEM, ALICE, &minted.code).status, 200);
    let events = operator.events(ALICE);
    assert_eq!((count(&events, "code-wrong"), count(&events, "redeemed")), (9, 1), "{events:?}");
    let _ = gateway.stop();
    is_clean(&home);
}

#[test]
fn a_code_that_is_mailed_arrives_and_can_be_redeemed() {
    let home = Home::new();
    let server = Smtp::start(Behaviour::Takes);
    let gateway = Gateway::demo(&home).arg("--smtp").arg(server.address()).run();
    let operator = Operator::demo(&gateway, &home);
    let body = json!({"tenant": "demo", "subjects": [{"id": ALICE, "deliver": "mail"}]});
    let answer = operator.post(CODES, &body);
    let json = answer.json();
    let item = &json.at("results").items()[0];
    assert_eq!(item.at("status").text(), "issued", "{answer:?}");
    assert!(item.find("code").is_none() && item.find("display").is_none(), "{answer:?}");
    let mails = server.wait_for(1);
    assert_eq!(mails[0].to, [ALICE]);
    let code = smtp::code_in(&mails[0].text);
    assert_eq!(present(&gateway.client(), REDEEM, ALICE, &code).status, 200);
    let _ = gateway.stop();
}

/// Asserts that the command finds the audit trail clean.
pub(super) fn is_clean(home: &Home) {
    let data = home.path().to_str().unwrap();
    let ended = codemint(["audit", "verify", "--data", data], "");
    assert!(ended.status.success() && ended.output.contains("\"clean\":true"), "{ended:?}");
}
