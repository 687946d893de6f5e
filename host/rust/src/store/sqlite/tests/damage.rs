//! Attacks on the audit trail by someone who can write to the file but has no key.

use super::audit::{beside, entry, fill, keys, misfit, verified};
use super::{at, folder};
use crate::store::audit::{Chain, Entry, Misfit, WriterId};
use crate::store::sqlite::SqliteStore;
use rusqlite::{Connection, params};
use std::path::Path;

/// A store with 1,200 entries, a head at 1,100 and, if `is_cut`, a cut at 100.
fn trail(path: &Path, is_cut: bool) -> SqliteStore {
    let store = SqliteStore::open(path).unwrap();
    fill(&store, 1, 1100);
    store.checkpoint_audit(&keys(&[1]), at(0)).unwrap();
    if is_cut {
        assert_eq!(store.cut_audit(&keys(&[1]), at(1), at(1), 100).unwrap(), 100);
    }
    fill(&store, 1101, 1200);
    assert_eq!(verified(&store).seq, 1200);
    beside(path)
        .execute_batch(
            "DROP TRIGGER audit_is_never_changed; DROP TRIGGER audit_is_removed_before_the_cut_only",
        )
        .unwrap();
    store
}

fn link(seq: u64) -> Misfit {
    Misfit::Link { seq }
}

fn forged(kind: &'static str, seq: u64) -> Misfit {
    Misfit::Forged { kind, seq }
}

/// Attacks on a trail with a cut at 100, and what is found.
fn attacks() -> Vec<(&'static str, Misfit)> {
    vec![
        ("UPDATE audit SET actor = 'eve' WHERE seq = 500", link(500)),
        ("UPDATE audit SET at = at + 1 WHERE seq = 101", link(101)),
        ("UPDATE audit SET tenant = 'other' WHERE seq = 1100", link(1100)),
        ("UPDATE audit SET purpose = NULL WHERE seq = 1150", link(1150)),
        ("UPDATE audit SET subject = NULL WHERE seq = 500", link(500)),
        ("UPDATE audit SET subject = subject || '' || char(0) WHERE seq = 500", link(500)),
        ("UPDATE audit SET event = 'listed' WHERE seq = 500", link(500)),
        ("UPDATE audit SET record = NULL WHERE seq = 500", link(500)),
        ("UPDATE audit SET detail = '' WHERE seq = 500", link(500)),
        ("UPDATE audit SET chain = zeroblob(32) WHERE seq = 500", link(500)),
        ("UPDATE audit SET chain = zeroblob(32) WHERE seq = 1200", link(1200)),
        ("UPDATE audit SET number = 0 WHERE seq = 1150", Misfit::Number { seq: 1150 }),
        (
            "UPDATE audit SET number = -seq WHERE seq IN (1150, 1151);
             UPDATE audit SET number = 2301 + number WHERE number < 0",
            Misfit::Number { seq: 1151 },
        ),
        ("DELETE FROM audit WHERE seq = 500", Misfit::Missing { seq: 500, before: 501 }),
        ("DELETE FROM audit WHERE seq < 500", Misfit::Missing { seq: 101, before: 500 }),
        ("DELETE FROM audit WHERE seq > 1050", Misfit::CutOff { seq: 1051, head: 1100 }),
        ("DELETE FROM audit WHERE seq > 1099", Misfit::CutOff { seq: 1100, head: 1100 }),
        ("DELETE FROM audit", Misfit::CutOff { seq: 101, head: 1100 }),
        (
            "UPDATE audit SET seq = -1 WHERE seq = 500; UPDATE audit SET seq = 500 WHERE seq = 501;
             UPDATE audit SET seq = 501 WHERE seq = -1",
            link(500),
        ),
        (
            "INSERT INTO audit SELECT 100, at, tenant, actor, purpose, subject, event, record,
             detail, chain, 100 FROM audit WHERE seq = 101",
            Misfit::Stray { seq: 100 },
        ),
        (
            "INSERT INTO audit SELECT 1201, at, tenant, actor, purpose, subject, event, record,
             detail, chain, 1201 FROM audit WHERE seq = 1200",
            link(1201),
        ),
        (
            "UPDATE audit SET seq = seq + 10000 WHERE seq > 500;
             UPDATE audit SET seq = seq - 9999 WHERE seq > 10000;
             INSERT INTO audit SELECT 501, at, tenant, actor, purpose, subject, event, record,
             detail, chain, 9999 FROM audit WHERE seq = 500",
            link(501),
        ),
        ("UPDATE audit_checkpoints SET seq = 1099 WHERE kind = 'head'", forged("head", 1099)),
        ("UPDATE audit_checkpoints SET at = at + 1 WHERE kind = 'head'", forged("head", 1100)),
        (
            "UPDATE audit_checkpoints SET chain = zeroblob(32) WHERE kind = 'cut'",
            forged("cut", 100),
        ),
        (
            "UPDATE audit_checkpoints SET signature = cast(substr(signature, 1, 5) || zeroblob(32) AS BLOB)
             WHERE kind = 'head'",
            forged("head", 1100),
        ),
        (
            "UPDATE audit_checkpoints SET signature = x'' WHERE kind = 'head'",
            Misfit::UnknownKey { kind: "head", seq: 1100 },
        ),
        (
            "UPDATE audit_checkpoints SET (seq, chain, at, signature) =
             (SELECT seq, chain, at, signature FROM audit_checkpoints WHERE kind = 'cut')
             WHERE kind = 'head'",
            forged("head", 100),
        ),
        (
            "UPDATE audit_checkpoints SET (seq, chain, at, signature) =
             (SELECT seq, chain, at, signature FROM audit_checkpoints WHERE kind = 'head')
             WHERE kind = 'cut'; DELETE FROM audit WHERE seq <= 1100",
            forged("cut", 1100),
        ),
        ("DELETE FROM audit_checkpoints WHERE kind = 'head'", Misfit::NoCheckpoint),
        ("DELETE FROM audit_checkpoints", Misfit::NoCheckpoint),
        (
            "DELETE FROM audit_checkpoints WHERE kind = 'cut'",
            Misfit::Missing { seq: 1, before: 101 },
        ),
        ("UPDATE audit_writer SET id = zeroblob(16)", forged("head", 1100)),
        ("DELETE FROM audit_writer", Misfit::NoWriter),
        ("INSERT INTO audit_writer VALUES (zeroblob(16))", Misfit::NoWriter),
    ]
}

#[test]
fn each_attack_is_found_and_is_never_signed() {
    let (_folder, path) = folder();
    drop(trail(&path, true));
    for (number, (sql, expected)) in attacks().into_iter().enumerate() {
        let copy = path.with_file_name(format!("{number}.db"));
        std::fs::copy(&path, &copy).unwrap();
        beside(&copy).execute_batch(sql).unwrap();
        let store = SqliteStore::open(&copy).unwrap();
        assert_eq!(misfit(&store), expected, "{sql}");
        // Opening the file and writing more entries do not repair it.
        let _ = store.checkpoint_audit(&keys(&[1]), at(9));
        let _ = super::apply(&store, entry(9999, "ann"));
        let _ = store.checkpoint_audit(&keys(&[1]), at(9));
        assert!(store.verify_audit(&keys(&[1])).is_err(), "it was repaired: {sql}");
    }
    // The control: a copy without an attack.
    let copy = path.with_file_name("control.db");
    std::fs::copy(&path, &copy).unwrap();
    let store = SqliteStore::open(&copy).unwrap();
    assert_eq!((verified(&store).entries, verified(&store).seq), (1100, 1200));
}

/// Recomputes the chain from an entry on, which needs no key.
fn relink(database: &Connection, from: u64) {
    let writer = database.query_row("SELECT id FROM audit_writer", [], |row| row.get(0)).unwrap();
    let mut chain = Chain::of(WriterId(writer));
    let mut rows = database
        .prepare("SELECT seq, at, tenant, actor, purpose, subject, event, record, detail, chain FROM audit ORDER BY seq")
        .unwrap();
    let mut rows = rows.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let text = |column| row.get_ref(column).unwrap().as_str_or_null().unwrap();
        let entry = Entry {
            seq: row.get::<_, i64>(0).unwrap().cast_unsigned(),
            at: row.get(1).unwrap(),
            tenant: text(2).unwrap(),
            actor: text(3).unwrap(),
            purpose: text(4),
            subject: text(5),
            event: text(6).unwrap(),
            record: row.get_ref(7).unwrap().as_blob_or_null().unwrap(),
            detail: text(8),
        };
        chain = chain.with(&entry);
        if entry.seq >= from {
            let row = params![entry.seq.cast_signed(), chain.0];
            database.execute("UPDATE audit SET chain = ?2 WHERE seq = ?1", row).unwrap();
        }
    }
}

#[test]
fn a_recomputed_chain_is_found_by_the_checkpoint() {
    for (sql, expected) in [
        ("UPDATE audit SET actor = 'eve' WHERE seq = 500", Misfit::NotVouchedFor { seq: 1100 }),
        ("DELETE FROM audit WHERE seq = 1100", Misfit::Missing { seq: 1100, before: 1101 }),
        ("DELETE FROM audit WHERE seq = 1050", Misfit::NotVouchedFor { seq: 1100 }),
    ] {
        let (_folder, path) = folder();
        let store = trail(&path, false);
        beside(&path).execute_batch(sql).unwrap();
        relink(&beside(&path), 1);
        let found = misfit(&store);
        assert_eq!(found, expected, "{sql}");
        assert!(store.checkpoint_audit(&keys(&[1]), at(9)).is_err(), "{sql}");
        assert!(store.cut_audit(&keys(&[1]), at(9), at(9), 9000).is_err(), "{sql}");
    }
}

/// As documented, this is not detected.
#[test]
fn entries_that_no_checkpoint_covers_can_be_cut_off() {
    let (_folder, path) = folder();
    let store = trail(&path, false);
    beside(&path).execute_batch("DELETE FROM audit WHERE seq > 1100").unwrap();
    assert_eq!(verified(&store).seq, 1100);
}

#[test]
fn the_trail_of_another_file_is_found() {
    let (_folder, path) = folder();
    let (_other, from) = folder();
    let (one, other) = (trail(&path, false), trail(&from, false));
    drop(other);
    let database = beside(&path);
    database.execute("ATTACH ?1 AS other", [from.to_str().unwrap()]).unwrap();
    database
        .execute_batch("DELETE FROM main.audit; INSERT INTO main.audit SELECT * FROM other.audit")
        .unwrap();
    assert_eq!(misfit(&one), Misfit::Link { seq: 1 });
    database
        .execute_batch(
            "DELETE FROM main.audit_checkpoints;
             INSERT INTO main.audit_checkpoints SELECT * FROM other.audit_checkpoints",
        )
        .unwrap();
    assert_eq!(misfit(&one), Misfit::Forged { kind: "head", seq: 1100 });
}
