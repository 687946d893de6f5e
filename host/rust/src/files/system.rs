//! The system calls of this operating system.

#[cfg(not(unix))]
pub(super) use super::elsewhere::{Dir, create_folder, facts_of, is_link, user};
#[cfg(unix)]
pub(super) use super::unix::{Dir, create_folder, facts_of, is_link, user};
