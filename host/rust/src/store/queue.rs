//! The mails in the store: waiting, due, failed, dead.

use super::error::StoreError;
use super::write::NewMail;
use async_trait::async_trait;
use codemint_core::words::{Purpose, RecordId, Timestamp};

/// The mails that a store holds, for the outbox that sends them. A mail waits until it is forgotten
/// because it was sent, or dies because it never will be.
#[async_trait]
pub trait MailQueue: Send + Sync {
    /// Returns at most `limit` waiting mails of a tenant that are due at `now`: the earliest
    /// [`WaitingMail::next_attempt_at`] first, of equal ones the oldest first.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    async fn due_mails(
        &self,
        tenant: &str,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<WaitingMail>, StoreError>;

    /// Durably changes the state of a mail, if it still waits and `attempts` attempts have been
    /// made. Returns `false` if not: another host came first, and nothing was changed.
    ///
    /// # Errors
    /// [`StoreError`] when it could not be made durable.
    async fn step_mail(
        &self,
        record: RecordId,
        attempts: u32,
        step: MailStep,
    ) -> Result<bool, StoreError>;

    /// Forgets a mail that was sent, with its encrypted code. A mail that does not exist is no
    /// error: it has been forgotten before.
    ///
    /// # Errors
    /// [`StoreError`] when it could not be made durable.
    async fn forget_mail(&self, record: RecordId) -> Result<(), StoreError>;

    /// Returns at most `limit` dead letters of all tenants, in the order of their death.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    async fn dead_mails(&self, limit: usize) -> Result<Vec<DeadMail>, StoreError>;

    /// Counts the waiting mails and the dead letters of all tenants.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    async fn mail_counts(&self) -> Result<MailCounts, StoreError>;
}

/// When a mail without any attempt is due: second 0.
pub(in crate::store) const AT_ONCE: Timestamp = match Timestamp::from_seconds(0) {
    Some(beginning) => beginning,
    None => Timestamp::MAX,
};

/// A mail that waits to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingMail {
    /// The tenant.
    pub tenant: String,
    /// What the code grants.
    pub purpose: Purpose,
    /// The last second in which the code is valid.
    pub not_after: Timestamp,
    /// How many attempts have been made.
    pub attempts: u32,
    /// When it is due; second 0 before the first attempt.
    pub next_attempt_at: Timestamp,
    /// Why the last attempt failed.
    pub last_error: Option<MailFault>,
    /// The mail as it was ordered.
    pub mail: NewMail,
}

/// A change to a waiting mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailStep {
    /// An attempt begins. It is counted before the server is contacted, so that no crash leaves an
    /// attempt uncounted. Until the given second no other host makes one. Unless another step
    /// follows, its last error is [`MailFault::Unanswered`].
    Try {
        /// When it is due again if no other step follows.
        until: Timestamp,
    },
    /// The attempt failed.
    Fail {
        /// When it is due again.
        again_at: Timestamp,
        /// Why it failed.
        fault: MailFault,
    },
    /// There will be no further attempt: the encrypted code is wiped, the rest is kept.
    Die {
        /// When.
        at: Timestamp,
        /// Why.
        fault: MailFault,
    },
    /// It is due from that second on.
    Hurry {
        /// That second.
        at: Timestamp,
    },
}

/// Why a mail was not sent: a class of errors, never anything that a server said, since that may
/// repeat the contents of the mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MailFault {
    /// There was no connection, or it broke.
    Connection,
    /// The session was not established: no greeting, no TLS, or user and password refused.
    Login,
    /// The server did not accept the mail for now (4xx, RFC 5321, section 4.2.1).
    Temporary,
    /// The server rejected the mail permanently (5xx).
    Rejected,
    /// The recipient is not an address that mail can be sent to.
    Recipient,
    /// The recipient's local part is not ASCII, and the server does not offer SMTPUTF8 (RFC 6531
    /// section 3.1), without which it cannot be sent.
    NeedsSmtpUtf8,
    /// The mail could not be composed.
    Composition,
    /// The encrypted code cannot be decrypted: its key is not in the ring.
    Unsealable,
    /// An attempt began, and its result is unknown.
    Unanswered,
    /// The code expired or was removed before the mail was sent.
    Expired,
}

impl MailFault {
    /// Every fault.
    pub const ALL: [Self; 10] = [
        Self::Connection,
        Self::Login,
        Self::Temporary,
        Self::Rejected,
        Self::Recipient,
        Self::NeedsSmtpUtf8,
        Self::Composition,
        Self::Unsealable,
        Self::Unanswered,
        Self::Expired,
    ];

    /// The name under which it is stored and shown.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Connection => "connection",
            Self::Login => "login",
            Self::Temporary => "temporary",
            Self::Rejected => "rejected",
            Self::Recipient => "recipient",
            Self::NeedsSmtpUtf8 => "needs-smtputf8",
            Self::Composition => "composition",
            Self::Unsealable => "unsealable",
            Self::Unanswered => "unanswered",
            Self::Expired => "expired",
        }
    }

    /// The fault with that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| fault.name() == name)
    }

    /// Whether another attempt would fail in the same way.
    #[must_use]
    pub const fn is_permanent(self) -> bool {
        matches!(self, Self::Rejected | Self::Recipient | Self::NeedsSmtpUtf8 | Self::Expired)
    }
}

/// A dead letter: a mail that was not sent and will not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadMail {
    /// The tenant.
    pub tenant: String,
    /// What the code would have granted.
    pub purpose: Purpose,
    /// The record whose code it carried.
    pub record: RecordId,
    /// The address of its recipient.
    pub to: String,
    /// How many attempts were made.
    pub attempts: u32,
    /// When it died.
    pub died_at: Timestamp,
    /// Why.
    pub fault: MailFault,
}

/// The numbers of mails of all tenants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MailCounts {
    /// Waiting mails.
    pub waiting: u64,
    /// Dead letters.
    pub dead: u64,
}
