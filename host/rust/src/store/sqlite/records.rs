//! Reading codes.

use super::column::{bounded, format, id, named, optional_id, time};
use super::fault::Fault;
use crate::store::StoredRecord;
use codemint_core::words::{LiveCode, Purpose, RecordId, Recorded, State, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

/// The columns that [`stored`] reads.
const COLUMNS: &str = "id, version, purpose, subject, state, created, not_before, not_after, tries,
    max_tries, uses, max_uses, hidden, format, batch, issuer, note, terms, digest, sealed_code";

/// Reads a record.
pub(super) fn stored(row: &Row<'_>) -> rusqlite::Result<StoredRecord> {
    Ok(StoredRecord {
        known: Recorded {
            id: id(row, 0)?,
            version: row.get(1)?,
            purpose: named(row, 2, Purpose::named)?,
            subject: row.get(3)?,
            state: named(row, 4, State::named)?,
            created: time(row, 5)?,
            not_before: time(row, 6)?,
            not_after: time(row, 7)?,
            tries: row.get(8)?,
            max_tries: row.get(9)?,
            uses: row.get(10)?,
            max_uses: row.get(11)?,
            hidden: row.get(12)?,
            format: format(row, 13)?,
            batch: optional_id(row, 14)?,
            issuer: row.get(15)?,
            note: row.get(16)?,
            terms: row.get(17)?,
            code: None,
        },
        digest: row.get(18)?,
        sealed_code: row.get(19)?,
    })
}

/// Reads the live codes of subjects.
pub(super) fn live_codes(
    connection: &Connection,
    tenant: &str,
    purpose: Purpose,
    subjects: &[String],
) -> Result<Vec<LiveCode>, Fault> {
    // The last condition is that of the index, character by character: otherwise SQLite would not
    // use it.
    let mut statement = connection.prepare_cached(
        "SELECT id, version, state, not_before, not_after, format FROM records INDEXED BY live_codes
         WHERE tenant = ?1 AND purpose = ?2 AND subject = ?3
         AND state IN ('pending', 'locked')",
    )?;
    let mut live = Vec::new();
    for (position, subject) in (0..).zip(subjects) {
        let mut rows = statement.query(params![tenant, purpose.name(), subject])?;
        while let Some(row) = rows.next()? {
            live.push(LiveCode {
                subject: position,
                id: id(row, 0)?,
                version: row.get(1)?,
                state: named(row, 2, State::named)?,
                not_before: time(row, 3)?,
                not_after: time(row, 4)?,
                format: format(row, 5)?,
            });
        }
    }
    Ok(live)
}

/// The states of codes that are no longer live.
const ENDED: [State; 4] = [State::Redeemed, State::Voided, State::Superseded, State::Removed];

/// Reads the live records of a subject, oldest first, and at most `ended` others, newest first.
pub(super) fn records_of(
    connection: &Connection,
    tenant: &str,
    purpose: Purpose,
    subject: &str,
    ended: usize,
) -> Result<Vec<StoredRecord>, Fault> {
    let of = "tenant = ?1 AND purpose = ?2 AND subject = ?3";
    let mut live = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM records INDEXED BY live_codes
         WHERE {of} AND state IN ('pending', 'locked') ORDER BY place"
    ))?;
    let live = live.query_map(params![tenant, purpose.name(), subject], stored)?;
    let mut found = live.collect::<Result<Vec<_>, _>>()?;
    if ended > 0 {
        let ended_in = |state: State| {
            format!(
                "SELECT place FROM records INDEXED BY records_of_subject
                 WHERE {of} AND phase = '{}'",
                state.name()
            )
        };
        let mut others = connection.prepare_cached(&newest(&ENDED.map(ended_in), "?4"))?;
        let values = params![tenant, purpose.name(), subject, bounded(ended)];
        for other in others.query_map(values, stored)? {
            found.push(other?);
        }
    }
    Ok(found)
}

/// Reads a record of a tenant.
pub(super) fn record(
    connection: &Connection,
    tenant: &str,
    id: RecordId,
) -> Result<Option<StoredRecord>, Fault> {
    let mut statement = connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM records WHERE id = ?1 AND tenant = ?2"))?;
    Ok(statement.query_row(params![id.to_bytes(), tenant], stored).optional()?)
}

/// A query for the newest records of several ranges: each is a query of places that an index
/// orders.
pub(super) fn newest(ranges: &[String], limit: &str) -> String {
    let merged = ranges.join(" UNION ALL ");
    format!(
        "SELECT {COLUMNS} FROM ({merged} ORDER BY place DESC LIMIT {limit}) AS found
         CROSS JOIN records USING (place) ORDER BY found.place DESC"
    )
}

/// Reads the latest time of any write.
pub(super) fn latest(connection: &Connection) -> Result<Option<Timestamp>, Fault> {
    let mut statement = connection.prepare_cached("SELECT at FROM latest WHERE at > 0")?;
    Ok(statement.query_row([], |row| time(row, 0)).optional()?)
}
