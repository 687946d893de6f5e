//! The tables of the store in memory, and how a write changes them.

use super::known::Known;
use crate::store::audit::{Flood, is_success, truncated};
use crate::store::queue::AT_ONCE;
use crate::store::write::{MAIL_WITHOUT_RECORD, WITHOUT_PURPOSE};
use crate::store::{
    AnswerKey, AuditRow, DeadMail, KeptAnswer, MailFault, MailStep, NewMail, NewRecord, StoreError,
    WaitingMail, Write,
};
use codemint_core::journey::AuditEvent;
use codemint_core::words::{Purpose, RecordId, State, Timestamp};
use std::collections::{BTreeMap, HashMap, HashSet};

#[derive(Default)]
pub(super) struct Tables {
    pub(super) records: HashMap<RecordId, Record>,
    /// The live codes of each owner, by slot.
    pub(super) live: HashMap<Owner, BTreeMap<Vec<u8>, RecordId>>,
    /// Waiting mails, by place: the order in which they were ordered.
    pub(super) outbox: BTreeMap<u64, WaitingMail>,
    /// Dead letters, by the time of their death and their place.
    pub(super) dead: BTreeMap<(Timestamp, u64), DeadMail>,
    /// The place of a record's mail.
    pub(super) mail_of: HashMap<RecordId, u64>,
    /// The place of the last mail.
    last_mail: u64,
    /// The place of the last record.
    last_record: u64,
    pub(super) audit: Vec<(String, Option<Purpose>, AuditRow)>,
    /// Failures of anonymous callers, by tenant and event.
    floods: BTreeMap<(String, &'static str), (AuditEvent, Flood)>,
    /// Kept answers, by tenant and key.
    pub(super) answers: BTreeMap<(String, AnswerKey), KeptAnswer>,
    /// The latest time of any write.
    pub(super) latest: Option<Timestamp>,
    pub(super) known: Known,
}

pub(super) struct Record {
    /// Its place in the order in which records were written.
    pub(super) place: u64,
    pub(super) owner: Owner,
    pub(super) new: NewRecord,
    pub(super) progress: Progress,
}

/// What changes of a code.
#[derive(Clone, Copy)]
pub(super) struct Progress {
    pub(super) state: State,
    pub(super) version: u32,
    pub(super) tries: u8,
    pub(super) uses: u16,
}

/// The tenant, purpose and subject of a code.
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
        if write.purpose.is_none() && !(write.records.is_empty() && write.mails.is_empty()) {
            return Err(StoreError::Failed(WITHOUT_PURPOSE.into()));
        }
        let Some(changed) = self.changed(write) else { return Ok(false) };
        let Some(purpose) = write.purpose else { return Ok(true) };
        let (mut ids, mut owners) = (HashSet::new(), HashSet::new());
        let records_are_new = write.records.iter().all(|record| {
            let owner = Owner::of(write, purpose, &record.subject);
            self.is_free(&owner, record, &changed)
                && !self.records.contains_key(&record.id)
                && ids.insert(record.id)
                && owners.insert((owner, slot(record)))
        });
        Ok(records_are_new && self.allow_mails(write, &ids)?)
    }

    /// Whether no unexpired answer is kept under the key.
    fn allow_answer(&self, write: &Write) -> bool {
        let Some(answer) = &write.answer else { return true };
        let kept = self.answers.get(&(write.tenant.clone(), answer.key.clone()));
        kept.is_none_or(|kept| kept.until < write.at)
    }

    /// The progress of the codes that the write supersedes or changes, each change after those
    /// before it; `None` if one of them cannot be made.
    fn changed(&self, write: &Write) -> Option<HashMap<RecordId, Progress>> {
        let mut changed = HashMap::new();
        for (id, version) in &write.superseded {
            let record = self.records.get(id).filter(|record| record.is_of(write))?;
            let now = changed.get(id).copied().unwrap_or(record.progress);
            if !now.state.is_live() || now.version != *version {
                return None;
            }
            changed.insert(*id, now.in_state(State::Superseded));
        }
        for change in &write.changed {
            let record = self.records.get(&change.id);
            let record = record.filter(|record| record.owner.tenant == write.tenant)?;
            let now = changed.get(&change.id).copied().unwrap_or(record.progress);
            changed.insert(change.id, now.after(change, &record.new)?);
        }
        Some(changed)
    }

    /// Whether no live code has the slot of this one, except those that `changed` ends.
    fn is_free(
        &self,
        owner: &Owner,
        record: &NewRecord,
        changed: &HashMap<RecordId, Progress>,
    ) -> bool {
        let slot = slot(record);
        let stays = |id: &RecordId| changed.get(id).is_none_or(|progress| progress.state.is_live());
        let conflicts = |(taken, id): (&Vec<u8>, &RecordId)| *taken == slot && stays(id);
        !self.live.get(owner).is_some_and(|live| live.iter().any(conflicts))
    }

    /// Removes the values of a code, which leaves a tombstone; its waiting mail dies.
    pub(super) fn remove(&mut self, id: &RecordId, now: Timestamp) {
        self.end(id, State::Removed);
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

    /// Ends a live code.
    pub(super) fn end(&mut self, id: &RecordId, state: State) {
        if let Some(record) = self.records.get_mut(id) {
            record.progress = record.progress.in_state(state);
        }
        self.free(id);
    }

    /// Frees the slot of a code that has ended.
    pub(super) fn free(&mut self, id: &RecordId) {
        let Some(record) = self.records.get(id) else { return };
        if let Some(live) = self.live.get_mut(&record.owner) {
            live.retain(|_, other| other != id);
        }
    }

    /// The live codes of an owner, oldest first.
    pub(super) fn live_of(&self, owner: &Owner) -> impl Iterator<Item = (RecordId, &Record)> {
        let ids = self.live.get(owner).into_iter().flat_map(BTreeMap::values);
        let mut live: Vec<_> = ids.filter_map(|id| Some((*id, self.records.get(id)?))).collect();
        live.sort_unstable_by_key(|(_, record)| record.place);
        live.into_iter()
    }

    /// Whether no record of the write's mails has a mail already.
    ///
    /// # Errors
    /// [`StoreError::Failed`] when a mail's record is neither new nor one that the tenant has for
    /// the purpose.
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
            self.end(id, State::Superseded);
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
            self.last_record += 1;
            let record_of = Record::of(self.last_record, &write, purpose, record);
            let live = self.live.entry(record_of.owner.clone()).or_default();
            live.insert(slot(record), record.id);
            self.records.insert(record.id, record_of);
        }
        let Write { tenant, purpose, mails, audit, anonymous, at, .. } = write;
        for mail in mails {
            self.last_mail += 1;
            self.mail_of.insert(mail.record, self.last_mail);
            let not_after = self.records.get(&mail.record).map(|record| record.new.not_after);
            let not_after = not_after.unwrap_or(Timestamp::MAX);
            let (attempts, next_attempt_at, last_error) = (0, AT_ONCE, None);
            // A write with mails has a purpose (see `allow`).
            let waiting = purpose.map(|purpose| WaitingMail {
                tenant: tenant.clone(),
                purpose,
                not_after,
                attempts,
                next_attempt_at,
                last_error,
                mail,
            });
            self.outbox.extend(waiting.map(|waiting| (self.last_mail, waiting)));
        }
        for row in audit {
            if let Some(row) = if anonymous { self.limited(&tenant, row, at) } else { Some(row) } {
                self.audit.push((tenant.clone(), purpose, row));
            }
        }
        self.take_counts(at);
    }

    /// The entry of an anonymous call; `None` if it is only counted.
    fn limited(&mut self, tenant: &str, row: AuditRow, at: Timestamp) -> Option<AuditRow> {
        let row = truncated(&row);
        if is_success(row.event) {
            return Some(row);
        }
        self.take_counts(at);
        let key = (tenant.to_owned(), row.event.name());
        let begun = || Flood::begin(at, &row.actor);
        let (_, flood) = self.floods.entry(key).or_insert_with(|| (row.event, begun()));
        if flood.has_ended(at) {
            *flood = begun();
        }
        flood.count().then_some(row)
    }

    /// Adds to the trail the counts whose interval has ended.
    fn take_counts(&mut self, at: Timestamp) {
        let is_due = |flood: &Flood| flood.held > 0 && flood.has_ended(at);
        let due = self.floods.extract_if(.., |_, (_, flood)| is_due(flood));
        for ((tenant, _), (event, flood)) in due {
            self.audit.extend(flood.entry(event, at).map(|entry| (tenant, None, entry)));
        }
    }
}

/// The slot of a code: no two live codes of an owner have the same one.
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
        let progress = Progress { state: State::Pending, version: 1, tries: 0, uses: 0 };
        Self { place, owner, new: record.clone(), progress }
    }

    fn is_of(&self, write: &Write) -> bool {
        self.owner.tenant == write.tenant && Some(self.owner.purpose) == write.purpose
    }
}
