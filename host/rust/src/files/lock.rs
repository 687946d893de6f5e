//! Locks beside a file.

use super::folder::Folder;
use super::replace::with;
use std::ffi::OsStr;
use std::fs::File;
use std::io;

/// Waits until no other thread or process replaces the file, and locks it. The lock ends when it is
/// dropped, or with the process.
pub(crate) fn lock(folder: &Folder, name: &OsStr) -> io::Result<File> {
    let lock = lock_file(folder, name, ".lock")?;
    lock.lock()?;
    Ok(lock)
}

/// Opens a file to be locked, `name` with that ending, and creates it if it does not exist.
pub(crate) fn lock_file(folder: &Folder, name: &OsStr, ending: &str) -> io::Result<File> {
    folder.lockable(&with(name, ending))
}
