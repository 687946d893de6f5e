//! A full disk, and a read-only file. Each needs a process with fewer rights than a test can take
//! from itself, so the test starts itself again as a child.
#![cfg(target_os = "linux")]

use super::{apply, done, folder, issue, live};
use crate::store::sqlite::SqliteStore;
use crate::store::wait::block_on;
use crate::store::{Applied, Store, StoreError};
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The environment variable with the path of the file, for the child.
const FILE: &str = "CODEMINT_TEST_FILE";

/// The path of the file, in the child.
fn path_for_child() -> Option<PathBuf> {
    std::env::var_os(FILE).map(PathBuf::from)
}

/// Runs a single test with that path in a child, which the command starts.
fn run_in_child(mut command: Command, program: &Path, test: &str, file: &Path) {
    let name = format!("{}::{test}", module_path!().split_once("::").unwrap().1);
    command.arg(program).args([&name, "--exact", "--nocapture"]).env(FILE, file);
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "{output:?}");
}

#[test]
fn a_full_disk_is_reported_and_the_store_recovers() {
    const TEST: &str = "a_full_disk_is_reported_and_the_store_recovers";
    let Some(path) = path_for_child() else {
        let (_folder, path) = folder();
        // Less than the length at which the log is copied: no file may grow beyond 4096 blocks of
        // 512 bytes. Growing further is an error, not a signal.
        let mut shell = Command::new("sh");
        shell.args(["-c", "trap '' XFSZ; ulimit -S -f 4096; exec \"$@\"", "sh"]);
        return run_in_child(shell, &std::env::current_exe().unwrap(), TEST, &path);
    };
    let store = SqliteStore::open(&path).unwrap();
    let fits = (0..5000).take_while(|n| !is_full(apply(&store, issue(*n)))).count() as u64;
    assert!((20..4000).contains(&fits), "{fits} writes had room");
    assert!(is_full(apply(&store, issue(fits))));
    // `ready` writes less, which fits a few more times.
    assert!((0..100).any(|_| is_full(block_on(store.ready()))));
    let has_exactly = |store: &SqliteStore, count: u64| {
        (0..count).all(|n| live(store, n).len() == 1) && live(store, count).is_empty()
    };
    assert!(has_exactly(&store, fits));
    let pid = std::process::id().to_string();
    let raised = Command::new("prlimit").args(["--pid", &pid, "--fsize=unlimited:"]).status();
    assert!(raised.unwrap().success());
    (fits..fits + 500).for_each(|n| done(&store, issue(n)));
    block_on(store.ready()).unwrap();
    store.close().unwrap();
    assert!(has_exactly(&SqliteStore::open(&path).unwrap(), fits + 500));
}

fn is_full<T: std::fmt::Debug>(answer: Result<T, StoreError>) -> bool {
    match answer {
        Ok(_) => false,
        Err(StoreError::Full(_)) => true,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_read_only_file_is_refused() {
    const TEST: &str = "a_read_only_file_is_refused";
    let Some(path) = path_for_child() else {
        let (folder, path) = folder();
        let store = SqliteStore::open(&path).unwrap();
        done(&store, issue(1));
        store.close().unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o400)).unwrap();
        // Root may write to any file, so the child runs as another user, who may read this folder.
        let program = folder.path().join("test");
        fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
        let mut command = Command::new("env");
        if fs::metadata("/proc/self").unwrap().uid() == 0 {
            for path in [folder.path(), &path, &program] {
                chown(path, Some(65534), None).unwrap();
            }
            command.uid(65534);
        }
        return run_in_child(command, &program, TEST, &path);
    };
    let before = fs::read(&path).unwrap();
    let opened = SqliteStore::open(&path).map(drop);
    assert!(matches!(opened, Err(StoreError::Failed(_))), "{opened:?}");
    assert!(fs::read(&path).unwrap() == before);
    fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
    let store = SqliteStore::open(&path).unwrap();
    assert_eq!(apply(&store, issue(1)).unwrap(), Applied::Conflict);
}
