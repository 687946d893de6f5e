//! What the store in memory holds, and what a write does to it.

use super::directory::Known;
use crate::store::{
    AT_ONCE, AuditRow, DeadMail, MAIL_WITHOUT_RECORD, MailFault, MailStep, NewMail, NewRecord,
    StoreError, WaitingMail, Write,
};
use codemint_core::words::{Purpose, RecordId, State, Timestamp};
use std::collections::{BTreeMap, HashMap, HashSet};

#[derive(Default)]
pub(super) struct Tables {
    pub(super) records: HashMap<RecordId, Record>,
    /// The live codes, by what is in their way.
    pub(super) live: HashMap<Owner, BTreeMap<Vec<u8>, RecordId>>,
    /// By the order in which they came.
    pub(super) outbox: BTreeMap<u64, WaitingMail>,
    /// Those of them that are dead, by the time of their death and their place.
    pub(super) dead: BTreeMap<(Timestamp, u64), DeadMail>,
    /// Where in the outbox the mail of a record stands.
    pub(super) mail_of: HashMap<RecordId, u64>,
    mails_ever: u64,
    pub(super) audit: Vec<(String, Purpose, AuditRow)>,
    pub(super) known: Known,
}

pub(super) struct Record {
    pub(super) owner: Owner,
    pub(super) new: NewRecord,
    pub(super) state: State,
    pub(super) version: u32,
}

/// Whose a code is, and what it grants.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Owner {
    pub(super) tenant: String,
    pub(super) purpose: Purpose,
    pub(super) subject: String,
}

impl Tables {
    /// Whether the write may be applied. Nothing has been changed.
    pub(super) fn allow(&self, write: &Write) -> Result<bool, StoreError> {
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

    /// Leaves only a tombstone of a code, and a dead letter of the mail that waits to carry it.
    pub(super) fn remove(&mut self, id: &RecordId, now: Timestamp) {
        self.bury(id, State::Removed);
        if let Some(Record { new, .. }) = self.records.get_mut(id) {
            new.digest.clear();
            new.sealed_code = None;
            new.note = None;
            new.terms = None;
        }
        if let Some(attempts) = self.mail(id).map(|mail| mail.attempts) {
            self.step(id, attempts, MailStep::Die { at: now, fault: MailFault::Expired });
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

    pub(super) fn live_of(&self, owner: &Owner) -> impl Iterator<Item = (RecordId, &Record)> {
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
                return Err(StoreError::Failed(MAIL_WITHOUT_RECORD.into()));
            }
            if self.mail_of.contains_key(record) || !mails.insert(record) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Applies a write that is allowed.
    pub(super) fn apply(&mut self, write: Write) {
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
            let (attempts, next_attempt_at, last_error) = (0, AT_ONCE, None);
            let waiting = WaitingMail {
                tenant: tenant.clone(),
                purpose,
                not_after,
                attempts,
                next_attempt_at,
                last_error,
                mail,
            };
            self.outbox.insert(self.mails_ever, waiting);
        }
        self.audit.extend(audit.into_iter().map(|row| (tenant.clone(), purpose, row)));
    }
}

/// What is in the way of a code: one of its subject and purpose that has the same here.
pub(super) fn slot(record: &NewRecord) -> Vec<u8> {
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
