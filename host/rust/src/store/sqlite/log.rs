//! When the write-ahead log is copied into the file.

use super::fault::Fault;
use rusqlite::Connection;

/// After how many pages (of 4 KiB) the log is copied.
const LONG: i64 = 4000;

/// After how many pages readers are waited for, so that the log can begin anew. Readers take
/// microseconds; only a whole row of them without a gap lets the log become that long.
const TOO_LONG: i64 = 16 * LONG;

/// To how many bytes the log is cut when it begins anew after it has been longer.
const KEPT: i64 = 64 * 1024 * 1024;

/// Leaves it to [`checkpoint_if_long`] to copy the log: SQLite would do it at the end of a commit,
/// before anybody is answered.
pub(super) fn prepare(connection: &Connection) -> Result<(), Fault> {
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    connection.pragma_update(None, "journal_size_limit", KEPT)?;
    Ok(())
}

/// Copies the log if it has become long.
pub(super) fn checkpoint_if_long(connection: &Connection) -> Result<(), Fault> {
    let Pages { all, copied } = checkpoint(connection, "NOOP")?;
    if all - copied >= LONG {
        checkpoint(connection, if all < TOO_LONG { "PASSIVE" } else { "RESTART" })?;
    }
    Ok(())
}

/// How many pages are in the log, and how many of them in the file as well.
pub(super) struct Pages {
    all: i64,
    copied: i64,
}

/// Copies the log into the file, in one of SQLite's ways; `NOOP` only counts.
pub(super) fn checkpoint(connection: &Connection, way: &str) -> Result<Pages, Fault> {
    let mut statement = connection.prepare_cached(&format!("PRAGMA wal_checkpoint({way})"))?;
    Ok(statement.query_row([], |row| Ok(Pages { all: row.get(1)?, copied: row.get(2)? }))?)
}
