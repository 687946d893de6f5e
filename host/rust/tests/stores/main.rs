//! Both stores against the conformance suite, and the suite against broken stores.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails so")]

mod broken;
mod bugs;
mod directories;
mod elevations;

use broken::broken;
use bugs::{BUGS, Bug};
use codemint::store::conformance::{self, AuditTrail, Fixture, Held};
use codemint::store::{AuditFilter, AuditRow, MemoryStore, NewRecord, SqliteStore, Store};
use futures_executor::block_on;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;

fn memory() -> Fixture {
    let store = Arc::new(MemoryStore::new());
    Fixture {
        audit: trail_of(store.clone()),
        held: held_by(store.clone()),
        mail_held: mail_held_by(store.clone()),
        reseal: store.clone(),
        store,
    }
}

fn trail_of(store: Arc<dyn Store>) -> Box<AuditTrail> {
    Box::new(move |tenant: &str| rows(store.as_ref(), tenant))
}

fn held_by(store: Arc<MemoryStore>) -> Box<Held> {
    Box::new(move |id| store.held(id).as_ref().map(values).unwrap_or_default())
}

fn mail_held_by(store: Arc<MemoryStore>) -> Box<Held> {
    Box::new(move |id| store.held_mail(id).into_iter().collect())
}

/// The texts and blobs of a record.
fn values(new: &NewRecord) -> Vec<Vec<u8>> {
    let texts = [&new.note, &new.terms].into_iter().flatten().chain([&new.subject, &new.issuer]);
    let mut values: Vec<_> = texts.map(|text| text.clone().into_bytes()).collect();
    values.extend(new.sealed_code.clone());
    values.push(new.digest.clone());
    values
}

/// The texts and blobs in a record's row of a file, which this statement selects.
fn held_in(path: PathBuf, sql: &'static str) -> Box<Held> {
    let all = |row: &Row<'_>| {
        let columns = 0..row.as_ref().column_count();
        let values = columns.filter_map(|column| match row.get_ref(column).unwrap() {
            ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Some(bytes.to_vec()),
            _ => None,
        });
        Ok(values.collect())
    };
    Box::new(move |id| {
        let other = Connection::open(&path).unwrap();
        other.query_row(sql, [id.to_bytes()], all).unwrap_or_default()
    })
}

/// The entries of a tenant, whose numbers must ascend.
fn rows(store: &dyn Store, tenant: &str) -> Vec<AuditRow> {
    let lines = block_on(store.audit_trail(tenant, &AuditFilter::first(usize::MAX))).unwrap();
    assert!(lines.is_sorted_by(|one, other| one.seq < other.seq));
    lines.into_iter().map(|line| line.row).collect()
}

#[test]
fn the_memory_store_keeps_every_rule() {
    conformance::run(&memory);
}

#[test]
fn the_sqlite_store_keeps_every_rule() {
    let folder = tempfile::tempdir().unwrap();
    let number = std::cell::Cell::new(0);
    conformance::run(&|| {
        number.set(number.get() + 1);
        let path = folder.path().join(format!("{}.db", number.get()));
        let store = Arc::new(SqliteStore::open(&path).unwrap());
        Fixture {
            reseal: store.clone(),
            audit: trail_of(store.clone()),
            store,
            held: held_in(path.clone(), "SELECT * FROM records WHERE id = ?1"),
            mail_held: held_in(path, "SELECT * FROM outbox WHERE record = ?1"),
        }
    });
}

#[test]
fn the_suite_finds_each_bug_and_none_without_a_bug() {
    conformance::run(&|| broken(Bug::None));
    for (bug, rule, seen) in BUGS {
        let (_, check) = conformance::CHECKS.into_iter().find(|(name, _)| *name == rule).unwrap();
        let fixture = broken(bug);
        let found = catch_unwind(AssertUnwindSafe(|| check(&fixture)));
        let Err(found) = found else { panic!("{bug:?} passes the rule `{rule}`") };
        let text = found.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| found.downcast_ref().copied()).unwrap();
        assert!(text.contains(seen), "{bug:?} breaks the rule `{rule}` by: {text}");
    }
}

/// The rules about coexisting codes, reading records, removal, resealing, mails and the audit
/// trail.
#[test]
fn every_newer_rule_has_a_bug() {
    let broken: BTreeSet<_> = BUGS.iter().map(|(_, rule, _)| *rule).collect();
    for (from, until) in [
        ("notes and reasons are stored unchanged", "a conflict leaves nothing behind"),
        ("the audit trail can be filtered by record", "waiting mails are in order"),
        ("a mail is due at its time", "tenants and purposes are separate"),
    ] {
        let rules = conformance::CHECKS.iter().map(|(rule, _)| *rule);
        let new: Vec<_> = rules.skip_while(|rule| *rule != from).collect();
        let until = new.iter().position(|rule| *rule == until).unwrap();
        for rule in new.get(..until).unwrap() {
            assert!(broken.contains(rule), "no bug breaks the rule `{rule}`");
        }
    }
}
