//! The handle of an open file.

use super::connect;
use super::fault::Fault;
use super::job::{Job, Outcome};
use super::long::{self, LongReads};
use super::pool::Readers;
use super::writer::Writer;
use crate::store::StoreError;
use rusqlite::Connection;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A [`Store`] and a [`Directory`](crate::directory::Directory) in one file, and the files that
/// SQLite keeps beside it. Clones share it.
///
/// What was answered is on the disk: it survives the process, and a loss of power too, if the disk
/// confirms only what it has stored. Writes go through one thread; all that are waiting are
/// confirmed together. Up to 4096 may wait, more are refused. What was queued is done even if its
/// caller stops waiting.
///
/// Point reads run on the calling thread, even in asynchronous functions: they take microseconds,
/// less than handing them to another thread would. Lists ([`Store::search`],
/// [`Store::audit_trail`]) and counts run on two threads of the store's own; 64 more may wait. A
/// read that has waited and run for 5 seconds is interrupted ([`StoreError::Overdue`]).
///
/// Dropping the last clone does what [`SqliteStore::close`] does.
///
/// [`Store`]: crate::store::Store
/// [`Store::search`]: crate::store::Store::search
/// [`Store::audit_trail`]: crate::store::Store::audit_trail
#[derive(Clone)]
pub struct SqliteStore(pub(super) Arc<Inner>);

/// The fields are dropped in this order, so that the writer, which is the last to have the file
/// open, leaves no other files beside it.
pub(super) struct Inner {
    pub(super) long: LongReads,
    pub(super) readers: Readers,
    pub(super) writer: Writer,
    /// Held by the import that is running.
    pub(super) importing: Mutex<()>,
}

impl SqliteStore {
    /// Opens the file, and brings its schema up to date. If it does not exist, it is created so
    /// that only this user may read and write it. A file that another user may have changed is
    /// refused, as is one in a folder that another user may write to ([`crate::files`]).
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when the file is not a store, or was written by a newer release;
    /// [`StoreError`] when it cannot be read and written.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        Self::open_with(path, long::PATIENCE)
    }

    pub(super) fn open_with(
        path: impl AsRef<Path>,
        patience: Duration,
    ) -> Result<Self, StoreError> {
        let path = connect::absolute(path.as_ref()).map_err(Fault::from)?;
        connect::create(&path)?;
        let writer = Writer::start(path.clone())?;
        let long = LongReads::start(path.clone(), patience)?;
        let (readers, importing) = (Readers::new(path), Mutex::new(()));
        Ok(Self(Arc::new(Inner { long, readers, writer, importing })))
    }

    /// Does what is queued, and closes the file. From then on every clone returns
    /// [`StoreError::Closed`]. Blocks the thread. Later calls do nothing.
    ///
    /// # Errors
    /// [`StoreError`] when the log could not be copied into the file. No answered write is lost by
    /// that.
    pub fn close(&self) -> Result<(), StoreError> {
        self.0.long.close();
        self.0.readers.close();
        Ok(self.0.writer.close()?)
    }

    /// Reads with one statement for each subject. For a single subject no transaction is needed.
    pub(super) fn read_of<T>(
        &self,
        subjects: &[String],
        read: impl FnOnce(&Connection) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        if subjects.len() == 1 { self.0.readers.read_once(read) } else { self.read(read) }
    }

    /// Reads in one transaction.
    pub(super) fn read<T>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        self.0.readers.read(read)
    }

    /// Runs a job, and returns when it is durable.
    pub(super) async fn run(&self, job: impl Job + 'static) -> Result<Outcome, StoreError> {
        self.0.writer.run(job).await
    }

    /// Runs a job on a thread that may block.
    pub(super) fn run_blocking(&self, job: impl Job + 'static) -> Result<Outcome, StoreError> {
        self.0.writer.run_blocking(job)
    }
}
