//! What an outbox is built from.

use super::event::{MailEvent, OutboxError};
use crate::clock::Clock;
use crate::entropy::Entropy;
use crate::keys::Keys;
use crate::mail::{Mailer, Retries};
use crate::store::{Store, StoreError};
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;

/// A mailer, and the tenants whose mails it sends. A lane never waits for another one.
pub struct Lane {
    /// The tenants.
    pub tenants: Vec<String>,
    /// The mailer.
    pub mailer: Box<dyn Mailer>,
}

/// Work for an [`Executor`].
pub type Task<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// Drives a future to completion on the calling thread. The workers call it for each access to the
/// store; a store whose futures need the reactor or timer of a runtime needs that runtime's.
pub type Executor = dyn Fn(Task<'_>) + Send + Sync;

/// What an outbox is built from.
#[derive(Clone)]
pub struct OutboxParts {
    /// The store in which mails wait.
    pub store: Arc<dyn Store>,
    /// The keys that decrypt their codes.
    pub keys: Arc<Keys>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Randomness for the pauses between attempts.
    pub entropy: Arc<dyn Entropy>,
    /// When a failed mail is attempted again.
    pub retries: Retries,
    /// Receives every event.
    pub report: Arc<dyn Fn(&MailEvent<'_>) + Send + Sync>,
    /// Drives the store's futures.
    pub executor: Arc<Executor>,
}

impl OutboxParts {
    /// Drives an access to the store to completion.
    ///
    /// # Errors
    /// [`OutboxError::Executor`] when the executor returns early; the store's error.
    pub(super) fn run<T: Send>(
        &self,
        access: impl Future<Output = Result<T, StoreError>> + Send,
    ) -> Result<T, OutboxError> {
        let mut answer = None;
        (self.executor)(Box::pin(async { answer = Some(access.await) }));
        Ok(answer.ok_or(OutboxError::Executor)??)
    }

    /// Runs `work`, and reports a panic in it. A worker that ended would keep every mail of its
    /// lane waiting, while codes are issued as if nothing had happened.
    pub(super) fn guarded(&self, work: impl FnOnce()) {
        if catch_unwind(AssertUnwindSafe(work)).is_err() {
            let report = || (self.report)(&MailEvent::Halted(&OutboxError::Panicked));
            // A panic of the report itself cannot be reported.
            let _ = catch_unwind(AssertUnwindSafe(report));
        }
    }
}
