//! What the checks write and look at.

use super::Fixture;
use crate::locale::Locale;
use crate::store::wait::block_on;
use crate::store::{
    Applied, AuditRow, DeadMail, KeptCode, MailCounts, MailStep, NewMail, NewRecord, StoredCode,
    WaitingMail, Write,
};
use codemint_core::journey::AuditEvent;
use codemint_core::words::{LiveCode, Purpose, RecordId, Timestamp};

/// The tenant of most checks.
pub(super) const TENANT: &str = "tenant";

/// The purpose of most checks.
pub(super) const PURPOSE: Purpose = Purpose::Enrolment;

/// 2024-01-01T00:00:00Z, and some seconds.
pub(super) fn at(seconds: u32) -> Timestamp {
    Timestamp::from_seconds(1_704_067_200).unwrap().plus(seconds)
}

/// The n-th id.
pub(super) fn id(n: u64) -> RecordId {
    RecordId::from_words(((at(0).seconds() * 1000) << 16) | 0x7000, (1 << 63) | n)
}

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

pub(super) fn mail(n: u64) -> NewMail {
    let sealed_code = n.to_le_bytes().repeat(3);
    let locale = Locale::parse(["de", "fi-FI"][n as usize % 2]);
    NewMail { record: id(n), to: format!("mail-{n}@example.com"), sealed_code, locale }
}

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

/// The n-th code, one that stands beside others.
pub(super) fn beside(n: u64, subject: &str) -> NewRecord {
    NewRecord { several: true, ..record(n, subject) }
}

/// A write that does nothing yet.
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

/// A write of the n-th code, and its line of audit.
pub(super) fn issue(n: u64, subject: &str) -> Write {
    Write { records: vec![record(n, subject)], audit: vec![audit(n, subject)], ..nothing() }
}

/// The same in place of another code.
pub(super) fn reissue(n: u64, subject: &str, old: (RecordId, u32)) -> Write {
    Write { superseded: vec![old], ..issue(n, subject) }
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

    /// The ids of the subject's live codes.
    pub(super) fn live_ids(&self, subject: &str) -> Vec<RecordId> {
        self.live(&[subject]).iter().map(|code| code.id).collect()
    }

    pub(super) fn stored(&self, id: RecordId) -> Option<StoredCode> {
        block_on(self.store.stored_code(id)).expect("a stored code or none")
    }

    pub(super) fn waiting(&self, limit: usize) -> Vec<WaitingMail> {
        block_on(self.store.waiting_mails(limit)).expect("waiting mails")
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

    pub(super) fn mail_counts(&self) -> (u64, u64) {
        let counts = block_on(self.store.mail_counts()).expect("how many mails there are");
        let MailCounts { waiting, dead } = counts;
        (waiting, dead)
    }

    pub(super) fn kept(&self, subject: &str) -> Vec<KeptCode> {
        self.kept_of(TENANT, PURPOSE, subject)
    }

    pub(super) fn kept_of(&self, tenant: &str, purpose: Purpose, subject: &str) -> Vec<KeptCode> {
        block_on(self.store.kept_codes(tenant, purpose, subject)).expect("kept codes")
    }

    /// Removes what is due in that second.
    pub(super) fn remove(&self, seconds: u32, limit: usize) -> usize {
        block_on(self.store.remove_expired(at(seconds), limit)).expect("a removal")
    }

    pub(super) fn audited(&self) -> Vec<AuditRow> {
        (self.audit)(TENANT)
    }
}
