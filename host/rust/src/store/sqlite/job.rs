//! What the writing thread does: jobs.

use super::audit::Trail;
use super::fault::Fault;
use codemint_core::words::Timestamp;
use futures_channel::oneshot;
use rusqlite::Connection;

/// One thing to be written, all of it or nothing.
pub(super) trait Job: Send {
    /// The approximate number of rows that it writes.
    fn weight(&self) -> usize;

    /// When it was decided, if the store's latest time depends on it.
    fn decided_at(&self) -> Option<Timestamp> {
        None
    }

    /// Does it, inside a transaction of the caller. After a conflict or a fault a part of it may
    /// have been done: the caller rolls back.
    fn run(&self, connection: &Connection, trail: &mut Trail) -> Result<Outcome, Fault>;
}

/// The result of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It is done.
    Done,
    /// It is done, and there is more of the same to do.
    More,
    /// It is done, to that many.
    Counted(usize),
    /// It cannot be done, since something else is in force. Nothing of it is.
    Conflict,
}

impl Outcome {
    /// How many it was done to.
    pub(super) const fn count(self) -> usize {
        match self {
            Self::Counted(count) => count,
            Self::Done | Self::More | Self::Conflict => 0,
        }
    }
}

/// A job in the queue, and the channel for its outcome.
pub(super) struct Queued {
    pub(super) job: Box<dyn Job>,
    pub(super) answer: oneshot::Sender<Result<Outcome, Fault>>,
}
