//! The one thread that writes, and the queue before it.
//!
//! What a durable write costs is waiting for the disk to confirm it, not the write. So whatever
//! has queued up meanwhile is written in one transaction and confirmed at once (group commit),
//! each job in a savepoint of its own, so that it can fail alone. Nobody is answered before the
//! disk has confirmed.

use super::audit::Trail;
use super::connect::open_writer;
use super::fault::Fault;
use super::group::commit;
use super::log::{checkpoint, checkpoint_if_long};
use super::write::{Answer, Work};
use crate::store::StoreError;
use crate::store::wait::block_on;
use futures_channel::oneshot;
use rusqlite::Connection;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};

/// How many jobs may wait. One more is refused: a queue without bound only hides that the disk is
/// too slow.
const QUEUE: usize = 4096;

/// How many jobs one transaction takes.
const GROUP: usize = 512;

/// How many rows one transaction takes, about, so that large jobs do not keep small ones waiting.
const GROUP_ROWS: usize = 4096;

/// The writing side of the file. Dropping it closes it.
pub(super) struct Writer {
    queue: SyncSender<Message>,
    thread: Mutex<Option<JoinHandle<Result<(), Fault>>>>,
}

/// What goes to the thread.
enum Message {
    Job(Job),
    /// Everything before it is done; nothing after it is.
    Close,
}

/// Work, and who waits for it.
pub(super) struct Job {
    pub(super) work: Work,
    pub(super) answer: oneshot::Sender<Result<Answer, Fault>>,
}

/// A message with this work, and where it will be answered.
fn message(work: Work) -> (Message, oneshot::Receiver<Result<Answer, Fault>>) {
    let (answer, answered) = oneshot::channel();
    (Message::Job(Job { work, answer }), answered)
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

    /// Does the work, and comes back when it is durable.
    ///
    /// It is done even if nobody waits for the answer any more.
    pub(super) async fn run(&self, work: Work) -> Result<Answer, StoreError> {
        let (message, answered) = message(work);
        self.queue.try_send(message).map_err(|error| match error {
            TrySendError::Full(_) => Fault::Overloaded,
            TrySendError::Disconnected(_) => Fault::Closed,
        })?;
        Ok(answered.await.unwrap_or(Err(Fault::Closed))?)
    }

    /// The same on a thread that may block; when the queue is full it waits for room.
    pub(super) fn run_blocking(&self, work: Work) -> Result<Answer, StoreError> {
        let (message, answered) = message(work);
        self.queue.send(message).map_err(|_| Fault::Closed)?;
        Ok(block_on(answered).unwrap_or(Err(Fault::Closed))?)
    }

    /// Ends the thread after everything that is queued has been done. Later calls do nothing.
    pub(super) fn close(&self) -> Result<(), Fault> {
        let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(thread) = thread.take() else { return Ok(()) };
        // A thread that is gone already needs no word.
        let _ = self.queue.send(Message::Close);
        thread.join().unwrap_or(Err(Fault::Refused("the writing thread has panicked")))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // Whoever wants to know about errors calls `close`. What was answered is durable anyway.
        let _ = self.close();
    }
}

/// What the thread owns.
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

    /// Fills the group with what is queued. `false` when the store is to be closed after it.
    fn fill(&self, group: &mut Vec<Job>, first: Message) -> bool {
        let mut rows = 0;
        let mut next = Some(first);
        while let Some(message) = next {
            let Message::Job(job) = message else { return false };
            rows += job.work.weight();
            group.push(job);
            let is_full = group.len() == GROUP || rows >= GROUP_ROWS;
            next = if is_full { None } else { self.jobs.try_recv().ok() };
        }
        true
    }

    /// Writes the group and answers it, so that it is empty afterwards. `false` when the store is to
    /// be closed after it.
    fn write(&mut self, group: &mut Vec<Job>) -> bool {
        if group.is_empty() {
            return true;
        }
        let answers = match self.connection() {
            Ok((connection, trail)) => commit(connection, trail, group),
            Err(fault) => Err(fault),
        };
        match answers {
            Ok(answers) => {
                for (job, answer) in group.drain(..).zip(answers) {
                    // Whoever no longer waits does not want to know.
                    let _ = job.answer.send(answer.map_err(|fault| fault.or_full(&self.path)));
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

    /// Adds to the group what has queued up behind a file that another process keeps locked: it
    /// has waited as long already, and would wait as long again. `false` when the store is to be
    /// closed.
    fn gather(&self, group: &mut Vec<Job>) -> bool {
        for message in self.jobs.try_iter() {
            let Message::Job(job) = message else { return false };
            group.push(job);
        }
        true
    }

    /// Tells the whole group that it failed.
    fn fail(&mut self, group: &mut Vec<Job>, fault: Fault) {
        if self.connection.as_ref().is_some_and(|connection| !connection.is_autocommit()) {
            self.connection = None;
        }
        for job in group.drain(..) {
            let _ = job.answer.send(Err(fault.clone()));
        }
    }

    /// The connection, opened again if it had become unusable, and what it knows of the trail.
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

    /// Copies the log into the file once it has become long. Nobody waits for it, since the group
    /// before it has been answered, and an error is met again after the next group.
    fn checkpoint(&self) {
        if let Some(connection) = &self.connection {
            let _ = checkpoint_if_long(connection);
        }
    }

    /// Leaves a file without a log.
    fn close(self) -> Result<(), Fault> {
        let Some(connection) = self.connection else { return Ok(()) };
        checkpoint(&connection, "TRUNCATE")?;
        Ok(connection.close().map_err(|(_, error)| error)?)
    }
}
