//! Mail: what is sent, in which words, by whom, and what becomes of it when nobody takes it.
//!
//! From the inside out: words that may stand in a mail ([`HeaderText`], [`Link`], [`Zone`],
//! [`Templates`]), a tenant's way of writing ([`Letterhead`]), a sender ([`SmtpMailer`]), and the
//! outbox's workers, which send what waits ([`Outbox`]).

mod compose;
mod header;
mod letterhead;
mod link;
mod outbox;
mod reading;
mod remote;
mod retries;
mod smtp;
mod templates;
mod zone;

pub use header::{HeaderFault, HeaderText};
pub use letterhead::{Letterhead, QrContent, QrDrawer};
pub use link::{Link, LinkFault};
pub use outbox::{Executor, Lane, MailEvent, Outbox, OutboxError, OutboxParts, Task};
pub use retries::Retries;
pub use smtp::{SmtpMailer, SmtpPassword, SmtpSettings, SmtpTls};
pub use templates::{TemplateFault, Templates};
pub use zone::Zone;

pub use crate::store::MailFault;

use crate::locale::Locale;
use codemint_core::words::{Code, Purpose, RecordId, Timestamp};
use std::fmt;

/// A mail with a code. No `Debug`: it holds the code.
pub struct Mail<'a> {
    /// Whose code it is.
    pub tenant: &'a str,
    /// The record that the code belongs to. A mail that is sent twice has the same one, and whoever
    /// sends it derives the mail's name from it ([`Mail::message_id`]).
    pub record: RecordId,
    /// To whom.
    pub to: &'a str,
    /// The language in which it is to be read, if that is known.
    pub locale: Option<&'a Locale>,
    /// What the code grants.
    pub purpose: Purpose,
    /// The code.
    pub code: &'a Code,
    /// The last second in which the code is valid.
    pub not_after: Timestamp,
    /// When it is sent.
    pub now: Timestamp,
}

impl Mail<'_> {
    /// The mail's `Message-ID` (RFC 5322, section 3.6.4) under a domain of the sender's. It is the
    /// same each time, so that a receiver can fold a repetition.
    #[must_use]
    pub fn message_id(&self, domain: &str) -> String {
        format!("<{}@{domain}>", self.record)
    }
}

/// What sends mail. Called from a thread of its own, so it may take its time.
pub trait Mailer: Send + Sync {
    /// Hands a mail over to a server that takes responsibility for it: `Ok` only after the server
    /// has said so.
    ///
    /// # Errors
    /// [`MailFailure`] when none did. The mail stays in the outbox.
    fn send(&self, mail: &Mail<'_>) -> Result<(), MailFailure>;

    /// For how many seconds a mail that is being sent is nobody else's to send. About as long as
    /// sending takes where the server is slow; after a crash the mail waits for so long.
    fn patience(&self) -> u32 {
        60
    }

    /// Nothing is to be sent for a while: connections may be closed.
    fn rest(&self) {}
}

/// Why a mail was not sent: a class, and the number that the server gave for it. Never what the
/// server said, which may repeat the mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MailFailure {
    /// The class.
    pub fault: MailFault,
    /// The reply code of RFC 5321, section 4.2, if the server gave one.
    pub status: Option<u16>,
}

impl From<MailFault> for MailFailure {
    fn from(fault: MailFault) -> Self {
        Self { fault, status: None }
    }
}

impl fmt::Display for MailFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.fault.name())?;
        match self.status {
            Some(status) => write!(f, " ({status})"),
            None => Ok(()),
        }
    }
}

/// Mail cannot be set up so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the mail settings make no sense: {0}")]
pub struct MailSettingsError(
    /// What is wrong with them.
    pub String,
);
