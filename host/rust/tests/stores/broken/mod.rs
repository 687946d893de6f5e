//! Broken stores: each breaks one rule of the suite.

mod mails;
mod reseal;

use super::bugs::Bug;
use super::{held_by, mail_held_by, trail_of};
use async_trait::async_trait;
use codemint::store::conformance::Fixture;
use codemint::store::{
    AnswerKey, Applied, AuditFilter, AuditLine, AuditRow, KeptAnswer, MemoryStore, NewRecord,
    Store, StoreError, StoredRecord, WaitingMail, Write,
};
use codemint_core::journey::{AuditEvent, Search};
use codemint_core::words::{LiveCode, Purpose, RecordId, State, Timestamp};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};
use std::thread::{self, ThreadId};

/// A correct store behind a bug.
pub(crate) struct Broken {
    sound: Arc<MemoryStore>,
    bug: Bug,
    seen: Arc<Mutex<Seen>>,
}

/// What a broken store has seen.
#[derive(Default)]
struct Seen {
    records: Vec<NewRecord>,
    mails: Vec<WaitingMail>,
    slots: HashSet<(String, Vec<u8>)>,
    has_removed: bool,
    /// The time of the last write.
    last: Option<Timestamp>,
    answers: Vec<KeptAnswer>,
    /// The thread that last wrote to a subject or a record.
    writers: HashMap<String, ThreadId>,
}

impl Broken {
    fn tenant<'a>(&self, tenant: &'a str) -> &'a str {
        if self.bug == Bug::Tenantless { "" } else { tenant }
    }

    /// The write as it reaches the correct store.
    async fn spoil(&self, write: &Write) -> Result<Write, StoreError> {
        let mut spoilt = Write { tenant: self.tenant(&write.tenant).into(), ..write.clone() };
        match self.bug {
            Bug::IgnoresVersions => {
                for (id, version) in &mut spoilt.superseded {
                    *version = self.version(&write.tenant, *id).await?.unwrap_or(*version);
                }
            }
            Bug::ChangesBlindly => {
                for change in &mut spoilt.changed {
                    let version = self.version(&write.tenant, change.id).await?;
                    change.version = version.unwrap_or(change.version);
                }
            }
            // Under another key it does not conflict.
            Bug::AnswersTwice => spoilt.answer.iter_mut().for_each(|kept| {
                kept.key.actor.push_str(&kept.status.to_string());
            }),
            Bug::TrailOfFloods => spoilt.anonymous = false,
            Bug::ForgetsFloods if write.anonymous => {
                let trail = self.sound.audit_trail(&write.tenant, &AuditFilter::first(99)).await?;
                let is_wrong = |row: &AuditRow| row.event == AuditEvent::CodeWrong;
                let is_full = trail.iter().filter(|line| is_wrong(&line.row)).count() >= 30;
                spoilt.audit.retain(|row| !(is_full && is_wrong(row)));
            }
            Bug::ChangesHalf if !write.records.is_empty() => spoilt.changed.clear(),
            Bug::Racy => {
                let subjects: Vec<_> =
                    write.records.iter().map(|new| new.subject.clone()).collect();
                let purpose = write.purpose.unwrap_or(Purpose::Enrolment);
                let live = self.live_codes(&write.tenant, purpose, &subjects).await?;
                spoilt.superseded = live.iter().map(|code| (code.id, code.version)).collect();
            }
            _ => spoilt.records.iter_mut().for_each(|new| self.spoil_record(new)),
        }
        Ok(spoilt)
    }

    /// The version of a record in the correct store.
    async fn version(&self, tenant: &str, id: RecordId) -> Result<Option<u32>, StoreError> {
        let found = self.sound.record(self.tenant(tenant), id).await?;
        Ok(found.map(|stored| stored.known.version))
    }

    fn spoil_record(&self, new: &mut NewRecord) {
        match self.bug {
            Bug::OneEach => new.several = false,
            Bug::AcceptsEqualCodes if new.several => new.digest.extend(new.id.to_bytes()),
            Bug::Quotes => new.note = new.note.take().map(|note| note.replace('\'', "''")),
            _ => {}
        }
    }

    /// Whether a subject or a record was last written by another thread. A store that checks first
    /// and writes later does not see that write: all threads have checked before any of them
    /// writes.
    fn is_late(&self, key: String) -> bool {
        let this = thread::current().id();
        self.seen.lock().unwrap().writers.insert(key, this).is_some_and(|by| by != this)
    }

    async fn apply_racy(&self, write: Write) -> Result<Applied, StoreError> {
        let subjects: Vec<_> = write.records.iter().map(|new| new.subject.clone()).collect();
        let late = subjects.into_iter().all(|subject| self.is_late(subject));
        if !late && !self.spoil(&write).await?.superseded.is_empty() {
            return Ok(Applied::Conflict);
        }
        // Overwrites concurrent writes.
        while self.sound.apply(self.spoil(&write).await?).await? == Applied::Conflict {}
        Ok(Applied::Done)
    }

    async fn change_later(&self, write: Write) -> Result<Applied, StoreError> {
        for change in &write.changed {
            let late = self.is_late(change.id.to_string());
            let found = self.sound.record(&write.tenant, change.id).await?;
            if !late && found.is_none_or(|found| found.known.state != State::Pending) {
                return Ok(Applied::Conflict);
            }
        }
        self.sound.apply(write).await?;
        Ok(Applied::Done)
    }

    /// Whether the write conflicts with something that it does not conflict with in a correct
    /// store.
    async fn is_blocked(&self, write: &Write) -> Result<bool, StoreError> {
        match self.bug {
            Bug::NeverFrees => {
                let slots = &self.seen.lock().unwrap().slots;
                let slot = |new: &NewRecord| (new.subject.clone(), new.digest.clone());
                Ok(write.records.iter().any(|new| new.several && slots.contains(&slot(new))))
            }
            Bug::LosesAttempts => {
                for change in &write.changed {
                    let version = self.version(&write.tenant, change.id).await?;
                    if version != Some(change.version) {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Bug::SingleBlocks if write.superseded.is_empty() => {
                let subjects: Vec<_> =
                    write.records.iter().map(|new| new.subject.clone()).collect();
                let purpose = write.purpose.unwrap_or(Purpose::Enrolment);
                let live = self.live_codes(&write.tenant, purpose, &subjects).await?;
                let seen = self.seen.lock().unwrap();
                let is_single =
                    |id: RecordId| seen.records.iter().any(|r| r.id == id && !r.several);
                Ok(live.iter().any(|code| is_single(code.id)))
            }
            _ => Ok(false),
        }
    }

    async fn remember(&self, write: &Write) -> Result<(), StoreError> {
        let mails = self.sound.waiting_mails(usize::MAX).await?;
        let mut seen = self.seen.lock().unwrap();
        if write.changed.is_empty() {
            seen.mails = mails;
        }
        for new in &write.records {
            seen.records.push(new.clone());
            seen.slots.insert((new.subject.clone(), new.digest.clone()));
        }
        Ok(())
    }
}

#[async_trait]
impl Store for Broken {
    async fn live_codes(
        &self,
        tenant: &str,
        purpose: Purpose,
        subjects: &[String],
    ) -> Result<Vec<LiveCode>, StoreError> {
        self.sound.live_codes(self.tenant(tenant), purpose, subjects).await
    }

    async fn apply(&self, write: Write) -> Result<Applied, StoreError> {
        if self.bug == Bug::Racy {
            return self.apply_racy(write).await;
        }
        if self.bug == Bug::ChangesLater && !write.changed.is_empty() {
            return self.change_later(write).await;
        }
        if self.is_blocked(&write).await? {
            return Ok(Applied::Conflict);
        }
        let applied = self.sound.apply(self.spoil(&write).await?).await?;
        if applied == Applied::Done {
            self.remember(&write).await?;
            let mut seen = self.seen.lock().unwrap();
            seen.last = Some(write.at);
            seen.answers.extend(write.answer.clone());
        }
        if (self.bug, applied) == (Bug::KeepsHalf, Applied::Conflict) {
            let (records, superseded, mails) = Default::default();
            self.sound.apply(Write { records, superseded, mails, ..write }).await?;
        }
        Ok(applied)
    }

    async fn records_of(
        &self,
        tenant: &str,
        purpose: Purpose,
        subject: &str,
        ended: usize,
    ) -> Result<Vec<StoredRecord>, StoreError> {
        let tenant = self.tenant(tenant);
        let ended = if self.bug == Bug::ReturnsEnded { usize::MAX } else { ended };
        let mut found = self.sound.records_of(tenant, purpose, subject, ended).await?;
        match self.bug {
            Bug::LiveNewestFirst => found.reverse(),
            Bug::ForgetsNotes => found.iter_mut().for_each(|stored| stored.known.note = None),
            Bug::EndedOldestFirst => {
                found.sort_by_key(|stored| (!stored.known.state.is_live(), stored.known.id));
            }
            Bug::Purposeless => {
                found.clear();
                for purpose in Purpose::ALL {
                    found.extend(self.sound.records_of(tenant, purpose, subject, ended).await?);
                }
            }
            _ => {}
        }
        Ok(found)
    }

    async fn record(&self, tenant: &str, id: RecordId) -> Result<Option<StoredRecord>, StoreError> {
        let mut found = self.sound.record(self.tenant(tenant), id).await?;
        let seen = self.seen.lock().unwrap();
        if let Some(stored) = &mut found {
            match (self.bug, stored.known.state) {
                (Bug::ForgetsBatches, _) => stored.known.batch = None,
                (Bug::LeavesDigests, State::Removed) => {
                    let new = seen.records.iter().find(|new| new.id == id);
                    stored.digest = new.map(|new| new.digest.clone()).unwrap_or_default();
                }
                (Bug::RemovesEnded, State::Superseded) if seen.has_removed => {
                    stored.known.state = State::Removed;
                }
                _ => {}
            }
        }
        Ok(found)
    }

    async fn search(
        &self,
        tenant: &str,
        search: &Search,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<StoredRecord>, StoreError> {
        let (mut search, mut max, before) = (search.clone(), limit, search.before);
        match self.bug {
            Bug::FindsAllPhases => search.phase = None,
            Bug::FindsInOrderOfIds => (search.before, max) = (None, usize::MAX),
            _ => {}
        }
        let mut found = self.sound.search(self.tenant(tenant), &search, now, max).await?;
        match self.bug {
            Bug::FindsOldestFirst => found.reverse(),
            Bug::FindsInOrderOfIds => {
                found.retain(|stored| before.is_none_or(|before| stored.known.id < before));
                found.sort_by_key(|stored| std::cmp::Reverse(stored.known.id));
                found.truncate(limit);
            }
            _ => {}
        }
        Ok(found)
    }

    async fn kept_answer(
        &self,
        tenant: &str,
        key: &AnswerKey,
        now: Timestamp,
    ) -> Result<Option<KeptAnswer>, StoreError> {
        let kept = self.sound.kept_answer(self.tenant(tenant), key, now).await?;
        let seen = self.seen.lock().unwrap();
        let old = seen.answers.iter().find(|kept| kept.key == *key).cloned();
        Ok(match self.bug {
            Bug::AnswersForEver => kept.or(old.filter(|_| tenant != "other")),
            Bug::AnswersKept if seen.has_removed => kept.or(old),
            _ => kept,
        })
    }

    async fn latest(&self) -> Result<Option<Timestamp>, StoreError> {
        if self.bug == Bug::GoesBack {
            return Ok(self.seen.lock().unwrap().last);
        }
        self.sound.latest().await
    }

    async fn remove_expired(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        self.seen.lock().unwrap().has_removed = true;
        let (now, limit) = match self.bug {
            Bug::RemovesEarly => (now.plus(1), limit),
            Bug::RemovesAll => (now, usize::MAX),
            _ => (now, limit),
        };
        self.sound.remove_expired(now, limit).await
    }

    async fn audit_trail(
        &self,
        tenant: &str,
        filter: &AuditFilter,
    ) -> Result<Vec<AuditLine>, StoreError> {
        let mut filter = filter.clone();
        let (given, limit) = (filter.clone(), filter.limit);
        match self.bug {
            Bug::TrailOfAllRecords => filter.record = None,
            Bug::TrailOfAllSubjects => filter.subject = None,
            Bug::TrailFromTheBeginning => filter.after = 0,
            Bug::TrailOfAllNumbers => filter.after /= 2,
            Bug::TrailLimitedFirst => (filter.record, filter.subject) = (None, None),
            Bug::TrailNewestFirst => filter.limit = usize::MAX,
            _ => {}
        }
        let mut lines = self.sound.audit_trail(self.tenant(tenant), &filter).await?;
        match self.bug {
            Bug::TrailLimitedFirst => lines.retain(|line| {
                (given.record.is_none() || line.row.record == given.record)
                    && (given.subject.is_none() || line.row.subject == given.subject)
            }),
            Bug::TrailOfAllNumbers => lines.iter_mut().for_each(|line| line.seq *= 2),
            Bug::TrailNewestFirst => {
                lines.reverse();
                lines.truncate(limit);
            }
            Bug::TrailOfOnePurpose => {
                lines.iter_mut().for_each(|line| line.purpose = Some(Purpose::Enrolment));
            }
            _ => {}
        }
        Ok(lines)
    }

    async fn ready(&self) -> Result<(), StoreError> {
        self.sound.ready().await
    }
}

pub(crate) fn broken(bug: Bug) -> Fixture {
    let sound = Arc::new(MemoryStore::new());
    let seen: Arc<Mutex<Seen>> = Arc::default();
    let (audit, mut held) = (trail_of(sound.clone()), held_by(sound.clone()));
    let mut mail_held = mail_held_by(sound.clone());
    if bug == Bug::LeavesDeadCodes {
        let seen = seen.clone();
        mail_held = Box::new(move |id| {
            let seen = seen.lock().unwrap();
            let mails = seen.mails.iter().filter(|waiting| waiting.mail.record == id);
            mails.map(|waiting| waiting.mail.sealed_code.clone()).collect()
        });
    }
    if bug == Bug::LeavesValues {
        let seen = seen.clone();
        held = Box::new(move |id| {
            let seen = seen.lock().unwrap();
            let new = seen.records.iter().find(|new| new.id == id);
            new.map(super::values).unwrap_or_default()
        });
    }
    let store = Arc::new(Broken { sound, bug, seen });
    Fixture { reseal: store.clone(), store, audit, held, mail_held }
}
