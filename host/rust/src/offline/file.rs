//! A memory in a file.

use super::{MemoryError, OfflineMemory, Remembered};
use crate::files::{self, Folder};
use codemint_core::words::Timestamp;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A memory in a file of its own (mode 0600), with a lock and a draft beside it: `<file>.lock` and
/// `<file>.draft`.
///
/// Each change is written whole to the draft, synced, and moved into place, so that a crash leaves
/// the old or the new. The lock holds off threads and processes alike. A file that is missing or
/// damaged is an error, never an empty memory: whoever loses it says so with [`FileMemory::renew`].
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
        let _lock = files::lock(path)?;
        if fs::symlink_metadata(path).is_ok() {
            return Err(io::Error::from(io::ErrorKind::AlreadyExists).into());
        }
        memory.write(&Remembered::nothing())?;
        Ok(memory)
    }

    /// The memory in that file.
    ///
    /// # Errors
    /// [`MemoryError`] when it cannot be read.
    pub fn open(path: &Path) -> Result<Self, MemoryError> {
        let memory = Self { path: path.into() };
        let _lock = files::lock(path)?;
        memory.read()?;
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
        let _lock = files::lock(path)?;
        memory.write(&Remembered::since(now))?;
        Ok(memory)
    }

    fn read(&self) -> Result<Remembered, MemoryError> {
        Ok(Remembered::decode(&fs::read(&self.path)?)?)
    }

    fn write(&self, remembered: &Remembered) -> io::Result<()> {
        files::replace(&Folder, &self.path, &remembered.encode())
    }
}

impl OfflineMemory for FileMemory {
    fn change(&self, change: &mut dyn FnMut(&mut Remembered)) -> Result<(), MemoryError> {
        let _lock = files::lock(&self.path)?;
        let before = self.read()?;
        let mut after = before.clone();
        change(&mut after);
        if after != before {
            self.write(&after)?;
        }
        Ok(())
    }
}
