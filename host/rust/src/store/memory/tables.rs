//! What the store in memory holds, and what a write does to it.

use super::directory::Known;
use crate::store::audit::{Flood, bounded, is_success};
use crate::store::{
    AT_ONCE, AnswerKey, AuditRow, DeadMail, KeptAnswer, MAIL_WITHOUT_RECORD, MailFault, MailStep,
    NewMail, NewRecord, StoreError, WITHOUT_PURPOSE, WaitingMail, Write,
};
use codemint_core::journey::{AuditEvent, Change};
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
    /// How many records there ever were: the place of the last one.
    records_ever: u64,
    pub(super) audit: Vec<(String, Option<Purpose>, AuditRow)>,
    /// Failures of anonymous callers, by tenant and kind.
    floods: BTreeMap<(String, &'static str), (AuditEvent, Flood)>,
    /// Answers that are kept for a while, by tenant and key.
    pub(super) answers: BTreeMap<(String, AnswerKey), KeptAnswer>,
    /// The latest time of any write.
    pub(super) latest: Option<Timestamp>,
    pub(super) known: Known,
}

pub(super) struct Record {
    /// Where it stands in the order in which records came.
    pub(super) place: u64,
    pub(super) owner: Owner,
    pub(super) new: NewRecord,
    pub(super) state: State,
    pub(super) version: u32,
    pub(super) tries: u8,
    pub(super) uses: u16,
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
        if !self.allow_answer(write) {
            return Ok(false);
        }
        let Some(purpose) = write.purpose else {
            if !(write.records.is_empty() && write.mails.is_empty()) {
                return Err(StoreError::Failed(WITHOUT_PURPOSE.into()));
            }
            return Ok(self.allow_changes(write));
        };
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
        let over = |change: &&Change| {
            self.records.get(&change.id).is_some_and(|record| record.ends_by(change))
        };
        freed.extend(write.changed.iter().filter(over).map(|change| &change.id));
        let (mut ids, mut owners) = (HashSet::new(), HashSet::new());
        let records_are_new = write.records.iter().all(|record| {
            let owner = Owner::of(write, purpose, &record.subject);
            self.is_free(&owner, record, &freed)
                && !self.records.contains_key(&record.id)
                && ids.insert(record.id)
                && owners.insert((owner, slot(record)))
        });
        Ok(self.allow_changes(write) && records_are_new && self.allow_mails(write, &ids)?)
    }

    /// Whether no answer is in the way whose time is not over.
    fn allow_answer(&self, write: &Write) -> bool {
        let Some(answer) = &write.answer else { return true };
        let kept = self.answers.get(&(write.tenant.clone(), answer.key.clone()));
        kept.is_none_or(|kept| kept.until < write.at)
    }

    /// Whether every change can be made.
    fn allow_changes(&self, write: &Write) -> bool {
        write.changed.iter().all(|change| {
            let record = self.records.get(&change.id);
            record
                .is_some_and(|record| record.owner.tenant == write.tenant && record.allows(change))
        })
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
    pub(super) fn bury(&mut self, id: &RecordId, state: State) {
        let Some(record) = self.records.get_mut(id) else { return };
        record.state = state;
        record.version += 1;
        if let Some(live) = self.live.get_mut(&record.owner) {
            live.retain(|_, living| living != id);
        }
    }

    pub(super) fn live_of(&self, owner: &Owner) -> impl Iterator<Item = (RecordId, &Record)> {
        let ids = self.live.get(owner).into_iter().flat_map(BTreeMap::values);
        let mut live: Vec<_> = ids.filter_map(|id| Some((*id, self.records.get(id)?))).collect();
        live.sort_unstable_by_key(|(_, record)| record.place);
        live.into_iter()
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
        write.changed.iter().for_each(|change| self.change(change));
        self.latest = self.latest.max(Some(write.at));
        let answer = write.answer.clone();
        let answer = answer.map(|answer| ((write.tenant.clone(), answer.key.clone()), answer));
        self.answers.extend(answer);
        let recorded = write
            .purpose
            .into_iter()
            .flat_map(|purpose| write.records.iter().map(move |record| (purpose, record)));
        for (purpose, record) in recorded {
            self.records_ever += 1;
            let record_of = Record::of(self.records_ever, &write, purpose, record);
            let live = self.live.entry(record_of.owner.clone()).or_default();
            live.insert(slot(record), record.id);
            self.records.insert(record.id, record_of);
        }
        let Write { tenant, purpose, mails, audit, anonymous, at, .. } = write;
        for mail in mails {
            self.mails_ever += 1;
            self.mail_of.insert(mail.record, self.mails_ever);
            let not_after = self.records.get(&mail.record).map(|record| record.new.not_after);
            let not_after = not_after.unwrap_or(Timestamp::MAX);
            let (attempts, next_attempt_at, last_error) = (0, AT_ONCE, None);
            // A write with mails has a purpose: see `allow`.
            let waiting = purpose.map(|purpose| WaitingMail {
                tenant: tenant.clone(),
                purpose,
                not_after,
                attempts,
                next_attempt_at,
                last_error,
                mail,
            });
            self.outbox.extend(waiting.map(|waiting| (self.mails_ever, waiting)));
        }
        for row in audit {
            if let Some(row) = if anonymous { self.sift(&tenant, row, at) } else { Some(row) } {
                self.audit.push((tenant.clone(), purpose, row));
            }
        }
        self.take_counts(at);
    }

    /// The entry of an anonymous call; `None` where it is only counted.
    fn sift(&mut self, tenant: &str, row: AuditRow, at: Timestamp) -> Option<AuditRow> {
        let row = bounded(&row);
        if is_success(row.event) {
            return Some(row);
        }
        self.take_counts(at);
        let key = (tenant.to_owned(), row.event.name());
        let begun = || Flood::begun(at, &row.actor);
        let (_, flood) = self.floods.entry(key).or_insert_with(|| (row.event, begun()));
        if flood.is_over(at) {
            *flood = begun();
        }
        flood.count().then_some(row)
    }

    /// Takes the counts into the trail whose interval is over.
    fn take_counts(&mut self, at: Timestamp) {
        let is_over = |flood: &Flood| flood.held > 0 && flood.is_over(at);
        let over = self.floods.extract_if(.., |_, (_, flood)| is_over(flood));
        for ((tenant, _), (event, flood)) in over {
            self.audit.extend(flood.entry(event, at).map(|entry| (tenant, None, entry)));
        }
    }
}

/// What is in the way of a code: one of its subject and purpose that has the same here.
pub(super) fn slot(record: &NewRecord) -> Vec<u8> {
    if record.several { record.digest.clone() } else { Vec::new() }
}

impl Owner {
    fn of(write: &Write, purpose: Purpose, subject: &str) -> Self {
        Self { tenant: write.tenant.clone(), purpose, subject: subject.into() }
    }
}

impl Record {
    fn of(place: u64, write: &Write, purpose: Purpose, record: &NewRecord) -> Self {
        let owner = Owner::of(write, purpose, &record.subject);
        let (state, new) = (State::Pending, record.clone());
        Self { place, owner, new, state, version: 1, tries: 0, uses: 0 }
    }

    fn is_of(&self, write: &Write) -> bool {
        self.owner.tenant == write.tenant && Some(self.owner.purpose) == write.purpose
    }

    fn is_live_of(&self, write: &Write) -> bool {
        self.state.is_live() && self.is_of(write)
    }
}
