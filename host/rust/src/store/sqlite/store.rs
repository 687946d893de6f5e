//! The codes in the file.

use super::fault::Fault;
use super::handle::SqliteStore;
use super::job::Outcome;
use super::ready::{self, Touch};
use super::removal::Remove;
use super::search::{self, Settle};
use super::{answers, audit, records};
use crate::store::audit::{AuditFilter, AuditLine};
use crate::store::{AnswerKey, Applied, KeptAnswer, Store, StoreError, StoredRecord, Write};
use async_trait::async_trait;
use codemint_core::journey::Search;
use codemint_core::words::{LiveCode, Purpose, RecordId, Timestamp};
use rusqlite::Connection;

/// How often a search has codes settled before it gives up; the settled ones stay settled.
const SETTLINGS: usize = 256;

#[async_trait]
impl Store for SqliteStore {
    async fn live_codes(
        &self,
        tenant: &str,
        purpose: Purpose,
        subjects: &[String],
    ) -> Result<Vec<LiveCode>, StoreError> {
        let read = |file: &_| records::live_codes(file, tenant, purpose, subjects);
        Ok(self.read_of(subjects, read)?)
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
        Ok(self.0.readers.read_once(|file| records::record(file, tenant, id))?)
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
            self.run(Settle { now, limit: search::SETTLED }).await?;
        }
        Err(Fault::Overloaded.into())
    }

    async fn kept_answer(
        &self,
        tenant: &str,
        key: &AnswerKey,
        now: Timestamp,
    ) -> Result<Option<KeptAnswer>, StoreError> {
        Ok(self.0.readers.read_once(|file| answers::kept(file, tenant, key, now))?)
    }

    async fn latest(&self) -> Result<Option<Timestamp>, StoreError> {
        Ok(self.0.readers.read_once(records::latest)?)
    }

    async fn apply(&self, write: Write) -> Result<Applied, StoreError> {
        Ok(match self.run(write).await? {
            Outcome::Conflict => Applied::Conflict,
            Outcome::Done | Outcome::More | Outcome::Counted(_) => Applied::Done,
        })
    }

    async fn remove_expired(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        Ok(self.run(Remove { now, limit }).await?.count())
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

    /// Makes a small durable write.
    async fn ready(&self) -> Result<(), StoreError> {
        self.read(ready::anything)?;
        self.run(Touch).await.map(drop)
    }
}
