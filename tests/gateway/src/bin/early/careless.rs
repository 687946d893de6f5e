//! Select, then update: checks whether a change can be made, and makes it later without checking
//! again. The fault is deterministic: a thread never sees what another thread changed, as if all had
//! checked before any of them made a change.

use async_trait::async_trait;
use codemint::Store;
use codemint::store::{Applied, SqliteStore, StoreError, Write};
use codemint::words::{RecordId, State};
use codemint_gateway_tests::store_wrapper::StoreWrapper;
use std::collections::HashMap;
use std::sync::Mutex;
use std::thread::{self, ThreadId};

/// The store with the fault.
pub(crate) struct Careless {
    store: SqliteStore,
    /// The thread that last changed each record.
    by: Mutex<HashMap<RecordId, ThreadId>>,
}

impl Careless {
    /// Wraps a sound store.
    pub(crate) fn of(store: SqliteStore) -> Self {
        Self { store, by: Mutex::default() }
    }

    /// Whether another thread was the last to change that record. Records this thread.
    fn is_late(&self, record: RecordId) -> bool {
        let me = thread::current().id();
        self.by.lock().unwrap().insert(record, me).is_some_and(|by| by != me)
    }
}

#[async_trait]
impl StoreWrapper for Careless {
    fn inner(&self) -> &dyn Store {
        &self.store
    }

    async fn apply(&self, write: Write) -> Result<Applied, StoreError> {
        for change in &write.changed {
            let late = self.is_late(change.id);
            let found = self.store.record(&write.tenant, change.id).await?;
            if !late && found.is_none_or(|found| found.known.state != State::Pending) {
                return Ok(Applied::Conflict);
            }
        }
        // A change by another thread since the check is ignored.
        self.store.apply(write).await?;
        Ok(Applied::Done)
    }
}
