//! A store that works only inside Tokio's runtime.

use super::lost::{add_mail, parts};
use codemint::Store;
use codemint::mail::{Lane, Mail, MailEvent, MailFailure, Mailer, Outbox, OutboxParts};
use codemint::store::MemoryStore;
use codemint_gateway_tests::store_wrapper::{StoreWrapper, Wrapped};
use futures_executor::block_on;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use tokio::runtime::Handle;

/// Requires a runtime at each access, as clients of database servers do. Panics where there is none.
struct InTokio(MemoryStore);

impl StoreWrapper for InTokio {
    fn inner(&self) -> &dyn Store {
        let _ = Handle::current();
        &self.0
    }
}

struct Takes;

impl Mailer for Takes {
    fn send(&self, _: &Mail<'_>) -> Result<(), MailFailure> {
        Ok(())
    }
}

/// An outbox over such a store with one mail in it, and the events that it reports.
fn outbox(parts: OutboxParts, store: &MemoryStore) -> (Outbox, Receiver<String>) {
    add_mail(store, 1);
    let (events, received) = mpsc::channel();
    let report = move |event: &MailEvent<'_>| {
        // Fails when the test has ended.
        let _ = events.send(format!("{event:?}"));
    };
    let parts = OutboxParts {
        store: Arc::new(Wrapped(InTokio(store.clone()))),
        report: Arc::new(report),
        ..parts
    };
    let lane = Lane { tenants: vec!["demo".into()], mailer: Box::new(Takes) };
    (Outbox::start(&parts, vec![lane]), received)
}

#[test]
fn with_its_executor_mail_is_sent() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
    let handle = runtime.handle().clone();
    let store = MemoryStore::new();
    let executor = Arc::new(move |task: codemint::mail::Task<'_>| handle.block_on(task));
    let (outbox, events) = outbox(OutboxParts { executor, ..parts(&store) }, &store);
    assert!(events.recv().unwrap().starts_with("Sent"));
    drop(outbox);
    assert_eq!(block_on(store.waiting_mails(10)).unwrap(), []);
}

/// The control: without the executor each pass of the outbox is reported, and the mail waits.
#[test]
fn without_its_executor_each_pass_is_reported() {
    let store = MemoryStore::new();
    let (outbox, events) = outbox(parts(&store), &store);
    for _ in 0..3 {
        assert_eq!(events.recv().unwrap(), "Halted(Panicked)");
        outbox.ring("demo");
    }
    drop(outbox);
    assert_eq!(block_on(store.waiting_mails(10)).unwrap().len(), 1);
}
