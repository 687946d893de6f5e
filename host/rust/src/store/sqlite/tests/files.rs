//! Files of this and of other applications.

use super::{apply, done, folder, id, issue, live, record, subject};
use crate::store::sqlite::SqliteStore;
use crate::store::wait::block_on;
use crate::store::{Applied, AuditFilter, Store, StoreError, Write};
use codemint_core::words::{Purpose, State};
use rusqlite::Connection;
use std::fs;
use std::path::Path;

#[test]
fn a_reopened_file_has_what_was_written() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    done(&store, issue(1));
    let mut second = issue(2);
    second.superseded = vec![(id(1), 1)];
    second.records[0].subject = subject(1);
    done(&store, second);
    store.close().unwrap();

    let store = SqliteStore::open(&path).unwrap();
    assert_eq!(live(&store, 1).iter().map(|code| code.id).collect::<Vec<_>>(), [id(2)]);
    let old = record(&store, 1).unwrap().unwrap().known;
    assert_eq!((old.state, old.version), (State::Superseded, 2));
    let mails = block_on(store.waiting_mails(9)).unwrap();
    assert_eq!(mails.iter().map(|mail| mail.mail.record).collect::<Vec<_>>(), [id(1), id(2)]);
    let audit = block_on(store.audit_trail("tenant", &AuditFilter::first(9))).unwrap();
    let rows: Vec<_> = audit.iter().map(|line| line.row.record).collect();
    assert_eq!(rows, [Some(id(1)), Some(id(2))]);
    assert_eq!(apply(&store, issue(1)).unwrap(), Applied::Conflict);
}

#[test]
fn closing_leaves_one_file() {
    let (folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    done(&store, issue(1));
    assert!(live(&store, 1).len() == 1 && names(folder.path()).len() == 3);
    drop(store);
    assert_eq!(names(folder.path()), ["codes.db"]);
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[cfg(unix)]
#[test]
fn other_users_cannot_read_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    done(&store, issue(1));
    for name in names(folder.path()) {
        let mode = fs::metadata(folder.path().join(&name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[test]
fn a_locked_code_occupies_its_subject_and_can_be_superseded() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    done(&store, issue(1));
    let beside = Connection::open(&path).unwrap();
    beside.execute("UPDATE records SET state = 'locked', version = 2", []).unwrap();
    let [code] = live(&store, 1)[..] else { panic!("one code") };
    assert_eq!((code.state, code.version), (State::Locked, 2));
    let again = Write { superseded: vec![(id(1), 2)], ..issue(2) };
    let mut blocked = issue(3);
    blocked.records[0].subject = subject(1);
    assert_eq!(apply(&store, blocked).unwrap(), Applied::Conflict);
    done(&store, again);
    assert_eq!(live(&store, 1), []);
}

/// Checks that opening the file fails as damaged, with that reason, and leaves every byte as it
/// was.
fn refused(path: &Path, why: &str) {
    let before = fs::read(path).unwrap();
    match SqliteStore::open(path).map(drop) {
        Err(StoreError::Damaged(what)) => assert!(what.contains(why), "{what}"),
        other => panic!("{other:?}"),
    }
    assert!(fs::read(path).unwrap() == before, "the file was changed");
    assert_eq!(names(path.parent().unwrap()), ["codes.db"]);
}

#[test]
fn files_of_other_applications_are_refused_and_left_alone() {
    for (sql, why) in [
        ("CREATE TABLE theirs (x)", "another application"),
        ("PRAGMA application_id = 7", "another application"),
        ("PRAGMA user_version = 1", "another application"),
        ("PRAGMA application_id = 1131245172; PRAGMA user_version = -1", "version -1"),
    ] {
        let (_folder, path) = folder();
        Connection::open(&path).unwrap().execute_batch(sql).unwrap();
        refused(&path, why);
    }
    let (_folder, path) = folder();
    fs::write(&path, "subject,standing\n".repeat(100)).unwrap();
    refused(&path, "not a database");
}

#[test]
fn a_file_of_a_newer_release_is_refused_and_left_alone() {
    let (_folder, path) = folder();
    SqliteStore::open(&path).unwrap().close().unwrap();
    let raise = |by: i64| {
        let beside = Connection::open(&path).unwrap();
        let version: i64 =
            beside.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
        beside.pragma_update(None, "user_version", version + by).unwrap();
        version
    };
    let known = raise(1);
    refused(&path, &format!("this release supports up to {known}"));
    raise(-1);
    SqliteStore::open(&path).unwrap();
}

#[test]
fn invalid_values_in_the_file_are_reported_as_damage() {
    for (sql, what) in [
        ("UPDATE records SET state = 'active'", "record"),
        ("UPDATE records SET version = -1", "live_codes"),
        ("UPDATE outbox SET purpose = 'x'", "mails"),
        ("UPDATE outbox SET not_after = 1 << 50", "mails"),
    ] {
        let (_folder, path) = folder();
        let store = SqliteStore::open(&path).unwrap();
        done(&store, issue(1));
        Connection::open(&path).unwrap().execute(sql, []).unwrap();
        let read = match what {
            "record" => record(&store, 1).map(drop),
            "mails" => block_on(store.waiting_mails(1)).map(drop),
            _ => block_on(store.live_codes("tenant", Purpose::Enrolment, &[subject(1)])).map(drop),
        };
        assert!(matches!(read, Err(StoreError::Damaged(_))), "{sql}: {read:?}");
    }
}

#[test]
fn a_removed_file_is_not_ready() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    block_on(store.ready()).unwrap();
    fs::remove_file(&path).unwrap();
    let ready = block_on(store.ready());
    assert!(matches!(ready, Err(StoreError::Damaged(_))), "{ready:?}");
}

#[test]
fn a_path_that_cannot_be_a_file_is_an_error() {
    let (folder, _) = folder();
    for path in [folder.path().to_path_buf(), folder.path().join("none/codes.db")] {
        let opened = SqliteStore::open(path).map(drop);
        assert!(matches!(opened, Err(StoreError::Failed(_))), "{opened:?}");
    }
    assert!(SqliteStore::open("").is_err());
}

#[test]
fn names_with_a_special_meaning_to_sqlite_are_names_of_files() {
    let (folder, _) = folder();
    for name in ["file:x?mode=memory", ":memory:", "a%20b", "ü"] {
        let path = folder.path().join(name);
        SqliteStore::open(&path).unwrap().close().unwrap();
        assert!(path.is_file(), "{name}");
    }
}
