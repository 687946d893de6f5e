//! The latest time of the store, and setting it back.

use super::audit::{self, Trail};
use super::column::seconds;
use super::fault::Fault;
use super::handle::SqliteStore;
use super::job::{Job, Outcome};
use super::{records, search};
use crate::store::StoreError;
use crate::store::audit::Entry;
use codemint_core::words::Timestamp;
use rusqlite::{Connection, OptionalExtension as _};

/// The event in the audit trail. The entry belongs to no tenant: it concerns all of them.
const EVENT: &str = "time-set-back";

impl SqliteStore {
    /// Returns the latest time of any write, as [`Store::latest`](crate::Store::latest) does.
    /// Blocks the thread.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    pub fn latest_time(&self) -> Result<Option<Timestamp>, StoreError> {
        Ok(self.0.readers.read_once(records::latest)?)
    }

    /// Sets the latest time back, and returns by how many seconds: 0 if it is not later than `to`.
    /// It is recorded in the audit trail, for no tenant. Blocks the thread.
    ///
    /// The latest time keeps codes expired when the clock goes back. After this, a code that
    /// expired between the two times is valid again until the clock has passed its end. It is for
    /// operators, after a wrong clock has given the store a time in the future. Stop the gateway
    /// first: it may store the later time again.
    ///
    /// # Errors
    /// [`StoreError`] when it could not be made durable.
    pub fn set_time_back(&self, to: Timestamp, actor: &str) -> Result<u64, StoreError> {
        let set_back = SetBack { to, actor: actor.to_owned() };
        Ok(self.run_blocking(set_back)?.count() as u64)
    }
}

/// Sets the latest time back, if it is later.
struct SetBack {
    to: Timestamp,
    actor: String,
}

impl Job for SetBack {
    fn weight(&self) -> usize {
        1
    }

    fn run(&self, connection: &Connection, trail: &mut Trail) -> Result<Outcome, Fault> {
        let to = seconds(self.to);
        let mut latest = connection.prepare_cached("SELECT at FROM latest")?;
        let latest: Option<i64> = latest.query_row([], |row| row.get(0)).optional()?;
        let Some(from) = latest.filter(|from| *from > to) else { return Ok(Outcome::Counted(0)) };
        connection.prepare_cached("UPDATE latest SET at = ?1")?.execute([to])?;
        search::unsettle(connection, to)?;
        audit::set_back(connection, to)?;
        let detail = format!("from second {from} to second {to} since 1970");
        let entry = Entry {
            seq: 0,
            at: to,
            tenant: "",
            actor: &self.actor,
            purpose: None,
            subject: None,
            event: EVENT,
            record: None,
            detail: Some(&detail),
        };
        trail.append_own(connection, &entry)?;
        Ok(Outcome::Counted(usize::try_from(from - to).unwrap_or(usize::MAX)))
    }
}
