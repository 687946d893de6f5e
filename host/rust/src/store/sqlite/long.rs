//! Reads that may take long: on threads of their own, with a deadline.
//!
//! A point read takes microseconds and runs on the calling thread. A list or a page of the audit
//! trail takes milliseconds, or longer if the disk is slow: on the calling thread it would block
//! every other connection that the thread serves.

use super::fault::Fault;
use super::pool::Readers;
use futures_channel::oneshot;
use rusqlite::Connection;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

/// How many run at once, each with a connection that no other read uses.
pub(super) const THREADS: usize = 2;

/// How many may wait. One more is refused.
pub(super) const QUEUE: usize = 64;

/// How long a read may wait and run before it is interrupted.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

type Job = Box<dyn FnOnce(&Readers) + Send>;

/// The threads and their queue. Dropping it interrupts running reads and ends the threads.
pub(super) struct LongReads {
    readers: Arc<Readers>,
    queue: Mutex<Option<SyncSender<Job>>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    patience: Duration,
}

impl LongReads {
    pub(super) fn start(path: PathBuf, patience: Duration) -> Result<Self, Fault> {
        let readers = Arc::new(Readers::of(path, THREADS));
        let (queue, jobs) = sync_channel(QUEUE);
        let jobs = Arc::new(Mutex::new(jobs));
        let start = |_| {
            let (readers, jobs) = (readers.clone(), jobs.clone());
            Builder::new().name("codemint-reads".into()).spawn(move || serve(&readers, &jobs))
        };
        let threads = (0..THREADS).map(start).collect::<Result<_, _>>()?;
        let (queue, threads) = (Mutex::new(Some(queue)), Mutex::new(threads));
        Ok(Self { readers, queue, threads, patience })
    }

    /// Reads in one transaction.
    ///
    /// # Errors
    /// [`Fault::Overloaded`] when too many are waiting; [`Fault::Overdue`] when it has waited and
    /// run for too long.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let (answer, answered) = oneshot::channel();
        let until = Instant::now().checked_add(self.patience);
        self.queue(Box::new(move |readers| {
            // It is not begun if the caller has stopped waiting.
            if !answer.is_canceled() {
                let _ = answer.send(readers.read_until(until, read));
            }
        }))?;
        answered.await.unwrap_or(Err(Fault::Closed))
    }

    fn queue(&self, job: Job) -> Result<(), Fault> {
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        queue.as_ref().ok_or(Fault::Closed)?.try_send(job).map_err(|error| match error {
            TrySendError::Full(_) => Fault::Overloaded,
            TrySendError::Disconnected(_) => Fault::Closed,
        })
    }

    /// Interrupts running reads, and ends the threads. Later reads are refused.
    pub(super) fn close(&self) {
        self.readers.close();
        self.queue.lock().unwrap_or_else(PoisonError::into_inner).take();
        let threads =
            std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            // A panic there has been reported by its read.
            let _ = thread.join();
        }
    }
}

impl Drop for LongReads {
    fn drop(&mut self) {
        self.close();
    }
}

fn serve(readers: &Readers, jobs: &Mutex<Receiver<Job>>) {
    loop {
        let next = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = next else { return };
        // A read that panics leaves its caller without an answer, but does not end the thread.
        let run = std::panic::AssertUnwindSafe(|| job(readers));
        let _ = std::panic::catch_unwind(run);
    }
}
