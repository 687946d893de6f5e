//! A mail server and how to connect to it.

use crate::config::reader::{Found, Section};
use crate::config::secret::SecretSource;
use codemint::files;
use codemint::mail::{HeaderText, SmtpPassword, SmtpSettings, SmtpTls};
use codemint::words::EmailAddress;
use std::path::{Path, PathBuf};

/// A mail server and how to connect to it.
#[derive(Clone, Debug)]
pub(crate) struct ServerConfig {
    host: String,
    port: u16,
    tls: SmtpTls,
    authorities: Option<PathBuf>,
    from: String,
    from_name: Option<HeaderText>,
    credentials: Option<(String, SecretSource)>,
    timeout: u32,
}

impl ServerConfig {
    pub(super) fn plain(host: &str, port: u16) -> Self {
        Self {
            host: host.to_owned(),
            port,
            tls: SmtpTls::None { anywhere: false },
            authorities: None,
            from: "codemint@localhost".to_owned(),
            from_name: None,
            credentials: None,
            timeout: 5,
        }
    }

    /// The host name or address.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// The place of the password, if there is one.
    pub(crate) fn password(&self) -> Option<&SecretSource> {
        self.credentials.as_ref().map(|(_, password)| password)
    }

    /// The settings for the sender.
    ///
    /// # Errors
    /// When the password or the authorities' certificates cannot be read.
    pub(crate) fn settings(&self) -> Result<SmtpSettings, String> {
        let credentials = match &self.credentials {
            Some((user, password)) => Some((user.clone(), SmtpPassword::new(password.read()?))),
            None => None,
        };
        let read = |path: &PathBuf| {
            let read = files::read(path).map(|bytes| bytes.to_vec());
            read.map_err(|error| format!("cannot read `{}`: {error}", path.display()))
        };
        Ok(SmtpSettings {
            host: self.host.clone(),
            port: self.port,
            tls: self.tls,
            authorities: self.authorities.as_ref().map(read).transpose()?,
            credentials,
            from: self.from.clone(),
            from_name: self.from_name.clone(),
            timeout: self.timeout,
        })
    }

    pub(super) fn from(mut section: Section<'_>, folder: &Path) -> Option<Self> {
        let host = section.required::<String>("host");
        let tls = tls(&mut section, host.as_ref().map(|found| found.value.as_str()));
        let port = section.number("port", 1, 65_535);
        let from = sender(&mut section);
        let from_name = header_text(&mut section, "from_name");
        let authorities = section.optional::<String>("ca").map(|found| folder.join(found.value));
        let credentials = credentials(&mut section, folder);
        let timeout = section.number("timeout", 1, 600).map(|found| found.value);
        section.finish();
        let (tls, usual_port) = tls?;
        let port = port.and_then(|found| u16::try_from(found.value).ok()).unwrap_or(usual_port);
        let timeout = timeout.and_then(|value| u32::try_from(value).ok());
        Some(Self {
            host: host?.value,
            port,
            tls,
            authorities,
            from: from?,
            from_name,
            credentials: credentials?,
            timeout: timeout.unwrap_or(SmtpSettings::USUAL_TIMEOUT),
        })
    }
}

/// The kind of protection and its default port; STARTTLS by default.
fn tls(section: &mut Section<'_>, host: Option<&str>) -> Option<(SmtpTls, u16)> {
    let plain = section.optional::<bool>("plain_allowed");
    let kind = section.optional::<String>("tls");
    let anywhere = plain.as_ref().is_some_and(|found| found.value);
    match kind.as_ref().map_or("starttls", |found| found.value.as_str()) {
        "none" => {
            let is_here = host.is_none_or(SmtpSettings::is_here);
            if !is_here && !anywhere {
                let at = kind.map_or(section.at(), |found| found.at);
                let message = "`tls = \"none\"` is for a server on this machine; with `plain_allowed = true` \
                               codes can be read on their way to another";
                section.fault(at, message);
            }
            Some((SmtpTls::None { anywhere }, 25))
        }
        "starttls" => Some((SmtpTls::StartTls, 587)),
        "implicit" => Some((SmtpTls::Implicit, 465)),
        _ => {
            let at = kind.map_or(section.at(), |found| found.at);
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

/// A text for the headers of mails.
pub(super) fn header_text(section: &mut Section<'_>, key: &str) -> Option<HeaderText> {
    let Found { at, value } = section.optional::<String>(key)?;
    match HeaderText::new(&value) {
        Ok(text) => Some(text),
        Err(fault) => {
            section.fault(at, format!("`{key}` cannot be in a mail's header: {fault}"));
            None
        }
    }
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
            section.fault(section.at(), "`mail.user` and `mail.password` must be given together");
            None
        }
    }
}
