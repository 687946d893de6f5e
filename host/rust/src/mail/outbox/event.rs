//! What an outbox reports.

use crate::clock::ClockError;
use crate::mail::MailFailure;
use crate::store::{MailFault, StoreError};
use codemint_core::words::{RecordId, Timestamp};

/// What happened in the outbox.
#[derive(Debug)]
pub enum MailEvent<'a> {
    /// A server accepted a mail.
    Sent {
        /// The tenant of the mail.
        tenant: &'a str,
        /// The record whose code it carries.
        record: RecordId,
    },
    /// An attempt to send a mail failed.
    Failed {
        /// The tenant of the mail.
        tenant: &'a str,
        /// The record whose code it carries.
        record: RecordId,
        /// Why.
        failure: MailFailure,
        /// How many attempts there were, with this one.
        attempts: u32,
        /// When the next attempt is due; `None` if this was the last one.
        again_at: Option<Timestamp>,
    },
    /// A mail was given up without another attempt: its code had expired, or as many attempts as
    /// allowed had begun without a recorded result.
    Died {
        /// The tenant of the mail.
        tenant: &'a str,
        /// The record whose code it carried.
        record: RecordId,
        /// Why.
        fault: MailFault,
    },
    /// The outbox itself does not work. Its worker tries again later.
    Halted(&'a OutboxError),
}

/// Why the outbox cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum OutboxError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The clock is out of range.
    #[error(transparent)]
    Clock(#[from] ClockError),
    /// The executor returned before the future was complete.
    #[error("the executor returned before the store's future was complete")]
    Executor,
    /// The store, the executor, the mailer or the report panicked, most likely because the store
    /// needs a runtime ([`IssuerBuilder::executor`](crate::issuer::IssuerBuilder::executor)). The
    /// worker continues; a mail that it was sending is attempted again after
    /// [`Mailer::patience`](crate::mail::Mailer::patience).
    ///
    /// The panic's own message is left to the panic hook, since it may contain anything.
    #[error("a worker panicked while it read the outbox or sent a mail")]
    Panicked,
}
