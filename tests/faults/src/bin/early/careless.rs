//! Select, then update: looks whether a change can be made, and makes it later, whatever has
//! happened since.

use async_trait::async_trait;
use codemint::Store;
use codemint::store::{Applied, SqliteStore, StoreError, Write};
use codemint::words::State;
use codemint_faults::twist::Twist;
use std::thread;
use std::time::Duration;

/// How much later.
const LATER: Duration = Duration::from_millis(5);

/// The store with the fault.
pub(crate) struct Careless(pub(crate) SqliteStore);

#[async_trait]
impl Twist for Careless {
    fn behind(&self) -> &dyn Store {
        &self.0
    }

    async fn apply(&self, write: Write) -> Result<Applied, StoreError> {
        for change in &write.changed {
            let found = self.0.record(&write.tenant, change.id).await?;
            if found.is_none_or(|found| found.known.state != State::Pending) {
                return Ok(Applied::Conflict);
            }
        }
        if !write.changed.is_empty() {
            thread::sleep(LATER);
        }
        // Whoever was faster in between is not looked at.
        self.0.apply(write).await?;
        Ok(Applied::Done)
    }
}
