//! A memory in a file.

use super::{MemoryError, OfflineMemory, Remembered};
use codemint_core::words::Timestamp;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
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
        let _lock = memory.lock()?;
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
        let _lock = memory.lock()?;
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
        let _lock = memory.lock()?;
        memory.write(&Remembered::since(now))?;
        Ok(memory)
    }

    /// Waits for the others. Let go of when the file is dropped, or the process ends.
    fn lock(&self) -> io::Result<File> {
        let mut options = private();
        let lock = options.create(true).truncate(false).open(self.beside(".lock"))?;
        lock.lock()?;
        Ok(lock)
    }

    fn read(&self) -> Result<Remembered, MemoryError> {
        Ok(Remembered::decode(&fs::read(&self.path)?)?)
    }

    fn write(&self, remembered: &Remembered) -> io::Result<()> {
        let draft = self.beside(".draft");
        match fs::remove_file(&draft) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {} // none, or what a crash left
        }
        let mut file = private().create_new(true).open(&draft)?;
        file.write_all(&remembered.encode())?;
        file.sync_all()?;
        fs::rename(&draft, &self.path)?;
        self.sync_folder()
    }

    /// Makes the move itself durable.
    #[cfg(unix)]
    fn sync_folder(&self) -> io::Result<()> {
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    }

    /// Elsewhere a folder cannot be synced.
    #[cfg(not(unix))]
    fn sync_folder(&self) -> io::Result<()> {
        Ok(())
    }

    fn beside(&self, ending: &str) -> PathBuf {
        let mut name = OsString::from(&self.path);
        name.push(ending);
        name.into()
    }
}

impl OfflineMemory for FileMemory {
    fn change(&self, change: &mut dyn FnMut(&mut Remembered)) -> Result<(), MemoryError> {
        let _lock = self.lock()?;
        let before = self.read()?;
        let mut after = before.clone();
        change(&mut after);
        if after != before {
            self.write(&after)?;
        }
        Ok(())
    }
}

/// For writing, and for nobody else.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
