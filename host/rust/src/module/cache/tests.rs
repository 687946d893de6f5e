//! Machine code that another user may have written is not used.

use super::{HASH_BYTES, read, write};
use sha2::{Digest as _, Sha256};
use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, chown, symlink};
use std::path::{Path, PathBuf};
use std::process;
use tempfile::TempDir;

/// The user ID of `nobody` on most systems.
const NOBODY: u32 = 65534;
const NAME: &str = "code.cwasm";

/// The folder above the cache, the cache, and its only file.
fn cached() -> (TempDir, PathBuf, PathBuf) {
    let above = tempfile::tempdir().unwrap();
    let cache = above.path().join("module-cache");
    write(&cache, NAME, b"machine code").unwrap();
    let file = cache.join(NAME);
    (above, cache, file)
}

/// Writes other code, with the correct hash.
fn alter(file: &Path) {
    let mut altered = b"other machine code".to_vec();
    altered.extend(Sha256::digest(&altered));
    fs::write(file, &altered).unwrap();
}

fn is_used(cache: &Path) -> bool {
    read(cache, NAME).is_some()
}

#[test]
fn our_own_code_is_used() {
    let (_above, cache, file) = cached();
    assert_eq!(read(&cache, NAME).unwrap(), b"machine code");
    assert_eq!(fs::read(&file).unwrap().len(), b"machine code".len() + HASH_BYTES);
    // The control: altered code with the correct hash is used if the file is ours.
    alter(&file);
    assert_eq!(read(&cache, NAME).unwrap(), b"other machine code");
}

#[test]
fn code_of_another_user_is_not_used() {
    if rustix::process::geteuid().as_raw() != 0 {
        return eprintln!("!!!! code_of_another_user_is_not_used: NOT TESTED, only root can");
    }
    let (_above, cache, file) = cached();
    for (path, mode) in [(&cache, 0o755), (&file, 0o644)] {
        alter(&file);
        fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
        assert!(is_used(&cache));
        chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
        assert!(!is_used(&cache), "{}", path.display());
        // New code is not written where another user can change it.
        let kept = write(&cache, NAME, b"machine code");
        assert_eq!(kept.is_err(), path == &cache);
        chown(path, Some(0), Some(0)).unwrap();
    }
}

#[test]
fn code_that_others_may_write_or_replace_is_not_used() {
    let (above, cache, file) = cached();
    for path in [&cache, &file] {
        let before = fs::metadata(path).unwrap().permissions();
        for mode in [0o720, 0o702, 0o1777] {
            fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
            assert!(!is_used(&cache), "{} {mode:o}", path.display());
        }
        fs::set_permissions(path, before).unwrap();
        assert!(is_used(&cache));
    }
    let second = above.path().join("second");
    fs::hard_link(&file, &second).unwrap();
    assert!(!is_used(&cache), "a second name");
    fs::rename(&second, above.path().join("away")).unwrap();
    fs::remove_file(above.path().join("away")).unwrap();
    assert!(is_used(&cache));
    for path in [&file, &cache] {
        let moved = above.path().join("moved");
        fs::rename(path, &moved).unwrap();
        symlink(&moved, path).unwrap();
        assert!(!is_used(&cache), "a link");
        fs::remove_file(path).unwrap();
        fs::rename(&moved, path).unwrap();
    }
}

#[test]
fn a_planted_draft_is_not_written_to() {
    let (above, cache, _) = cached();
    let victim = above.path().join("victim");
    fs::write(&victim, "precious").unwrap();
    for name in [format!(".{}.draft", process::id()), format!("{NAME}.draft"), NAME.to_owned()] {
        let _ = fs::remove_file(cache.join(&name));
        symlink(&victim, cache.join(&name)).unwrap();
    }
    write(&cache, NAME, b"machine code").unwrap();
    assert_eq!(fs::read(&victim).unwrap(), b"precious");
    assert!(is_used(&cache));
}
