//! What the writing thread does with checkpoints.

use super::super::fault::Fault;
use super::super::write::Answer;
use super::read::{marks, number};
use crate::store::audit::Checkpoint;
use rusqlite::{Connection, params};

/// Puts checkpoints in the place of older ones of their kind. One that is ahead stays: another
/// process was faster.
pub(in super::super) fn place(
    connection: &Connection,
    checkpoints: &[Checkpoint],
) -> Result<Answer, Fault> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO audit_checkpoints (kind, seq, chain, at, signature)
         VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (kind) DO UPDATE SET seq = excluded.seq, chain = excluded.chain,
         at = excluded.at, signature = excluded.signature WHERE excluded.seq >= seq",
    )?;
    for Checkpoint { kind, seq, chain, at, signature } in checkpoints {
        statement.execute(params![kind.name(), number(*seq), chain.0, at, signature])?;
    }
    Ok(Answer::Done)
}

/// Removes the entries up to the cut, if the trail still begins after that number.
pub(in super::super) fn cut(
    connection: &Connection,
    from: u64,
    cut: &Checkpoint,
) -> Result<Answer, Fault> {
    if marks(connection)?.cut.map_or(0, |cut| cut.seq) != from {
        return Ok(Answer::Conflict);
    }
    // First, for the trigger lets nothing be removed that is not before a cut.
    place(connection, std::slice::from_ref(cut))?;
    let removed = connection
        .prepare_cached("DELETE FROM audit WHERE seq <= ?1")?
        .execute([number(cut.seq)])?;
    Ok(Answer::Counted(removed))
}
