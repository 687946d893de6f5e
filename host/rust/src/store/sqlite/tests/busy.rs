//! Another process locks the file for longer than the store waits.

use super::queue::lock;
use super::{apply, done, folder, issue, live};
use crate::directory::Directory as _;
use crate::issuer::IssueError;
use crate::store::sqlite::{ImportAborted, SqliteStore};
use crate::store::wait::block_on;
use crate::store::{Store, StoreError, SubjectImport};
use codemint_core::journey::Problem;
use codemint_core::words::Purpose;
use rusqlite::Connection;
use std::convert::Infallible;
use std::thread;

fn is_busy<T>(answer: Result<T, StoreError>) {
    let error = answer.map(drop).expect_err("it was done, although the file is locked");
    assert!(matches!(error, StoreError::Busy(_)), "{error:?}");
    // In every dialect the answer is that the same request may succeed later.
    assert_eq!(IssueError::from(error).problem(), Problem::Unavailable);
}

#[test]
fn a_locked_file_is_busy_for_every_write() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    done(&store, issue(1));
    let locked = lock(&path);
    // All of them wait at the same time, and none longer than the first.
    thread::scope(|scope| {
        let shared = &store;
        let writing: Vec<_> =
            (2..8).map(|n| scope.spawn(move || apply(shared, issue(n)))).collect();
        let import = scope.spawn(|| {
            let subjects = [Ok::<_, Infallible>(SubjectImport::of("alice@example.com"))];
            store.import_subjects("tenant", subjects.into_iter())
        });
        let ready = scope.spawn(|| block_on(store.ready()));
        writing.into_iter().for_each(|answer| is_busy(answer.join().unwrap()));
        is_busy(ready.join().unwrap());
        match import.join().unwrap() {
            Err(ImportAborted::Store(error)) => is_busy(Err::<(), _>(error)),
            other => panic!("{other:?}"),
        }
        // Reads do not wait for writes.
        assert_eq!(live(&store, 1).len(), 1);
    });
    is_busy(SqliteStore::open(&path).and_then(|second| apply(&second, issue(9))));
    drop(locked);
    assert!((2..8).all(|n| live(&store, n).is_empty()), "nothing of it is in force");
    (2..8).for_each(|n| done(&store, issue(n)));
    block_on(store.ready()).unwrap();
}

#[test]
fn an_exclusively_locked_file_is_busy_for_readers() {
    let (_folder, path) = folder();
    SqliteStore::open(&path).unwrap().close().unwrap();
    let exclusive = Connection::open(&path).unwrap();
    let store = SqliteStore::open(&path).unwrap();
    store.0.writer.close().unwrap();
    exclusive.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE").unwrap();
    is_busy(block_on(store.live_codes("tenant", Purpose::Enrolment, &["a".to_owned()])));
    let subjects = ["a".to_owned()];
    let found = block_on(store.look_up("tenant", Purpose::Enrolment, &subjects));
    let error = IssueError::from(found.unwrap_err());
    assert_eq!(error.problem(), Problem::Unavailable);
}
