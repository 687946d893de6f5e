//! Copying the write-ahead log into the file.

use super::fault::Fault;
use rusqlite::Connection;

/// After how many pages (of 4 KiB) the log is copied.
///
/// Meanwhile the queue waits. Measured on a shared disk with 1,000,000 codes in the file, where
/// nearly every page of the log is a different page of the file: 7 to 20 ms for 1,000 pages, 35 to
/// 150 ms for 4,000, 125 to 280 ms for 16,000. The largest raises throughput by up to a
/// third, which is not worth the wait. Copying on another thread did not help: the time goes into
/// syncing the file, for which writes have to wait.
const LONG: i64 = 1000;

/// After how many pages the copy waits for readers, so that the log can start from its beginning.
/// Readers take microseconds; only an unbroken sequence of them lets the log become that long.
const TOO_LONG: i64 = 64 * LONG;

/// To how many bytes the log is truncated when it starts from its beginning.
const KEPT: i64 = 64 * 1024 * 1024;

/// Leaves copying the log to [`checkpoint_if_long`]: SQLite would do it at the end of a commit,
/// before the jobs are answered.
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

/// The number of pages in the log, and how many of them have been copied into the file.
pub(super) struct Pages {
    all: i64,
    copied: i64,
}

/// Copies the log into the file, in one of SQLite's modes; `NOOP` only counts.
pub(super) fn checkpoint(connection: &Connection, mode: &str) -> Result<Pages, Fault> {
    let mut statement = connection.prepare_cached(&format!("PRAGMA wal_checkpoint({mode})"))?;
    Ok(statement.query_row([], |row| Ok(Pages { all: row.get(1)?, copied: row.get(2)? }))?)
}
