//! Mail: what is sent, and by whom.

mod outbox;
mod smtp;

pub use outbox::{Outbox, OutboxError};
pub use smtp::{SmtpMailer, SmtpSettings, SmtpTls};

use codemint_core::words::{Code, Purpose, Timestamp};

/// A mail with a code. No `Debug`: it holds the code.
pub struct Mail<'a> {
    /// To whom.
    pub to: &'a str,
    /// What the code grants.
    pub purpose: Purpose,
    /// The code.
    pub code: &'a Code,
    /// The last second in which the code is valid.
    pub not_after: Timestamp,
}

/// What sends mail. Called from a thread of its own, so it may take its time.
pub trait Mailer: Send + Sync {
    /// Hands a mail over to a server that takes responsibility for it.
    ///
    /// # Errors
    /// [`MailError`] when none did. The mail stays in the outbox.
    fn send(&self, mail: &Mail<'_>) -> Result<(), MailError>;
}

/// Why a mail was not sent. Never says what was in it.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The sender or the server's address makes no sense.
    #[error("the mail settings make no sense: {0}")]
    Settings(String),
    /// The recipient is no address that mail can be sent to.
    #[error("the recipient is no mail address")]
    Recipient,
    /// The server answered that it does not take it.
    #[error("the mail server refused the mail")]
    Refused(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// There is no server, or it did not answer.
    #[error("the mail server did not take the mail")]
    Server(#[source] Box<dyn std::error::Error + Send + Sync>),
}
