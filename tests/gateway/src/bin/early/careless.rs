//! Select, then update: looks whether a change can be made, and makes it later, whatever has
//! happened since. Nothing is left to luck: what another thread changed is never seen, as if all had
//! looked before any of them changed anything.

use async_trait::async_trait;
use codemint::Store;
use codemint::store::{Applied, SqliteStore, StoreError, Write};
use codemint::words::{RecordId, State};
use codemint_gateway_tests::twist::Twist;
use std::collections::HashMap;
use std::sync::Mutex;
use std::thread::{self, ThreadId};

/// The store with the fault.
pub(crate) struct Careless {
    store: SqliteStore,
    /// Who last changed a record.
    by: Mutex<HashMap<RecordId, ThreadId>>,
}

impl Careless {
    /// A faulty store before a good one.
    pub(crate) fn of(store: SqliteStore) -> Self {
        Self { store, by: Mutex::default() }
    }

    /// Whether another thread changed that record last.
    fn is_late(&self, record: RecordId) -> bool {
        let me = thread::current().id();
        self.by.lock().unwrap().insert(record, me).is_some_and(|by| by != me)
    }
}

#[async_trait]
impl Twist for Careless {
    fn behind(&self) -> &dyn Store {
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
        // Whoever was faster in between is not looked at.
        self.store.apply(write).await?;
        Ok(Applied::Done)
    }
}
