//! Mail that cannot be sent: the code stays promised, its mail waits, and goes out later.

use codemint::words::State;
use codemint_gateway_tests::wait::until;
use codemint_gateway_tests::{Campaign, Gateway, Home, Ledger, Manner, Smtp, smtp};
use std::net::TcpListener;

use super::samples::DUPLICATES_REQUEST;

#[test]
fn mail_that_is_put_off_waits_and_is_sent_by_the_next_server() {
    mail_survives(Manner::IsBusyFirst(1000));
}

#[test]
fn mail_that_is_cut_off_waits_and_is_sent_by_the_next_server() {
    mail_survives(Manner::HangsUp);
}

#[test]
fn mail_that_is_cut_off_in_its_middle_waits_and_is_sent_by_the_next_server() {
    mail_survives(Manner::DiesFirst(1000));
}

fn mail_survives(manner: Manner) {
    let home = Home::new();
    let failing = Smtp::start(manner);
    let gateway = Gateway::demo(&home).arg("--smtp").arg(failing.address()).run();
    let answer = gateway.client().post(DUPLICATES_REQUEST);
    assert_eq!(answer.statuses(), [1000, 1000], "the answer does not wait for the mail");
    until("both mails to be tried", || (failing.refusals() >= 2).then_some(()));
    let ended = gateway.stop();
    assert_eq!(failing.mails().len(), 0);
    assert_eq!(Ledger::open(&home).count("outbox"), 2, "both mails wait");
    assert!(ended.log.contains("mail"), "nothing about the failure in the log: {}", ended.log);

    let taking = Smtp::start(Manner::Takes);
    let gateway = Gateway::demo(&home).arg("--smtp").arg(taking.address()).run();
    let mails = taking.wait_for(2);
    let _ = gateway.stop();
    assert_eq!(taking.mails().len(), 2, "each mail once");
    let ledger = Ledger::open(&home);
    assert_eq!(ledger.count("outbox"), 0, "what was sent is forgotten");
    let stored = ledger.codes();
    for mail in &mails {
        let code = smtp::code_in(&mail.text);
        let address = match mail.to[0].as_str() {
            "administrator.admin@example.com" => "administrator@example.com",
            "noemail@example.com" => "dummyUser@example.com",
            other => panic!("a mail to {other}"),
        };
        assert_eq!(stored.state(address, &code), Some(State::Pending), "{address}");
        // What the first gateway wrote about its failures did not tell the code.
        assert!(!ended.log.contains(&code));
        assert!(!ended.log.contains(smtp::shown_in(&mail.text)));
    }
}

/// A server that takes connections and never says a word costs the mail in hand some patience, and
/// not every mail that waits.
#[test]
fn a_silent_mail_server_does_not_hold_up_the_end() {
    let home = Home::new();
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap().to_string();
    let gateway = Gateway::demo(&home).arg("--smtp").arg(address).run();
    let users = ["administrator", "ADUser", "alice", "amuser", "AMViaPref0", "dummyUser"];
    let users =
        users.map(|user| format!(r#"{{"email":"{user}@example.com","code_send_to":"EMAIL"}}"#));
    let answer = gateway.client().post(format!("[{}]", users.join(",")));
    assert_eq!(answer.statuses(), [1000; 6]);
    let connection = silent.accept().unwrap();
    let _ = gateway.stop();
    drop(connection);
    assert_eq!(Ledger::open(&home).count("outbox"), 6, "all of them wait");
}

/// A caller chooses addresses. Those that no server takes must not keep everybody's mail waiting.
#[test]
fn mails_that_nobody_takes_do_not_hold_up_the_others() {
    let home = Home::new();
    Campaign::import_users(&home);
    let server = Smtp::start(Manner::IsChoosy);
    let gateway = Gateway::demo(&home).arg("--smtp").arg(server.address()).run();
    let client = gateway.client();
    let users: Vec<String> = Campaign::users().collect();
    for users in users.chunks(100) {
        let users = users.iter().map(|user| {
            let to = format!("nobody.{user}");
            format!(r#"{{"email":"{user}","custom_email":"{to}","code_send_to":"EMAIL"}}"#)
        });
        let body = format!("[{}]", users.collect::<Vec<_>>().join(","));
        assert!(client.post(body).statuses().iter().all(|status| *status == 1000));
    }
    until("one of them to be refused", || (server.refusals() > 0).then_some(()));
    let good = r#"[{"email":"alice@example.com","code_send_to":"EMAIL"}]"#;
    assert_eq!(client.post(good).statuses(), [1000]);
    assert_eq!(server.wait_for(1)[0].to, ["alice@example.com"]);
    let _ = gateway.stop();
    assert_eq!(Ledger::open(&home).count("outbox"), users.len(), "the others are kept");
}
