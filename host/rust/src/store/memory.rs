//! A store in memory, for tests and trials: nothing outlives the process.

mod directory;
mod renewal;

use super::{
    Applied, AuditRow, KeptCode, NewMail, NewRecord, Store, StoreError, StoredCode, WaitingMail,
    Write,
};
use async_trait::async_trait;
use codemint_core::words::{LiveCode, Purpose, RecordId, State, Timestamp};
use directory::Known;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A [`Store`] and a [`Directory`](crate::directory::Directory) in memory. Everything in it, the audit trail too, stays until
/// it is dropped. Clones share it.
#[derive(Clone, Default)]
pub struct MemoryStore(Arc<Mutex<Tables>>);

#[derive(Default)]
struct Tables {
    records: HashMap<RecordId, Record>,
    /// The live codes, by what is in their way.
    live: HashMap<Owner, BTreeMap<Vec<u8>, RecordId>>,
    /// By the order in which they came.
    outbox: BTreeMap<u64, WaitingMail>,
    /// Where in the outbox the mail of a record stands.
    mail_of: HashMap<RecordId, u64>,
    mails_ever: u64,
    audit: Vec<(String, Purpose, AuditRow)>,
    known: Known,
}

struct Record {
    owner: Owner,
    new: NewRecord,
    state: State,
    version: u32,
}

/// Whose a code is, and what it grants.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Owner {
    tenant: String,
    purpose: Purpose,
    subject: String,
}

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

impl Tables {
    /// Whether the write may be applied. Nothing has been changed.
    fn allow(&self, write: &Write) -> Result<bool, StoreError> {
        let mut freed = HashSet::new();
        for (id, version) in &write.superseded {
            match self.records.get(id) {
                Some(record) if record.is_live_of(write) && record.version == *version => {}
                _ => return Ok(false),
            }
            if !freed.insert(id) {
                return Ok(false);
            }
        }
        let (mut ids, mut owners) = (HashSet::new(), HashSet::new());
        let records_are_new = write.records.iter().all(|record| {
            let owner = Owner::of(write, &record.subject);
            self.is_free(&owner, record, &freed)
                && !self.records.contains_key(&record.id)
                && ids.insert(record.id)
                && owners.insert((owner, slot(record)))
        });
        Ok(records_are_new && self.allow_mails(write, &ids)?)
    }

    /// Whether no live code is in the way of this one, but those that are freed before.
    fn is_free(&self, owner: &Owner, record: &NewRecord, freed: &HashSet<&RecordId>) -> bool {
        let slot = slot(record);
        let in_way = |(taken, id): (&Vec<u8>, &RecordId)| *taken == slot && !freed.contains(id);
        !self.live.get(owner).is_some_and(|live| live.iter().any(in_way))
    }

    /// Leaves only a tombstone of a code.
    fn remove(&mut self, id: &RecordId) {
        self.bury(id, State::Removed);
        if let Some(Record { new, .. }) = self.records.get_mut(id) {
            new.digest.clear();
            new.sealed_code = None;
            new.note = None;
            new.terms = None;
        }
        if let Some(place) = self.mail_of.remove(id) {
            self.outbox.remove(&place);
        }
    }

    /// Takes a code out of the live ones.
    fn bury(&mut self, id: &RecordId, state: State) {
        let Some(record) = self.records.get_mut(id) else { return };
        record.state = state;
        record.version += 1;
        if let Some(live) = self.live.get_mut(&record.owner) {
            live.retain(|_, living| living != id);
        }
    }

    fn live_of(&self, owner: &Owner) -> impl Iterator<Item = (RecordId, &Record)> {
        let mut ids: Vec<RecordId> =
            self.live.get(owner).into_iter().flat_map(BTreeMap::values).copied().collect();
        ids.sort_unstable();
        ids.into_iter().filter_map(|id| Some((id, self.records.get(&id)?)))
    }

    /// Whether no mail of the write has been ordered before. Each must carry the code of one of
    /// the new records, or of one that this tenant has for this purpose.
    fn allow_mails(&self, write: &Write, new: &HashSet<RecordId>) -> Result<bool, StoreError> {
        let mut mails = HashSet::new();
        for NewMail { record, .. } in &write.mails {
            let is_stored = self.records.get(record).is_some_and(|stored| stored.is_of(write));
            if !new.contains(record) && !is_stored {
                return Err(StoreError::Failed(super::MAIL_WITHOUT_RECORD.into()));
            }
            if self.mail_of.contains_key(record) || !mails.insert(record) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Applies a write that is allowed.
    fn apply(&mut self, write: Write) {
        for (id, _) in &write.superseded {
            self.bury(id, State::Superseded);
        }
        for record in &write.records {
            let live = self.live.entry(Owner::of(&write, &record.subject)).or_default();
            live.insert(slot(record), record.id);
            self.records.insert(record.id, Record::of(&write, record));
        }
        let Write { tenant, purpose, mails, audit, .. } = write;
        for mail in mails {
            self.mails_ever += 1;
            self.mail_of.insert(mail.record, self.mails_ever);
            let not_after = self.records.get(&mail.record).map(|record| record.new.not_after);
            let not_after = not_after.unwrap_or(Timestamp::MAX);
            let waiting = WaitingMail { tenant: tenant.clone(), purpose, not_after, mail };
            self.outbox.insert(self.mails_ever, waiting);
        }
        self.audit.extend(audit.into_iter().map(|row| (tenant.clone(), purpose, row)));
    }
}

/// What is in the way of a code: one of its subject and purpose that has the same here.
fn slot(record: &NewRecord) -> Vec<u8> {
    if record.several { record.digest.clone() } else { Vec::new() }
}

impl Owner {
    fn of(write: &Write, subject: &str) -> Self {
        let (tenant, subject) = (write.tenant.clone(), subject.into());
        Self { tenant, purpose: write.purpose, subject }
    }
}

impl Record {
    fn of(write: &Write, record: &NewRecord) -> Self {
        let owner = Owner::of(write, &record.subject);
        Self { owner, new: record.clone(), state: State::Pending, version: 1 }
    }

    fn is_of(&self, write: &Write) -> bool {
        self.owner.tenant == write.tenant && self.owner.purpose == write.purpose
    }

    fn is_live_of(&self, write: &Write) -> bool {
        self.state.is_live() && self.is_of(write)
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
        if let Some(place) = tables.mail_of.remove(&record) {
            tables.outbox.remove(&place);
        }
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
            tables.remove(id);
        }
        Ok(over.len())
    }

    async fn ready(&self) -> Result<(), StoreError> {
        Ok(())
    }
}
