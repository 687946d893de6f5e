//! Files that another user created or may change, where the gateway and the commands expect their
//! own.

use super::commands::codemint;
use codemint_gateway_tests::{Ended, Gateway, Home};
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};
use std::path::{Path, PathBuf};

/// The user `nobody` on most systems.
const NOBODY: u32 = 65534;

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// A data folder that a gateway has used.
fn used() -> Home {
    let home = Home::new();
    let _ = Gateway::demo(&home).run().stop();
    home
}

fn list(home: &Home) -> Ended {
    codemint(["list", "--data", home.path().to_str().unwrap()], "")
}

/// Asserts that the gateway and a command refuse this folder, and name the file and the reason.
fn is_refused(home: &Home, name: &str, why: &str) {
    let Err(served) = Gateway::demo(home).try_to_run() else { panic!("{name}: it starts") };
    for ended in [served, list(home)] {
        assert!(!ended.status.success(), "{name}: {ended:?}");
        for part in [name, why] {
            assert!(ended.log.contains(part), "`{part}` is not in the log: {}", ended.log);
        }
    }
}

#[test]
fn what_others_may_write_is_refused_by_name() {
    let home = used();
    let folder = home.path().to_owned();
    assert!(list(&home).status.success());
    for (path, bad, fine) in [
        (folder, 0o770, 0o750),
        (home.file("codemint.sqlite"), 0o666, 0o640),
        (home.file("codes.key"), 0o620, 0o640),
        (home.file("operator.token"), 0o602, 0o644),
    ] {
        let name = path.file_name().unwrap().to_str().unwrap();
        mode(&path, bad);
        is_refused(&home, name, "may be written by other users");
        mode(&path, fine);
    }
    assert!(list(&home).status.success());
}

#[test]
fn planted_links_are_not_followed() {
    let home = used();
    let victim = home.write("victim", "precious");
    for name in ["codemint.sqlite-wal", "codemint.sqlite-shm"] {
        symlink(&victim, home.file(name)).unwrap();
        is_refused(&home, name, "is a symbolic link");
        fs::remove_file(home.file(name)).unwrap();
    }
    let held = held(&home);
    fs::remove_file(&held).unwrap();
    symlink(&victim, &held).unwrap();
    is_refused(&home, held.file_name().unwrap().to_str().unwrap(), "is a symbolic link");
    assert_eq!(fs::read(&victim).unwrap(), b"precious");
}

/// The file that shows that a gateway uses the key.
fn held(home: &Home) -> PathBuf {
    let mut entries = fs::read_dir(home.path()).unwrap().map(|entry| entry.unwrap().path());
    entries.find(|path| path.extension().is_some_and(|ending| ending == "held")).unwrap()
}

#[test]
fn root_refuses_another_users_folder() {
    let home = used();
    let victim = home.write("victim", "precious");
    if chown(home.path(), Some(NOBODY), Some(NOBODY)).is_err() {
        return eprintln!("!!!! NOT TESTED with another user: only root can give files away");
    }
    let held = held(&home);
    fs::remove_file(&held).unwrap();
    symlink(&victim, &held).unwrap();
    symlink(&victim, home.file("codes.key.lock")).unwrap();
    is_refused(&home, home.path().to_str().unwrap(), "run the command as user 65534");
    let rotated = codemint(["keys", "rotate", "--data", home.path().to_str().unwrap()], "");
    assert!(!rotated.status.success(), "{rotated:?}");
    assert_eq!(fs::metadata(&victim).unwrap().uid(), 0);
    chown(home.path(), Some(0), Some(0)).unwrap();
}

#[test]
fn an_output_file_is_not_written_through_a_link() {
    let home = Home::bare();
    let victim = home.write("victim", "precious");
    for name in ["qr.svg", "codemint.wasm"] {
        let file = home.file(name);
        symlink(&victim, &file).unwrap();
        let file = file.to_str().unwrap();
        let ended = match name {
            "qr.svg" => codemint(["qr", "text", "-o", file], ""),
            _ => codemint(["module", "--write", file], ""),
        };
        assert!(!ended.status.success() && ended.log.contains("is a symbolic link"), "{ended:?}");
    }
    assert_eq!(fs::read(&victim).unwrap(), b"precious");
}
