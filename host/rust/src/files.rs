//! Files that only we can have changed.
//!
//! A file that another user can write, or replace by a link to somewhere else, is as good as that
//! user's own. So everything in the data folder is opened relative to a handle of its folder, never
//! by a path again, and both are checked by their handles:
//!
//! - The folder and the file belong to the effective user or to root, and neither group nor others
//!   may write them. Root is no exception: in another user's folder, that user could replace any
//!   file while root works with it, so a command is run as the folder's owner instead.
//! - A file is a regular file. A symbolic link is never followed, except where [`read`] says so.
//! - A file that is locked or handed to the database has one name only: a second one (a hard link)
//!   may have been made by another user.
//! - The owner of a file is never changed. What we create has an owner already: us.
//!
//! What fails a check is refused with an error that names it ([`Refused`]); it is not used.
//!
//! The folders above a checked folder are not checked. Whoever may rename those can lead the path to
//! another folder, but only to one that passes the same checks.
//!
//! Where the system has no owners and modes to check (not a Unix), nothing is checked, and the
//! module's machine code is not kept.

mod check;
#[cfg(not(unix))]
mod elsewhere;
mod export;
mod folder;
mod named;
mod replace;
#[cfg(unix)]
mod unix;

#[cfg(test)]
mod tests;

pub use check::Refused;
pub use export::export;
pub use folder::Folder;
pub(crate) use named::resolve;
pub use named::{read, read_text, write_new};
use replace::{draft_of, replace};
pub(crate) use replace::{lock, lock_file, with};

#[cfg(not(unix))]
use elsewhere as system;
#[cfg(unix)]
use unix as system;
