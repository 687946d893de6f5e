//! A memory in a file.

use super::memory::{MemoryError, OfflineMemory};
use super::remembered::Remembered;
use crate::files::{self, Folder};
use codemint_core::words::Timestamp;
use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// A memory in a file of its own (mode 0600), with a lock and a draft beside it: `<file>.lock` and
/// `<file>.draft`.
///
/// Each change is written as a whole to the draft, synced, and moved into place, so that a crash
/// leaves the old or the new content. The lock excludes other threads and processes. A file that is
/// missing or damaged is an error, never an empty memory; [`FileMemory::renew`] replaces it. Files
/// that other users may have changed are refused ([`crate::files`]).
#[derive(Clone, Debug)]
pub struct FileMemory {
    path: PathBuf,
}

impl FileMemory {
    /// Creates the memory of a computer that has just received its first key.
    ///
    /// # Errors
    /// [`MemoryError::Failed`] when the file exists already, or cannot be written.
    pub fn create(path: &Path) -> Result<Self, MemoryError> {
        let memory = Self { path: path.into() };
        let locked = memory.lock()?;
        if locked.folder.has(&locked.name)? {
            return Err(io::Error::from(io::ErrorKind::AlreadyExists).into());
        }
        locked.write(&Remembered::nothing())?;
        Ok(memory)
    }

    /// Opens the memory in that file.
    ///
    /// # Errors
    /// [`MemoryError`] when it cannot be read.
    pub fn open(path: &Path) -> Result<Self, MemoryError> {
        let memory = Self { path: path.into() };
        memory.lock()?.read()?;
        Ok(memory)
    }

    /// Replaces a memory that was lost or damaged, or that has seen a wrong time (after the clock
    /// has once been in the future, no code is accepted).
    ///
    /// No code issued before `now` is accepted any more, since it is unknown whether it was used.
    ///
    /// # Errors
    /// [`MemoryError::Failed`] when it cannot be written.
    pub fn renew(path: &Path, now: Timestamp) -> Result<Self, MemoryError> {
        let memory = Self { path: path.into() };
        memory.lock()?.write(&Remembered::since(now))?;
        Ok(memory)
    }

    fn lock(&self) -> io::Result<Locked> {
        let (folder, name) = files::resolve(&self.path)?;
        let lock = files::lock(&folder, &name)?;
        Ok(Locked { folder, name, _lock: lock })
    }
}

/// The file, locked against other changes.
struct Locked {
    folder: Folder,
    name: OsString,
    _lock: File,
}

impl Locked {
    fn read(&self) -> Result<Remembered, MemoryError> {
        Ok(Remembered::decode(&self.folder.read(&self.name)?)?)
    }

    fn write(&self, remembered: &Remembered) -> io::Result<()> {
        self.folder.replace(&self.name, &remembered.encode())
    }
}

impl OfflineMemory for FileMemory {
    fn change(&self, change: &mut dyn FnMut(&mut Remembered)) -> Result<(), MemoryError> {
        let locked = self.lock()?;
        let before = locked.read()?;
        let mut after = before.clone();
        change(&mut after);
        if after != before {
            locked.write(&after)?;
        }
        Ok(())
    }
}
