//! What is read of codes.

use super::fault::Fault;
use crate::store::{KeptCode, StoredCode};
use codemint_core::words::{CodeFormat, LiveCode, Purpose, RecordId, State, Timestamp};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, params};

pub(super) fn live_codes(
    connection: &Connection,
    tenant: &str,
    purpose: Purpose,
    subjects: &[String],
) -> Result<Vec<LiveCode>, Fault> {
    // The last condition is the index's, word by word: else SQLite would not use it.
    let mut statement = connection.prepare_cached(
        "SELECT id, version, state, not_before, not_after, format FROM records INDEXED BY live_codes
         WHERE tenant = ?1 AND purpose = ?2 AND subject = ?3
         AND state IN ('pending', 'locked')",
    )?;
    let mut live = Vec::new();
    for (position, subject) in (0..).zip(subjects) {
        let mut rows = statement.query(params![tenant, purpose.name(), subject])?;
        while let Some(row) = rows.next()? {
            let (id, version) = (id(row, 0)?, row.get(1)?);
            live.push(LiveCode {
                subject: position,
                id,
                version,
                state: word(row, 2, State::named)?,
                not_before: time(row, 3)?,
                not_after: time(row, 4)?,
                format: format(row, 5)?,
            });
        }
    }
    Ok(live)
}

pub(super) fn stored_code(
    connection: &Connection,
    record: RecordId,
) -> Result<Option<StoredCode>, Fault> {
    let mut statement =
        connection.prepare_cached("SELECT digest, state, version FROM records WHERE id = ?1")?;
    let found = statement.query_row([record.to_bytes()], |row| {
        let state = word(row, 1, State::named)?;
        Ok(StoredCode { digest: row.get(0)?, state, version: row.get(2)? })
    });
    Ok(found.optional()?)
}

pub(super) fn kept_codes(
    connection: &Connection,
    tenant: &str,
    purpose: Purpose,
    subject: &str,
) -> Result<Vec<KeptCode>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT id, digest, sealed_code, hidden, created, not_after, note, issuer
         FROM records INDEXED BY live_codes
         WHERE tenant = ?1 AND purpose = ?2 AND subject = ?3
         AND state IN ('pending', 'locked') ORDER BY place",
    )?;
    let kept = statement.query_map(params![tenant, purpose.name(), subject], |row| {
        Ok(KeptCode {
            id: id(row, 0)?,
            digest: row.get(1)?,
            sealed_code: row.get(2)?,
            hidden: row.get(3)?,
            created: time(row, 4)?,
            not_after: time(row, 5)?,
            note: row.get(6)?,
            issuer: row.get(7)?,
        })
    })?;
    Ok(kept.collect::<Result<_, _>>()?)
}

/// Reads a page, if there is one, to see whether reading works.
pub(super) fn anything(connection: &Connection) -> Result<(), Fault> {
    let mut statement = connection.prepare_cached("SELECT 1 FROM records LIMIT 1")?;
    statement.exists([])?;
    Ok(())
}

/// What a word in that column stands for.
pub(super) fn word<T>(
    row: &Row<'_>,
    column: usize,
    named: impl FnOnce(&str) -> Option<T>,
) -> rusqlite::Result<T> {
    let text = row.get_ref(column)?.as_str()?;
    named(text).ok_or_else(|| nonsense(column, Type::Text, format!("there is no `{text}`")))
}

pub(super) fn time(row: &Row<'_>, column: usize) -> rusqlite::Result<Timestamp> {
    let seconds: i64 = row.get(column)?;
    let time = u64::try_from(seconds).ok().and_then(Timestamp::from_seconds);
    time.ok_or_else(|| nonsense(column, Type::Integer, format!("{seconds} is no point in time")))
}

pub(super) fn id(row: &Row<'_>, column: usize) -> rusqlite::Result<RecordId> {
    row.get(column).map(from_bytes)
}

pub(super) fn optional_id(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<RecordId>> {
    Ok(row.get::<_, Option<[u8; 16]>>(column)?.map(from_bytes))
}

/// A format by its number; 0 stands for none.
pub(super) fn format(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<CodeFormat>> {
    let number: u32 = row.get(column)?;
    if number == 0 {
        return Ok(None);
    }
    let format = CodeFormat::numbered(number);
    let nonsense = || nonsense(column, Type::Integer, format!("there is no format {number}"));
    format.map(Some).ok_or_else(nonsense)
}

pub(super) const fn from_bytes(bytes: [u8; 16]) -> RecordId {
    RecordId::from_u128(u128::from_be_bytes(bytes))
}

pub(super) fn nonsense(column: usize, kind: Type, what: String) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, kind, what.into())
}

/// As SQLite takes it: a negative limit would be none.
pub(super) fn bounded(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}
