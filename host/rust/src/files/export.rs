//! Writing files that a command line names.

use super::check::{Facts, Kind, Why, refused};
use super::system;
use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::Path;

/// Writes a file that others may read: overwrites it, or creates it (mode 0666 minus the umask).
///
/// A symbolic link is refused, since another user may have planted it where a superuser writes; so
/// is a file of another user, who would get the content, and a file with several names. A device or
/// a pipe is written to if it belongs to the effective user or to root.
///
/// # Errors
/// [`Refused`](super::Refused), or the error of the write.
pub fn export(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        let nofollow = rustix::fs::OFlags::NOFOLLOW.bits();
        options.custom_flags(nofollow.cast_signed());
    }
    let mut file = options.open(path).map_err(|error| match system::is_link(&error) {
        true => refused(path, Why::Link),
        false => error,
    })?;
    let facts = system::facts_of(&file)?;
    check(facts, system::user()).map_err(|why| refused(path, why))?;
    if facts.kind == Kind::File {
        file.set_len(0)?;
    }
    file.write_all(content)
}

const fn check(facts: Facts, user: u32) -> Result<(), Why> {
    let Facts { kind, owner, names, .. } = facts;
    match kind {
        Kind::Link => Err(Why::Link),
        Kind::Folder => Err(Why::NoFile),
        Kind::File | Kind::Other if owner != user && owner != 0 => Err(Why::Owner { owner, user }),
        Kind::File if names != 1 => Err(Why::Names(names)),
        Kind::File | Kind::Other => Ok(()),
    }
}
