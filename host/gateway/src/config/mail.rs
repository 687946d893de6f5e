//! `[mail]`: how mail is sent.

use super::reader::{Found, Section};
use super::secret::SecretSource;
use codemint::mail::{SmtpSettings, SmtpTls};
use codemint::words::EmailAddress;
use std::path::Path;

/// A mail server, and how to speak to it.
#[derive(Clone, Debug)]
pub(crate) struct MailConfig {
    host: String,
    port: u16,
    tls: SmtpTls,
    from: String,
    credentials: Option<(String, SecretSource)>,
}

impl MailConfig {
    /// A server on this machine that wants neither protection nor password.
    pub(crate) fn plain(host: &str, port: u16) -> Self {
        let from = "codemint@localhost".to_owned();
        Self { host: host.to_owned(), port, tls: SmtpTls::None, from, credentials: None }
    }

    /// The settings for the sender.
    ///
    /// # Errors
    /// When the password cannot be read.
    pub(crate) fn settings(&self) -> Result<SmtpSettings, String> {
        let credentials = match &self.credentials {
            Some((user, password)) => Some((user.clone(), password.read()?.to_string())),
            None => None,
        };
        let (host, from) = (self.host.clone(), self.from.clone());
        Ok(SmtpSettings { host, port: self.port, tls: self.tls, credentials, from })
    }

    pub(super) fn from(mut section: Section<'_>, folder: &Path) -> Option<Self> {
        let host = section.required::<String>("host");
        let tls = tls(&mut section);
        let port = section.number("port", 1, 65_535);
        let from = sender(&mut section);
        let credentials = credentials(&mut section, folder);
        section.finish();
        let (tls, usual_port) = tls?;
        let port = port.and_then(|found| u16::try_from(found.value).ok()).unwrap_or(usual_port);
        Some(Self { host: host?.value, port, tls, from: from?, credentials: credentials? })
    }
}

/// The kind of protection and its usual port; STARTTLS unless something else is said.
fn tls(section: &mut Section<'_>) -> Option<(SmtpTls, u16)> {
    let Some(Found { at, value }) = section.optional::<String>("tls") else {
        return Some((SmtpTls::StartTls, 587));
    };
    match value.as_str() {
        "none" => Some((SmtpTls::None, 25)),
        "starttls" => Some((SmtpTls::StartTls, 587)),
        "implicit" => Some((SmtpTls::Implicit, 465)),
        _ => {
            section.fault(at, "`mail.tls` must be `none`, `starttls` or `implicit`");
            None
        }
    }
}

fn sender(section: &mut Section<'_>) -> Option<String> {
    let Found { at, value } = section.required::<String>("from")?;
    if EmailAddress::parse(&value).is_none() {
        section.fault(at, "`mail.from` must be a mail address");
        return None;
    }
    Some(value)
}

/// User and password, given together or not at all.
#[allow(clippy::option_option, reason = "outer: without fault; inner: given")]
fn credentials(section: &mut Section<'_>, folder: &Path) -> Option<Option<(String, SecretSource)>> {
    let user = section.optional::<String>("user");
    let password = section.optional::<Section<'_>>("password").map(|found| found.value);
    match (user, password) {
        (None, None) => Some(None),
        (Some(user), Some(password)) => {
            Some(Some((user.value, SecretSource::from(password, folder)?)))
        }
        _ => {
            section.fault(section.at(), "`mail.user` and `mail.password` are given together");
            None
        }
    }
}
