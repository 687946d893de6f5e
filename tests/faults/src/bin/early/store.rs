//! A store that says "done" before it is, and is otherwise as good as the one it stands before.

use async_trait::async_trait;
use codemint::Store;
use codemint::store::{Applied, StoreError, Write};
use codemint::words::{LiveCode, Purpose};
use codemint_faults::twist::Twist;
use futures_executor::block_on;
use std::collections::BTreeSet;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

/// How long a write lies about before it is written.
const DELAY: Duration = Duration::from_millis(20);

/// The store with the fault.
pub(crate) struct Early {
    store: Arc<dyn Store>,
    queue: Sender<Write>,
    unwritten: Arc<Unwritten>,
}

/// The subjects of which something is not yet written.
#[derive(Default)]
struct Unwritten {
    subjects: Mutex<BTreeSet<String>>,
    changed: Condvar,
}

impl Early {
    /// A faulty store before a good one.
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
        thread::sleep(DELAY);
        for write in std::iter::once(first).chain(queue.try_iter()) {
            let subjects: Vec<String> = write.records.iter().map(|r| r.subject.clone()).collect();
            assert_eq!(block_on(store.apply(write)).unwrap(), Applied::Done);
            unwritten.subjects.lock().unwrap().retain(|subject| !subjects.contains(subject));
            unwritten.changed.notify_all();
        }
    }
}

impl Unwritten {
    /// Waits until everything about these subjects is written. So the early answer is the only
    /// fault: nobody ever decides on what is out of date.
    fn wait_for(&self, subjects: &[String]) {
        let all = self.subjects.lock().unwrap();
        let waiting = |all: &mut BTreeSet<String>| subjects.iter().any(|s| all.contains(s));
        drop(self.changed.wait_while(all, waiting).unwrap());
    }
}

#[async_trait]
impl Twist for Early {
    fn behind(&self) -> &dyn Store {
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
        self.unwritten.subjects.lock().unwrap().extend(subjects);
        self.queue.send(write).unwrap();
        Ok(Applied::Done)
    }
}
