//! Nothing is sent to a server without the configured TLS, or with a certificate that is not trusted.

use super::{password, send, settings};
use codemint::mail::{MailFault, Mailer as _, SmtpMailer, SmtpSettings, SmtpTls};
use codemint_gateway_tests::smtp::Certificate;
use codemint_gateway_tests::{Behaviour, Smtp};

const PLAIN: SmtpTls = SmtpTls::None { anywhere: false };
const KINDS: [(&str, SmtpTls); 2] =
    [("starttls", SmtpTls::StartTls), ("implicit", SmtpTls::Implicit)];

fn trusting(certificate: &Certificate, server: &Smtp, tls: SmtpTls) -> SmtpSettings {
    let authorities = Some(certificate.pem.clone().into_bytes());
    SmtpSettings { authorities, ..settings(server, tls) }
}

fn sent(settings: SmtpSettings) -> Result<(), MailFault> {
    send(&SmtpMailer::new(settings).unwrap(), "ann@example.com")
}

#[test]
fn mail_is_sent_over_tls_to_a_trusted_server_only() {
    let (certificate, stranger) = (Certificate::new(), Certificate::new());
    for (kind, tls) in KINDS {
        let server = Smtp::protected(Behaviour::Takes, kind, &certificate);
        assert_eq!(sent(trusting(&certificate, &server, tls)), Ok(()), "{kind}");
        let mails = server.wait_for(1);
        assert_eq!((mails.len(), mails[0].is_protected), (1, true), "{kind}");
        // Another authority, the operating system's authorities, and another name.
        let other = trusting(&stranger, &server, tls);
        let system = settings(&server, tls);
        let misnamed = Certificate::of(&["other.example"]);
        let elsewhere = Smtp::protected(Behaviour::Takes, kind, &misnamed);
        let name = trusting(&misnamed, &elsewhere, tls);
        for settings in [other, system, name] {
            let fault = sent(settings).unwrap_err();
            assert!(matches!(fault, MailFault::Login | MailFault::Connection), "{kind}: {fault:?}");
        }
        let mails = (server.mails().len(), elsewhere.mails().len());
        assert_eq!(mails, (1, 0), "{kind}: mail was sent to an untrusted server");
    }
}

#[test]
fn starttls_is_never_skipped() {
    let certificate = Certificate::new();
    let bare = Smtp::start(Behaviour::Takes);
    assert_eq!(sent(trusting(&certificate, &bare, SmtpTls::StartTls)), Err(MailFault::Login));
    let implicit = sent(trusting(&certificate, &bare, SmtpTls::Implicit)).unwrap_err();
    assert!(matches!(implicit, MailFault::Login | MailFault::Connection), "{implicit:?}");
    assert_eq!(bare.mails().len(), 0);
    // The control: without TLS the same server accepts the mail.
    assert_eq!(sent(settings(&bare, PLAIN)), Ok(()));
    assert!(!bare.wait_for(1)[0].is_protected);
    // A server that requires STARTTLS refuses mail without it, and the mail is not dead.
    let strict = Smtp::protected(Behaviour::Takes, "starttls", &certificate);
    assert!(sent(settings(&strict, PLAIN)).is_err());
    assert_eq!(strict.mails().len(), 0);
}

#[test]
fn without_tls_only_loopback_hosts_are_allowed_by_default() {
    let server = Smtp::start(Behaviour::Takes);
    let at = |host: &str, tls| SmtpSettings { host: host.into(), ..settings(&server, tls) };
    for host in ["mail.example.com", "192.0.2.1", "localhost.example.com", "::ffff:192.0.2.1"] {
        assert!(SmtpMailer::new(at(host, PLAIN)).is_err(), "{host}");
        assert!(SmtpMailer::new(at(host, SmtpTls::None { anywhere: true })).is_ok(), "{host}");
        assert!(SmtpMailer::new(at(host, SmtpTls::StartTls)).is_ok(), "{host}");
    }
    for host in ["localhost", "LOCALHOST", "127.0.0.1", "127.1.2.3", "::1"] {
        assert!(SmtpMailer::new(at(host, PLAIN)).is_ok(), "{host}");
    }
    let from = |from: &str| SmtpSettings { from: from.into(), ..settings(&server, PLAIN) };
    for planted in ["", "nobody", "a@example.com\r\nBcc: b@example.com", "a@b.example, c@d.example"]
    {
        assert!(SmtpMailer::new(from(planted)).is_err(), "{planted:?}");
    }
    let junk = SmtpSettings {
        authorities: Some(b"not a certificate".to_vec()),
        ..settings(&server, SmtpTls::StartTls)
    };
    assert!(SmtpMailer::new(junk).is_err());
}

#[test]
fn a_server_can_require_a_user_and_a_password() {
    let certificate = Certificate::new();
    for (kind, tls) in KINDS {
        let server = Smtp::guarded(kind, &certificate, "codes", "correct horse");
        let with =
            |credentials| SmtpSettings { credentials, ..trusting(&certificate, &server, tls) };
        let user = |text: &str| Some(("codes".into(), password(text)));
        assert_eq!(sent(with(user("correct horse"))), Ok(()), "{kind}");
        assert_eq!(server.wait_for(1)[0].user.as_deref(), Some("codes"), "{kind}");
        // A wrong password (535) is an error of the settings: the mail is not dead.
        assert_eq!(sent(with(user("wrong"))), Err(MailFault::Login), "{kind}");
        assert!(sent(with(None)).is_err(), "{kind}");
        assert_eq!(server.mails().len(), 1, "{kind}");
    }
}

#[test]
fn consecutive_mails_share_a_connection_and_outlive_it() {
    let server = Smtp::start(Behaviour::Takes);
    let mailer = SmtpMailer::new(settings(&server, PLAIN)).unwrap();
    for _ in 0..3 {
        assert_eq!(send(&mailer, "ann@example.com"), Ok(()));
    }
    mailer.rest();
    assert_eq!(send(&mailer, "ann@example.com"), Ok(()));
    assert_eq!(server.wait_for(4).len(), 4);
    assert_eq!(send(&mailer, "ann@example.com\r\nBcc: x@example.com"), Err(MailFault::Recipient));
    drop(server);
    assert_eq!(send(&mailer, "ann@example.com"), Err(MailFault::Connection));
}

#[test]
fn a_servers_reply_determines_the_fault() {
    for (behaviour, fault) in [
        (Behaviour::Refuses, MailFault::Rejected),
        (Behaviour::Rejects, MailFault::Rejected),
        (Behaviour::IsBusyFirst(9), MailFault::Temporary),
        (Behaviour::HangsUp, MailFault::Connection),
        (Behaviour::DiesFirst(9), MailFault::Connection),
    ] {
        let server = Smtp::start(behaviour);
        assert_eq!(sent(settings(&server, PLAIN)), Err(fault), "{behaviour:?}");
        assert!(server.mails().is_empty());
    }
}
