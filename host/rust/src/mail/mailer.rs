//! A mail with a code, and the trait of what sends it.

use crate::locale::Locale;
use crate::store::MailFault;
use codemint_core::words::{Code, Purpose, RecordId, Timestamp};
use std::fmt;

/// A mail with a code. No `Debug`: it contains the code.
pub struct Mail<'a> {
    /// The tenant of the code.
    pub tenant: &'a str,
    /// The record that the code belongs to. A mail that is sent twice has the same one, and the
    /// mail's `Message-ID` is derived from it ([`Mail::message_id`]).
    pub record: RecordId,
    /// The recipient's address.
    pub to: &'a str,
    /// The recipient's language, if known.
    pub locale: Option<&'a Locale>,
    /// What the code grants.
    pub purpose: Purpose,
    /// The code.
    pub code: &'a Code,
    /// The last second in which the code is valid.
    pub not_after: Timestamp,
    /// When the mail is sent.
    pub now: Timestamp,
}

impl Mail<'_> {
    /// The mail's `Message-ID` (RFC 5322, section 3.6.4) under a domain of the sender's. It is the
    /// same each time the mail is sent, so that a receiver can discard duplicates.
    #[must_use]
    pub fn message_id(&self, domain: &str) -> String {
        format!("<{}@{domain}>", self.record)
    }
}

/// A sender of mail. It is called from a thread of its own and may block.
pub trait Mailer: Send + Sync {
    /// Hands a mail over to a server that takes responsibility for it. Returns `Ok` only after the
    /// server has accepted the mail.
    ///
    /// # Errors
    /// [`MailFailure`] when no server accepted it. The mail stays in the outbox.
    fn send(&self, mail: &Mail<'_>) -> Result<(), MailFailure>;

    /// For how many seconds no other host may send a mail that this one is sending: about as long
    /// as sending takes if the server is slow. After a crash, the mail waits that long.
    fn patience(&self) -> u32 {
        60
    }

    /// Called when there is nothing to send for a while: connections may be closed.
    fn rest(&self) {}
}

/// Why a mail was not sent: a class, and the server's reply code. It never contains the server's
/// text, which may repeat the mail.
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

/// The mail settings are not valid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the mail settings are not valid: {0}")]
pub struct MailSettingsError(
    /// What is wrong with them.
    pub String,
);
