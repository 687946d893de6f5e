//! Small files that are replaced as a whole, so that whoever reads one, also after a crash, finds
//! the old content or the new.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// What replacing a file takes of a file system.
pub(crate) trait Disk {
    /// Makes a file that nobody else may read, with the owner of `like` where there is such a file,
    /// writes it, and comes back when it is durable. There must be none.
    fn put(&self, path: &Path, bytes: &[u8], like: &Path) -> io::Result<()>;
    /// Removes a file, if there is one.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Moves a file into the place of another.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Makes moves in the file's folder durable.
    fn sync_folder(&self, path: &Path) -> io::Result<()>;
}

/// Replaces the file by one of these bytes (mode 0600), by way of `<file>.draft`. Only one at a time
/// may do so: see [`lock`].
pub(crate) fn replace(disk: &impl Disk, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let draft = beside(path, ".draft");
    disk.remove(&draft)?; // what a crash left
    let placed = disk.put(&draft, bytes, path).and_then(|()| disk.rename(&draft, path));
    if let Err(error) = placed {
        // It may hold a secret.
        let _ = disk.remove(&draft);
        return Err(error);
    }
    disk.sync_folder(path)
}

/// Waits until nobody else, in this process or another, replaces the file. Let go of when it is
/// dropped, or the process ends.
pub(crate) fn lock(path: &Path) -> io::Result<File> {
    let lock = open_lock(path, ".lock")?;
    lock.lock()?;
    Ok(lock)
}

/// A file beside that one, to be locked, made if it is not there.
pub(crate) fn open_lock(path: &Path, ending: &str) -> io::Result<File> {
    let lock = private().create(true).truncate(false).open(beside(path, ending))?;
    // Else a superuser would lock the file's owner out for ever. Nobody else can give it away.
    let _ = take_owner(&lock, path);
    Ok(lock)
}

/// For writing, and for nobody else.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    name.into()
}

/// The file system.
pub(crate) struct Folder;

impl Disk for Folder {
    fn put(&self, path: &Path, bytes: &[u8], like: &Path) -> io::Result<()> {
        let mut file = private().create_new(true).open(path)?;
        take_owner(&file, like)?;
        file.write_all(bytes)?;
        file.sync_all()
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    #[cfg(unix)]
    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    }

    /// Elsewhere a folder cannot be synced.
    #[cfg(not(unix))]
    fn sync_folder(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }
}

/// Gives the file to whoever owns that other one: a superuser who replaces a service's file must not
/// take it away from the service.
#[cfg(unix)]
fn take_owner(file: &File, like: &Path) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    let wanted = match fs::metadata(like) {
        Ok(wanted) => wanted,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    let own = file.metadata()?;
    if (own.uid(), own.gid()) == (wanted.uid(), wanted.gid()) {
        return Ok(());
    }
    fchown(file, Some(wanted.uid()), Some(wanted.gid()))
}

/// Elsewhere the folder says who owns what is in it.
#[cfg(not(unix))]
fn take_owner(_: &File, _: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests;
