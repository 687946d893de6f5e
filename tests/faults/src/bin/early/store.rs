//! A store that says "done" before it is, and is otherwise as good as the one it stands before.

use async_trait::async_trait;
use codemint::Store;
use codemint::journey::Search;
use codemint::store::{
    AnswerKey, Applied, AuditFilter, AuditLine, DeadMail, KeptAnswer, KeptCode, MailCounts,
    MailQueue, MailStep, StoreError, StoredCode, StoredRecord, WaitingMail, Write,
};
use codemint::words::{LiveCode, Purpose, RecordId, Timestamp};
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
impl MailQueue for Early {
    async fn due_mails(
        &self,
        tenant: &str,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<WaitingMail>, StoreError> {
        self.store.due_mails(tenant, now, limit).await
    }

    async fn step_mail(
        &self,
        record: RecordId,
        attempts: u32,
        step: MailStep,
    ) -> Result<bool, StoreError> {
        self.store.step_mail(record, attempts, step).await
    }

    async fn dead_mails(&self, limit: usize) -> Result<Vec<DeadMail>, StoreError> {
        self.store.dead_mails(limit).await
    }

    async fn mail_counts(&self) -> Result<MailCounts, StoreError> {
        self.store.mail_counts().await
    }
}

#[async_trait]
impl Store for Early {
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

    async fn waiting_mails(&self, limit: usize) -> Result<Vec<WaitingMail>, StoreError> {
        self.store.waiting_mails(limit).await
    }

    async fn forget_mail(&self, record: RecordId) -> Result<(), StoreError> {
        self.store.forget_mail(record).await
    }

    async fn stored_code(&self, record: RecordId) -> Result<Option<StoredCode>, StoreError> {
        self.store.stored_code(record).await
    }

    async fn kept_codes(
        &self,
        tenant: &str,
        purpose: Purpose,
        subject: &str,
    ) -> Result<Vec<KeptCode>, StoreError> {
        self.store.kept_codes(tenant, purpose, subject).await
    }

    async fn records_of(
        &self,
        tenant: &str,
        purpose: Purpose,
        subject: &str,
        ended: usize,
    ) -> Result<Vec<StoredRecord>, StoreError> {
        self.store.records_of(tenant, purpose, subject, ended).await
    }

    async fn record(&self, tenant: &str, id: RecordId) -> Result<Option<StoredRecord>, StoreError> {
        self.store.record(tenant, id).await
    }

    async fn search(
        &self,
        tenant: &str,
        search: &Search,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<StoredRecord>, StoreError> {
        self.store.search(tenant, search, now, limit).await
    }

    async fn kept_answer(
        &self,
        tenant: &str,
        key: &AnswerKey,
        now: Timestamp,
    ) -> Result<Option<KeptAnswer>, StoreError> {
        self.store.kept_answer(tenant, key, now).await
    }

    async fn latest(&self) -> Result<Option<Timestamp>, StoreError> {
        self.store.latest().await
    }

    async fn remove_expired(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        self.store.remove_expired(now, limit).await
    }

    async fn audit_trail(
        &self,
        tenant: &str,
        filter: &AuditFilter,
    ) -> Result<Vec<AuditLine>, StoreError> {
        self.store.audit_trail(tenant, filter).await
    }

    async fn ready(&self) -> Result<(), StoreError> {
        self.store.ready().await
    }
}
