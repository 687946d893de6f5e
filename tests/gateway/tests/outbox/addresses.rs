//! Addresses beyond ASCII, with servers that offer SMTPUTF8 and with those that do not.

use super::{send, settings};
use codemint::mail::{MailFault, SmtpMailer, SmtpSettings, SmtpTls};
use codemint_gateway_tests::{Behaviour, Smtp};

const PLAIN: SmtpTls = SmtpTls::None { anywhere: false };

/// The results of sending mail to these recipients, and the recipients that the server accepted.
fn sent(server: &Smtp, all: &[&str]) -> (Vec<Result<(), MailFault>>, Vec<String>) {
    let mailer = SmtpMailer::new(settings(server, PLAIN)).unwrap();
    let results: Vec<_> = all.iter().map(|to| send(&mailer, to)).collect();
    let accepted = results.iter().filter(|result| result.is_ok()).count();
    let mails = server.wait_for(accepted);
    (results, mails.into_iter().map(|mail| mail.to.concat()).collect())
}

/// Recipients. Those with a local part beyond ASCII need a server that offers SMTPUTF8.
const RECIPIENTS: [&str; 5] = [
    "user@bücher.example",
    "jose\u{301}@example.com",
    "a\u{2010}b@example.com",
    "用户@例子.广告",
    "ann@example.com",
];

#[test]
fn without_smtputf8_domains_are_sent_as_a_labels_and_local_parts_are_refused() {
    let server = Smtp::start(Behaviour::Takes);
    let (results, to) = sent(&server, &RECIPIENTS);
    let none = Err(MailFault::NeedsSmtpUtf8);
    assert_eq!(results, [Ok(()), none, none, none, Ok(())]);
    assert_eq!(to, ["user@xn--bcher-kva.example", "ann@example.com"]);
    assert_eq!(server.refusals(), 0, "the server was not asked");
}

#[test]
fn with_smtputf8_mail_is_sent_to_every_address() {
    let server = Smtp::with_smtputf8(Behaviour::Takes);
    let (results, to) = sent(&server, &RECIPIENTS);
    assert_eq!(results, [Ok(()); 5]);
    let expected = [
        "user@xn--bcher-kva.example",
        "jos\u{e9}@example.com",
        "a\u{2010}b@example.com",
        "用户@xn--fsqu00a.xn--4rr70v",
        "ann@example.com",
    ];
    assert_eq!(to, expected);
    let asked: Vec<_> = server.mails().iter().map(|mail| mail.smtputf8).collect();
    assert_eq!(asked, [false, true, true, true, false]);
    let header = server.mails()[3].header("To").to_owned();
    assert_eq!(header, expected[3]);
}

/// An error of the settings, not of the mail: no mail becomes a dead letter.
#[test]
fn a_sender_that_needs_smtputf8_is_an_error_of_the_settings() {
    let server = Smtp::start(Behaviour::Takes);
    let from = SmtpSettings { from: "кодов@example.com".into(), ..settings(&server, PLAIN) };
    let mailer = SmtpMailer::new(from).unwrap();
    assert_eq!(send(&mailer, "ann@example.com"), Err(MailFault::Login));
    assert_eq!(server.mails().len(), 0);
}
