//! Files that a configuration or a command line names by a path.

use super::check::Refused;
use super::folder::{Folder, text};
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::Path;
use zeroize::Zeroizing;

/// Reads a file that a configuration names, such as a key. The file and its folder must belong to
/// the effective user or to root, and only their owner may write them. A sticky folder, in which
/// others may neither remove nor replace our files, is accepted too.
///
/// Such files are often mounted as links. A link is followed if its folder passes these checks; its
/// target must pass them as well. The content is wiped on drop.
///
/// # Errors
/// [`Refused`], or the error of reading it.
pub fn read(path: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    let (folder, name) = place(path)?;
    match folder.read(&name) {
        Err(error) if Refused::is_link(&error) => {
            let (folder, name) = place(&fs::canonicalize(path)?)?;
            folder.read(name)
        }
        read => read,
    }
}

/// Reads a text file: see [`read`].
///
/// # Errors
/// As [`read`], and `InvalidData` when it is not UTF-8.
pub fn read_text(path: &Path) -> io::Result<Zeroizing<String>> {
    text(&read(path)?)
}

/// Writes a new file that only the effective user may read, durably: all of it, or no file. Its
/// folder must pass the checks of [`read`].
///
/// # Errors
/// `AlreadyExists` when the name is in use; [`Refused`]; or the error of writing it.
pub fn write_new(path: &Path, content: &[u8]) -> io::Result<()> {
    let (folder, name) = place(path)?;
    folder.write_new(&name, content)
}

/// The folder and the name of the file that a path leads to, to change it there; if the path is a
/// link, of the link's target, as for [`read`].
pub(crate) fn resolve(path: &Path) -> io::Result<(Folder, OsString)> {
    let (folder, name) = place(path)?;
    if folder.is_link(&name)? { place(&fs::canonicalize(path)?) } else { Ok((folder, name)) }
}

/// The checked folder of a path's last name, and that name.
fn place(path: &Path) -> io::Result<(Folder, OsString)> {
    let unnamed = || io::Error::new(io::ErrorKind::InvalidInput, "the path names no file");
    let name = path.file_name().ok_or_else(unnamed)?;
    let folder = Folder::sticky(path.parent().unwrap_or(Path::new("")))?;
    Ok((folder, name.to_owned()))
}
