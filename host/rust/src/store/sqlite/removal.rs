//! Removing the values of codes that are over.

use super::fault::Fault;
use super::write::{Answer, seconds};
use super::{answers, mails};
use codemint_core::words::Timestamp;
use rusqlite::{Connection, params};

/// Leaves tombstones of codes that are over: what names them, and nothing of their values.
pub(super) fn remove(
    connection: &Connection,
    now: Timestamp,
    limit: usize,
) -> Result<Answer, Fault> {
    let mut over = connection.prepare_cached(
        "SELECT id FROM records INDEXED BY removals
         WHERE remove_at <= ?1 AND remove_at IS NOT NULL AND state IN ('pending', 'locked')
         ORDER BY remove_at LIMIT ?2",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let ids: Vec<[u8; 16]> = over
        .query_map(params![seconds(now), limit], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut bury = connection.prepare_cached(
        "UPDATE records SET state = 'removed', version = version + 1, slot = x'', digest = x'',
         sealed_code = NULL, note = NULL, terms = NULL WHERE id = ?1",
    )?;
    for id in &ids {
        mails::bury_with(connection, *id, now)?;
        bury.execute([id])?;
    }
    answers::forget(connection, now, limit)?;
    Ok(Answer::Counted(ids.len()))
}
