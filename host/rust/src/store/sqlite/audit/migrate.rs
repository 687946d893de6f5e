//! The chain of entries from before there was one.

use super::super::fault::Fault;
use super::read::{entry, writer};
use crate::store::audit::Chain;
use rusqlite::{Connection, params};

/// Links the entries of the table that was put aside, oldest first, and drops it. They keep their
/// numbers. The statements are this step's own: those for today's table may change.
pub(in super::super) fn link(connection: &Connection) -> Result<(), Fault> {
    let none = || Fault::Refused("the id of the audit trail's writer was not made");
    let mut chain = Chain::of(writer(connection)?.ok_or_else(none)?);
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
