//! Small files that are replaced as a whole, so that whoever reads one, also after a crash, finds
//! the old content or the new.

use super::Folder;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;

/// What replacing a file needs of a folder.
pub(super) trait Disk {
    /// Makes a file that other users may not write, with group and mode of `like` where there is
    /// such a file, writes it, and returns when it is durable. There must be no file of that name.
    fn put(&self, name: &OsStr, bytes: &[u8], like: &OsStr) -> io::Result<()>;
    /// Removes a file, if there is one.
    fn remove(&self, name: &OsStr) -> io::Result<()>;
    /// Moves a file into the place of another.
    fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<()>;
    /// Makes moves in the folder durable.
    fn sync(&self) -> io::Result<()>;
}

impl Disk for Folder {
    fn put(&self, name: &OsStr, bytes: &[u8], like: &OsStr) -> io::Result<()> {
        Self::put(self, name, bytes, like)
    }

    fn remove(&self, name: &OsStr) -> io::Result<()> {
        Self::remove(self, name)
    }

    fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        Self::rename(self, from, to)
    }

    fn sync(&self) -> io::Result<()> {
        Self::sync(self)
    }
}

/// Replaces the file by one of these bytes, by way of `<file>.draft`. The new file has the old one's
/// group and mode, or mode 0600. Only one at a time may do so: see [`lock`].
pub(crate) fn replace(disk: &impl Disk, name: &OsStr, bytes: &[u8]) -> io::Result<()> {
    let draft = draft_of(name);
    disk.remove(&draft)?; // what a crash left
    let placed = disk.put(&draft, bytes, name).and_then(|()| disk.rename(&draft, name));
    if let Err(error) = placed {
        // It may hold a secret.
        let _ = disk.remove(&draft);
        return Err(error);
    }
    disk.sync()
}

/// Waits until nobody else, in this process or another, replaces the file. The lock ends when it is
/// dropped, or the process ends.
pub(crate) fn lock(folder: &Folder, name: &OsStr) -> io::Result<File> {
    let lock = lock_file(folder, name, ".lock")?;
    lock.lock()?;
    Ok(lock)
}

/// A file beside that one, to be locked, made if it is not there.
pub(crate) fn lock_file(folder: &Folder, name: &OsStr, ending: &str) -> io::Result<File> {
    folder.lockable(&with(name, ending))
}

/// The name of a file's draft.
pub(crate) fn draft_of(name: &OsStr) -> OsString {
    with(name, ".draft")
}

/// A name with an ending.
pub(crate) fn with(name: &OsStr, ending: &str) -> OsString {
    let mut name = OsString::from(name);
    name.push(ending);
    name
}
