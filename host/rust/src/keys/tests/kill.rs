//! A process is killed while it changes the ring.

use super::file;
use crate::keys::KeyRing;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

/// The environment variable with the second process's key file.
const FILE: &str = "CODEMINT_TEST_KEY_FILE";

/// Changes the ring as fast as it can, for ever.
fn change(path: &Path) -> ! {
    loop {
        if KeyRing::from_file(path).unwrap().ids().len() < 8 {
            KeyRing::rotate(path).unwrap();
        } else {
            // Half of them are in use.
            let used = KeyRing::from_file(path).unwrap().ids().into_iter().take(4).collect();
            KeyRing::retire(path, || Ok::<_, ()>(used)).unwrap();
        }
    }
}

#[test]
fn a_killed_process_leaves_a_ring() {
    const TEST: &str = "a_killed_process_leaves_a_ring";
    if let Some(path) = std::env::var_os(FILE) {
        change(&PathBuf::from(path));
    }
    let (_folder, path) = file();
    let ids = || {
        let ids = KeyRing::from_file(&path).unwrap().ids();
        assert!((1..=8).contains(&ids.len()));
        ids
    };
    for round in 0..40 {
        let mut seen = ids();
        let name = format!("{}::{TEST}", module_path!().split_once("::").unwrap().1);
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args([&name, "--exact"]).env(FILE, &path).stdout(Stdio::null());
        let mut child = command.stderr(Stdio::null()).spawn().unwrap();
        // The process is killed after a few changes, at an arbitrary point.
        for _ in 0..=round % 7 {
            seen = changed(&mut child, &seen, &ids);
        }
        child.kill().unwrap();
        child.wait().unwrap();
        ids();
    }
}

/// Waits until the ring has changed; the process must keep running.
fn changed<T: PartialEq>(child: &mut Child, seen: &T, ids: &impl Fn() -> T) -> T {
    loop {
        assert!(child.try_wait().unwrap().is_none(), "it ended before it was killed");
        let now = ids();
        if now != *seen {
            return now;
        }
        thread::yield_now();
    }
}
