//! Nothing is said to a server that is not protected as it was asked for, or is not whom it says.

use super::{password, send, settings};
use codemint::mail::{MailFault, Mailer as _, SmtpMailer, SmtpSettings, SmtpTls};
use codemint_gateway_tests::smtp::Certified;
use codemint_gateway_tests::{Manner, Smtp};

const PLAIN: SmtpTls = SmtpTls::None { anywhere: false };
const KINDS: [(&str, SmtpTls); 2] =
    [("starttls", SmtpTls::StartTls), ("implicit", SmtpTls::Implicit)];

fn trusting(certified: &Certified, server: &Smtp, tls: SmtpTls) -> SmtpSettings {
    let authorities = Some(certified.pem.clone().into_bytes());
    SmtpSettings { authorities, ..settings(server, tls) }
}

fn sent(settings: SmtpSettings) -> Result<(), MailFault> {
    send(&SmtpMailer::new(settings).unwrap(), "ann@example.com")
}

#[test]
fn mail_goes_over_tls_to_whom_the_authority_vouches_for() {
    let (certified, stranger) = (Certified::new(), Certified::new());
    for (kind, tls) in KINDS {
        let server = Smtp::protected(Manner::Takes, kind, &certified);
        assert_eq!(sent(trusting(&certified, &server, tls)), Ok(()), "{kind}");
        let mails = server.wait_for(1);
        assert_eq!((mails.len(), mails[0].is_protected), (1, true), "{kind}");
        // Another authority, those of the operating system, another name.
        let other = trusting(&stranger, &server, tls);
        let system = settings(&server, tls);
        let misnamed = Certified::of(&["other.example"]);
        let elsewhere = Smtp::protected(Manner::Takes, kind, &misnamed);
        let name = trusting(&misnamed, &elsewhere, tls);
        for settings in [other, system, name] {
            let fault = sent(settings).unwrap_err();
            assert!(matches!(fault, MailFault::Login | MailFault::Connection), "{kind}: {fault:?}");
        }
        let mails = (server.mails().len(), elsewhere.mails().len());
        assert_eq!(mails, (1, 0), "{kind}: to nobody else");
    }
}

#[test]
fn starttls_is_never_left_out() {
    let certified = Certified::new();
    let bare = Smtp::start(Manner::Takes);
    assert_eq!(sent(trusting(&certified, &bare, SmtpTls::StartTls)), Err(MailFault::Login));
    let implicit = sent(trusting(&certified, &bare, SmtpTls::Implicit)).unwrap_err();
    assert!(matches!(implicit, MailFault::Login | MailFault::Connection), "{implicit:?}");
    assert_eq!(bare.mails().len(), 0);
    // The control: without protection the same server takes the mail, and tells that it had none.
    assert_eq!(sent(settings(&bare, PLAIN)), Ok(()));
    assert!(!bare.wait_for(1)[0].is_protected);
    // And a server that insists on it refuses whoever comes without, which kills no mail.
    let strict = Smtp::protected(Manner::Takes, "starttls", &certified);
    assert!(sent(settings(&strict, PLAIN)).is_err());
    assert_eq!(strict.mails().len(), 0);
}

#[test]
fn without_tls_only_this_machine_is_spoken_to_unless_that_is_allowed() {
    let server = Smtp::start(Manner::Takes);
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
        authorities: Some(b"no certificate".to_vec()),
        ..settings(&server, SmtpTls::StartTls)
    };
    assert!(SmtpMailer::new(junk).is_err());
}

#[test]
fn a_user_proves_who_he_is() {
    let certified = Certified::new();
    for (kind, tls) in KINDS {
        let server = Smtp::guarded(kind, &certified, "codes", "correct horse");
        let with = |credentials| SmtpSettings { credentials, ..trusting(&certified, &server, tls) };
        let user = |word: &str| Some(("codes".into(), password(word)));
        assert_eq!(sent(with(user("correct horse"))), Ok(()), "{kind}");
        assert_eq!(server.wait_for(1)[0].user.as_deref(), Some("codes"), "{kind}");
        // A wrong password kills no mail: it is not the mail's fault, though the number is 535.
        assert_eq!(sent(with(user("wrong"))), Err(MailFault::Login), "{kind}");
        assert!(sent(with(None)).is_err(), "{kind}");
        assert_eq!(server.mails().len(), 1, "{kind}");
    }
}

#[test]
fn mails_that_follow_on_each_other_share_a_connection_and_outlive_it() {
    let server = Smtp::start(Manner::Takes);
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
fn what_a_server_answers_is_told_by_its_class() {
    for (manner, fault) in [
        (Manner::Refuses, MailFault::Rejected),
        (Manner::Rejects, MailFault::Rejected),
        (Manner::IsBusyFirst(9), MailFault::Temporary),
        (Manner::HangsUp, MailFault::Connection),
        (Manner::DiesFirst(9), MailFault::Connection),
    ] {
        let server = Smtp::start(manner);
        assert_eq!(sent(settings(&server, PLAIN)), Err(fault), "{manner:?}");
        assert!(server.mails().is_empty());
    }
}
