//! Files that another user made or may change, in the places where the gateway and the command line
//! look for theirs.

use super::commands::codemint;
use codemint_gateway_tests::{Ended, Gateway, Home};
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};
use std::path::{Path, PathBuf};

/// `nobody`, as nearly everywhere.
const NOBODY: u32 = 65534;

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// A home in which a gateway has worked.
fn used() -> Home {
    let home = Home::new();
    let _ = Gateway::demo(&home).run().stop();
    home
}

fn list(home: &Home) -> Ended {
    codemint(["list", "--data", home.path().to_str().unwrap()], "")
}

/// Neither the gateway nor a command works on this home, and both name the file.
fn is_refused(home: &Home, name: &str, why: &str) {
    let Err(served) = Gateway::demo(home).try_to_run() else { panic!("{name}: it starts") };
    for ended in [served, list(home)] {
        assert!(!ended.status.success(), "{name}: {ended:?}");
        for part in [name, why] {
            assert!(ended.log.contains(part), "no word of `{part}`: {}", ended.log);
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
    let prey = home.write("prey", "precious");
    for name in ["codemint.sqlite-wal", "codemint.sqlite-shm"] {
        symlink(&prey, home.file(name)).unwrap();
        is_refused(&home, name, "is a symbolic link");
        fs::remove_file(home.file(name)).unwrap();
    }
    let held = held(&home);
    fs::remove_file(&held).unwrap();
    symlink(&prey, &held).unwrap();
    is_refused(&home, held.file_name().unwrap().to_str().unwrap(), "is a symbolic link");
    assert_eq!(fs::read(&prey).unwrap(), b"precious");
}

/// The file by which a gateway holds the key.
fn held(home: &Home) -> PathBuf {
    let mut entries = fs::read_dir(home.path()).unwrap().map(|entry| entry.unwrap().path());
    entries.find(|path| path.extension().is_some_and(|ending| ending == "held")).unwrap()
}

#[test]
fn root_does_not_work_in_another_users_folder() {
    let home = used();
    let prey = home.write("prey", "precious");
    if chown(home.path(), Some(NOBODY), Some(NOBODY)).is_err() {
        return eprintln!("!!!! NOT TESTED with another user: only root can give files away");
    }
    fs::remove_file(held(&home)).unwrap();
    symlink(&prey, home.file("codes.key.lock")).unwrap();
    is_refused(&home, home.path().to_str().unwrap(), "run the command as user 65534");
    let rotated = codemint(["keys", "rotate", "--data", home.path().to_str().unwrap()], "");
    assert!(!rotated.status.success(), "{rotated:?}");
    assert_eq!(fs::metadata(&prey).unwrap().uid(), 0);
    chown(home.path(), Some(0), Some(0)).unwrap();
}

#[test]
fn an_output_file_is_not_written_through_a_link() {
    let home = Home::bare();
    let prey = home.write("prey", "precious");
    for name in ["qr.svg", "codemint.wasm"] {
        let file = home.file(name);
        symlink(&prey, &file).unwrap();
        let file = file.to_str().unwrap();
        let ended = match name {
            "qr.svg" => codemint(["qr", "text", "-o", file], ""),
            _ => codemint(["module", "--write", file], ""),
        };
        assert!(!ended.status.success() && ended.log.contains("is a symbolic link"), "{ended:?}");
    }
    assert_eq!(fs::read(&prey).unwrap(), b"precious");
}
