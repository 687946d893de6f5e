//! What every store is held to: a suite for those who write one.
//!
//! [`run`] puts a store through all of [`CHECKS`], each on a fresh one, and panics at the first
//! rule that it breaks. The futures are driven by a bare executor, from many threads; a store that
//! needs a runtime of its own has to bring it along.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "this is test code: a broken rule is a panic"
)]

mod codes;
mod mails;
mod races;
mod tenants;
mod whole;

use super::wait::block_on;
use super::{Applied, AuditRow, NewMail, NewRecord, Store, Write};
use codemint_core::journey::AuditEvent;
use codemint_core::words::{LiveCode, Purpose, RecordId, Timestamp};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// An empty store, and what the suite must see of it beyond the trait.
pub struct Fixture {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The whole audit trail of a tenant, oldest first.
    pub audit: Box<AuditTrail>,
}

/// Tells the whole audit trail of a tenant.
pub type AuditTrail = dyn Fn(&str) -> Vec<AuditRow> + Send + Sync;

/// Holds an empty store to one rule, and panics when it breaks it.
pub type Check = fn(&Fixture);

/// Every rule by its name.
pub const CHECKS: [(&str, Check); 20] = [
    ("a new code is live and can be held against", codes::new_code_is_live),
    ("live codes come by position", codes::live_codes_come_by_position),
    ("a superseded code makes room in the same write", codes::superseded_makes_room),
    ("only the version that was seen is superseded", codes::stale_version_conflicts),
    ("only a live code is superseded", codes::dead_code_conflicts),
    ("a subject has one live code of a purpose", codes::second_live_code_conflicts),
    ("an id is taken once, by whomever", codes::taken_id_conflicts),
    ("texts and bytes come back as they were", codes::odd_texts_come_back),
    ("a conflict leaves nothing behind", whole::conflict_leaves_nothing),
    ("a fault leaves nothing behind", whole::fault_leaves_nothing),
    ("a large write is in force as a whole", whole::large_write_is_whole),
    ("the audit trail keeps every line in order", whole::audit_keeps_order),
    ("mails wait in order", mails::mails_wait_in_order),
    ("a mail is forgotten once and for all", mails::mail_is_forgotten),
    ("a record has one mail at the most", mails::second_mail_conflicts),
    ("tenants and purposes never meet", tenants::tenants_never_meet),
    ("one of many inserts wins", races::one_insert_wins),
    ("one of many replacements wins", races::one_replacement_wins),
    ("many subjects at once are all served", races::different_subjects_all_win),
    ("who loses takes nobody with it", races::loser_takes_nobody_with_it),
];

/// Holds the store to every rule of [`CHECKS`]; `fresh` makes an empty one for each.
///
/// # Panics
/// When a rule is broken: the message says which, and what was seen instead.
pub fn run(fresh: &dyn Fn() -> Fixture) {
    for (rule, check) in CHECKS {
        let fixture = fresh();
        if let Err(cause) = catch_unwind(AssertUnwindSafe(|| check(&fixture))) {
            panic!("the store breaks the rule `{rule}`: {}", text_of(cause.as_ref()));
        }
    }
}

fn text_of(cause: &(dyn Any + Send)) -> &str {
    let text = cause.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| cause.downcast_ref().copied()).unwrap_or("without a word")
}

/// The tenant of most checks.
const TENANT: &str = "tenant";

/// The purpose of most checks.
const PURPOSE: Purpose = Purpose::Enrolment;

/// 2024-01-01T00:00:00Z, and some seconds.
fn at(seconds: u32) -> Timestamp {
    Timestamp::from_seconds(1_704_067_200).unwrap().plus(seconds)
}

/// The n-th id.
fn id(n: u64) -> RecordId {
    RecordId::from_words(((at(0).seconds() * 1000) << 16) | 0x7000, (1 << 63) | n)
}

fn record(n: u64, subject: &str) -> NewRecord {
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
        remove_at: None,
    }
}

fn mail(n: u64) -> NewMail {
    let sealed_code = n.to_le_bytes().repeat(3);
    NewMail { record: id(n), to: format!("mail-{n}@example.com"), sealed_code }
}

fn audit(n: u64, subject: &str) -> AuditRow {
    AuditRow {
        at: at(0),
        actor: "operator".into(),
        subject: Some(subject.into()),
        event: AuditEvent::Issued,
        record: Some(id(n)),
        detail: None,
    }
}

/// A write that does nothing yet.
fn nothing() -> Write {
    Write {
        tenant: TENANT.into(),
        purpose: PURPOSE,
        records: Vec::new(),
        superseded: Vec::new(),
        mails: Vec::new(),
        audit: Vec::new(),
    }
}

/// A write of the n-th code, and its line of audit.
fn issue(n: u64, subject: &str) -> Write {
    Write { records: vec![record(n, subject)], audit: vec![audit(n, subject)], ..nothing() }
}

/// The same in place of another code.
fn reissue(n: u64, subject: &str, old: (RecordId, u32)) -> Write {
    Write { superseded: vec![old], ..issue(n, subject) }
}

impl Fixture {
    fn apply(&self, write: Write) -> Applied {
        block_on(self.store.apply(write)).expect("a write that may conflict, but not fail")
    }

    fn done(&self, write: Write) {
        let seen = write.clone();
        assert_eq!(self.apply(write), Applied::Done, "{seen:?}");
    }

    fn conflict(&self, write: Write) {
        let seen = write.clone();
        assert_eq!(self.apply(write), Applied::Conflict, "{seen:?}");
    }

    fn live(&self, subjects: &[&str]) -> Vec<LiveCode> {
        self.live_of(TENANT, PURPOSE, subjects)
    }

    fn live_of(&self, tenant: &str, purpose: Purpose, subjects: &[&str]) -> Vec<LiveCode> {
        let subjects: Vec<_> = subjects.iter().map(|subject| (*subject).into()).collect();
        block_on(self.store.live_codes(tenant, purpose, &subjects)).expect("live codes")
    }

    /// The ids of the subject's live codes.
    fn live_ids(&self, subject: &str) -> Vec<RecordId> {
        self.live(&[subject]).iter().map(|code| code.id).collect()
    }

    fn stored(&self, id: RecordId) -> Option<super::StoredCode> {
        block_on(self.store.stored_code(id)).expect("a stored code or none")
    }

    fn waiting(&self, limit: usize) -> Vec<super::WaitingMail> {
        block_on(self.store.waiting_mails(limit)).expect("waiting mails")
    }

    fn audited(&self) -> Vec<AuditRow> {
        (self.audit)(TENANT)
    }
}
