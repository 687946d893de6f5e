//! How many files and sockets the process may have open.

#[cfg(unix)]
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// How many descriptors are reserved for everything but callers' connections: the store, its
/// temporary files, mail servers, the listeners.
#[cfg(unix)]
const RESERVED: u64 = 64;

/// Raises the limit of open files to the system's maximum, and returns how many connections fit
/// below it.
#[cfg(unix)]
pub(super) fn connections() -> usize {
    let mut limit = getrlimit(Resource::Nofile);
    if limit.current != limit.maximum {
        let raised = Rlimit { current: limit.maximum, ..limit };
        if setrlimit(Resource::Nofile, raised).is_ok() {
            limit = raised;
        }
    }
    let Some(all) = limit.current else { return usize::MAX };
    // If there are very few, connections get half of them.
    usize::try_from(all.saturating_sub(RESERVED).max(all / 2)).unwrap_or(usize::MAX).max(1)
}

/// Returns the maximum: there is no such limit.
#[cfg(not(unix))]
pub(super) const fn connections() -> usize {
    usize::MAX
}
