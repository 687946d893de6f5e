//! The outbox's workers: they send what is due, and forget it only when it was taken.

mod delivery;

use super::{MailFailure, MailFault, Mailer, Retries};
use crate::clock::{Clock, ClockError};
use crate::entropy::Entropy;
use crate::keys::Keys;
use crate::store::{Store, StoreError};
use codemint_core::words::{RecordId, Timestamp};
use delivery::Delivery;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, SyncSender, TrySendError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Sends mails, each lane from a thread of its own.
///
/// A mail is sent at least once, and once in the ordinary case. It is taken up by a durable write
/// that counts the try and keeps others away, so that several hosts on one store do not send it
/// twice; it is forgotten when the server took it. If a host dies in between, the mail is sent
/// again after [`Mailer::patience`], under the same name ([`super::Mail::message_id`]).
pub struct Outbox(Vec<Worker>);

struct Worker {
    tenants: Vec<String>,
    bell: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// A sender, and the tenants whose mails it sends. What one lane waits for holds up no other one.
pub struct Lane {
    /// The tenants.
    pub tenants: Vec<String>,
    /// The sender.
    pub mailer: Box<dyn Mailer>,
}

/// Work for an [`Executor`].
pub type Task<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// Drives a future to completion on the calling thread. The workers call it for each access to the
/// store; a store whose futures need a reactor or a timer of some runtime needs that runtime's.
pub type Executor = dyn Fn(Task<'_>) + Send + Sync;

/// What an outbox is put together from.
#[derive(Clone)]
pub struct OutboxParts {
    /// Where mails wait.
    pub store: Arc<dyn Store>,
    /// What opens their codes.
    pub keys: Arc<Keys>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Chance, for the pauses between tries.
    pub entropy: Arc<dyn Entropy>,
    /// When a mail is tried again.
    pub retries: Retries,
    /// Receives everything that happens to a mail.
    pub report: Arc<dyn Fn(&MailEvent<'_>) + Send + Sync>,
    /// Drives the store's futures.
    pub executor: Arc<Executor>,
}

/// What happened in the outbox.
#[derive(Debug)]
pub enum MailEvent<'a> {
    /// A server took a mail.
    Sent {
        /// Whose it was.
        tenant: &'a str,
        /// The record whose code it carries.
        record: RecordId,
    },
    /// A mail was tried in vain.
    Failed {
        /// Whose it is.
        tenant: &'a str,
        /// The record whose code it carries.
        record: RecordId,
        /// Why.
        failure: MailFailure,
        /// How often it has been tried.
        attempts: u32,
        /// When it is tried again; `None` when it died of this try.
        again_at: Option<Timestamp>,
    },
    /// A mail died without another try: its code was over, or tries had begun as often as they may
    /// of which nobody knows how they ended.
    Died {
        /// Whose it was.
        tenant: &'a str,
        /// The record whose code it carried.
        record: RecordId,
        /// Why.
        fault: MailFault,
    },
    /// The outbox itself does not work; it will be looked into again.
    Halted(&'a OutboxError),
}

/// Why the outbox cannot be looked into, or not be written to.
#[derive(Debug, thiserror::Error)]
pub enum OutboxError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no time.
    #[error(transparent)]
    Clock(#[from] ClockError),
    /// The executor returned before the future was complete.
    #[error("the executor gave up an access to the store")]
    Executor,
    /// The store, the executor, the mailer or the report panicked, most likely since the store
    /// needs a runtime ([`IssuerBuilder::executor`](crate::issuer::IssuerBuilder::executor)). The
    /// worker goes on; a mail that it was sending is tried again after [`Mailer::patience`].
    ///
    /// The panic's own message is left to the panic hook: it may repeat anything.
    #[error("a worker panicked while it looked for mail or sent it")]
    Panicked,
}

impl OutboxParts {
    /// Drives an access to the store to its end.
    ///
    /// # Errors
    /// [`OutboxError::Executor`] when the executor gives it up, or what the store answers.
    fn run<T: Send>(
        &self,
        access: impl Future<Output = Result<T, StoreError>> + Send,
    ) -> Result<T, OutboxError> {
        let mut answer = None;
        (self.executor)(Box::pin(async { answer = Some(access.await) }));
        Ok(answer.ok_or(OutboxError::Executor)??)
    }

    /// Does this, and reports it when it panics: a worker that ended would keep every mail of its
    /// lane waiting, while codes are issued as if nothing had happened.
    fn guarded(&self, work: impl FnOnce()) {
        if catch_unwind(AssertUnwindSafe(work)).is_err() {
            let report = || (self.report)(&MailEvent::Halted(&OutboxError::Panicked));
            // A report that panics has nobody left to hear of it.
            let _ = catch_unwind(AssertUnwindSafe(report));
        }
    }
}

impl Outbox {
    /// How long a worker sleeps when nobody rings: what others wrote, and what is due again, waits
    /// for so long at the most.
    const PAUSE: Duration = Duration::from_secs(2);

    /// Starts a worker for each lane.
    #[must_use]
    pub fn start(parts: &OutboxParts, lanes: Vec<Lane>) -> Self {
        let start = |lane: Lane| {
            let (bell, rung) = mpsc::sync_channel(1);
            let (tenants, parts) = (lane.tenants.clone(), parts.clone());
            let work = move || {
                loop {
                    parts.guarded(|| Delivery { parts: &parts, lane: &lane }.look());
                    if rung.recv_timeout(Self::PAUSE) == Err(RecvTimeoutError::Disconnected) {
                        break;
                    }
                }
            };
            Worker { tenants, bell: Some(bell), thread: Some(thread::spawn(work)) }
        };
        Self(lanes.into_iter().map(start).collect())
    }

    /// Says that a tenant has something to send.
    pub fn ring(&self, tenant: &str) {
        let of_tenant = |worker: &&Worker| worker.tenants.iter().any(|known| known == tenant);
        for bell in self.0.iter().filter(of_tenant).filter_map(|worker| worker.bell.as_ref()) {
            match bell.try_send(()) {
                // Rung already, or the worker is gone with everything else.
                Ok(()) | Err(TrySendError::Full(()) | TrySendError::Disconnected(())) => {}
            }
        }
    }
}

/// Lets the workers finish the look in hand, and one more where somebody has rung: a look ends at
/// the first mail for which there is no server.
impl Drop for Outbox {
    fn drop(&mut self) {
        // All are told before one is waited for.
        for worker in &mut self.0 {
            drop(worker.bell.take());
        }
        for worker in &mut self.0 {
            if let Some(thread) = worker.thread.take() {
                // A worker that panicked has nothing left to finish.
                let _ = thread.join();
            }
        }
    }
}

#[cfg(test)]
mod tests;
