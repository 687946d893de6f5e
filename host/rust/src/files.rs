//! Files that no other user can have changed.
//!
//! A file that another user can write, or replace by a link to another place, is effectively that
//! user's. Therefore everything in the data folder is opened relative to a handle of its folder,
//! never by its path again, and both are checked by their handles:
//!
//! - The folder and the file must belong to the effective user or to root, and neither group nor
//!   others may write them. Root is no exception: the owner of a folder could replace any file
//!   while root works with it, so a command must run as the folder's owner instead.
//! - A file must be a regular file. A symbolic link is never followed, except as described at
//!   [`read`].
//! - A file that is locked or handed to the database must have a single name: another user may have
//!   made a second one (a hard link).
//! - The owner of a file is never changed. New files belong to the effective user.
//!
//! A file or folder that fails a check is not used; the error names it ([`Refused`]).
//!
//! The folders above a checked folder are not checked. A user who may rename those can make the
//! path lead to another folder, but only to one that passes the same checks.
//!
//! On systems without owners and modes (other than Unix), nothing is checked, and the module's
//! machine code is not cached.

mod check;
#[cfg(not(unix))]
mod elsewhere;
mod export;
mod folder;
mod lock;
mod named;
mod open;
mod replace;
mod system;
#[cfg(unix)]
mod unix;

#[cfg(test)]
mod tests;

pub use check::Refused;
pub use export::export;
pub use folder::Folder;
pub(crate) use lock::{lock, lock_file};
pub(crate) use named::resolve;
pub use named::{read, read_text, write_new};
pub(crate) use replace::with;
