//! Tests of the file. The rules for all stores are in `conformance`.

mod audit;
mod busy;
mod damage;
mod files;
mod imports;
mod listing;
mod long;
mod migration;
mod others;
mod queue;
mod retention;
mod room;
mod time;
mod twice;
mod visits;

use super::SqliteStore;
use crate::store::wait::block_on;
use crate::store::{Applied, AuditRow, NewMail, NewRecord, Store, StoreError, StoredRecord, Write};
use codemint_core::journey::AuditEvent;
use codemint_core::words::{LiveCode, Purpose, RecordId, Timestamp};
use std::path::PathBuf;
use tempfile::TempDir;

/// A folder for one test, and the path of a file in it.
fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("codes.db");
    (folder, path)
}

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_seconds(1_704_067_200 + seconds).unwrap()
}

fn id(n: u64) -> RecordId {
    RecordId::from_words(((at(n).seconds() * 1000) << 16) | 0x7000, (1 << 63) | n)
}

fn subject(n: u64) -> String {
    format!("subject-{n}@example.com")
}

/// The n-th code for the n-th subject, with its mail and its audit entry.
fn issue(n: u64) -> Write {
    let record = NewRecord {
        id: id(n),
        subject: subject(n),
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
    };
    let mail = NewMail { record: id(n), to: subject(n), sealed_code: vec![7; 60], locale: None };
    let row = AuditRow {
        at: at(0),
        actor: "operator".into(),
        subject: Some(subject(n)),
        event: AuditEvent::Issued,
        record: Some(id(n)),
        detail: None,
    };
    Write {
        tenant: "tenant".into(),
        purpose: Some(Purpose::Enrolment),
        at: at(0),
        changed: Vec::new(),
        records: vec![record],
        superseded: Vec::new(),
        mails: vec![mail],
        audit: vec![row],
        anonymous: false,
        answer: None,
    }
}

fn apply(store: &SqliteStore, write: Write) -> Result<Applied, StoreError> {
    block_on(store.apply(write))
}

fn done(store: &SqliteStore, write: Write) {
    assert_eq!(apply(store, write).unwrap(), Applied::Done);
}

/// The n-th record, if it is readable and exists.
fn record(store: &SqliteStore, n: u64) -> Result<Option<StoredRecord>, StoreError> {
    block_on(store.record("tenant", id(n)))
}

/// The live codes of the n-th subject.
fn live(store: &SqliteStore, n: u64) -> Vec<LiveCode> {
    block_on(store.live_codes("tenant", Purpose::Enrolment, &[subject(n)])).unwrap()
}
