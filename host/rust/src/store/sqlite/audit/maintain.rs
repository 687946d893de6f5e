//! The audit trail in the file: how it grows (`append`), how it is read (`read`), how it is checked
//! (`walk`), vouched for and cut (`keep`), and how one without a chain gets it (`migrate`).

mod append;
mod flood;
mod keep;
mod migrate;
mod read;
mod walk;

pub(super) use append::Trail;
pub(super) use flood::set_back;
pub(super) use keep::{cut, place};
pub(super) use migrate::link;
pub(super) use read::audit_trail;

use super::SqliteStore;
use super::fault::Fault;
use super::write::{Answer, Work};
use crate::keys::AuditKeys;
use crate::store::StoreError;
use crate::store::audit::{AuditEntry, AuditError, AuditHead, Checkpoint, CheckpointKind, Misfit};
use codemint_core::words::Timestamp;
use walk::{Stop, Walk};

/// How many entries are read in one transaction, so that nobody waits for a long one.
const PAGE: usize = 1000;

impl SqliteStore {
    /// At most `limit` entries of all tenants, oldest first, of those with a number above `after`.
    /// Runs on the calling thread.
    ///
    /// # Errors
    /// [`StoreError`] when they cannot be read.
    pub fn audit_entries(&self, after: u64, limit: usize) -> Result<Vec<AuditEntry>, StoreError> {
        Ok(self.read(|connection| read::entries(connection, after, limit))?)
    }

    /// Reads the whole audit trail, computes its chain anew, and holds it against its checkpoints
    /// ([`crate::store::audit`]). In constant memory, while others write; on the calling thread:
    /// not for an asynchronous one.
    ///
    /// # Errors
    /// [`AuditError::Misfit`] with the first thing that does not fit, [`AuditError::Store`] when
    /// the trail cannot be read.
    pub fn verify_audit(&self, keys: &AuditKeys) -> Result<AuditHead, AuditError> {
        let mut walk = self.walk(|connection| Walk::from_the_beginning(connection, keys))?;
        while self.walk(|connection| walk.go_on(connection, keys, PAGE))? {}
        Ok(walk.head())
    }

    /// Vouches for what was written since the last checkpoint, after having seen that it follows
    /// from there; the first time, for all that there is. Signs under the current key what is
    /// under an earlier one. Does nothing when there is nothing to do.
    ///
    /// To be called when the store is opened and before it is closed, and now and then between: what
    /// no checkpoint vouches for can be cut off unseen. Blocks the thread.
    ///
    /// # Errors
    /// [`AuditError::Misfit`] when the trail does not fit: then nothing is vouched for.
    /// [`AuditError::Store`] when it cannot be read or written.
    pub fn checkpoint_audit(&self, keys: &AuditKeys, now: Timestamp) -> Result<(), AuditError> {
        let mut walk = self.walk(|connection| Walk::from_the_head(connection, keys))?;
        while self.walk(|connection| walk.go_on(connection, keys, PAGE))? {}
        let wanted = walk.checkpoints(keys, now);
        if !wanted.is_empty() {
            self.0.writer.run_blocking(Work::Checkpoints(wanted))?;
        }
        Ok(())
    }

    /// Removes entries from the beginning of the trail, up to the first one that was written at
    /// `before` or later, at most `limit` of them and at most 10,000; and leaves a checkpoint from
    /// which the trail goes on, in the same transaction. Only what a checkpoint vouches for is
    /// removed. How many there were is returned; fewer than `limit` when there are no more.
    /// Blocks the thread.
    ///
    /// # Errors
    /// [`AuditError::Misfit`] when they do not fit: then nothing is removed.
    /// [`AuditError::Store`] when the store fails, or somebody else cuts the trail just now.
    pub fn cut_audit(
        &self,
        keys: &AuditKeys,
        before: Timestamp,
        now: Timestamp,
        limit: usize,
    ) -> Result<usize, AuditError> {
        let found = self.walk(|connection| {
            let mut walk = Walk::from_the_cut(connection, keys)?;
            let from = walk.at();
            walk.go_until(connection, before, limit.min(10 * PAGE))?;
            Ok((walk.writer(), from, walk.at()))
        });
        let (writer, (from, _), to) = found?;
        if from == to.0 {
            return Ok(0);
        }
        let cut = Checkpoint::signed(keys, writer, CheckpointKind::Cut, to, now);
        match self.0.writer.run_blocking(Work::Cut { from, cut })? {
            Answer::Counted(count) => Ok(count),
            Answer::Done | Answer::More | Answer::Conflict => {
                Err(StoreError::from(Fault::Refused("the audit trail is being cut by another"))
                    .into())
            }
        }
    }

    /// A read that may meet what does not fit.
    fn walk<T>(
        &self,
        read: impl FnOnce(&rusqlite::Connection) -> Result<T, Stop>,
    ) -> Result<T, AuditError> {
        let found = self.read(|connection| match read(connection) {
            Ok(found) => Ok(Ok(found)),
            Err(Stop::Misfit(misfit)) => Ok(Err(misfit)),
            Err(Stop::Fault(fault)) => Err(fault),
        });
        let found: Result<T, Misfit> = found.map_err(StoreError::from)?;
        Ok(found?)
    }
}
