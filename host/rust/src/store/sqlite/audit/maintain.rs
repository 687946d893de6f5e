//! Exporting, verifying, signing and cutting the trail.

use super::keep::{Cut, PlaceCheckpoints};
use super::read;
use super::walk::{Stop, Walk};
use crate::keys::AuditKeys;
use crate::store::StoreError;
use crate::store::audit::{AuditEntry, AuditError, AuditHead, Checkpoint, CheckpointKind, Misfit};
use crate::store::sqlite::fault::Fault;
use crate::store::sqlite::handle::SqliteStore;
use crate::store::sqlite::job::Outcome;
use codemint_core::words::Timestamp;
use rusqlite::Connection;

/// How many entries are read in one transaction, so that none takes long.
const PAGE: usize = 1000;

impl SqliteStore {
    /// Returns at most `limit` entries of all tenants with a number above `after`, oldest first.
    /// Runs on the calling thread.
    ///
    /// # Errors
    /// [`StoreError`] when they cannot be read.
    pub fn audit_entries(&self, after: u64, limit: usize) -> Result<Vec<AuditEntry>, StoreError> {
        Ok(self.read(|connection| read::entries(connection, after, limit))?)
    }

    /// Reads the whole audit trail, recomputes its chain, and compares it with its checkpoints
    /// ([`crate::store::audit`]). Uses constant memory, and does not block writes. Runs on the
    /// calling thread: do not call it on an asynchronous one.
    ///
    /// # Errors
    /// [`AuditError::Misfit`] with the first thing that is wrong, [`AuditError::Store`] when the
    /// trail cannot be read.
    pub fn verify_audit(&self, keys: &AuditKeys) -> Result<AuditHead, AuditError> {
        let mut walk = self.walk(|connection| Walk::from_beginning(connection, keys))?;
        while self.walk(|connection| walk.go_on(connection, keys, PAGE))? {}
        Ok(walk.head())
    }

    /// Signs a checkpoint for the entries since the last one, after verifying that they follow from
    /// it; the first time, for all entries. Signs a checkpoint under an earlier key again with the
    /// current one. Does nothing when there is nothing to do.
    ///
    /// Call it when the store is opened, before it is closed, and regularly in between: entries
    /// that no checkpoint covers can be cut off undetected. Blocks the thread.
    ///
    /// # Errors
    /// [`AuditError::Misfit`] when the trail is wrong: then nothing is signed.
    /// [`AuditError::Store`] when it cannot be read or written.
    pub fn checkpoint_audit(&self, keys: &AuditKeys, now: Timestamp) -> Result<(), AuditError> {
        let mut walk = self.walk(|connection| Walk::from_head(connection, keys))?;
        while self.walk(|connection| walk.go_on(connection, keys, PAGE))? {}
        let wanted = walk.checkpoints(keys, now);
        if !wanted.is_empty() {
            self.run_blocking(PlaceCheckpoints(wanted))?;
        }
        Ok(())
    }

    /// Removes entries from the beginning of the trail, up to the first one that was written at
    /// `before` or later, at most `limit` of them and at most 10,000; and stores, in the same
    /// transaction, a checkpoint from which the trail continues. Only entries that a checkpoint
    /// covers are removed. Returns the number of removed entries; fewer than `limit` when there are
    /// no more. Blocks the thread.
    ///
    /// # Errors
    /// [`AuditError::Misfit`] when they are wrong: then nothing is removed.
    /// [`AuditError::Store`] when the store fails, or another process cuts the trail at the same
    /// time.
    pub fn cut_audit(
        &self,
        keys: &AuditKeys,
        before: Timestamp,
        now: Timestamp,
        limit: usize,
    ) -> Result<usize, AuditError> {
        let found = self.walk(|connection| {
            let mut walk = Walk::from_cut(connection, keys)?;
            let from = walk.at();
            walk.go_until(connection, before, limit.min(10 * PAGE))?;
            Ok((walk.writer(), from, walk.at()))
        });
        let (writer, (from, _), to) = found?;
        if from == to.0 {
            return Ok(0);
        }
        let cut = Checkpoint::signed(keys, writer, CheckpointKind::Cut, to, now);
        match self.run_blocking(Cut { from, cut })? {
            Outcome::Conflict => {
                let refused = Fault::Refused("another process is cutting the audit trail");
                Err(StoreError::from(refused).into())
            }
            cut => Ok(cut.count()),
        }
    }

    /// Reads a part of the trail, which may turn out to be wrong.
    fn walk<T>(&self, read: impl FnOnce(&Connection) -> Result<T, Stop>) -> Result<T, AuditError> {
        let found = self.read(|connection| match read(connection) {
            Ok(found) => Ok(Ok(found)),
            Err(Stop::Misfit(misfit)) => Ok(Err(misfit)),
            Err(Stop::Fault(fault)) => Err(fault),
        });
        let found: Result<T, Misfit> = found.map_err(StoreError::from)?;
        Ok(found?)
    }
}
