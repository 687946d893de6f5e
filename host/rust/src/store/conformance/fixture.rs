//! The store under test, and what the checks write and read.

use crate::locale::Locale;
use crate::store::wait::block_on;
use crate::store::{
    Applied, AuditRow, DeadMail, MailCounts, MailStep, NewMail, NewRecord, Reseal, Store,
    StoredRecord, WaitingMail, Write,
};
use codemint_core::journey::AuditEvent;
use codemint_core::words::{LiveCode, Purpose, RecordId, State, Timestamp};
use std::sync::Arc;

/// An empty store, and access to what it stores beyond its traits.
pub struct Fixture {
    /// The store.
    pub store: Arc<dyn Store>,
    /// Returns the whole audit trail of a tenant.
    pub audit: Box<AuditTrail>,
    /// Returns everything that is stored of a record.
    pub held: Box<Held>,
    /// Returns everything that is stored of a record's mail.
    pub mail_held: Box<Held>,
    /// The same store, for resealing.
    pub reseal: Arc<dyn Reseal>,
}

/// Returns the whole audit trail of a tenant, oldest entry first.
pub type AuditTrail = dyn Fn(&str) -> Vec<AuditRow> + Send + Sync;

/// Returns every text and blob that is stored of a record itself (not of its mail), or of its mail
/// alone, as bytes, in any order: numbers and empty texts may be left out. Empty for a record or a
/// mail that does not exist.
pub type Held = dyn Fn(RecordId) -> Vec<Vec<u8>> + Send + Sync;

/// The tenant of most checks.
pub(super) const TENANT: &str = "tenant";

/// The purpose of most checks.
pub(super) const PURPOSE: Purpose = Purpose::Enrolment;

/// 2024-01-01T00:00:00Z, plus some seconds.
pub(super) fn at(seconds: u32) -> Timestamp {
    Timestamp::from_seconds(1_704_067_200).unwrap().plus(seconds)
}

/// The n-th ID.
pub(super) fn id(n: u64) -> RecordId {
    RecordId::from_words(((at(0).seconds() * 1000) << 16) | 0x7000, (1 << 63) | n)
}

/// The n-th code.
pub(super) fn record(n: u64, subject: &str) -> NewRecord {
    NewRecord {
        id: id(n),
        subject: subject.into(),
        digest: n.to_be_bytes().repeat(4),
        not_before: at(0),
        not_after: at(600),
        max_tries: 5,
        several: false,
        sealed_code: None,
        hidden: false,
        max_uses: 1,
        note: None,
        terms: None,
        issuer: "operator".into(),
        format: None,
        batch: None,
        remove_at: None,
    }
}

/// The mail of the n-th code.
pub(super) fn mail(n: u64) -> NewMail {
    let sealed_code = n.to_le_bytes().repeat(3);
    let locale = Locale::parse(["de", "fi-FI"][n as usize % 2]);
    NewMail { record: id(n), to: format!("mail-{n}@example.com"), sealed_code, locale }
}

/// The audit entry of the n-th code.
pub(super) fn audit(n: u64, subject: &str) -> AuditRow {
    AuditRow {
        at: at(0),
        actor: "operator".into(),
        subject: Some(subject.into()),
        event: AuditEvent::Issued,
        record: Some(id(n)),
        detail: None,
    }
}

/// The n-th code, which may coexist with others of its subject.
pub(super) fn coexisting(n: u64, subject: &str) -> NewRecord {
    NewRecord { several: true, ..record(n, subject) }
}

/// A write that changes nothing.
pub(super) fn nothing() -> Write {
    Write {
        tenant: TENANT.into(),
        purpose: Some(PURPOSE),
        at: at(0),
        changed: Vec::new(),
        records: Vec::new(),
        superseded: Vec::new(),
        mails: Vec::new(),
        audit: Vec::new(),
        anonymous: false,
        answer: None,
    }
}

/// A write of the n-th code and its audit entry.
pub(super) fn issue(n: u64, subject: &str) -> Write {
    Write { records: vec![record(n, subject)], audit: vec![audit(n, subject)], ..nothing() }
}

/// A write of the n-th code that supersedes another one.
pub(super) fn reissue(n: u64, subject: &str, old: (RecordId, u32)) -> Write {
    Write { superseded: vec![old], ..issue(n, subject) }
}

/// A part of a stored record that can be compared.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Stored {
    pub(super) digest: Vec<u8>,
    pub(super) state: State,
    pub(super) version: u32,
}

impl Fixture {
    pub(super) fn apply(&self, write: Write) -> Applied {
        block_on(self.store.apply(write)).expect("a write that may conflict, but not fail")
    }

    pub(super) fn done(&self, write: Write) {
        let seen = write.clone();
        assert_eq!(self.apply(write), Applied::Done, "{seen:?}");
    }

    pub(super) fn conflict(&self, write: Write) {
        let seen = write.clone();
        assert_eq!(self.apply(write), Applied::Conflict, "{seen:?}");
    }

    pub(super) fn live(&self, subjects: &[&str]) -> Vec<LiveCode> {
        self.live_of(TENANT, PURPOSE, subjects)
    }

    pub(super) fn live_of(
        &self,
        tenant: &str,
        purpose: Purpose,
        subjects: &[&str],
    ) -> Vec<LiveCode> {
        let subjects: Vec<_> = subjects.iter().map(|subject| (*subject).into()).collect();
        block_on(self.store.live_codes(tenant, purpose, &subjects)).expect("live codes")
    }

    /// The IDs of the subject's live codes.
    pub(super) fn live_ids(&self, subject: &str) -> Vec<RecordId> {
        self.live(&[subject]).iter().map(|code| code.id).collect()
    }

    pub(super) fn stored(&self, id: RecordId) -> Option<Stored> {
        self.stored_of(TENANT, id)
    }

    pub(super) fn stored_of(&self, tenant: &str, id: RecordId) -> Option<Stored> {
        let found = block_on(self.store.record(tenant, id)).expect("a record or none");
        found.map(|StoredRecord { known, digest, .. }| Stored {
            digest,
            state: known.state,
            version: known.version,
        })
    }

    /// The live records of a subject, and at most `ended` others.
    pub(super) fn records(&self, subject: &str, ended: usize) -> Vec<StoredRecord> {
        self.records_of(TENANT, PURPOSE, subject, ended)
    }

    pub(super) fn records_of(
        &self,
        tenant: &str,
        purpose: Purpose,
        subject: &str,
        ended: usize,
    ) -> Vec<StoredRecord> {
        block_on(self.store.records_of(tenant, purpose, subject, ended)).expect("records")
    }

    /// The first waiting mails, due or not.
    pub(super) fn waiting(&self, limit: usize) -> Vec<WaitingMail> {
        self.waiting_of(TENANT, limit)
    }

    pub(super) fn waiting_of(&self, tenant: &str, limit: usize) -> Vec<WaitingMail> {
        block_on(self.store.due_mails(tenant, Timestamp::MAX, limit)).expect("waiting mails")
    }

    /// The records of the waiting mails.
    pub(super) fn waiting_ids(&self, limit: usize) -> Vec<RecordId> {
        self.waiting(limit).iter().map(|waiting| waiting.mail.record).collect()
    }

    /// The records of the tenant's mails that are due in that second.
    pub(super) fn due(&self, tenant: &str, seconds: u32) -> Vec<RecordId> {
        let due = block_on(self.store.due_mails(tenant, at(seconds), usize::MAX));
        due.expect("due mails").iter().map(|waiting| waiting.mail.record).collect()
    }

    pub(super) fn step(&self, n: u64, attempts: u32, step: MailStep) -> bool {
        block_on(self.store.step_mail(id(n), attempts, step)).expect("a step or none")
    }

    pub(super) fn dead(&self, limit: usize) -> Vec<DeadMail> {
        block_on(self.store.dead_mails(limit)).expect("dead letters")
    }

    /// The numbers of waiting mails and of dead letters.
    pub(super) fn mail_counts(&self) -> (u64, u64) {
        let counts = block_on(self.store.mail_counts()).expect("the numbers of mails");
        let MailCounts { waiting, dead } = counts;
        (waiting, dead)
    }

    /// Removes the codes that are due for it in that second.
    pub(super) fn remove(&self, seconds: u32, limit: usize) -> usize {
        block_on(self.store.remove_expired(at(seconds), limit)).expect("a removal")
    }

    pub(super) fn audited(&self) -> Vec<AuditRow> {
        (self.audit)(TENANT)
    }
}

/// The IDs of records.
pub(super) fn ids(records: &[StoredRecord]) -> Vec<RecordId> {
    records.iter().map(|stored| stored.known.id).collect()
}
