//! Removing the values of expired codes.

use super::audit::Trail;
use super::column::{bounded, seconds};
use super::fault::Fault;
use super::job::{Job, Outcome};
use super::{answers, mails};
use codemint_core::words::Timestamp;
use rusqlite::{Connection, params};

/// Removes the values of at most `limit` codes that are due for it, and at most as many expired
/// answers. What remains of a code is a tombstone.
pub(super) struct Remove {
    pub(super) now: Timestamp,
    pub(super) limit: usize,
}

impl Job for Remove {
    fn weight(&self) -> usize {
        self.limit
    }

    fn run(&self, connection: &Connection, _: &mut Trail) -> Result<Outcome, Fault> {
        let mut due = connection.prepare_cached(
            "SELECT id FROM records INDEXED BY removals
             WHERE remove_at <= ?1 AND remove_at IS NOT NULL AND state IN ('pending', 'locked')
             ORDER BY remove_at LIMIT ?2",
        )?;
        let limit = bounded(self.limit);
        let ids: Vec<[u8; 16]> = due
            .query_map(params![seconds(self.now), limit], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        let mut remove = connection.prepare_cached(
            "UPDATE records SET state = 'removed', version = version + 1, slot = x'', digest = x'',
             sealed_code = NULL, note = NULL, terms = NULL WHERE id = ?1",
        )?;
        for id in &ids {
            mails::expire(connection, *id, self.now)?;
            remove.execute([id])?;
        }
        answers::forget(connection, self.now, limit)?;
        Ok(Outcome::Counted(ids.len()))
    }
}
