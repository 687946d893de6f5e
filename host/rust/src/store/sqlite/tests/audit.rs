//! The chain grows with committed entries only.

use super::queue::queue_write;
use super::{apply, at, done, folder, id, issue, record};
use crate::keys::{AuditKeys, KeyRing};
use crate::store::audit::{AuditHead, Chain, Entry, Misfit};
use crate::store::sqlite::SqliteStore;
use crate::store::wait::block_on;
use crate::store::{Applied, AuditFilter, AuditRow, Reseal as _, Store as _, Write};
use codemint_core::journey::AuditEvent;
use rusqlite::{Connection, params};
use std::path::Path;
use std::thread;

/// The audit keys of a ring with these root keys, the current one first.
pub(super) fn keys(ring: &[u8]) -> AuditKeys {
    let line = |first: &u8| format!("{first:02x}{}\n", "0e".repeat(31));
    let text: String = ring.iter().map(line).collect();
    AuditKeys::of_ring(&KeyRing::from_text(&text).unwrap())
}

/// A write of an entry with that actor, without a code.
pub(super) fn entry(n: u64, actor: &str) -> Write {
    let row = AuditRow {
        actor: actor.into(),
        detail: Some(format!("entry {n}")),
        ..issue(n).audit[0].clone()
    };
    Write { records: Vec::new(), mails: Vec::new(), audit: vec![row], ..issue(n) }
}

/// Writes these entries, a hundred in a transaction.
pub(super) fn fill(store: &SqliteStore, from: u64, to: u64) {
    let all: Vec<_> = (from..=to).map(|n| entry(n, "ann").audit.remove(0)).collect();
    all.chunks(100).for_each(|some| done(store, Write { audit: some.to_vec(), ..entry(0, "") }));
}

pub(super) fn verified(store: &SqliteStore) -> AuditHead {
    store.verify_audit(&keys(&[1])).unwrap_or_else(|error| panic!("{error}"))
}

pub(super) fn beside(path: &Path) -> Connection {
    Connection::open(path).unwrap()
}

/// What is wrong with the trail.
pub(super) fn misfit(store: &SqliteStore) -> Misfit {
    match store.verify_audit(&keys(&[1])) {
        Err(crate::store::audit::AuditError::Misfit(misfit)) => misfit,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_trail_is_verified_after_every_opening() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    assert_eq!(misfit(&store), Misfit::NoCheckpoint);
    store.checkpoint_audit(&keys(&[1]), at(0)).unwrap();
    assert_eq!((verified(&store).entries, verified(&store).seq), (0, 0));
    (1..=3).for_each(|n| done(&store, issue(n)));
    assert_eq!((verified(&store).entries, verified(&store).seq), (3, 3));
    store.checkpoint_audit(&keys(&[1]), at(1)).unwrap();
    store.close().unwrap();
    let store = SqliteStore::open(&path).unwrap();
    fill(&store, 4, 2500);
    let head = verified(&store);
    assert_eq!((head.entries, head.seq), (2500, 2500));
    store.checkpoint_audit(&keys(&[1]), at(2)).unwrap();
    assert_eq!(verified(&store), head);
    let texts: Vec<_> =
        store.audit_entries(2498, 9).unwrap().into_iter().map(|entry| entry.detail).collect();
    assert_eq!(texts, [Some("entry 2499".into()), Some("entry 2500".into())]);
}

#[test]
fn unusual_texts_are_linked_unchanged() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    for (n, text) in
        (1..).zip(["", "\0", "\r\n\t\u{1b}[31m", "=1+1", "用户", "\u{202e}", &"x".repeat(100_000)])
    {
        let mut write = entry(n, text);
        write.audit[0].detail = Some(text.into());
        write.audit[0].subject = (n % 2 == 0).then(|| text.into());
        write.audit[0].record = None;
        done(&store, write);
    }
    store.checkpoint_audit(&keys(&[1]), at(0)).unwrap();
    assert_eq!(verified(&store).entries, 7);
    let lines = block_on(store.audit_trail("tenant", &AuditFilter::first(9))).unwrap();
    assert_eq!(lines[2].row.actor, "\r\n\t\u{1b}[31m");
}

/// Creates triggers that make the commit fail, or the entry, for certain actors.
fn plant_triggers(path: &Path) {
    beside(path)
        .execute_batch(
            "CREATE TABLE planted (id BLOB REFERENCES records (id) DEFERRABLE INITIALLY DEFERRED);
             CREATE TRIGGER at_commit AFTER INSERT ON audit WHEN NEW.actor = 'commit' BEGIN
                 INSERT INTO planted VALUES (x'00');
             END;
             CREATE TRIGGER at_once AFTER INSERT ON audit WHEN NEW.actor = 'at once' BEGIN
                 SELECT RAISE(ABORT, 'planted');
             END;",
        )
        .unwrap();
}

#[test]
fn a_rollback_does_not_advance_the_chain() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    store.checkpoint_audit(&keys(&[1]), at(0)).unwrap();
    done(&store, entry(1, "ann"));
    plant_triggers(&path);
    let mut written = 1;
    for (n, actor) in
        (2..).zip(["commit", "ann", "at once", "ann", "commit", "commit", "at once", "ann"])
    {
        let applied = apply(&store, Write { records: issue(n).records, ..entry(n, actor) });
        assert_eq!(applied.is_ok(), actor == "ann", "{actor}: {applied:?}");
        written += u64::from(actor == "ann");
        assert_eq!(record(&store, n).unwrap().is_some(), actor == "ann");
        let head = verified(&store);
        assert_eq!((head.entries, head.seq), (written, written), "after {actor}");
    }
}

/// Many writes at once, so that they form groups: some conflict, some fail alone.
#[test]
fn a_failed_job_of_a_group_leaves_no_entry_and_no_gap() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    plant_triggers(&path);
    let locked = beside(&path);
    locked.execute_batch("BEGIN IMMEDIATE").unwrap();
    let write = |n: u64| {
        let mut write = issue(n);
        // Of each five, two are for the same subject, and one fails at its second entry.
        if n % 5 == 1 {
            write.records[0].subject = super::subject(n - 1);
        }
        if n % 5 == 3 {
            let row = AuditRow { actor: "at once".into(), ..write.audit[0].clone() };
            write.audit.push(row);
        }
        write
    };
    let queued: Vec<_> = (0..200).map(|n| queue_write(&store, write(n)).unwrap()).collect();
    drop(locked);
    let applied: Vec<_> = queued.into_iter().map(block_on).collect();
    let count =
        |wanted: Applied| applied.iter().flatten().filter(|found| **found == wanted).count();
    assert_eq!((count(Applied::Done), count(Applied::Conflict)), (120, 40));
    store.checkpoint_audit(&keys(&[1]), at(0)).unwrap();
    let head = verified(&store);
    assert_eq!((head.entries, head.seq), (120, 120));
}

#[test]
fn two_stores_that_share_a_file_make_one_chain() {
    let (_folder, path) = folder();
    let stores = [SqliteStore::open(&path).unwrap(), SqliteStore::open(&path).unwrap()];
    for n in 1..=20 {
        done(&stores[(n / 3 % 2) as usize], entry(n, "ann"));
    }
    thread::scope(|scope| {
        for n in 21..=80 {
            let store = &stores[n as usize % 2];
            scope.spawn(move || done(store, entry(n, "ann")));
        }
    });
    stores[0].checkpoint_audit(&keys(&[1]), at(0)).unwrap();
    assert_eq!((verified(&stores[1]).entries, verified(&stores[1]).seq), (80, 80));
}

/// The chain in the file is that of `store::audit`, computed here from its rows.
#[test]
fn the_chain_in_the_file_has_the_documented_format() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    done(&store, issue(1));
    let writer: [u8; 16] =
        beside(&path).query_row("SELECT id FROM audit_writer", [], |row| row.get(0)).unwrap();
    let row = &issue(1).audit[0];
    let record = id(1).to_bytes();
    let entry = Entry {
        seq: 1,
        at: row.at.seconds().cast_signed(),
        tenant: "tenant",
        actor: &row.actor,
        purpose: Some("enrolment"),
        subject: row.subject.as_deref(),
        event: AuditEvent::Issued.name(),
        record: Some(&record),
        detail: None,
    };
    let chain = Chain::of(crate::store::audit::WriterId(writer)).with(&entry);
    assert_eq!(store.audit_entries(0, 9).unwrap()[0].chain, chain);
    // Every file has a chain of its own.
    let (_other, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    done(&store, issue(1));
    assert_ne!(store.audit_entries(0, 9).unwrap()[0].chain, chain);
}

#[test]
fn triggers_prevent_changes_and_removals_by_mistake() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    done(&store, issue(1));
    for (sql, why) in [
        ("UPDATE audit SET actor = 'eve'", "never changed"),
        ("UPDATE audit SET seq = 7", "never changed"),
        ("DELETE FROM audit", "by retention only"),
        ("DELETE FROM audit WHERE seq = 1", "by retention only"),
    ] {
        let refused = beside(&path).execute(sql, []).unwrap_err();
        assert!(refused.to_string().contains(why), "{sql}: {refused}");
    }
    assert_eq!(store.audit_entries(0, 9).unwrap().len(), 1);
}

#[test]
fn after_a_change_of_the_key_checkpoints_no_longer_need_the_old_one() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    done(&store, entry(1, "ann"));
    let (old, both, new) = (keys(&[1]), keys(&[2, 1]), keys(&[2]));
    store.checkpoint_audit(&old, at(0)).unwrap();
    assert_eq!(store.cut_audit(&old, at(1), at(1), 9).unwrap(), 1);
    let in_use = || block_on(store.keys_in_use()).unwrap().into_iter().collect::<Vec<_>>();
    assert_eq!(in_use(), [old.current()]);
    assert!(store.verify_audit(&both).is_ok());
    let unknown = store.verify_audit(&new).unwrap_err().to_string();
    assert!(unknown.contains("not in the ring"), "{unknown}");
    store.checkpoint_audit(&both, at(2)).unwrap();
    assert_eq!(in_use(), [new.current()]);
    assert!(store.verify_audit(&new).is_ok());
}

#[test]
fn a_file_without_a_chain_gets_one() {
    let (_folder, path) = folder();
    let old = beside(&path);
    old.execute_batch(include_str!("../schema_1.sql")).unwrap();
    old.execute_batch(include_str!("../schema_2.sql")).unwrap();
    old.pragma_update(None, "application_id", 0x436d_6e74).unwrap();
    old.pragma_update(None, "user_version", 2).unwrap();
    for n in 1..=1500_i64 {
        let detail = (n % 2 == 0).then(|| format!("reason {n}"));
        let record = (n % 3 == 0).then(|| id(n.cast_unsigned()).to_bytes());
        old.execute(
            "INSERT INTO audit (seq, at, tenant, actor, purpose, subject, event, record, detail)
             VALUES (?1, ?1, 'tenant', 'ann', 'elevation', NULL, 'issued', ?2, ?3)",
            params![n, record, detail],
        )
        .unwrap();
    }
    drop(old);
    let store = SqliteStore::open(&path).unwrap();
    assert_eq!(misfit(&store), Misfit::NoCheckpoint);
    store.checkpoint_audit(&keys(&[1]), at(0)).unwrap();
    done(&store, entry(1501, "ann"));
    assert_eq!((verified(&store).entries, verified(&store).seq), (1501, 1501));
    let of_it = AuditFilter { record: Some(id(300)), ..AuditFilter::first(9) };
    let lines = block_on(store.audit_trail("tenant", &of_it)).unwrap();
    assert_eq!((lines[0].seq, lines[0].row.detail.as_deref()), (300, Some("reason 300")));
}

/// A count survives the process, enters the chain once, and is complete.
#[test]
fn a_flood_leaves_a_valid_trail_and_loses_no_count() {
    let (_folder, path) = folder();
    let failure = |seconds| {
        let row = AuditRow { event: AuditEvent::CodeWrong, ..issue(1).audit[0].clone() };
        let row = AuditRow { actor: "public".into(), record: None, at: at(seconds), ..row };
        let (records, mails) = (Vec::new(), Vec::new());
        let audit = vec![row];
        Write { anonymous: true, at: at(seconds), records, mails, audit, ..issue(1) }
    };
    let store = SqliteStore::open(&path).unwrap();
    (0..100).for_each(|_| done(&store, failure(0)));
    // Writes that share a transaction are all counted, too.
    thread::scope(|scope| {
        for _ in 0..100 {
            scope.spawn(|| done(&store, failure(1)));
        }
    });
    drop(store);
    let store = SqliteStore::open(&path).unwrap();
    let counted = |store: &SqliteStore| {
        let lines = block_on(store.audit_trail("tenant", &AuditFilter::first(999))).unwrap();
        let details: Vec<_> = lines.into_iter().filter_map(|line| line.row.detail).collect();
        details
    };
    assert_eq!(counted(&store), [""; 0], "the minute has not ended");
    (0..2).for_each(|_| done(&store, failure(60)));
    let count = format!(r#"{{"count":170,"since":{},"seconds":60}}"#, at(0).seconds());
    assert_eq!(counted(&store), [count]);
    store.checkpoint_audit(&keys(&[1]), at(61)).unwrap();
    assert_eq!(verified(&store).entries, 33, "thirty, their count, and two of the next minute");
}
