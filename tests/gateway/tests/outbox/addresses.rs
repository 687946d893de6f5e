//! Addresses beyond ASCII, with servers that offer SMTPUTF8 and with those that do not.

use super::{send, settings};
use codemint::mail::{MailFault, SmtpMailer, SmtpSettings, SmtpTls};
use codemint_gateway_tests::{Manner, Smtp};

const PLAIN: SmtpTls = SmtpTls::None { anywhere: false };

/// What becomes of mails to such recipients, and to whom they come.
fn sent(server: &Smtp, all: &[&str]) -> (Vec<Result<(), MailFault>>, Vec<String>) {
    let mailer = SmtpMailer::new(settings(server, PLAIN)).unwrap();
    let results: Vec<_> = all.iter().map(|to| send(&mailer, to)).collect();
    let taken = results.iter().filter(|result| result.is_ok()).count();
    let mails = server.wait_for(taken);
    (results, mails.into_iter().map(|mail| mail.to.concat()).collect())
}

/// The first needs nothing, the others a server that offers SMTPUTF8.
const RECIPIENTS: [&str; 5] = [
    "user@bücher.example",
    "jose\u{301}@example.com",
    "a\u{2010}b@example.com",
    "用户@例子.广告",
    "ann@example.com",
];

#[test]
fn without_smtputf8_a_domain_goes_in_ascii_and_a_local_part_nowhere() {
    let server = Smtp::start(Manner::Takes);
    let (results, to) = sent(&server, &RECIPIENTS);
    let none = Err(MailFault::NeedsSmtpUtf8);
    assert_eq!(results, [Ok(()), none, none, none, Ok(())]);
    assert_eq!(to, ["user@xn--bcher-kva.example", "ann@example.com"]);
    assert_eq!(server.refusals(), 0, "the server was not asked");
}

#[test]
fn with_smtputf8_every_address_is_sent_to() {
    let server = Smtp::with_smtputf8(Manner::Takes);
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

/// That is no mail's fault: nothing dies of it.
#[test]
fn a_sender_that_cannot_be_named_is_a_fault_of_the_settings() {
    let server = Smtp::start(Manner::Takes);
    let from = SmtpSettings { from: "кодов@example.com".into(), ..settings(&server, PLAIN) };
    let mailer = SmtpMailer::new(from).unwrap();
    assert_eq!(send(&mailer, "ann@example.com"), Err(MailFault::Login));
    assert_eq!(server.mails().len(), 0);
}
