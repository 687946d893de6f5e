//! Files that a configuration or a command line names by a path.

use super::Folder;
use super::check::Refused;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::Path;
use zeroize::Zeroizing;

/// What a file holds that a configuration names, such as a key: it and its folder belong to the
/// effective user or to root, and only their owner may write them. A folder in which others may
/// neither remove nor replace our files (sticky) will do too.
///
/// Such files are often mounted as links. A link is followed if its folder passes these checks; what
/// it leads to must pass them as well. Wiped on drop.
///
/// # Errors
/// [`Refused`], or why it cannot be read.
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

/// The text in a file: see [`read`].
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
/// `AlreadyExists` when there is something of that name; [`Refused`]; or why it cannot be written.
pub fn write_new(path: &Path, content: &[u8]) -> io::Result<()> {
    let (folder, name) = place(path)?;
    folder.write_new(&name, content)
}

pub(super) fn text(bytes: &[u8]) -> io::Result<Zeroizing<String>> {
    let not_text = |_| io::Error::new(io::ErrorKind::InvalidData, "it is not valid UTF-8");
    str::from_utf8(bytes).map(|text| Zeroizing::new(text.to_owned())).map_err(not_text)
}

/// The folder and the name of the file that a path leads to, to change it there: where the path is a
/// link, of the file behind it, as for [`read`].
pub(crate) fn resolve(path: &Path) -> io::Result<(Folder, OsString)> {
    let (folder, name) = place(path)?;
    if folder.is_link(&name)? { place(&fs::canonicalize(path)?) } else { Ok((folder, name)) }
}

/// The checked folder that a path's last name is in, and that name.
fn place(path: &Path) -> io::Result<(Folder, OsString)> {
    let unnamed = || io::Error::new(io::ErrorKind::InvalidInput, "the path names no file");
    let name = path.file_name().ok_or_else(unnamed)?;
    let folder = Folder::sticky(path.parent().unwrap_or(Path::new("")))?;
    Ok((folder, name.to_owned()))
}
