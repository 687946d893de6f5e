//! What becomes of a mail on its way: due, being tried, tried in vain, dead.

use super::{StoreError, WaitingMail};
use async_trait::async_trait;
use codemint_core::words::{Purpose, RecordId, Timestamp};

/// The outbox as those see it who send from it. Each of its rows is a mail that waits until it is
/// forgotten, because it was sent, or dies, because it never will be.
#[async_trait]
pub trait MailQueue: Send + Sync {
    /// At most `limit` mails of a tenant that wait and are due at `now`: those with the earliest
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

    /// Durably changes where a mail stands, if it still waits and has been tried `attempts` times.
    /// `false` when that is no longer so: somebody else was faster, and nothing was changed.
    ///
    /// # Errors
    /// [`StoreError`] when it could not be made durable.
    async fn step_mail(
        &self,
        record: RecordId,
        attempts: u32,
        step: MailStep,
    ) -> Result<bool, StoreError>;

    /// At most `limit` dead letters of all tenants, those that died first first.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    async fn dead_mails(&self, limit: usize) -> Result<Vec<DeadMail>, StoreError>;

    /// How many mails of all tenants wait, and how many are dead.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    async fn mail_counts(&self) -> Result<MailCounts, StoreError>;
}

/// When a mail is due that nobody has tried yet: the beginning of time.
pub(crate) const AT_ONCE: Timestamp = match Timestamp::from_seconds(0) {
    Some(beginning) => beginning,
    None => Timestamp::MAX,
};

/// What happens to a mail that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailStep {
    /// It is going to be tried: counted before the server hears of it, so that no crash makes a try
    /// uncounted. Until the given second nobody else tries it. Unless one of the other steps
    /// follows, its last error is [`MailFault::Unanswered`].
    Try {
        /// When it is due again if nothing more is heard of this try.
        until: Timestamp,
    },
    /// It was tried in vain.
    Fail {
        /// When it is due again.
        again_at: Timestamp,
        /// Why it was in vain.
        fault: MailFault,
    },
    /// It will not be tried again: its sealed code is wiped, the row is kept.
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

/// Why a mail was not sent: a word for the class, never anything that a server has said, since that
/// may repeat what was in the mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MailFault {
    /// There was no connection, or it broke.
    Connection,
    /// The server did not let us in: no greeting, no protection, or user and password refused.
    Login,
    /// The server answered that it does not take the mail now (4xx, RFC 5321, section 4.2.1).
    Temporary,
    /// The server answered that it never takes the mail (5xx).
    Rejected,
    /// The recipient is no address that mail can be sent to.
    Recipient,
    /// The recipient's local part is not ASCII, and the server does not offer SMTPUTF8 (RFC 6531
    /// section 3.1): it cannot be named to it.
    NeedsSmtpUtf8,
    /// The mail could not be put together.
    Composition,
    /// The sealed code does not open: it was sealed under a key that is not at hand.
    Unsealable,
    /// A try began, and nobody knows how it ended.
    Unanswered,
    /// The code was over before the mail was sent.
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

    /// Its name, as it is stored and shown.
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

    /// The fault of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| fault.name() == name)
    }

    /// Whether another try would end alike.
    #[must_use]
    pub const fn is_permanent(self) -> bool {
        matches!(self, Self::Rejected | Self::Recipient | Self::NeedsSmtpUtf8 | Self::Expired)
    }
}

/// A mail that was not sent and will not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadMail {
    /// Whose data it is.
    pub tenant: String,
    /// What the code would have granted.
    pub purpose: Purpose,
    /// The record whose code it carried.
    pub record: RecordId,
    /// To whom.
    pub to: String,
    /// How often it was tried.
    pub attempts: u32,
    /// When it died.
    pub died_at: Timestamp,
    /// Why.
    pub fault: MailFault,
}

/// How many mails there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MailCounts {
    /// Those that wait.
    pub waiting: u64,
    /// Dead letters.
    pub dead: u64,
}
