//! What can go wrong with the file, and what of it a caller is told.

use super::connect::beside;
use crate::files::{self, Folder};
use crate::store::StoreError;
use rusqlite::ErrorCode;
use std::fs;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;

/// Why something was not done. Can be told to everybody of a group.
#[derive(Clone, Debug)]
pub(super) enum Fault {
    /// SQLite says so.
    Sqlite(Arc<rusqlite::Error>),
    /// The file system has no room, whatever SQLite calls that.
    Full(Arc<dyn std::error::Error + Send + Sync>),
    /// Another process keeps the file locked.
    Busy(Arc<rusqlite::Error>),
    /// The operating system says so.
    Io(Arc<io::Error>),
    /// What was read makes no sense.
    Damaged(String),
    /// It would have been wrong to do it.
    Refused(&'static str),
    /// Too much waits to be written or read already.
    Overloaded,
    /// A read took too long.
    Overdue,
    /// The store has been closed.
    Closed,
}

impl Fault {
    /// The same fault, recognised as a lack of room where it is one.
    ///
    /// SQLite knows `ENOSPC` while writing as a full disk; the rest (a quota, the largest size of
    /// a file, a file system that finds out while syncing) it calls an I/O error, without saying
    /// which. So a file beside the database is made to grow.
    pub(super) fn or_full(self, database: &Path) -> Self {
        match self {
            Self::Sqlite(error) if is_failed_io(&error) && !has_room(database) => Self::Full(error),
            other => other,
        }
    }

    /// Whether it is SQLite's word for a value that must be unique and is there already.
    pub(super) fn is_taken(error: &rusqlite::Error) -> bool {
        let code = error.sqlite_error().map(|error| error.extended_code);
        matches!(
            code,
            Some(
                rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY
                    | rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE
            )
        )
    }
}

impl Fault {
    /// Whether a statement was interrupted.
    pub(super) fn is_interrupted(&self) -> bool {
        let Self::Sqlite(error) = self else { return false };
        error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted)
    }
}

fn is_failed_io(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::SystemIoFailure)
}

/// Whether a file beside the database can grow by a little more than its log is long.
fn has_room(database: &Path) -> bool {
    static LITTLE: [u8; 64 * 1024] = [0; 64 * 1024];
    let (Some(folder), Some(name)) = (database.parent(), database.file_name()) else { return true };
    let Ok(folder) = Folder::open(folder) else { return true };
    let probe = files::with(name, "-probe");
    let grow = || {
        let length = fs::metadata(beside(database, "-wal")).map_or(0, |log| log.len());
        folder.remove(&probe)?; // what a crash left
        let mut file = folder.create_new(&probe)?;
        file.seek(SeekFrom::Start(length))?;
        file.write_all(&LITTLE)?;
        file.sync_data()
    };
    let grown = grow();
    // What cannot be removed holds zeros, and is removed by the next probe.
    let _ = folder.remove(&probe);
    !grown.is_err_and(|error| is_lack_of_room(&error))
}

fn is_lack_of_room(error: &io::Error) -> bool {
    use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge)
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::Error as E;
        match error {
            E::FromSqlConversionFailure(..)
            | E::IntegralValueOutOfRange(..)
            | E::InvalidColumnType(..)
            | E::Utf8Error(..) => Self::Damaged(error.to_string()),
            _ => match error.sqlite_error_code() {
                Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                    Self::Damaged(error.to_string())
                }
                Some(ErrorCode::DiskFull) => Self::Full(Arc::new(error)),
                Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                    Self::Busy(Arc::new(error))
                }
                _ => Self::Sqlite(Arc::new(error)),
            },
        }
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        match is_lack_of_room(&error) {
            true => Self::Full(Arc::new(error)),
            false => Self::Io(Arc::new(error)),
        }
    }
}

impl From<Fault> for StoreError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Sqlite(error) => Self::Failed(Box::new(error)),
            Fault::Busy(error) => Self::Busy(Box::new(error)),
            Fault::Io(error) => Self::Failed(Box::new(error)),
            Fault::Refused(why) => Self::Failed(why.into()),
            Fault::Full(error) => Self::Full(Box::new(error)),
            Fault::Damaged(what) => Self::Damaged(what),
            Fault::Overloaded => Self::Overloaded,
            Fault::Overdue => Self::Overdue,
            Fault::Closed => Self::Closed,
        }
    }
}
