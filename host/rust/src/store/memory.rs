//! A store in memory, for tests and trials: nothing outlives the process.

mod directory;
mod known;
mod life;
mod mails;
mod reseal;
mod tables;

use super::{
    AnswerKey, Applied, AuditFilter, AuditLine, KeptAnswer, NewRecord, Store, StoreError,
    StoredRecord, WaitingMail, Write,
};
use async_trait::async_trait;
use codemint_core::journey::Search;
use codemint_core::words::{LiveCode, Purpose, RecordId, Timestamp};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tables::{Owner, Tables};

/// A [`Store`] and a [`Directory`](crate::directory::Directory) in memory. Everything in it, the
/// audit trail included, stays until it is dropped. Clones share it.
#[derive(Clone, Default)]
pub struct MemoryStore(Arc<Mutex<Tables>>);

impl MemoryStore {
    /// Creates an empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns what is stored of a record, whatever its state; for tests.
    #[must_use]
    pub fn held(&self, record: RecordId) -> Option<NewRecord> {
        self.tables().records.get(&record).map(|record| record.new.clone())
    }

    /// Returns at most `limit` waiting mails of all tenants, due or not, oldest first, as
    /// [`SqliteStore::waiting_mails`](super::SqliteStore::waiting_mails) does.
    ///
    /// # Errors
    /// Never.
    pub async fn waiting_mails(&self, limit: usize) -> Result<Vec<WaitingMail>, StoreError> {
        Ok(self.tables().outbox.values().take(limit).cloned().collect())
    }

    /// The tables. A thread that panicked while it held the lock left them in a consistent state,
    /// so a poisoned lock is ignored.
    fn tables(&self) -> MutexGuard<'_, Tables> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Store for MemoryStore {
    async fn live_codes(
        &self,
        tenant: &str,
        purpose: Purpose,
        subjects: &[String],
    ) -> Result<Vec<LiveCode>, StoreError> {
        let tables = self.tables();
        let mut all = Vec::new();
        for (position, subject) in (0..).zip(subjects) {
            let owner = Owner { tenant: tenant.into(), purpose, subject: subject.clone() };
            all.extend(tables.live_of(&owner).map(|(id, record)| LiveCode {
                subject: position,
                id,
                version: record.progress.version,
                state: record.progress.state,
                not_before: record.new.not_before,
                not_after: record.new.not_after,
                format: record.new.format,
            }));
        }
        Ok(all)
    }

    async fn records_of(
        &self,
        tenant: &str,
        purpose: Purpose,
        subject: &str,
        ended: usize,
    ) -> Result<Vec<StoredRecord>, StoreError> {
        let owner = Owner { tenant: tenant.into(), purpose, subject: subject.into() };
        Ok(self.tables().records_of(&owner, ended))
    }

    async fn record(&self, tenant: &str, id: RecordId) -> Result<Option<StoredRecord>, StoreError> {
        Ok(self.tables().record(tenant, id))
    }

    async fn search(
        &self,
        tenant: &str,
        search: &Search,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<StoredRecord>, StoreError> {
        Ok(self.tables().search(tenant, search, now, limit))
    }

    async fn kept_answer(
        &self,
        tenant: &str,
        key: &AnswerKey,
        now: Timestamp,
    ) -> Result<Option<KeptAnswer>, StoreError> {
        let tables = self.tables();
        let kept = tables.answers.get(&(tenant.to_owned(), key.clone()));
        Ok(kept.filter(|kept| kept.until >= now).cloned())
    }

    async fn latest(&self) -> Result<Option<Timestamp>, StoreError> {
        Ok(self.tables().latest)
    }

    async fn apply(&self, write: Write) -> Result<Applied, StoreError> {
        let mut tables = self.tables();
        if !tables.allow(&write)? {
            return Ok(Applied::Conflict);
        }
        tables.apply(write);
        Ok(Applied::Done)
    }

    async fn remove_expired(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        let mut tables = self.tables();
        let due = tables.records.iter().filter(|(_, record)| {
            record.progress.state.is_live() && record.new.remove_at.is_some_and(|at| at <= now)
        });
        let due: Vec<RecordId> = due.map(|(id, _)| *id).take(limit).collect();
        for id in &due {
            tables.remove(id, now);
        }
        tables.answers.retain(|_, kept| kept.until >= now);
        Ok(due.len())
    }

    async fn audit_trail(
        &self,
        tenant: &str,
        filter: &AuditFilter,
    ) -> Result<Vec<AuditLine>, StoreError> {
        let AuditFilter { record, subject, after, limit } = filter;
        let tables = self.tables();
        let of_tenant = tables.audit.iter().filter(|(owner, ..)| owner == tenant);
        let numbered = (1..).zip(of_tenant).filter(|(seq, _)| seq > after);
        let matching = numbered.filter(|(_, (_, _, row))| {
            (record.is_none() || row.record == *record)
                && (subject.is_none() || row.subject == *subject)
        });
        let lines = matching.map(|(seq, (_, purpose, row))| AuditLine {
            seq,
            purpose: *purpose,
            row: row.clone(),
        });
        Ok(lines.take(*limit).collect())
    }

    async fn ready(&self) -> Result<(), StoreError> {
        Ok(())
    }
}
