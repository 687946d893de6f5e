//! Linking entries from before there was a chain.

use super::read::{entry, writer};
use crate::store::audit::Chain;
use crate::store::sqlite::fault::Fault;
use rusqlite::{Connection, params};

/// Links the entries of the old table, oldest first, and drops it. They keep their numbers. The
/// statements belong to this migration alone: those for the current table may change.
pub(in crate::store::sqlite) fn link(connection: &Connection) -> Result<(), Fault> {
    let missing = || Fault::Refused("the ID of the audit trail's writer was not created");
    let mut chain = Chain::of(writer(connection)?.ok_or_else(missing)?);
    let mut unlinked = connection.prepare(
        "SELECT seq, at, tenant, actor, purpose, subject, event, record, detail, zeroblob(32)
         FROM audit_unlinked ORDER BY seq",
    )?;
    let mut insert = connection.prepare(
        "INSERT INTO audit (seq, at, tenant, actor, purpose, subject, event, record, detail, chain)
         SELECT seq, at, tenant, actor, purpose, subject, event, record, detail, ?2
         FROM audit_unlinked WHERE seq = ?1",
    )?;
    let mut rows = unlinked.query([])?;
    while let Some(row) = rows.next()? {
        let (entry, _) = entry(row)?;
        chain = chain.with(&entry);
        insert.execute(params![row.get::<_, i64>(0)?, chain.0])?;
    }
    drop(rows);
    Ok(connection.execute_batch("DROP TABLE audit_unlinked")?)
}
