//! The outbox's worker: sends what waits, and forgets it only when it was taken.

use super::{Mail, MailError, Mailer};
use crate::clock::{Clock, ClockError};
use crate::keys::Keys;
use crate::store::{Store, StoreError, WaitingMail};
use futures_executor::block_on;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, SyncSender, TrySendError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Sends waiting mails from a thread of its own. A mail is sent at least once: if the host dies
/// between the server's yes and the store's, it is sent again.
pub struct Outbox {
    bell: Option<SyncSender<()>>,
    worker: Option<JoinHandle<()>>,
}

/// What became of one look into the outbox.
#[derive(Debug, thiserror::Error)]
pub enum OutboxError {
    /// The outbox cannot be read, or a sent mail not be forgotten.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A mail was not sent; it stays and is tried again.
    #[error(transparent)]
    Mail(#[from] MailError),
    /// There is no time.
    #[error(transparent)]
    Clock(#[from] ClockError),
    /// A sealed code does not open: it was sealed under another key.
    #[error(transparent)]
    Unsealable(#[from] crate::keys::Unsealable),
}

impl OutboxError {
    /// Whether another mail may fare better.
    const fn is_about_this_mail(&self) -> bool {
        matches!(
            self,
            Self::Unsealable(_) | Self::Mail(MailError::Recipient | MailError::Refused(_))
        )
    }
}

impl Outbox {
    /// How long a mail waits for its next try when a try failed, or nobody rang.
    const PAUSE: Duration = Duration::from_secs(15);
    /// How many mails one look takes.
    const BATCH: usize = 64;

    /// Starts the worker. `report` hears of every failure.
    pub fn start(
        store: Arc<dyn Store>,
        keys: Arc<Keys>,
        clock: Arc<dyn Clock>,
        mailer: Box<dyn Mailer>,
        report: impl Fn(&OutboxError) + Send + 'static,
    ) -> Self {
        let (bell, rung) = mpsc::sync_channel(1);
        let worker = thread::spawn(move || {
            loop {
                let post = Post { store: &*store, keys: &keys, clock: &*clock, mailer: &*mailer };
                post.send_waiting(&report);
                if rung.recv_timeout(Self::PAUSE) == Err(RecvTimeoutError::Disconnected) {
                    break;
                }
            }
        });
        Self { bell: Some(bell), worker: Some(worker) }
    }

    /// Says that there is something to send.
    pub fn ring(&self) {
        if let Some(bell) = &self.bell {
            match bell.try_send(()) {
                // Rung already, or the worker is gone with everything else.
                Ok(()) | Err(TrySendError::Full(()) | TrySendError::Disconnected(())) => {}
            }
        }
    }
}

/// Lets the worker finish the mail in hand.
impl Drop for Outbox {
    fn drop(&mut self) {
        drop(self.bell.take());
        if let Some(worker) = self.worker.take() {
            // A worker that panicked has nothing left to finish.
            let _ = worker.join();
        }
    }
}

/// What sending takes.
struct Post<'a> {
    store: &'a dyn Store,
    keys: &'a Keys,
    clock: &'a dyn Clock,
    mailer: &'a dyn Mailer,
}

impl Post<'_> {
    /// Tries each mail that waits once, oldest first.
    ///
    /// A mail that the server refuses stays, and the others are tried all the same: callers choose
    /// addresses, and one that no server takes must not keep everybody's mail waiting. Where there
    /// is no answer at all, the look ends: whoever stops the host does not wait for the rest.
    fn send_waiting(&self, report: &dyn Fn(&OutboxError)) {
        // How many of the oldest were tried in this look, and stay.
        let mut stuck = 0;
        loop {
            let limit = stuck + Outbox::BATCH;
            let waiting = match block_on(self.store.waiting_mails(limit)) {
                Ok(waiting) => waiting,
                Err(error) => return report(&error.into()),
            };
            if waiting.len() <= stuck {
                return;
            }
            for mail in waiting.iter().skip(stuck) {
                let Err(error) = self.send(mail) else { continue };
                report(&error);
                stuck += 1;
                if !error.is_about_this_mail() {
                    return;
                }
            }
        }
    }

    /// Sends a mail, then forgets it. One whose code has expired meanwhile is only forgotten; one
    /// whose code was superseded is sent: it was promised.
    fn send(&self, waiting: &WaitingMail) -> Result<(), OutboxError> {
        let mail = &waiting.mail;
        if self.clock.now()? <= waiting.not_after {
            let code = self.keys.unseal(&waiting.tenant, mail.record, &mail.sealed_code)?;
            let (purpose, not_after) = (waiting.purpose, waiting.not_after);
            self.mailer.send(&Mail { to: &mail.to, purpose, code: &code, not_after })?;
        }
        Ok(block_on(self.store.forget_mail(mail.record))?)
    }
}

#[cfg(test)]
mod tests;
