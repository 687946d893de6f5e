//! Long reads: they block nothing else, and have a deadline.

use super::super::SqliteStore;
use super::super::fault::Fault;
use super::super::long::{QUEUE, THREADS};
use super::{at, done, folder, id, issue, live};
use crate::store::wait::block_on;
use crate::store::{AuditFilter, MailQueue as _, Store as _, StoreError};
use codemint_core::journey::Search;
use codemint_core::words::Phase;
use rusqlite::Connection;
use std::future::Future;
use std::pin::pin;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// A read that signals when it has begun, and runs until it is released.
fn held(
    begun: Sender<()>,
    go: Arc<Mutex<Receiver<()>>>,
) -> impl FnOnce(&Connection) -> Result<(), Fault> {
    move |_| {
        begun.send(()).unwrap();
        go.lock().unwrap().recv().unwrap();
        Ok(())
    }
}

fn poll<T>(future: std::pin::Pin<&mut (impl Future<Output = T> + ?Sized)>) -> Poll<T> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

#[test]
fn running_lists_do_not_block_other_requests_of_the_same_thread() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    done(&store, issue(1));
    let (begun, has_begun) = channel();
    let (go, gone) = channel();
    let gone = Arc::new(Mutex::new(gone));
    let mut running: Vec<_> = (0..THREADS)
        .map(|_| Box::pin(store.0.long.read(held(begun.clone(), gone.clone()))))
        .collect();
    for one in &mut running {
        assert!(poll(one.as_mut()).is_pending());
        has_begun.recv().unwrap();
    }
    // Every thread for long reads is busy. This one reads, writes and is ready all the same.
    assert_eq!(live(&store, 1).len(), 1);
    assert!(block_on(store.record("tenant", id(1))).unwrap().is_some());
    done(&store, issue(2));
    block_on(store.ready()).unwrap();
    let search = Search::default();
    let mut list = pin!(store.search("tenant", &search, at(0), 9));
    assert!(poll(list.as_mut()).is_pending(), "a list waits for its turn");
    let mut more: Vec<_> = (1..QUEUE).map(|_| Box::pin(store.mail_counts())).collect();
    assert!(more.iter_mut().all(|one| poll(one.as_mut()).is_pending()));
    let refused = block_on(store.audit_trail("tenant", &AuditFilter::first(9)));
    assert!(matches!(refused, Err(StoreError::Overloaded)), "{refused:?}");
    (0..THREADS).for_each(|_| go.send(()).unwrap());
    running.into_iter().for_each(|one| block_on(one).unwrap());
    assert_eq!(block_on(list).map(|found| found.len()).ok(), Some(2));
    more.into_iter().for_each(|one| assert_eq!(block_on(one).unwrap().waiting, 2));
    assert!(block_on(store.audit_trail("tenant", &AuditFilter::first(9))).is_ok());
}

/// Writes so many entries that reading them takes more steps than there are between two checks of
/// the deadline.
fn fill(store: &SqliteStore) {
    for n in 1..=4 {
        let mut write = issue(n);
        write.audit = vec![write.audit[0].clone(); 500];
        done(store, write);
    }
}

#[test]
fn a_list_is_interrupted_at_its_deadline_and_the_next_one_is_not() {
    let (_folder, path) = folder();
    let all = AuditFilter::first(usize::MAX);
    let store = SqliteStore::open(&path).unwrap();
    fill(&store);
    assert_eq!(block_on(store.audit_trail("tenant", &all)).unwrap().len(), 2000, "the control");
    store.close().unwrap();
    // A store whose reads begin after their deadline.
    let store = SqliteStore::open_with(&path, Duration::ZERO).unwrap();
    for _ in 0..2 * THREADS {
        let read = block_on(store.audit_trail("tenant", &all));
        assert!(matches!(read, Err(StoreError::Overdue)), "{read:?}");
    }
    let first = block_on(store.audit_trail("tenant", &AuditFilter::first(1))).unwrap();
    assert_eq!(first.len(), 1, "it ends before the first check");
    assert_eq!(live(&store, 1).len(), 1, "point reads have no deadline");
}

#[test]
fn closing_interrupts_running_reads_and_answers_waiting_ones() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).unwrap();
    let (begun, has_begun) = channel();
    let endless = move |file: &Connection| {
        begun.send(()).unwrap();
        let sql = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)
                   SELECT count(*) FROM n";
        Ok(file.query_row(sql, [], |row| row.get::<_, i64>(0))?)
    };
    let mut running = Box::pin(store.0.long.read(endless));
    assert!(poll(running.as_mut()).is_pending());
    has_begun.recv().unwrap();
    store.close().unwrap();
    assert!(matches!(block_on(running), Err(Fault::Closed)));
    let search = Search { phase: Some(Phase::Locked), ..Search::default() };
    let closed = block_on(store.search("tenant", &search, at(0), 9)).map(|found| found.len());
    assert!(matches!(closed, Err(StoreError::Closed)), "{closed:?}");
}
