//! The rules for files and folders, and the error for one that breaks them.

use std::io;
use std::path::{Path, PathBuf};

/// The attributes of a file or folder, by its handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Facts {
    pub(super) kind: Kind,
    /// The owner's user ID.
    pub(super) owner: u32,
    /// The lower twelve bits: permissions, and the bit that restricts deletion (sticky).
    pub(super) mode: u32,
    /// How many names (hard links) the file has.
    pub(super) names: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Folder,
    Link,
    /// A device, a pipe or a socket.
    Other,
}

/// Who may write to a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sharing {
    /// Its owner alone.
    Alone,
    /// Others may create files of their own in it, but neither remove nor replace ours: the folder
    /// is sticky, as `/tmp` and folders of mounted secrets are.
    Sticky,
}

/// A file or folder that is refused because another user can have changed it.
///
/// It is the inner error of an [`io::Error`] of the kind `PermissionDenied`.
#[derive(Debug, thiserror::Error)]
#[error("`{}` {why}", path.display())]
pub struct Refused {
    path: PathBuf,
    why: Why,
}

/// The rule that is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Why {
    #[error("is not a regular file")]
    NoFile,
    #[error("is not a folder")]
    NoFolder,
    #[error("is a symbolic link")]
    Link,
    #[error(
        "belongs to user {owner}, and this process runs as user {user}: \
         run the command as user {owner}, or change the owner"
    )]
    Owner { owner: u32, user: u32 },
    #[error("may be written by other users (mode {mode:04o}): change that with `chmod go-w`")]
    Writable { mode: u32 },
    #[error("has {0} names (hard links), and one of them may be another user's: copy the file")]
    Names(u64),
}

const ROOT: u32 = 0;
const WRITABLE_BY_OTHERS: u32 = 0o022;
const STICKY: u32 = 0o1000;

impl Refused {
    /// Whether an operation failed because of a refusal, and not in a system call.
    #[must_use]
    pub fn is_in(error: &io::Error) -> bool {
        error.get_ref().is_some_and(|inner| inner.is::<Self>())
    }

    /// Whether it was refused for being a symbolic link.
    pub(super) fn is_link(error: &io::Error) -> bool {
        let refused = error.get_ref().and_then(|inner| inner.downcast_ref::<Self>());
        refused.is_some_and(|refused| refused.why == Why::Link)
    }
}

/// An error that refuses the file or folder at that path.
pub(super) fn refused(path: &Path, why: Why) -> io::Error {
    io::Error::new(io::ErrorKind::PermissionDenied, Refused { path: path.to_owned(), why })
}

/// Checks a folder for a process of this user.
pub(super) fn folder(facts: Facts, user: u32, sharing: Sharing) -> Result<(), Why> {
    if facts.kind != Kind::Folder {
        return Err(Why::NoFolder);
    }
    owner(facts, user)?;
    match sharing {
        Sharing::Sticky if facts.mode & STICKY != 0 => Ok(()),
        Sharing::Sticky | Sharing::Alone => not_writable(facts),
    }
}

/// Checks a file that is read.
pub(super) fn file(facts: Facts, user: u32) -> Result<(), Why> {
    match facts.kind {
        Kind::File => {}
        Kind::Link => return Err(Why::Link),
        Kind::Folder | Kind::Other => return Err(Why::NoFile),
    }
    owner(facts, user)?;
    not_writable(facts)
}

/// Checks a file that must have a single name: one that is written, locked or executed.
pub(super) fn single_file(facts: Facts, user: u32) -> Result<(), Why> {
    file(facts, user)?;
    if facts.names == 1 { Ok(()) } else { Err(Why::Names(facts.names)) }
}

const fn owner(facts: Facts, user: u32) -> Result<(), Why> {
    let owner = facts.owner;
    if owner == user || owner == ROOT { Ok(()) } else { Err(Why::Owner { owner, user }) }
}

const fn not_writable(facts: Facts) -> Result<(), Why> {
    let mode = facts.mode;
    if mode & WRITABLE_BY_OTHERS == 0 { Ok(()) } else { Err(Why::Writable { mode }) }
}
