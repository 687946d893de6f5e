//! The queue before the thread that writes.

use super::{apply, done, folder, id, issue, live, subject};
use crate::store::sqlite::SqliteStore;
use crate::store::wait::block_on;
use crate::store::{Applied, AuditFilter, Store, StoreError, Write};
use codemint_core::words::Purpose;
use rusqlite::Connection;
use std::future::Future;
use std::path::Path;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
use std::thread;

pub(super) type Applying<'a> =
    Pin<Box<dyn Future<Output = Result<Applied, StoreError>> + Send + 'a>>;

/// Puts a write into the queue, without waiting for it; or says why it was refused.
fn queue(store: &SqliteStore, n: u64) -> Result<Applying<'_>, StoreError> {
    queue_write(store, issue(n))
}

/// The same with a write of its own.
pub(super) fn queue_write(store: &SqliteStore, write: Write) -> Result<Applying<'_>, StoreError> {
    let mut applying = store.apply(write);
    match pin!(&mut applying).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Pending => Ok(applying),
        Poll::Ready(Err(error)) => Err(error),
        Poll::Ready(Ok(_)) => panic!("done, although the file is held"),
    }
}

/// Keeps the store from writing until it is dropped.
pub(super) fn hold(path: &Path) -> Connection {
    let beside = Connection::open(path).unwrap();
    beside.execute_batch("BEGIN IMMEDIATE").unwrap();
    beside
}

#[test]
fn closing_does_what_is_queued() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    let held = hold(&path);
    let queued: Vec<_> = (0..2000).map(|n| queue(&store, n).unwrap()).collect();
    drop(held);
    store.clone().close().unwrap();
    for applying in queued {
        assert_eq!(block_on(applying).unwrap(), Applied::Done);
    }
    let store = SqliteStore::open(&path).unwrap();
    assert!((0..2000).all(|n| live(&store, n).len() == 1));
}

#[test]
fn dropping_does_what_is_queued_though_nobody_waits() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    let held = hold(&path);
    (0..100).for_each(|n| drop(queue(&store, n).unwrap()));
    drop(held);
    drop(store);
    let store = SqliteStore::open(&path).unwrap();
    assert!((0..100).all(|n| live(&store, n).len() == 1));
}

#[test]
fn a_closed_store_says_so() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    let clone = store.clone();
    store.close().unwrap();
    store.close().unwrap();
    let subjects = ["a".to_owned()];
    for answer in [
        apply(&clone, issue(1)).map(drop),
        block_on(clone.live_codes("tenant", Purpose::Enrolment, &subjects)).map(drop),
        block_on(clone.waiting_mails(1)).map(drop),
        block_on(clone.forget_mail(id(1))),
        block_on(clone.stored_code(id(1))).map(drop),
        block_on(clone.ready()),
        block_on(clone.audit_trail("tenant", &AuditFilter::first(1))).map(drop),
        clone.audit_entries(0, 1).map(drop),
    ] {
        assert!(matches!(answer, Err(StoreError::Closed)), "{answer:?}");
    }
}

#[test]
fn a_full_queue_refuses_and_recovers() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    let held = hold(&path);
    // The thread takes one group at the most, whenever it gets its turn; the rest fills the queue.
    // So the first refusal comes after the queue's length and at most one group more.
    let mut queued = Vec::new();
    let refused = loop {
        match queue(&store, queued.len() as u64) {
            Ok(applying) => queued.push(applying),
            Err(error) => break error,
        }
    };
    drop(held);
    assert!(matches!(refused, StoreError::Overloaded), "{refused:?}");
    let count = queued.len() as u64;
    assert!((4096..=4096 + 512).contains(&count), "{count}");
    for applying in queued {
        assert_eq!(block_on(applying).unwrap(), Applied::Done);
    }
    assert!((0..count).all(|n| live(&store, n).len() == 1));
    done(&store, issue(count));
}

#[test]
fn another_process_that_writes_is_waited_for() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    let held = hold(&path);
    let applying = queue(&store, 1).unwrap();
    assert!(live(&store, 1).is_empty());
    drop(held);
    assert_eq!(block_on(applying).unwrap(), Applied::Done);
}

#[test]
fn two_stores_share_a_file() {
    let (_folder, path) = folder();
    let stores = [SqliteStore::open(&path).unwrap(), SqliteStore::open(&path).unwrap()];
    let done: Vec<_> = thread::scope(|scope| {
        let spawn = |n: u64| {
            let store = &stores[n as usize % 2];
            let mut write = issue(n);
            write.records[0].subject = subject(n / 2);
            scope.spawn(move || apply(store, write).unwrap())
        };
        let writers: Vec<_> = (0..64).map(spawn).collect();
        writers.into_iter().map(|writer| writer.join().unwrap()).collect()
    });
    assert_eq!(done.iter().filter(|applied| **applied == Applied::Done).count(), 32);
    assert!((0..32).all(|n| live(&stores[0], n).len() == 1));
}
