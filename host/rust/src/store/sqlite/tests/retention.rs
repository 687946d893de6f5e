//! Removing old entries of the audit trail.

use super::audit::{beside, entry, keys, misfit, verified};
use super::{at, done, folder};
use crate::store::audit::{AuditError, Misfit};
use crate::store::sqlite::SqliteStore;
use crate::store::{StoreError, Write};
use std::path::Path;
use std::thread;

/// The n-th entry, in the n-th second.
fn dated(n: u64) -> Write {
    let mut write = entry(n, "ann");
    write.audit[0].at = at(n);
    write
}

fn numbers(store: &SqliteStore) -> Vec<u64> {
    store.audit_entries(0, 100).unwrap().iter().map(|entry| entry.seq).collect()
}

fn filled(path: &Path, count: u64) -> SqliteStore {
    let store = SqliteStore::open(path).unwrap();
    (1..=count).for_each(|n| done(&store, dated(n)));
    store.checkpoint_audit(&keys(&[1]), at(50)).unwrap();
    store
}

#[test]
fn the_trail_continues_from_the_cut() {
    let (_folder, path) = folder();
    let store = filled(&path, 10);
    let cut = |before: u64, limit: usize| {
        store.cut_audit(&keys(&[1]), at(before), at(60), limit).unwrap()
    };
    assert_eq!((cut(1, 9), cut(4, 0), cut(4, 2), cut(4, 2), cut(4, 2)), (0, 0, 2, 1, 0));
    assert_eq!(numbers(&store), (4..=10).collect::<Vec<_>>());
    let head = verified(&store);
    assert_eq!((head.entries, head.seq), (7, 10));
    done(&store, dated(11));
    // An entry that no checkpoint covers yet is not removed.
    assert_eq!(cut(99, 99), 7);
    assert_eq!(numbers(&store), [11]);
    store.checkpoint_audit(&keys(&[1]), at(61)).unwrap();
    assert_eq!(cut(99, 99), 1);
    assert_eq!((verified(&store).entries, verified(&store).seq), (0, 11));
    store.close().unwrap();
    // The number of the last removed entry is still known.
    let store = SqliteStore::open(&path).unwrap();
    done(&store, dated(12));
    assert_eq!(numbers(&store), [12]);
    assert_eq!((verified(&store).entries, verified(&store).seq), (1, 12));
}

/// Only the beginning is removed: after a clock went back, earlier times may follow a kept entry.
#[test]
fn all_entries_after_a_kept_one_are_kept() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    for n in [1, 2, 9, 3, 4] {
        done(&store, dated(n));
    }
    store.checkpoint_audit(&keys(&[1]), at(50)).unwrap();
    assert_eq!(store.cut_audit(&keys(&[1]), at(5), at(60), 99).unwrap(), 2);
    assert_eq!(numbers(&store), [3, 4, 5]);
    assert_eq!(verified(&store).entries, 3);
}

#[test]
fn a_removal_without_a_checkpoint_is_found() {
    let (_folder, path) = folder();
    let store = filled(&path, 10);
    beside(&path)
        .execute_batch(
            "DROP TRIGGER audit_is_removed_before_the_cut_only; DELETE FROM audit WHERE seq < 4",
        )
        .unwrap();
    assert_eq!(misfit(&store), Misfit::Missing { seq: 1, before: 4 });
}

#[test]
fn a_wrong_trail_is_not_cut() {
    let (_folder, path) = folder();
    let store = filled(&path, 10);
    beside(&path)
        .execute_batch(
            "DROP TRIGGER audit_is_never_changed; UPDATE audit SET actor = 'eve' WHERE seq = 3",
        )
        .unwrap();
    let refused = store.cut_audit(&keys(&[1]), at(5), at(60), 99);
    assert!(matches!(refused, Err(AuditError::Misfit(Misfit::Link { seq: 3 }))), "{refused:?}");
    assert_eq!(numbers(&store).len(), 10);
}

/// Removal and checkpoint are one transaction: if the removal fails, there is no cut either.
#[test]
fn a_failed_removal_changes_nothing() {
    let (_folder, path) = folder();
    let store = filled(&path, 10);
    beside(&path)
        .execute_batch("CREATE TRIGGER planted BEFORE DELETE ON audit WHEN OLD.seq = 3 BEGIN SELECT RAISE(ABORT, 'planted'); END")
        .unwrap();
    let failed = store.cut_audit(&keys(&[1]), at(5), at(60), 99);
    assert!(matches!(failed, Err(AuditError::Store(StoreError::Failed(_)))), "{failed:?}");
    assert_eq!((verified(&store).entries, numbers(&store).len()), (10, 10));
    beside(&path).execute_batch("DROP TRIGGER planted").unwrap();
    assert_eq!(store.cut_audit(&keys(&[1]), at(5), at(60), 99).unwrap(), 4);
}

#[test]
fn a_trail_is_verified_while_it_grows_and_is_cut() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    store.checkpoint_audit(&keys(&[1]), at(0)).unwrap();
    thread::scope(|scope| {
        let writing = scope.spawn(|| {
            for n in 1..=3000 {
                done(&store, dated(n));
                if n % 100 == 0 {
                    store.checkpoint_audit(&keys(&[1]), at(n)).unwrap();
                    store.cut_audit(&keys(&[1]), at(n / 2), at(n), 1000).unwrap();
                }
            }
        });
        let mut times = 0;
        while !writing.is_finished() || times == 0 {
            verified(&store);
            times += 1;
        }
    });
    assert_eq!((verified(&store).entries, verified(&store).seq), (1501, 3000));
}
