//! The outbox's workers: they send the mails that are due, and delete a mail only after a server
//! has accepted it.

mod delivery;
mod event;
mod parts;

pub use event::{MailEvent, OutboxError};
pub use parts::{Executor, Lane, OutboxParts, Task};

use delivery::Delivery;
use std::sync::mpsc::{self, RecvTimeoutError, SyncSender, TrySendError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Sends mails, each lane from a thread of its own.
///
/// A mail is sent at least once, and normally exactly once. Before sending, a durable write counts
/// the attempt and reserves the mail, so that several hosts on one store do not send it twice; it
/// is deleted after the server has accepted it. If a host crashes in between, the mail is sent
/// again after [`Mailer::patience`](super::Mailer::patience), with the same `Message-ID`
/// ([`Mail::message_id`](super::Mail::message_id)).
pub struct Outbox(Vec<Worker>);

struct Worker {
    tenants: Vec<String>,
    bell: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Outbox {
    /// How long a worker sleeps unless [`Self::ring`] wakes it: the longest delay for mails that
    /// other hosts write and for those that are due again.
    const PAUSE: Duration = Duration::from_secs(2);

    /// Starts a worker for each lane.
    #[must_use]
    pub fn start(parts: &OutboxParts, lanes: Vec<Lane>) -> Self {
        let start = |lane: Lane| {
            let (bell, rung) = mpsc::sync_channel(1);
            let (tenants, parts) = (lane.tenants.clone(), parts.clone());
            let work = move || {
                loop {
                    parts.guarded(|| Delivery { parts: &parts, lane: &lane }.run());
                    if rung.recv_timeout(Self::PAUSE) == Err(RecvTimeoutError::Disconnected) {
                        break;
                    }
                }
            };
            Worker { tenants, bell: Some(bell), thread: Some(thread::spawn(work)) }
        };
        Self(lanes.into_iter().map(start).collect())
    }

    /// Wakes the worker of a tenant: a mail was written for it.
    pub fn ring(&self, tenant: &str) {
        let of_tenant = |worker: &&Worker| worker.tenants.iter().any(|known| known == tenant);
        for bell in self.0.iter().filter(of_tenant).filter_map(|worker| worker.bell.as_ref()) {
            match bell.try_send(()) {
                // Full: the worker is woken already. Disconnected: the process is ending.
                Ok(()) | Err(TrySendError::Full(()) | TrySendError::Disconnected(())) => {}
            }
        }
    }
}

/// Lets each worker finish its current run, and one more if it was woken meanwhile. A run ends at
/// the first mail for which no server can be reached.
impl Drop for Outbox {
    fn drop(&mut self) {
        // Signal all workers before waiting for the first one.
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
