//! Mail by SMTP (RFC 5321), by lettre.

use super::compose::{Sender, compose};
use super::letterhead::{Letterhead, QrDrawer};
use super::{HeaderText, Mail, MailFailure, MailFault, MailSettingsError, Mailer};
use codemint_core::words::EmailAddress;
use connection::Server;
use lettre::transport::smtp::client::SmtpConnection;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use zeroize::Zeroizing;

mod connection;

/// How the connection to the server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmtpTls {
    /// Not at all. For a server on the same machine, or where that is allowed explicitly.
    None {
        /// Whether the server may be on another machine. Whoever stands in between reads the codes.
        anywhere: bool,
    },
    /// By STARTTLS, which must succeed (RFC 3207).
    StartTls,
    /// From the first byte (RFC 8314, section 3.3).
    Implicit,
}

/// A password for a mail server. No `Debug`; wiped when dropped.
pub struct SmtpPassword(Zeroizing<String>);

impl SmtpPassword {
    /// That password.
    #[must_use]
    pub const fn new(password: Zeroizing<String>) -> Self {
        Self(password)
    }
}

/// Where mail is handed over, and from whom it comes. No `Debug`: it holds a password.
pub struct SmtpSettings {
    /// The server's name or address. Its certificate must be for it.
    pub host: String,
    /// The server's port.
    pub port: u16,
    /// How the connection is protected.
    pub tls: SmtpTls,
    /// Certificates of authorities (PEM) that alone are trusted, instead of the operating system's.
    pub authorities: Option<Vec<u8>>,
    /// User and password, if the server wants them.
    pub credentials: Option<(String, SmtpPassword)>,
    /// The sender's address.
    pub from: String,
    /// The name that is shown for it.
    pub from_name: Option<HeaderText>,
    /// How many seconds each step may take: connecting, and each answer of the server.
    pub timeout: u32,
}

impl SmtpSettings {
    /// How many seconds a step may take if nothing else is said.
    pub const USUAL_TIMEOUT: u32 = 20;

    /// Whether that name or address is surely one of this machine.
    #[must_use]
    pub fn is_here(host: &str) -> bool {
        let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        address.map_or(host.eq_ignore_ascii_case("localhost"), |address| {
            address.to_canonical().is_loopback()
        })
    }
}

/// Sends mail through one SMTP server. Mails that follow on each other share a connection.
pub struct SmtpMailer {
    server: Server,
    sender: Sender,
    letterheads: HashMap<String, Letterhead>,
    drawer: Option<Box<dyn QrDrawer>>,
    timeout: u32,
    /// The connection, while mails follow on each other.
    open: Mutex<Option<SmtpConnection>>,
}

impl SmtpMailer {
    /// A sender with these settings. Connects when the first mail is sent.
    ///
    /// # Errors
    /// [`MailSettingsError`] when the sender is no address, when the server's name is none or an
    /// authority's certificate is none, or when an unprotected server is not on this machine.
    pub fn new(settings: SmtpSettings) -> Result<Self, MailSettingsError> {
        let from = EmailAddress::parse(&settings.from);
        let address = from.ok_or_else(|| MailSettingsError("`from` is no mail address".into()))?;
        if settings.tls == (SmtpTls::None { anywhere: false })
            && !SmtpSettings::is_here(&settings.host)
        {
            let problem =
                format!("`{}` is not on this machine, and is not protected", settings.host);
            return Err(MailSettingsError(problem));
        }
        let SmtpSettings { from_name: name, timeout, .. } = settings;
        let problem = || MailSettingsError("`from` cannot stand in a mail's header".into());
        let sender = Sender::new(address, name).ok_or_else(problem)?;
        let server = Server::new(
            settings.host,
            settings.port,
            settings.tls,
            settings.authorities.as_deref(),
            settings.credentials,
            Duration::from_secs(timeout.max(1).into()),
        )?;
        let (letterheads, drawer, open) = (HashMap::new(), None, Mutex::default());
        Ok(Self { server, sender, letterheads, drawer, timeout, open })
    }

    /// Has a tenant's mails written so. Those of others are written as [`Letterhead::of`] says,
    /// under the tenant's own name.
    #[must_use]
    pub fn letterhead(mut self, tenant: &str, letterhead: Letterhead) -> Self {
        self.letterheads.insert(tenant.to_owned(), letterhead);
        self
    }

    /// Has QR symbols drawn by this; without it mails have none.
    #[must_use]
    pub fn drawer(mut self, drawer: impl QrDrawer + 'static) -> Self {
        self.drawer = Some(Box::new(drawer));
        self
    }

    fn message(&self, mail: &Mail<'_>) -> Result<lettre::Message, MailFailure> {
        let drawer = self.drawer.as_deref();
        if let Some(head) = self.letterheads.get(mail.tenant) {
            return compose(mail, head, &self.sender, drawer);
        }
        let name = HeaderText::new(mail.tenant).map_err(|_| MailFault::Composition)?;
        compose(mail, &Letterhead::of(name), &self.sender, drawer)
    }
}

impl Mailer for SmtpMailer {
    fn send(&self, mail: &Mail<'_>) -> Result<(), MailFailure> {
        let message = self.message(mail)?;
        let bytes = Zeroizing::new(message.formatted());
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        // A connection that the server has closed meanwhile is no fault of the mail's.
        let alive = open.take().and_then(connection::if_alive);
        let mut connection = alive.map_or_else(|| self.server.connect(), Ok)?;
        let sent = connection::deliver(&mut connection, message.envelope(), &bytes);
        // An address that cannot be named to this server was not named: the connection is as before.
        if matches!(sent, Ok(()) | Err(MailFailure { fault: MailFault::NeedsSmtpUtf8, .. })) {
            *open = Some(connection);
        }
        sent
    }

    /// Twice what one step may take.
    fn patience(&self) -> u32 {
        self.timeout.saturating_mul(2).max(2)
    }

    fn rest(&self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(mut connection) = open.take() {
            // It is over in any case.
            let _ = connection.quit();
        }
    }
}
