//! The latest time of the store, and setting it back.

use super::audit::{self, Trail};
use super::fault::Fault;
use super::write::{Answer, Work, seconds};
use super::{SqliteStore, records, search};
use crate::store::StoreError;
use crate::store::audit::Entry;
use codemint_core::words::Timestamp;
use rusqlite::{Connection, OptionalExtension as _};

/// What the audit trail calls it. The entry belongs to no tenant: it concerns all of them.
const EVENT: &str = "time-set-back";

impl SqliteStore {
    /// The latest time of any write, as [`Store::latest`](crate::Store::latest); for a thread that may
    /// block.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    pub fn latest_time(&self) -> Result<Option<Timestamp>, StoreError> {
        Ok(self.0.readers.read_once(records::latest)?)
    }

    /// Sets the latest time back, and returns by how many seconds: none when it is not later than
    /// `to`. An entry of the audit trail says so, for no tenant. Blocks the thread.
    ///
    /// The latest time keeps codes expired when the clock goes back. After this, a code that expired
    /// between the two times is valid again until the clock has passed its end. It is for an operator,
    /// after the clock was wrong and the store has seen a time that never was; a gateway that runs
    /// meanwhile may put the later time back, so it is stopped before.
    ///
    /// # Errors
    /// [`StoreError`] when it could not be made durable.
    pub fn set_time_back(&self, to: Timestamp, actor: &str) -> Result<u64, StoreError> {
        match self.0.writer.run_blocking(Work::SetBack { to, actor: actor.to_owned() })? {
            Answer::Counted(seconds) => Ok(seconds as u64),
            Answer::Done | Answer::More | Answer::Conflict => Ok(0),
        }
    }
}

pub(super) fn set_back(
    connection: &Connection,
    trail: &mut Trail,
    to: Timestamp,
    actor: &str,
) -> Result<Answer, Fault> {
    let to = seconds(to);
    let mut latest = connection.prepare_cached("SELECT at FROM latest")?;
    let latest: Option<i64> = latest.query_row([], |row| row.get(0)).optional()?;
    let Some(from) = latest.filter(|from| *from > to) else { return Ok(Answer::Counted(0)) };
    connection.prepare_cached("UPDATE latest SET at = ?1")?.execute([to])?;
    search::unsettle(connection, to)?;
    audit::set_back(connection, to)?;
    let detail = format!("from second {from} to second {to} since 1970");
    let entry = Entry {
        seq: 0,
        at: to,
        tenant: "",
        actor,
        purpose: None,
        subject: None,
        event: EVENT,
        record: None,
        detail: Some(&detail),
    };
    trail.append_own(connection, &entry)?;
    Ok(Answer::Counted(usize::try_from(from - to).unwrap_or(usize::MAX)))
}
