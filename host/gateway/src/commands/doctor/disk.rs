//! Free space on the disk of the data folder.

use crate::commands::finding::Finding;
use std::io;
use std::path::Path;

const WHAT: &str = "disk space";

/// Below this many free bytes writes are about to fail.
const LEAST: u64 = 64 * 1024 * 1024;

/// Below this many there is little room for the database to grow.
const LITTLE: u64 = 1024 * 1024 * 1024;

/// Checks the disk of a folder, or of the nearest folder above it that exists.
pub(super) fn check(folder: &Path) -> Finding {
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf());
    let existing = folder.ancestors().find(|folder| folder.exists()).unwrap_or(Path::new("/"));
    match free(existing) {
        Ok(bytes) => judge(bytes, &folder),
        Err(error) => Finding::wrong(WHAT, format!("cannot be determined: {error}")),
    }
}

fn judge(free: u64, folder: &Path) -> Finding {
    let mebibytes = free / (1024 * 1024);
    let found = format!("{mebibytes} MiB free for `{}`", folder.display());
    match free {
        0..LEAST => Finding::wrong(WHAT, format!("{found}: free some, or move the data folder")),
        LEAST..LITTLE => Finding::warning(WHAT, found),
        LITTLE.. => Finding::ok(WHAT, found),
    }
}

/// The bytes that this user may still write.
#[cfg(unix)]
fn free(folder: &Path) -> io::Result<u64> {
    let facts = rustix::fs::statvfs(folder)?;
    Ok(facts.f_bavail.saturating_mul(facts.f_frsize))
}

/// The system is not asked.
#[cfg(not(unix))]
fn free(_: &Path) -> io::Result<u64> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_wrong_and_little_space_a_warning() {
        let judged = |free| judge(free, Path::new("/data"));
        assert!(judged(LEAST - 1).is_wrong());
        assert!(!judged(LEAST).is_wrong() && !judged(LEAST).is_ok());
        assert!(judged(LITTLE).is_ok() && judged(u64::MAX).is_ok());
    }

    #[test]
    fn the_disk_of_a_folder_that_does_not_exist_yet_is_that_of_the_one_above() {
        let folder = tempfile::tempdir().unwrap();
        let beside = check(&folder.path().join("not/there"));
        assert_eq!(beside.is_wrong(), check(folder.path()).is_wrong());
    }
}
