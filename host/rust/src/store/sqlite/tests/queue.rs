//! The queue of the writing thread.

use super::{apply, done, folder, id, issue, live, record, subject};
use crate::store::sqlite::SqliteStore;
use crate::store::wait::block_on;
use crate::store::{Applied, AuditFilter, MailQueue as _, Store, StoreError, Write};
use codemint_core::words::Purpose;
use rusqlite::Connection;
use std::future::Future;
use std::path::Path;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
use std::thread;

pub(super) type Applying<'a> =
    Pin<Box<dyn Future<Output = Result<Applied, StoreError>> + Send + 'a>>;

/// Queues a write without waiting for it, or returns why it was refused.
fn queue(store: &SqliteStore, n: u64) -> Result<Applying<'_>, StoreError> {
    queue_write(store, issue(n))
}

/// Queues any write.
pub(super) fn queue_write(store: &SqliteStore, write: Write) -> Result<Applying<'_>, StoreError> {
    let mut applying = store.apply(write);
    match pin!(&mut applying).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Pending => Ok(applying),
        Poll::Ready(Err(error)) => Err(error),
        Poll::Ready(Ok(_)) => panic!("done, although the file is locked"),
    }
}

/// Locks the file, so that the store cannot write until this is dropped.
pub(super) fn lock(path: &Path) -> Connection {
    let beside = Connection::open(path).unwrap();
    beside.execute_batch("BEGIN IMMEDIATE").unwrap();
    beside
}

#[test]
fn closing_does_what_is_queued() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    let locked = lock(&path);
    let queued: Vec<_> = (0..2000).map(|n| queue(&store, n).unwrap()).collect();
    drop(locked);
    store.clone().close().unwrap();
    for applying in queued {
        assert_eq!(block_on(applying).unwrap(), Applied::Done);
    }
    let store = SqliteStore::open(&path).unwrap();
    assert!((0..2000).all(|n| live(&store, n).len() == 1));
}

#[test]
fn dropping_does_what_is_queued_without_a_waiting_caller() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    let locked = lock(&path);
    (0..100).for_each(|n| drop(queue(&store, n).unwrap()));
    drop(locked);
    drop(store);
    let store = SqliteStore::open(&path).unwrap();
    assert!((0..100).all(|n| live(&store, n).len() == 1));
}

#[test]
fn a_closed_store_returns_closed() {
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
        record(&clone, 1).map(drop),
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
    let locked = lock(&path);
    // The thread takes at most one group, at any time; the rest fills the queue. So the first
    // refusal comes after the length of the queue and at most one group more.
    let mut queued = Vec::new();
    let refused = loop {
        match queue(&store, queued.len() as u64) {
            Ok(applying) => queued.push(applying),
            Err(error) => break error,
        }
    };
    drop(locked);
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
    let locked = lock(&path);
    let applying = queue(&store, 1).unwrap();
    assert!(live(&store, 1).is_empty());
    drop(locked);
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
