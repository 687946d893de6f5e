//! The vendor's two samples, compared member by member.

use codemint::words::State;
use codemint_gateway_tests::compare::{Open, differences};
use codemint_gateway_tests::token::now;
use codemint_gateway_tests::{Answer, Behaviour, Client, Gateway, Home, Json, Ledger, Smtp, smtp};

pub(crate) const ENROLL_REQUEST: &str = include_str!("../../samples/enroll.request.json");
const ENROLL_RESPONSE: &str = include_str!("../../samples/enroll.response.json");
pub(crate) const DUPLICATES_REQUEST: &str = include_str!("../../samples/duplicates.request.json");
const DUPLICATES_RESPONSE: &str = include_str!("../../samples/duplicates.response.json");

/// Sends a sample's request; the answer, and its differences from the sample's response.
fn send(client: &Client, request: &str, response: &str) -> (Answer, Vec<String>) {
    let before = now();
    let answer = client.post(request);
    // Ten minutes after a moment between the two. The last second may be included.
    let valid_until = (before + 599, now() + 600);
    let link = format!("{}/enroll/admin", client.url());
    let open = Open { valid_until, link: &link };
    let found = differences(&Json::parse(response), &answer.json(), &open);
    (answer, found)
}

#[test]
fn the_first_sample_is_answered_member_by_member() {
    let home = Home::new();
    let gateway = Gateway::demo(&home).run();
    let (answer, found) = send(&gateway.client(), ENROLL_REQUEST, ENROLL_RESPONSE);
    assert!(found.is_empty(), "{found:#?}");
    assert_eq!(answer.status, 200);
    assert_eq!(answer.headers["content-type"], "application/json");
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert_eq!(answer.statuses(), [1006, 1005, 1000, 1000, 1000, 1000]);

    let ledger = Ledger::open(&home);
    let stored = ledger.codes();
    for (address, code) in answer.codes() {
        assert_eq!(stored.state(&address, &code), Some(State::Pending), "{address}");
        // The control: the digest is of this code and this user only.
        let other = if code == "000000000" { "000000001" } else { "000000000" };
        assert_eq!(stored.state(&address, other), None);
        assert_eq!(stored.state("administrator@example.com", &code), None);
    }
    assert_eq!((answer.codes().len(), stored.len()), (4, 4));
    let _ = gateway.stop();
}

#[test]
fn the_sample_with_duplicates_is_answered_member_by_member_and_two_mails_are_sent() {
    let home = Home::new();
    let server = Smtp::start(Behaviour::Takes);
    let gateway = Gateway::demo(&home).arg("--smtp").arg(server.address()).run();
    assert!(DUPLICATES_REQUEST.trim_end().ends_with(",\n]"), "the sample has no trailing comma");
    let (answer, found) = send(&gateway.client(), DUPLICATES_REQUEST, DUPLICATES_RESPONSE);
    assert!(found.is_empty(), "{found:#?}");
    assert_eq!(answer.status, 200);

    let mails = server.wait_for(2);
    let _ = gateway.stop();
    // The gateway has ended: no further mail can arrive.
    assert_eq!(server.mails().len(), 2, "more than two mails");
    let ledger = Ledger::open(&home);
    let stored = ledger.codes();
    for (to, address) in [
        ("administrator.admin@example.com", "administrator@example.com"),
        ("noemail@example.com", "dummyUser@example.com"),
    ] {
        let mail = mails.iter().find(|mail| mail.to == [to]).expect("a mail to the custom address");
        let code = smtp::code_in(&mail.text);
        assert_eq!(stored.state(address, &code), Some(State::Pending), "{address}");
        assert!(!answer.body.contains(code.as_str()), "a mailed code is shown");
    }
    assert_eq!((stored.len(), ledger.count("outbox")), (2, 0));
}

/// A code that is shown is never mailed.
#[test]
fn with_mail_the_first_sample_sends_one_mail_and_shows_four_codes() {
    let home = Home::new();
    let server = Smtp::start(Behaviour::Takes);
    let gateway = Gateway::demo(&home).arg("--smtp").arg(server.address()).run();
    let answer = gateway.client().post(ENROLL_REQUEST);
    assert_eq!(answer.statuses(), [1006, 1000, 1000, 1000, 1000, 1000]);
    let mails = server.wait_for(1);
    let _ = gateway.stop();
    assert_eq!(server.mails().len(), 1);
    assert_eq!(mails[0].to, ["administrator.admin@example.com"]);
    let mailed = smtp::code_in(&mails[0].text);
    let shown = answer.codes();
    assert_eq!(shown.len(), 4);
    let stored = Ledger::open(&home);
    let stored = stored.codes();
    assert_eq!(stored.state("administrator@example.com", &mailed), Some(State::Pending));
    for (address, code) in &shown {
        assert_eq!(stored.state(address, code), Some(State::Pending));
        let shown = smtp::shown_in(&mails[0].text);
        assert!(!mails[0].text.contains(code.as_str()) && shown.replace(' ', "") != *code);
    }
}
