//! A store that works only inside Tokio's runtime.

use super::lost::{ordered, parts};
use codemint::Store;
use codemint::mail::{Lane, Mail, MailEvent, MailFailure, Mailer, Outbox, OutboxParts};
use codemint::store::MemoryStore;
use codemint_gateway_tests::twist::{Twist, Twisted};
use futures_executor::block_on;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use tokio::runtime::Handle;

/// Asks for the runtime at each access, as a client of a database server does. It panics where
/// there is none.
struct InTokio(MemoryStore);

impl Twist for InTokio {
    fn behind(&self) -> &dyn Store {
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

/// An outbox over such a store with one mail in it, and what it reports.
fn outbox(parts: OutboxParts, store: &MemoryStore) -> (Outbox, Receiver<String>) {
    ordered(store, 1);
    let (events, heard) = mpsc::channel();
    let report = move |event: &MailEvent<'_>| {
        // Whoever has heard enough has hung up.
        let _ = events.send(format!("{event:?}"));
    };
    let parts = OutboxParts {
        store: Arc::new(Twisted(InTokio(store.clone()))),
        report: Arc::new(report),
        ..parts
    };
    let lane = Lane { tenants: vec!["demo".into()], mailer: Box::new(Takes) };
    (Outbox::start(&parts, vec![lane]), heard)
}

#[test]
fn with_its_executor_mail_is_sent() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
    let handle = runtime.handle().clone();
    let store = MemoryStore::new();
    let executor = Arc::new(move |task: codemint::mail::Task<'_>| handle.block_on(task));
    let (outbox, heard) = outbox(OutboxParts { executor, ..parts(&store) }, &store);
    assert!(heard.recv().unwrap().starts_with("Sent"));
    drop(outbox);
    assert_eq!(block_on(store.waiting_mails(10)).unwrap(), []);
}

/// The control: without it each look is reported, and the mail waits.
#[test]
fn without_its_executor_each_look_is_reported() {
    let store = MemoryStore::new();
    let (outbox, heard) = outbox(parts(&store), &store);
    for _ in 0..3 {
        assert_eq!(heard.recv().unwrap(), "Halted(Panicked)");
        outbox.ring("demo");
    }
    drop(outbox);
    assert_eq!(block_on(store.waiting_mails(10)).unwrap().len(), 1);
}
