//! A memory in a file.

use super::{MemoryError, OfflineMemory, Remembered};
use crate::files::{self, Folder};
use codemint_core::words::Timestamp;
use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// A memory in a file of its own (mode 0600), with a lock and a draft beside it: `<file>.lock` and
/// `<file>.draft`.
///
/// Each change is written whole to the draft, synced, and moved into place, so that a crash leaves
/// the old or the new. The lock holds off threads and processes alike. A file that is missing or
/// damaged is an error, never an empty memory: whoever loses it says so with [`FileMemory::renew`].
/// Files that other users may have changed are refused ([`crate::files`]).
#[derive(Clone, Debug)]
pub struct FileMemory {
    path: PathBuf,
}

impl FileMemory {
    /// A new memory, of a computer that has just got its first key.
    ///
    /// # Errors
    /// [`MemoryError::Failed`] when there is a file already, or none can be written.
    pub fn create(path: &Path) -> Result<Self, MemoryError> {
        let memory = Self { path: path.into() };
        let place = memory.lock()?;
        if place.folder.has(&place.name)? {
            return Err(io::Error::from(io::ErrorKind::AlreadyExists).into());
        }
        place.write(&Remembered::nothing())?;
        Ok(memory)
    }

    /// The memory in that file.
    ///
    /// # Errors
    /// [`MemoryError`] when it cannot be read.
    pub fn open(path: &Path) -> Result<Self, MemoryError> {
        let memory = Self { path: path.into() };
        memory.lock()?.read()?;
        Ok(memory)
    }

    /// A memory in place of one that was lost or damaged, or that had seen a time that never was
    /// (after a clock has once stood in the future, no code passes).
    ///
    /// No code issued before `now` passes any more, since nobody knows whether it was used.
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

/// The file, while nobody else changes it.
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
        let place = self.lock()?;
        let before = place.read()?;
        let mut after = before.clone();
        change(&mut after);
        if after != before {
            place.write(&after)?;
        }
        Ok(())
    }
}
