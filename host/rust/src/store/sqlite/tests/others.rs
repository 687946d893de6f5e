//! A database that another user may have changed is refused.
#![cfg(unix)]

use super::{done, folder, issue, live};
use crate::store::StoreError;
use crate::store::sqlite::SqliteStore;
use std::error::Error as _;
use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, chown, symlink};
use std::path::{Path, PathBuf};

/// The user `nobody` on nearly every system.
const NOBODY: u32 = 65534;

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    path.with_file_name(format!("{}{suffix}", path.file_name().unwrap().to_str().unwrap()))
}

/// Checks that opening fails with an error that names the file.
fn is_refused(path: &Path, name: &str) {
    let error = SqliteStore::open(path).map(drop).expect_err("it was opened");
    assert!(matches!(error, StoreError::Failed(_)), "{error:?}");
    let why = error.source().unwrap().to_string();
    assert!(why.contains(name), "{why}");
}

#[test]
fn a_database_that_other_users_may_write_is_refused_by_name() {
    let (folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    done(&store, issue(1));
    for bad in [0o620, 0o602, 0o666] {
        mode(&path, bad);
        is_refused(&path, "codes.db");
    }
    mode(&path, 0o640);
    for suffix in ["-wal", "-shm"] {
        mode(&beside(&path, suffix), 0o666);
        is_refused(&path, &format!("codes.db{suffix}"));
        mode(&beside(&path, suffix), 0o600);
    }
    for bad in [0o770, 0o777, 0o1777] {
        mode(folder.path(), bad);
        is_refused(&path, &folder.path().display().to_string());
    }
    mode(folder.path(), 0o750);
    assert_eq!(live(&SqliteStore::open(&path).unwrap(), 1).len(), 1);
}

#[test]
fn links_are_refused_as_database_and_log() {
    let (folder, path) = folder();
    SqliteStore::open(&path).unwrap().close().unwrap();
    let other = folder.path().join("other.db");
    symlink(&path, &other).unwrap();
    is_refused(&other, "other.db");
    // The control: SQLite by itself follows it.
    rusqlite::Connection::open(&other).unwrap();
    fs::remove_file(&other).unwrap();
    fs::hard_link(&path, &other).unwrap();
    is_refused(&path, "codes.db");
    fs::remove_file(&other).unwrap();
    for suffix in ["-wal", "-shm", "-journal"] {
        let planted = beside(&path, suffix);
        symlink(folder.path().join("prey"), &planted).unwrap();
        is_refused(&path, &format!("codes.db{suffix}"));
        fs::remove_file(&planted).unwrap();
    }
    assert!(!folder.path().join("prey").exists());
    // The folder may be reached by a link.
    let linked = tempfile::tempdir().unwrap();
    let link = linked.path().join("data");
    symlink(folder.path(), &link).unwrap();
    SqliteStore::open(link.join("codes.db")).unwrap();
}

#[test]
fn a_database_of_another_user_is_refused() {
    if rustix::process::geteuid().as_raw() != 0 {
        return eprintln!("!!!! a_database_of_another_user_is_refused: NOT TESTED, it needs root");
    }
    let (folder, path) = folder();
    SqliteStore::open(&path).unwrap().close().unwrap();
    for (theirs, name) in [(path.as_path(), "codes.db"), (folder.path(), "belongs to user 65534")] {
        chown(theirs, Some(NOBODY), None).unwrap();
        is_refused(&path, name);
        chown(theirs, Some(0), None).unwrap();
    }
    SqliteStore::open(&path).unwrap();
}
