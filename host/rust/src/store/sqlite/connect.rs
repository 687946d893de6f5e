//! Opening the file.

use super::fault::Fault;
use super::{log, schema};
use crate::files::{self, Folder};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long the writer waits for another process that is writing.
const WRITER_PATIENCE: Duration = Duration::from_secs(5);

/// How long a reader waits. Another process that writes does not block readers; only one with an
/// exclusive lock on the whole file does.
const READER_PATIENCE: Duration = Duration::from_millis(500);

/// How much of the file the writer caches in memory, at most: negative, so in KiB. With SQLite's
/// default of 2 MiB a write takes 1.5 times as long once there are some 100,000 codes.
const CACHE: i64 = -64 * 1024;

/// The files that SQLite keeps beside the database.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

/// The path for SQLite: absolute, so that it does not take a name as a URI or as one of its special
/// names, and without symbolic links in its folder, all of which SQLite is set to refuse.
pub(super) fn absolute(path: &Path) -> io::Result<PathBuf> {
    let path = std::path::absolute(path)?;
    match (path.parent(), path.file_name()) {
        (Some(folder), Some(name)) => Ok(fs::canonicalize(folder)?.join(name)),
        _ => Err(io::ErrorKind::InvalidInput.into()),
    }
}

/// Creates an empty file that only this user may read, unless there is a file already.
///
/// An existing file is not opened, not even to check it: closing it would release the locks that
/// this process may hold on it (POSIX).
pub(super) fn create(path: &Path) -> Result<(), Fault> {
    let (folder, name) = place(path)?;
    match folder.create_new(name) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error.into()),
        _ => Ok(()),
    }
}

/// Refuses a database that another user may have changed, or whose folder another user may write to
/// ([`crate::files`]): it, its log and its journal must belong to this user or to root.
///
/// SQLite opens its files by their paths. That is safe once the folder has been checked: no other
/// user can put another file in their place.
fn check(path: &Path) -> Result<(), Fault> {
    let (folder, name) = place(path)?;
    folder.has(name)?;
    for suffix in BESIDE {
        folder.has(files::with(name, suffix))?;
    }
    Ok(())
}

/// The checked folder of the file, and its name in it.
fn place(path: &Path) -> Result<(Folder, &OsStr), Fault> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(io::Error::from(io::ErrorKind::InvalidInput).into());
    };
    Ok((Folder::open(folder)?, name))
}

/// Opens the file for writing, and brings its schema up to date.
pub(super) fn open_writer(path: &Path) -> Result<Connection, Fault> {
    let mut connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE, WRITER_PATIENCE)?;
    // SQLite opens a file it may not write to for reading only, and reports it only here.
    if connection.is_readonly("main")? {
        return Err(Fault::Refused("the file is read-only"));
    }
    schema::recognise(&connection)?;
    let mode: String =
        connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    if mode != "wal" {
        return Err(Fault::Refused("the file system does not support a write-ahead log"));
    }
    connection.pragma_update(None, "synchronous", "FULL")?;
    schema::migrate(&mut connection)?;
    log::prepare(&connection)?;
    connection.pragma_update(None, "cache_size", CACHE)?;
    connection.set_prepared_statement_cache_capacity(32);
    Ok(connection)
}

/// Opens the file for reading. A writer must have opened it before.
pub(super) fn open_reader(path: &Path) -> Result<Connection, Fault> {
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_ONLY, READER_PATIENCE)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

/// A connection is used by one thread at a time, so SQLite's own mutexes are turned off.
fn open(path: &Path, access: OpenFlags, patience: Duration) -> Result<Connection, Fault> {
    check(path)?;
    let flags = access | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(patience)?;
    // The file is data: neither its schema nor any of its pages is trusted.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    Ok(connection)
}
