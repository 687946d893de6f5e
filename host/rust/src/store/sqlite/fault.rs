//! Faults of the file, and the errors that callers get for them.

use crate::files::{self, Folder};
use crate::store::StoreError;
use rusqlite::ErrorCode;
use std::fs;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;

/// Why something was not done. It can be cloned, so that every job of a group gets it.
#[derive(Clone, Debug)]
pub(super) enum Fault {
    /// An error of SQLite.
    Sqlite(Arc<rusqlite::Error>),
    /// The file system is full, whatever SQLite calls that.
    Full(Arc<dyn std::error::Error + Send + Sync>),
    /// Another process has locked the file.
    Busy(Arc<rusqlite::Error>),
    /// An error of the operating system.
    Io(Arc<io::Error>),
    /// What was read is invalid.
    Damaged(String),
    /// The request is invalid.
    Refused(&'static str),
    /// Too many writes or reads are waiting.
    Overloaded,
    /// A read took too long.
    Overdue,
    /// The store has been closed.
    Closed,
}

impl Fault {
    /// Returns the same fault, or [`Fault::Full`] if a lack of room caused it.
    ///
    /// SQLite reports `ENOSPC` while writing as a full disk; other causes (a quota, the maximum
    /// size of a file, a file system that detects it while syncing) it reports as an I/O error
    /// without details. So this tries to grow a file beside the database.
    pub(super) fn or_full(self, database: &Path) -> Self {
        match self {
            Self::Sqlite(error) if is_failed_io(&error) && !has_room(database) => Self::Full(error),
            other => other,
        }
    }

    /// Whether a row was inserted; `false` if a unique value in it is taken.
    pub(super) fn is_inserted(executed: rusqlite::Result<usize>) -> Result<bool, Self> {
        match executed {
            Ok(_) => Ok(true),
            Err(error) if Self::is_taken(&error) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether the error is that a unique value is taken.
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

    /// Whether a statement was interrupted.
    pub(super) fn is_interrupted(&self) -> bool {
        let Self::Sqlite(error) = self else { return false };
        error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted)
    }
}

fn is_failed_io(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::SystemIoFailure)
}

/// Whether a file beside the database can grow to a little more than the length of its log.
fn has_room(database: &Path) -> bool {
    static SOME: [u8; 64 * 1024] = [0; 64 * 1024];
    let (Some(folder), Some(name)) = (database.parent(), database.file_name()) else { return true };
    let Ok(folder) = Folder::open(folder) else { return true };
    let probe = files::with(name, "-probe");
    let grow = || {
        let length = fs::metadata(database.with_file_name(files::with(name, "-wal")));
        let length = length.map_or(0, |log| log.len());
        folder.remove(&probe)?; // left by a crash
        let mut file = folder.create_new(&probe)?;
        file.seek(SeekFrom::Start(length))?;
        file.write_all(&SOME)?;
        file.sync_data()
    };
    let grown = grow();
    // If it cannot be removed now, the next probe removes it.
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
