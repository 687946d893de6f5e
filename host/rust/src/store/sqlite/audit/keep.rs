//! Storing checkpoints, and removing entries.

use super::append::Trail;
use super::read::{marks, number};
use crate::store::audit::Checkpoint;
use crate::store::sqlite::fault::Fault;
use crate::store::sqlite::job::{Job, Outcome};
use rusqlite::{Connection, params};

/// Replaces the checkpoints of the same kind. One that is ahead stays: another process was faster.
pub(super) struct PlaceCheckpoints(pub(super) Vec<Checkpoint>);

impl Job for PlaceCheckpoints {
    fn weight(&self) -> usize {
        self.0.len()
    }

    fn run(&self, connection: &Connection, _: &mut Trail) -> Result<Outcome, Fault> {
        place(connection, &self.0)?;
        Ok(Outcome::Done)
    }
}

fn place(connection: &Connection, checkpoints: &[Checkpoint]) -> Result<(), Fault> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO audit_checkpoints (kind, seq, chain, at, signature)
         VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (kind) DO UPDATE SET seq = excluded.seq, chain = excluded.chain,
         at = excluded.at, signature = excluded.signature WHERE excluded.seq >= seq",
    )?;
    for Checkpoint { kind, seq, chain, at, signature } in checkpoints {
        statement.execute(params![kind.name(), number(*seq), chain.0, at, signature])?;
    }
    Ok(())
}

/// Removes the entries up to the cut, if the trail still begins after the entry `from`.
pub(super) struct Cut {
    pub(super) from: u64,
    pub(super) cut: Checkpoint,
}

impl Job for Cut {
    fn weight(&self) -> usize {
        usize::try_from(self.cut.seq.saturating_sub(self.from)).unwrap_or(usize::MAX)
    }

    fn run(&self, connection: &Connection, _: &mut Trail) -> Result<Outcome, Fault> {
        if marks(connection)?.cut.map_or(0, |cut| cut.seq) != self.from {
            return Ok(Outcome::Conflict);
        }
        // First, since a trigger allows removing only entries before the cut.
        place(connection, std::slice::from_ref(&self.cut))?;
        let removed = connection
            .prepare_cached("DELETE FROM audit WHERE seq <= ?1")?
            .execute([number(self.cut.seq)])?;
        Ok(Outcome::Counted(removed))
    }
}
