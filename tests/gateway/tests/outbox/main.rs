//! The SMTP client and the outbox against a mail server: TLS, authentication, servers that fail, and
//! addresses.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test code, its own functions included: what is missing fails the test"
)]

mod addresses;
mod lost;
mod protection;
mod runtime;

use codemint::mail::{
    Mail, MailFault, Mailer as _, SmtpMailer, SmtpPassword, SmtpSettings, SmtpTls,
};
use codemint::words::{Code, Purpose, RecordId, Timestamp};
use codemint_gateway_tests::Smtp;

/// Settings for a server that requires no authentication.
fn settings(server: &Smtp, tls: SmtpTls) -> SmtpSettings {
    SmtpSettings {
        host: "localhost".into(),
        port: server.port(),
        tls,
        authorities: None,
        credentials: None,
        from: "codes@example.com".into(),
        from_name: None,
        // Generous: no test waits for it.
        timeout: 60,
    }
}

fn password(text: &str) -> SmtpPassword {
    SmtpPassword::new(text.to_owned().into())
}

fn send(mailer: &SmtpMailer, to: &str) -> Result<(), MailFault> {
    let code = Code::parse("123456789").unwrap();
    let mail = Mail {
        tenant: "demo",
        record: RecordId::from_u128(7),
        to,
        locale: None,
        purpose: Purpose::Enrolment,
        code: &code,
        not_after: Timestamp::from_seconds(2_000_000_000).unwrap(),
        now: Timestamp::from_seconds(1_999_999_000).unwrap(),
    };
    mailer.send(&mail).map_err(|failure| failure.fault)
}
