//! Mail by SMTP (RFC 5321), with lettre.

mod connection;
mod settings;

pub use settings::{SmtpPassword, SmtpSettings, SmtpTls};

use super::compose::{Sender, compose};
use super::letterhead::{Letterhead, QrDrawer};
use super::{HeaderText, Mail, MailFailure, MailFault, MailSettingsError, Mailer};
use codemint_core::words::EmailAddress;
use connection::Server;
use lettre::transport::smtp::client::SmtpConnection;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use zeroize::Zeroizing;

/// Sends mail through one SMTP server. Mails sent in succession share a connection.
pub struct SmtpMailer {
    server: Server,
    sender: Sender,
    letterheads: HashMap<String, Letterhead>,
    drawer: Option<Box<dyn QrDrawer>>,
    timeout: u32,
    /// The open connection, while mails are sent in succession.
    open: Mutex<Option<SmtpConnection>>,
}

impl SmtpMailer {
    /// A mailer with these settings. It connects when the first mail is sent.
    ///
    /// # Errors
    /// [`MailSettingsError`] when the sender's address, the server's name or an authority's
    /// certificate is not valid, or when an unprotected server is not on this machine.
    pub fn new(settings: SmtpSettings) -> Result<Self, MailSettingsError> {
        let from = EmailAddress::parse(&settings.from);
        let address =
            from.ok_or_else(|| MailSettingsError("`from` is not a valid mail address".into()))?;
        if settings.tls == (SmtpTls::None { anywhere: false })
            && !SmtpSettings::is_here(&settings.host)
        {
            let problem =
                format!("the connection to `{}`, another machine, is not protected", settings.host);
            return Err(MailSettingsError(problem));
        }
        let SmtpSettings { from_name: name, timeout, .. } = settings;
        let problem = || MailSettingsError("`from` cannot be used in a mail header".into());
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

    /// Sets a tenant's letterhead. The default is [`Letterhead::of`] with the tenant's ID as its
    /// name.
    #[must_use]
    pub fn letterhead(mut self, tenant: &str, letterhead: Letterhead) -> Self {
        self.letterheads.insert(tenant.to_owned(), letterhead);
        self
    }

    /// Sets what draws QR symbols; without it, mails have none.
    #[must_use]
    pub fn drawer(mut self, drawer: impl QrDrawer + 'static) -> Self {
        self.drawer = Some(Box::new(drawer));
        self
    }

    /// Connects to the server, logs in as for a mail, and disconnects without sending one. Blocks
    /// the thread.
    ///
    /// # Errors
    /// [`MailFailure`] when no mail could be sent now.
    pub fn probe(&self) -> Result<(), MailFailure> {
        let mut connection = self.server.connect()?;
        // The connection is dropped in any case.
        let _ = connection.quit();
        Ok(())
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
        // If the server has closed the connection meanwhile, open a new one.
        let alive = open.take().and_then(connection::if_alive);
        let mut connection = alive.map_or_else(|| self.server.connect(), Ok)?;
        let sent = connection::deliver(&mut connection, message.envelope(), &bytes);
        // With `NeedsSmtpUtf8` nothing was sent, so the connection is as before.
        if matches!(sent, Ok(()) | Err(MailFailure { fault: MailFault::NeedsSmtpUtf8, .. })) {
            *open = Some(connection);
        }
        sent
    }

    /// Twice the time that one step may take.
    fn patience(&self) -> u32 {
        self.timeout.saturating_mul(2).max(2)
    }

    fn rest(&self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(mut connection) = open.take() {
            // The connection is dropped in any case.
            let _ = connection.quit();
        }
    }
}
