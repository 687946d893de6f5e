//! Counting failures of anonymous callers, until an entry has the count.

use super::read::event;
use crate::store::audit::{Flood, INTERVAL, is_success, truncated};
use crate::store::sqlite::column::{named, seconds, time};
use crate::store::sqlite::fault::Fault;
use crate::store::{AuditRow, Write};
use codemint_core::journey::AuditEvent;
use codemint_core::words::{Purpose, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

/// How many counts one transaction adds to the trail.
const BATCH: i64 = 64;

/// An entry and its purpose.
pub(super) type NewEntry = (Option<Purpose>, AuditRow);

/// The entries of an anonymous call. A failure that is only counted has none.
pub(super) fn limited(connection: &Connection, write: &Write) -> Result<Vec<NewEntry>, Fault> {
    let mut entries = Vec::new();
    for row in &write.audit {
        let row = truncated(row);
        if is_success(row.event) || count(connection, write, &row, &mut entries)? {
            entries.push((write.purpose, row));
        }
    }
    Ok(entries)
}

/// Counts a failure, and returns whether it has an entry of its own. Adds the entry of a count
/// whose interval has ended.
fn count(
    connection: &Connection,
    write: &Write,
    row: &AuditRow,
    entries: &mut Vec<NewEntry>,
) -> Result<bool, Fault> {
    let (tenant, name) = (&write.tenant, row.event.name());
    let mut find = connection.prepare_cached(
        "SELECT since, written, held, actor FROM audit_floods WHERE tenant = ?1 AND event = ?2",
    )?;
    let found = find.query_row(params![tenant, name], |row| flood(row, 0)).optional()?;
    let mut now = match found {
        Some(flood) if !flood.has_ended(write.at) => flood,
        ended => {
            let entry = ended.and_then(|ended| ended.entry(row.event, write.at));
            entries.extend(entry.map(|entry| (None, entry)));
            Flood::begin(write.at, &row.actor)
        }
    };
    let is_written = now.count();
    let mut keep = connection.prepare_cached(
        "INSERT OR REPLACE INTO audit_floods (tenant, event, since, written, held, actor)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    let (written, held) = (now.written.cast_signed(), now.held.cast_signed());
    keep.execute(params![tenant, name, seconds(now.since), written, held, now.actor])?;
    Ok(is_written)
}

/// Takes the counts whose interval has ended, and returns the tenant and the entry of each.
pub(super) fn ended(
    connection: &Connection,
    at: Timestamp,
) -> Result<Vec<(String, AuditRow)>, Fault> {
    let mut find = connection.prepare_cached(
        "SELECT tenant, event, since, written, held, actor FROM audit_floods INDEXED BY held_floods
         WHERE held > 0 AND since <= ?1 ORDER BY since LIMIT ?2",
    )?;
    let since = seconds(at).saturating_sub(i64::from(INTERVAL));
    let found = find.query_map(params![since, BATCH], |row| {
        Ok((row.get(0)?, named(row, 1, event)?, flood(row, 2)?))
    })?;
    let found: Vec<(String, AuditEvent, Flood)> = found.collect::<Result<_, _>>()?;
    let mut forget =
        connection.prepare_cached("DELETE FROM audit_floods WHERE tenant = ?1 AND event = ?2")?;
    let mut entries = Vec::with_capacity(found.len());
    for (tenant, event, flood) in found {
        forget.execute(params![tenant, event.name()])?;
        entries.extend(flood.entry(event, at).map(|entry| (tenant, entry)));
    }
    Ok(entries)
}

/// Moves intervals that begin after that time, to which the latest time was set back: their counts
/// would be delayed otherwise.
pub(in crate::store::sqlite) fn set_back(connection: &Connection, to: i64) -> Result<(), Fault> {
    connection.execute("UPDATE audit_floods SET since = ?1 WHERE since > ?1", [to])?;
    Ok(())
}

fn flood(row: &Row<'_>, first: usize) -> rusqlite::Result<Flood> {
    Ok(Flood {
        since: time(row, first)?,
        written: row.get::<_, i64>(first + 1)?.cast_unsigned(),
        held: row.get::<_, i64>(first + 2)?.cast_unsigned(),
        actor: row.get(first + 3)?,
    })
}
