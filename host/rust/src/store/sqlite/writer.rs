//! The one thread that writes, and its queue.
//!
//! The cost of a durable write is waiting for the disk to confirm it, not the write itself. So all
//! jobs that have queued up meanwhile are written in one transaction and confirmed together (group
//! commit), in such a way that each can fail alone. No job is answered before the disk has
//! confirmed.

use super::audit::Trail;
use super::connect::open_writer;
use super::fault::Fault;
use super::group::commit;
use super::job::{Job, Outcome, Queued};
use super::log::{checkpoint, checkpoint_if_long};
use crate::store::StoreError;
use crate::store::wait::block_on;
use futures_channel::oneshot;
use rusqlite::Connection;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};

/// How many jobs may wait. One more is refused: an unbounded queue only hides that the disk is too
/// slow.
const QUEUE: usize = 4096;

/// The maximum number of jobs in one transaction.
const GROUP: usize = 512;

/// The approximate maximum number of rows in one transaction, so that large jobs do not keep small
/// ones waiting.
const GROUP_ROWS: usize = 4096;

/// The writing side of the file. Dropping it closes it.
pub(super) struct Writer {
    queue: SyncSender<Message>,
    thread: Mutex<Option<JoinHandle<Result<(), Fault>>>>,
}

/// A message to the thread.
enum Message {
    Job(Queued),
    /// Everything before it is done, and nothing after it.
    Close,
}

/// A message with this job, and the channel on which it will be answered.
fn message(job: impl Job + 'static) -> (Message, oneshot::Receiver<Result<Outcome, Fault>>) {
    let (answer, answered) = oneshot::channel();
    (Message::Job(Queued { job: Box::new(job), answer }), answered)
}

impl Writer {
    /// Opens the file and starts the thread.
    pub(super) fn start(path: PathBuf) -> Result<Self, Fault> {
        let connection = open_writer(&path).map_err(|fault| fault.or_full(&path))?;
        let (queue, jobs) = sync_channel(QUEUE);
        let trail = Trail::default();
        let thread = Thread { path, connection: Some(connection), trail, jobs };
        let thread = Builder::new().name("codemint-store".into()).spawn(|| thread.serve())?;
        Ok(Self { queue, thread: Mutex::new(Some(thread)) })
    }

    /// Runs a job, and returns when it is durable. It is done even if this future is dropped.
    pub(super) async fn run(&self, job: impl Job + 'static) -> Result<Outcome, StoreError> {
        let (message, answered) = message(job);
        self.queue.try_send(message).map_err(|error| match error {
            TrySendError::Full(_) => Fault::Overloaded,
            TrySendError::Disconnected(_) => Fault::Closed,
        })?;
        Ok(answered.await.unwrap_or(Err(Fault::Closed))?)
    }

    /// Runs a job on a thread that may block; when the queue is full it waits for room.
    pub(super) fn run_blocking(&self, job: impl Job + 'static) -> Result<Outcome, StoreError> {
        let (message, answered) = message(job);
        self.queue.send(message).map_err(|_| Fault::Closed)?;
        Ok(block_on(answered).unwrap_or(Err(Fault::Closed))?)
    }

    /// Ends the thread after everything that is queued has been done. Later calls do nothing.
    pub(super) fn close(&self) -> Result<(), Fault> {
        let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(thread) = thread.take() else { return Ok(()) };
        // It fails only if the thread has ended already.
        let _ = self.queue.send(Message::Close);
        thread.join().unwrap_or(Err(Fault::Refused("the writing thread has panicked")))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // `close` is there to learn about errors. What was answered is durable in any case.
        let _ = self.close();
    }
}

/// The state of the thread.
struct Thread {
    path: PathBuf,
    /// `None` after it became unusable, until it can be opened again.
    connection: Option<Connection>,
    trail: Trail,
    jobs: Receiver<Message>,
}

impl Thread {
    fn serve(mut self) -> Result<(), Fault> {
        let mut group = Vec::with_capacity(GROUP);
        let mut is_open = true;
        while is_open && let Ok(first) = self.jobs.recv() {
            is_open = self.fill(&mut group, first);
            is_open &= self.write(&mut group);
            self.checkpoint();
        }
        self.close()
    }

    /// Fills the group from the queue. Returns `false` when the store is to be closed after it.
    fn fill(&self, group: &mut Vec<Queued>, first: Message) -> bool {
        let mut rows = 0;
        let mut next = Some(first);
        while let Some(message) = next {
            let Message::Job(queued) = message else { return false };
            rows = usize::saturating_add(rows, queued.job.weight());
            group.push(queued);
            let is_full = group.len() == GROUP || rows >= GROUP_ROWS;
            next = if is_full { None } else { self.jobs.try_recv().ok() };
        }
        true
    }

    /// Writes the group and answers it, so that it is empty afterwards. Returns `false` when the
    /// store is to be closed after it.
    fn write(&mut self, group: &mut Vec<Queued>) -> bool {
        if group.is_empty() {
            return true;
        }
        let outcomes = match self.connection() {
            Ok((connection, trail)) => commit(connection, trail, group),
            Err(fault) => Err(fault),
        };
        match outcomes {
            Ok(outcomes) => {
                for (queued, outcome) in group.drain(..).zip(outcomes) {
                    // It fails if the caller has stopped waiting.
                    let _ = queued.answer.send(outcome.map_err(|fault| fault.or_full(&self.path)));
                }
                true
            }
            Err(fault) => {
                let is_open = !matches!(fault, Fault::Busy(_)) || self.gather(group);
                self.fail(group, fault.or_full(&self.path));
                is_open
            }
        }
    }

    /// Adds to the group what has queued up behind a file that another process has locked: it has
    /// waited as long already, and would wait as long again. Returns `false` when the store is to
    /// be closed.
    fn gather(&self, group: &mut Vec<Queued>) -> bool {
        for message in self.jobs.try_iter() {
            let Message::Job(queued) = message else { return false };
            group.push(queued);
        }
        true
    }

    /// Answers the whole group with a fault.
    fn fail(&mut self, group: &mut Vec<Queued>, fault: Fault) {
        if self.connection.as_ref().is_some_and(|connection| !connection.is_autocommit()) {
            self.connection = None;
        }
        for queued in group.drain(..) {
            let _ = queued.answer.send(Err(fault.clone()));
        }
    }

    /// Returns the connection, opened again if it had become unusable, and the trail's end.
    fn connection(&mut self) -> Result<(&Connection, &mut Trail), Fault> {
        let Self { path, connection, trail, .. } = self;
        let connection = match connection {
            Some(connection) => connection,
            none => {
                trail.forget();
                none.insert(open_writer(path)?)
            }
        };
        Ok((connection, trail))
    }

    /// Copies the log into the file once it has become long. No caller waits for it, since the
    /// group before it has been answered; an error will show again after the next group.
    fn checkpoint(&self) {
        if let Some(connection) = &self.connection {
            let _ = checkpoint_if_long(connection);
        }
    }

    /// Closes the file, and leaves it without a log.
    fn close(self) -> Result<(), Fault> {
        let Some(connection) = self.connection else { return Ok(()) };
        checkpoint(&connection, "TRUNCATE")?;
        Ok(connection.close().map_err(|(_, error)| error)?)
    }
}
