//! Mail by SMTP (RFC 5321), by lettre.

use super::{Mail, MailError, Mailer};
use codemint_core::words::{Purpose, Timestamp};
use lettre::message::{Mailbox, header::ContentType};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{Address, Message, SmtpTransport, Transport};
use std::time::Duration;

/// How the connection to the server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmtpTls {
    /// Not at all. For a server on the same machine.
    None,
    /// By STARTTLS, which must succeed (RFC 3207).
    StartTls,
    /// From the first byte (RFC 8314).
    Implicit,
}

/// Where mail is handed over, and from whom it comes. No `Debug`: it holds a password.
pub struct SmtpSettings {
    /// The server's name or address.
    pub host: String,
    /// The server's port.
    pub port: u16,
    /// How the connection is protected.
    pub tls: SmtpTls,
    /// User and password, if the server wants them.
    pub credentials: Option<(String, String)>,
    /// The sender's address.
    pub from: String,
}

/// Sends mail through one SMTP server.
pub struct SmtpMailer {
    transport: SmtpTransport,
    from: Mailbox,
}

impl SmtpMailer {
    /// How long the server may take for each step.
    const PATIENCE: Duration = Duration::from_secs(20);

    /// A sender with these settings. Connects when the first mail is sent.
    ///
    /// # Errors
    /// [`MailError::Settings`] when the sender is no address or the server's name no host name.
    pub fn new(settings: SmtpSettings) -> Result<Self, MailError> {
        let from = settings.from.parse::<Address>();
        let from = from.map_err(|_| MailError::Settings("`from` is no mail address".into()))?;
        let bad_host = |_| MailError::Settings(format!("`{}` is no mail server", settings.host));
        let mut builder = match settings.tls {
            SmtpTls::None => SmtpTransport::builder_dangerous(&settings.host),
            SmtpTls::StartTls => SmtpTransport::starttls_relay(&settings.host).map_err(bad_host)?,
            SmtpTls::Implicit => SmtpTransport::relay(&settings.host).map_err(bad_host)?,
        };
        if let Some((user, password)) = settings.credentials {
            builder = builder.credentials(Credentials::new(user, password));
        }
        let transport = builder.port(settings.port).timeout(Some(Self::PATIENCE)).build();
        Ok(Self { transport, from: Mailbox::new(None, from) })
    }
}

impl Mailer for SmtpMailer {
    fn send(&self, mail: &Mail<'_>) -> Result<(), MailError> {
        let to = mail.to.parse::<Address>().map_err(|_| MailError::Recipient)?;
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(format!("Your {} code", wording(mail.purpose)))
            .header(ContentType::TEXT_PLAIN)
            .body(text(mail))
            .map_err(|error| MailError::Server(error.into()))?;
        self.transport.send(&message).map_err(|error| {
            let answered = error.is_permanent() || error.is_transient();
            let kind = if answered { MailError::Refused } else { MailError::Server };
            kind(error.into())
        })?;
        Ok(())
    }
}

fn text(mail: &Mail<'_>) -> String {
    format!(
        "Your {} code is\r\n\r\n    {}\r\n\r\nIt is valid until {}.\r\n\
         If you did not expect this mail, ignore it and tell your help desk.\r\n",
        wording(mail.purpose),
        mail.code.reveal(),
        moment(mail.not_after),
    )
}

const fn wording(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Enrolment => "enrolment",
        Purpose::PasswordReset => "password reset",
        Purpose::Elevation => "elevation",
        Purpose::Activation => "activation",
    }
}

fn moment(at: Timestamp) -> String {
    let at = at.civil();
    let (date, time) = ((at.year, at.month, at.day), (at.hour, at.minute));
    format!("{}-{:02}-{:02} {:02}:{:02} UTC", date.0, date.1, date.2, time.0, time.1)
}
