//! What is read of whole records.

use super::fault::Fault;
use super::read::{bounded, format, id, optional_id, time, word};
use super::search::newest;
use crate::store::StoredRecord;
use codemint_core::words::{Purpose, RecordId, Recorded, State, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

/// The columns that [`stored`] reads.
pub(super) const COLUMNS: &str =
    "id, version, purpose, subject, state, created, not_before, not_after, tries,
    max_tries, uses, max_uses, hidden, format, batch, issuer, note, terms, digest, sealed_code";

pub(super) fn stored(row: &Row<'_>) -> rusqlite::Result<StoredRecord> {
    Ok(StoredRecord {
        known: Recorded {
            id: id(row, 0)?,
            version: row.get(1)?,
            purpose: word(row, 2, Purpose::named)?,
            subject: row.get(3)?,
            state: word(row, 4, State::named)?,
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

/// The states of codes that are over.
const ENDED: [State; 4] = [State::Redeemed, State::Voided, State::Superseded, State::Removed];

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
    let ended_in = |state: State| {
        format!(
            "SELECT place FROM records INDEXED BY records_of_subject
             WHERE {of} AND phase = '{}'",
            state.name()
        )
    };
    let mut over = connection.prepare_cached(&newest(&ENDED.map(ended_in), "?4"))?;
    let live = live.query_map(params![tenant, purpose.name(), subject], stored)?;
    let over = over.query_map(params![tenant, purpose.name(), subject, bounded(ended)], stored)?;
    Ok(live.chain(over).collect::<Result<_, _>>()?)
}

pub(super) fn record(
    connection: &Connection,
    tenant: &str,
    id: RecordId,
) -> Result<Option<StoredRecord>, Fault> {
    let mut statement = connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM records WHERE id = ?1 AND tenant = ?2"))?;
    Ok(statement.query_row(params![id.to_bytes(), tenant], stored).optional()?)
}

/// The latest time of any write.
pub(super) fn latest(connection: &Connection) -> Result<Option<Timestamp>, Fault> {
    let mut statement = connection.prepare_cached("SELECT at FROM latest WHERE at > 0")?;
    Ok(statement.query_row([], |row| time(row, 0)).optional()?)
}
