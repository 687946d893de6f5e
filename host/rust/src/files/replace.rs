//! Replacing a small file as a whole: a reader, also after a crash, finds either the old content or
//! the new.

use std::ffi::{OsStr, OsString};
use std::io;

/// What replacing a file needs of a folder.
pub(super) trait Disk {
    /// Creates a file that other users may not write, with group and mode of `like` if there is
    /// such a file, writes it, and returns when it is durable. No file of that name may exist.
    fn put(&self, name: &OsStr, bytes: &[u8], like: &OsStr) -> io::Result<()>;
    /// Removes a file, if it exists.
    fn remove(&self, name: &OsStr) -> io::Result<()>;
    /// Moves a file over another one.
    fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<()>;
    /// Makes moves in the folder durable.
    fn sync(&self) -> io::Result<()>;
}

/// Replaces a file's content by way of `<file>.draft`. The new file has the old one's group and
/// mode, or mode 0600. Only one caller may do so at a time: see `lock`.
pub(super) fn replace(disk: &impl Disk, name: &OsStr, bytes: &[u8]) -> io::Result<()> {
    let draft = draft_of(name);
    disk.remove(&draft)?; // A crash may have left one.
    let placed = disk.put(&draft, bytes, name).and_then(|()| disk.rename(&draft, name));
    if let Err(error) = placed {
        // It may contain a secret.
        let _ = disk.remove(&draft);
        return Err(error);
    }
    disk.sync()
}

/// The name of a file's draft.
pub(super) fn draft_of(name: &OsStr) -> OsString {
    with(name, ".draft")
}

/// A name with an ending.
pub(crate) fn with(name: &OsStr, ending: &str) -> OsString {
    let mut name = OsString::from(name);
    name.push(ending);
    name
}
