//! Values of columns: how they are stored, and how they are read.

use crate::locale::Locale;
use codemint_core::words::{CodeFormat, RecordId, Timestamp};
use rusqlite::Row;
use rusqlite::types::Type;

/// A time as it is stored. Every [`Timestamp`] is within SQLite's range.
pub(super) const fn seconds(time: Timestamp) -> i64 {
    time.seconds().cast_signed()
}

/// A limit for SQLite, to which a negative one would mean no limit.
pub(super) fn bounded(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

/// Reads a name, and returns what it stands for.
pub(super) fn named<T>(
    row: &Row<'_>,
    column: usize,
    of_name: impl FnOnce(&str) -> Option<T>,
) -> rusqlite::Result<T> {
    let name = row.get_ref(column)?.as_str()?;
    of_name(name).ok_or_else(|| invalid(column, Type::Text, format!("unknown name `{name}`")))
}

/// Reads a name or `NULL`.
pub(super) fn optional_named<T>(
    row: &Row<'_>,
    column: usize,
    of_name: impl FnOnce(&str) -> Option<T>,
) -> rusqlite::Result<Option<T>> {
    match row.get_ref(column)?.as_str_or_null()? {
        Some(_) => named(row, column, of_name).map(Some),
        None => Ok(None),
    }
}

/// Reads a time.
pub(super) fn time(row: &Row<'_>, column: usize) -> rusqlite::Result<Timestamp> {
    let seconds: i64 = row.get(column)?;
    let time = u64::try_from(seconds).ok().and_then(Timestamp::from_seconds);
    time.ok_or_else(|| invalid(column, Type::Integer, format!("time {seconds} is out of range")))
}

/// Reads an ID.
pub(super) fn id(row: &Row<'_>, column: usize) -> rusqlite::Result<RecordId> {
    row.get(column).map(from_bytes)
}

/// Reads an ID or `NULL`.
pub(super) fn optional_id(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<RecordId>> {
    Ok(row.get::<_, Option<[u8; 16]>>(column)?.map(from_bytes))
}

const fn from_bytes(bytes: [u8; 16]) -> RecordId {
    RecordId::from_u128(u128::from_be_bytes(bytes))
}

/// Reads a format by its number; 0 for none.
pub(super) fn format(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<CodeFormat>> {
    let number: u32 = row.get(column)?;
    if number == 0 {
        return Ok(None);
    }
    let format = CodeFormat::numbered(number);
    let invalid = || invalid(column, Type::Integer, format!("unknown format {number}"));
    format.map(Some).ok_or_else(invalid)
}

/// Reads a language tag or `NULL`.
pub(super) fn locale(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Locale>> {
    let tag: Option<String> = row.get(column)?;
    let parse = |tag: String| {
        Locale::parse(&tag)
            .ok_or_else(|| invalid(column, Type::Text, format!("`{tag}` is not a language tag")))
    };
    tag.map(parse).transpose()
}

fn invalid(column: usize, kind: Type, what: String) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, kind, what.into())
}
