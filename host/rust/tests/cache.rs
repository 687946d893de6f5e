//! The cache of compiled code: used if it can be trusted, and otherwise replaced.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails so"
)]
#![cfg(unix)]

use codemint::Module;
use codemint::journey::Call;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

fn only_file(folder: &Path) -> PathBuf {
    let files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 1, "{files:?}");
    files[0].clone()
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn load(folder: &Path) {
    let module = Module::builder().cache_dir(folder).embedded().unwrap();
    let call = Call::of(0, br#"[{"email":"alice@example.com"}]"#);
    assert!(module.instance().unwrap().plan(&call).is_ok());
}

#[test]
fn compiled_code_is_cached_and_used_again() {
    let folder = tempfile::tempdir().unwrap();
    let cache = folder.path().join("cache");
    load(&cache);
    let written = fs::metadata(only_file(&cache)).unwrap().modified().unwrap();
    load(&cache);
    assert_eq!(fs::metadata(only_file(&cache)).unwrap().modified().unwrap(), written);
    assert_eq!(mode(&cache), 0o700);
}

#[test]
fn a_damaged_file_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let cache = folder.path().join("cache");
    load(&cache);
    let file = only_file(&cache);
    let whole = fs::read(&file).unwrap();
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 1;
    for damaged in [&flipped[..], &whole[..whole.len() - 1], &[], &whole[..16]] {
        fs::write(&file, damaged).unwrap();
        load(&cache);
        assert!(fs::read(&file).unwrap() == whole, "the damaged file was kept");
    }
}

#[test]
fn a_file_that_other_users_may_write_is_not_used() {
    let folder = tempfile::tempdir().unwrap();
    let cache = folder.path().join("cache");
    load(&cache);
    let file = only_file(&cache);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o666)).unwrap();
    load(&cache);
    assert_eq!(mode(&file), 0o600, "a file of unknown origin was used");
}
