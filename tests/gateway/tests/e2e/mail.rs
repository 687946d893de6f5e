//! Mail that cannot be sent: the code stays valid, and its mail is sent later.

use codemint::words::State;
use codemint_gateway_tests::wait::until;
use codemint_gateway_tests::{Behaviour, Campaign, Gateway, Home, Ledger, Smtp, smtp};
use std::net::TcpListener;

use super::samples::DUPLICATES_REQUEST;

#[test]
fn deferred_mail_waits_and_is_sent_to_the_next_server() {
    assert_mail_is_sent_later(Behaviour::IsBusyFirst(1000));
}

#[test]
fn mail_without_a_reply_waits_and_is_sent_to_the_next_server() {
    assert_mail_is_sent_later(Behaviour::HangsUp);
}

#[test]
fn mail_whose_data_is_cut_off_waits_and_is_sent_to_the_next_server() {
    assert_mail_is_sent_later(Behaviour::DiesFirst(1000));
}

fn assert_mail_is_sent_later(behaviour: Behaviour) {
    let home = Home::new();
    let failing = Smtp::start(behaviour);
    let gateway = Gateway::demo(&home).arg("--smtp").arg(failing.address()).run();
    let answer = gateway.client().post(DUPLICATES_REQUEST);
    assert_eq!(answer.statuses(), [1000, 1000], "the answer waited for the mail");
    until("both mails to be tried", || (failing.refusals() >= 2).then_some(()));
    let ended = gateway.stop();
    assert_eq!(failing.mails().len(), 0);
    assert_eq!(Ledger::open(&home).count("outbox"), 2, "both mails wait");
    assert!(ended.log.contains("mail"), "the failure is not in the log: {}", ended.log);

    let accepting = Smtp::start(Behaviour::Takes);
    let gateway = Gateway::demo(&home).arg("--smtp").arg(accepting.address()).run();
    let mails = accepting.wait_for(2);
    let _ = gateway.stop();
    assert_eq!(accepting.mails().len(), 2, "a mail was sent twice");
    let ledger = Ledger::open(&home);
    assert_eq!(ledger.count("outbox"), 0, "a sent mail is still in the outbox");
    let stored = ledger.codes();
    for mail in &mails {
        let code = smtp::code_in(&mail.text);
        let address = match mail.to[0].as_str() {
            "administrator.admin@example.com" => "administrator@example.com",
            "noemail@example.com" => "dummyUser@example.com",
            other => panic!("a mail to {other}"),
        };
        assert_eq!(stored.state(address, &code), Some(State::Pending), "{address}");
        // The first gateway's log about the failures does not have the code.
        assert!(!ended.log.contains(&code));
        assert!(!ended.log.contains(smtp::shown_in(&mail.text)));
    }
}

/// A server that accepts connections and never replies delays the mail that is being sent, and not
/// every mail that waits.
#[test]
fn a_silent_mail_server_does_not_delay_a_stop() {
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
    assert_eq!(Ledger::open(&home).count("outbox"), 6, "a mail is not in the outbox");
}

/// Callers choose addresses. Mail to addresses that the server refuses must not delay other mail.
#[test]
fn refused_mails_do_not_delay_other_mails() {
    let home = Home::new();
    Campaign::import_users(&home);
    let server = Smtp::start(Behaviour::IsChoosy);
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
    assert_eq!(
        Ledger::open(&home).count("outbox"),
        users.len(),
        "a refused mail is not in the outbox"
    );
}
