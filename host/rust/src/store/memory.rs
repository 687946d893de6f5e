//! A store in memory, for tests and trials: nothing outlives the process.

mod directory;
mod mails;
mod renewal;
mod tables;

use super::{
    Applied, AuditRow, KeptCode, NewRecord, Store, StoreError, StoredCode, WaitingMail, Write,
};
use async_trait::async_trait;
use codemint_core::words::{LiveCode, Purpose, RecordId, Timestamp};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tables::{Owner, Record, Tables};

/// A [`Store`] and a [`Directory`](crate::directory::Directory) in memory. Everything in it, the
/// audit trail too, stays until it is dropped. Clones share it.
#[derive(Clone, Default)]
pub struct MemoryStore(Arc<Mutex<Tables>>);

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// At most `limit` lines of a tenant's audit trail, oldest first, of those with a number above
    /// `after`. Numbers begin with 1 and grow, not always by one.
    #[must_use]
    pub fn audit_trail(&self, tenant: &str, after: u64, limit: usize) -> Vec<(u64, AuditRow)> {
        let tables = self.tables();
        let numbered = (1..).zip(&tables.audit).filter(|(number, _)| *number > after);
        numbered
            .filter(|(_, (owner, ..))| owner == tenant)
            .map(|(number, (.., row))| (number, row.clone()))
            .take(limit)
            .collect()
    }

    /// What is held of a record, whatever has become of it; for tests.
    #[must_use]
    pub fn held(&self, record: RecordId) -> Option<NewRecord> {
        self.tables().records.get(&record).map(|record| record.new.clone())
    }

    /// The tables. A thread that panicked while it held them has changed them wholly or not at
    /// all, so what it left may be used.
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
                version: record.version,
                state: record.state,
                not_after: record.new.not_after,
            }));
        }
        Ok(all)
    }

    async fn apply(&self, write: Write) -> Result<Applied, StoreError> {
        let mut tables = self.tables();
        if !tables.allow(&write)? {
            return Ok(Applied::Conflict);
        }
        tables.apply(write);
        Ok(Applied::Done)
    }

    async fn waiting_mails(&self, limit: usize) -> Result<Vec<WaitingMail>, StoreError> {
        Ok(self.tables().outbox.values().take(limit).cloned().collect())
    }

    async fn forget_mail(&self, record: RecordId) -> Result<(), StoreError> {
        let mut tables = self.tables();
        tables.forget(&record);
        Ok(())
    }

    async fn stored_code(&self, record: RecordId) -> Result<Option<StoredCode>, StoreError> {
        Ok(self.tables().records.get(&record).map(|record| StoredCode {
            digest: record.new.digest.clone(),
            state: record.state,
            version: record.version,
        }))
    }

    async fn kept_codes(
        &self,
        tenant: &str,
        purpose: Purpose,
        subject: &str,
    ) -> Result<Vec<KeptCode>, StoreError> {
        let owner = Owner { tenant: tenant.into(), purpose, subject: subject.into() };
        let tables = self.tables();
        let kept = tables.live_of(&owner).map(|(id, Record { new, .. })| KeptCode {
            id,
            digest: new.digest.clone(),
            sealed_code: new.sealed_code.clone(),
            hidden: new.hidden,
            not_before: new.not_before,
            not_after: new.not_after,
            note: new.note.clone(),
            issuer: new.issuer.clone(),
        });
        Ok(kept.collect())
    }

    async fn remove_expired(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        let mut tables = self.tables();
        let over = tables.records.iter().filter(|(_, record)| {
            record.state.is_live() && record.new.remove_at.is_some_and(|at| at <= now)
        });
        let over: Vec<RecordId> = over.map(|(id, _)| *id).take(limit).collect();
        for id in &over {
            tables.remove(id, now);
        }
        Ok(over.len())
    }

    async fn ready(&self) -> Result<(), StoreError> {
        Ok(())
    }
}
