//! A store in one SQLite file.
//!
//! From the outside in: the store ([`SqliteStore`]), what it asks of the one thread that writes
//! (`writer`, `group`, `write`, `removal`), what it reads (`pool`, `long`, `read`, `records`, `search`), the outbox (`mails`), how forms of codes are resealed (`reseal`), the subjects (`subjects`,
//! `import`, `import_sort`, `import_steps`), the audit trail (`audit`), and the file (`connect`, `schema`, `log`, `fault`).

mod answers;
mod audit;
mod changes;
mod connect;
mod fault;
mod group;
mod import;
mod import_sort;
mod import_steps;
mod log;
mod long;
mod mails;
mod normal;
mod pool;
mod read;
mod records;
mod removal;
mod reseal;
mod rules;
mod schema;
mod search;
mod subjects;
mod time;
mod write;
mod writer;

#[cfg(test)]
mod tests;

pub use import::{Duplicate, ImportAborted};

use super::audit::{AuditFilter, AuditLine};
use super::{
    AnswerKey, Applied, KeptAnswer, KeptCode, Store, StoreError, StoredCode, StoredRecord,
    WaitingMail, Write,
};
use async_trait::async_trait;
use codemint_core::journey::Search;
use codemint_core::words::{LiveCode, Purpose, RecordId, Timestamp};
use fault::Fault;
use long::LongReads;
use pool::Readers;
use rusqlite::Connection;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use write::{Answer, Work};
use writer::Writer;

/// A [`Store`] and a [`Directory`](crate::directory::Directory) in one file, and the files that
/// SQLite keeps beside it. Clones share it.
///
/// What was answered is on the disk: it survives the process, and the loss of power too, as far as
/// the disk keeps its word. Writes go through one thread; as many as wait are confirmed together.
/// 4096 may wait, more are refused. Whatever was queued is done even if nobody waits for it any
/// more.
///
/// Point reads run on the calling thread, the asynchronous functions' too: they take microseconds,
/// less than handing them to another thread would. Lists ([`Store::search`],
/// [`Store::audit_trail`]) and counts run on two threads of the store's own; 64 more may wait. One
/// that has waited and run for 5 seconds is interrupted ([`StoreError::Overdue`]).
///
/// Dropping the last clone does what [`SqliteStore::close`] does.
#[derive(Clone)]
pub struct SqliteStore(Arc<Inner>);

/// How often a search has codes settled before it gives up; what it has settled stays.
const SETTLINGS: usize = 256;

/// The fields are dropped in this order, so that the writer, which is the last one to have the
/// file open, leaves nothing beside it.
struct Inner {
    long: LongReads,
    readers: Readers,
    writer: Writer,
    /// Held by the import that is running.
    importing: Mutex<()>,
}

impl SqliteStore {
    /// Opens the file, and brings its schema up to date. If there is none, one is made that only
    /// this user may read and write. A file is refused that another user may have changed, or whose
    /// folder another user may write to ([`crate::files`]).
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when the file is not one of these, or was written by a newer
    /// release; [`StoreError`] when it cannot be read and written.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        Self::open_with(path, long::PATIENCE)
    }

    fn open_with(path: impl AsRef<Path>, patience: Duration) -> Result<Self, StoreError> {
        let path = connect::absolute(path.as_ref()).map_err(Fault::from)?;
        connect::create(&path)?;
        let writer = Writer::start(path.clone())?;
        let long = LongReads::start(path.clone(), patience)?;
        let (readers, importing) = (Readers::new(path), Mutex::new(()));
        Ok(Self(Arc::new(Inner { long, readers, writer, importing })))
    }

    /// Does what is queued, and closes the file. From then on every clone answers
    /// [`StoreError::Closed`]. Blocks the thread. Later calls do nothing.
    ///
    /// # Errors
    /// [`StoreError`] when the log could not be copied into the file. Nothing that was answered is
    /// lost by that.
    pub fn close(&self) -> Result<(), StoreError> {
        self.0.long.close();
        self.0.readers.close();
        Ok(self.0.writer.close()?)
    }

    /// A read of one statement for each subject: of one subject it needs no transaction around it.
    fn read_of<T>(
        &self,
        subjects: &[String],
        read: impl FnOnce(&Connection) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        if subjects.len() == 1 { self.0.readers.read_once(read) } else { self.read(read) }
    }

    fn read<T>(&self, read: impl FnOnce(&Connection) -> Result<T, Fault>) -> Result<T, Fault> {
        self.0.readers.read(read)
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn live_codes(
        &self,
        tenant: &str,
        purpose: Purpose,
        subjects: &[String],
    ) -> Result<Vec<LiveCode>, StoreError> {
        Ok(self.read_of(subjects, |connection| {
            read::live_codes(connection, tenant, purpose, subjects)
        })?)
    }

    async fn records_of(
        &self,
        tenant: &str,
        purpose: Purpose,
        subject: &str,
        ended: usize,
    ) -> Result<Vec<StoredRecord>, StoreError> {
        let read = |file: &_| records::records_of(file, tenant, purpose, subject, ended);
        Ok(self.read(read)?)
    }

    async fn record(&self, tenant: &str, id: RecordId) -> Result<Option<StoredRecord>, StoreError> {
        Ok(self.read(|connection| records::record(connection, tenant, id))?)
    }

    async fn search(
        &self,
        tenant: &str,
        search: &Search,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<StoredRecord>, StoreError> {
        for _ in 0..SETTLINGS {
            let (tenant, search) = (tenant.to_owned(), search.clone());
            let find = move |file: &Connection| search::search(file, &tenant, &search, now, limit);
            if let Some(found) = self.0.long.read(find).await? {
                return Ok(found);
            }
            self.0.writer.run(Work::Settle(now, search::SETTLED)).await?;
        }
        Err(Fault::Overloaded.into())
    }

    async fn kept_answer(
        &self,
        tenant: &str,
        key: &AnswerKey,
        now: Timestamp,
    ) -> Result<Option<KeptAnswer>, StoreError> {
        Ok(self.0.readers.read_once(|connection| answers::kept(connection, tenant, key, now))?)
    }

    async fn latest(&self) -> Result<Option<Timestamp>, StoreError> {
        Ok(self.0.readers.read_once(records::latest)?)
    }

    async fn apply(&self, write: Write) -> Result<Applied, StoreError> {
        Ok(match self.0.writer.run(Work::Apply(Box::new(write))).await? {
            Answer::Conflict => Applied::Conflict,
            Answer::Done | Answer::More | Answer::Counted(_) => Applied::Done,
        })
    }

    async fn waiting_mails(&self, limit: usize) -> Result<Vec<WaitingMail>, StoreError> {
        Ok(self.read(|connection| mails::waiting(connection, limit))?)
    }

    async fn forget_mail(&self, record: RecordId) -> Result<(), StoreError> {
        self.0.writer.run(Work::ForgetMail(record)).await.map(drop)
    }

    async fn stored_code(&self, record: RecordId) -> Result<Option<StoredCode>, StoreError> {
        Ok(self.read(|connection| read::stored_code(connection, record))?)
    }

    async fn kept_codes(
        &self,
        tenant: &str,
        purpose: Purpose,
        subject: &str,
    ) -> Result<Vec<KeptCode>, StoreError> {
        Ok(self.read(|connection| read::kept_codes(connection, tenant, purpose, subject))?)
    }

    async fn remove_expired(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        match self.0.writer.run(Work::Remove(now, limit)).await? {
            Answer::Counted(count) => Ok(count),
            Answer::Done | Answer::More | Answer::Conflict => Ok(0),
        }
    }

    async fn audit_trail(
        &self,
        tenant: &str,
        filter: &AuditFilter,
    ) -> Result<Vec<AuditLine>, StoreError> {
        let (tenant, filter) = (tenant.to_owned(), filter.clone());
        let read = move |file: &Connection| audit::audit_trail(file, &tenant, &filter);
        Ok(self.0.long.read(read).await?)
    }

    /// Writes a little, durably.
    async fn ready(&self) -> Result<(), StoreError> {
        self.read(read::anything)?;
        self.0.writer.run(Work::Touch).await.map(drop)
    }
}
