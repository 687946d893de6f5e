//! A store that reports a write as done before it is durable, and is otherwise sound.

use async_trait::async_trait;
use codemint::Store;
use codemint::store::{Applied, StoreError, Write};
use codemint::words::{LiveCode, Purpose};
use codemint_gateway_tests::store_wrapper::StoreWrapper;
use futures_executor::block_on;
use std::collections::BTreeSet;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;

/// The store with the fault.
pub(crate) struct Early {
    store: Arc<dyn Store>,
    queue: Sender<Write>,
    unwritten: Arc<Unwritten>,
}

/// The writes that are not durable yet.
#[derive(Default)]
struct Unwritten {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// The subjects of those writes.
    subjects: BTreeSet<String>,
    /// Whether a reader waits for one of them.
    wanted: bool,
}

impl Early {
    /// Wraps a sound store.
    pub(crate) fn of(store: Arc<dyn Store>) -> Self {
        let (queue, written_later) = mpsc::channel();
        let unwritten = Arc::new(Unwritten::default());
        let (inner, waiting) = (Arc::clone(&store), Arc::clone(&unwritten));
        thread::spawn(move || write_later(&*inner, &written_later, &waiting));
        Self { store, queue, unwritten }
    }
}

fn write_later(store: &dyn Store, queue: &Receiver<Write>, unwritten: &Unwritten) {
    while let Ok(first) = queue.recv() {
        unwritten.until_wanted();
        for write in std::iter::once(first).chain(queue.try_iter()) {
            let subjects: Vec<String> = write.records.iter().map(|r| r.subject.clone()).collect();
            assert_eq!(block_on(store.apply(write)).unwrap(), Applied::Done);
            unwritten.state().subjects.retain(|subject| !subjects.contains(subject));
            unwritten.changed.notify_all();
        }
    }
}

impl Unwritten {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Waits until a reader waits for a write. So each write is delayed as long as possible, and a
    /// kill always loses one.
    fn until_wanted(&self) {
        let mut state = self.changed.wait_while(self.state(), |state| !state.wanted).unwrap();
        state.wanted = false;
    }

    /// Waits until all writes about these subjects are durable. So the early answer is the only
    /// fault: no decision is based on outdated data.
    fn wait_for(&self, subjects: &[String]) {
        let waiting = |state: &mut State| {
            let waiting = subjects.iter().any(|subject| state.subjects.contains(subject));
            if waiting && !state.wanted {
                state.wanted = true;
                self.changed.notify_all();
            }
            waiting
        };
        drop(self.changed.wait_while(self.state(), waiting).unwrap());
    }
}

#[async_trait]
impl StoreWrapper for Early {
    fn inner(&self) -> &dyn Store {
        &*self.store
    }

    async fn live_codes(
        &self,
        tenant: &str,
        purpose: Purpose,
        subjects: &[String],
    ) -> Result<Vec<LiveCode>, StoreError> {
        self.unwritten.wait_for(subjects);
        self.store.live_codes(tenant, purpose, subjects).await
    }

    async fn apply(&self, write: Write) -> Result<Applied, StoreError> {
        let subjects = write.records.iter().map(|record| record.subject.clone());
        self.unwritten.state().subjects.extend(subjects);
        self.queue.send(write).unwrap();
        Ok(Applied::Done)
    }
}
