//! Another user plants links and files in our folders.

use crate::files::{Folder, Refused, export, lock, read, resolve, write_new};
use crate::keys::{KeyRing, RootKey};
use std::ffi::OsStr;
use std::fs::{self, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// The user ID of `nobody` on most systems.
const NOBODY: u32 = 65534;

/// A folder, and a file elsewhere to which planted links lead.
struct Fixture {
    _all: TempDir,
    folder: PathBuf,
    victim: PathBuf,
}

impl Fixture {
    fn new() -> Self {
        let all = tempfile::tempdir().unwrap();
        let (folder, victim) = (all.path().join("data"), all.path().join("victim"));
        fs::create_dir(&folder).unwrap();
        fs::write(&victim, "precious").unwrap();
        // Other users can reach it.
        mode(all.path(), 0o755);
        Self { _all: all, folder, victim }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Whether the file to which links lead is unchanged.
    fn is_safe(&self) -> bool {
        let is_ours = fs::metadata(&self.victim).unwrap().uid() == own();
        is_ours && fs::read(&self.victim).unwrap() == b"precious"
    }
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

fn own() -> u32 {
    rustix::process::geteuid().as_raw()
}

/// Whether this process can become another user; prints a notice if it cannot.
fn can_be_another(test: &str) -> bool {
    let can = own() == 0;
    if !can {
        eprintln!("!!!! {test}: NOT TESTED with another user, which only root can become");
    }
    can
}

/// Runs a shell command as another user.
fn as_another(script: &str, folder: &Path) {
    let mut shell = Command::new("sh");
    let status = shell.args(["-ec", script]).current_dir(folder).uid(NOBODY).gid(NOBODY).status();
    assert!(status.unwrap().success(), "{script}");
}

fn is_refused<T: std::fmt::Debug>(result: io::Result<T>, name: &str) {
    let error = result.expect_err("it was used");
    assert!(Refused::is_in(&error) && error.to_string().contains(name), "{error}");
}

#[test]
fn a_link_is_not_followed_to_be_locked() {
    let fixture = Fixture::new();
    symlink(&fixture.victim, fixture.file("codes.key.lock")).unwrap();
    let folder = Folder::open(&fixture.folder).unwrap();
    is_refused(lock(&folder, OsStr::new("codes.key")), "codes.key.lock");
    // The control: opened without `O_NOFOLLOW`, the file behind the link is what was opened.
    let opened = OpenOptions::new().write(true).open(fixture.file("codes.key.lock")).unwrap();
    let (opened, victim) = (opened.metadata().unwrap(), fs::metadata(&fixture.victim).unwrap());
    assert_eq!(opened.ino(), victim.ino());
    assert!(fixture.is_safe());
}

#[test]
fn a_file_with_a_second_name_is_not_locked() {
    let fixture = Fixture::new();
    fs::hard_link(&fixture.victim, fixture.file("codes.key.lock")).unwrap();
    let folder = Folder::open(&fixture.folder).unwrap();
    is_refused(lock(&folder, OsStr::new("codes.key")), "codes.key.lock");
    assert!(fixture.is_safe());
}

/// The owner of the folder plants a link where a lock of the key is created, and root creates it.
#[test]
fn a_file_behind_a_planted_link_keeps_its_owner() {
    if !can_be_another("a_file_behind_a_planted_link_keeps_its_owner") {
        return;
    }
    for planted in ["hold", "rotate"] {
        let fixture = Fixture::new();
        chown(&fixture.folder, Some(NOBODY), Some(NOBODY)).unwrap();
        let key = fixture.file("codes.key");
        as_another(
            &format!("umask 077; printf %s {} > codes.key", "0123456789abcdef".repeat(4)),
            &fixture.folder,
        );
        let id = RootKey::from_hex(&"0123456789abcdef".repeat(4)).unwrap().id();
        as_another(
            &format!("ln -s ../victim codes.key.lock; ln -s ../victim codes.key.{id}.held"),
            &fixture.folder,
        );
        let refused = match planted {
            "hold" => KeyRing::hold(&key).map(drop),
            _ => KeyRing::rotate(&key).map(drop),
        };
        assert!(refused.is_err(), "{planted}");
        assert!(fixture.is_safe(), "{planted}");
    }
}

#[test]
fn what_others_may_write_is_refused_and_named() {
    let fixture = Fixture::new();
    let key = fixture.file("codes.key");
    RootKey::from_file_or_new(&key).unwrap();
    for (path, bad, fine, name) in
        [(&key, 0o660, 0o640, "codes.key"), (&key, 0o602, 0o604, "codes.key")]
    {
        mode(path, bad);
        is_refused(read(&key), name);
        assert!(KeyRing::hold(&key).is_err() && KeyRing::rotate(&key).is_err());
        mode(path, fine);
        read(&key).unwrap();
    }
    mode(&fixture.folder, 0o770);
    is_refused(read(&key), "data");
    is_refused(Folder::open(&fixture.folder), "data");
    is_refused(write_new(&fixture.file("new"), b"secret"), "data");
    mode(&fixture.folder, 0o750);
    read(&key).unwrap();
    // In a sticky folder, others may create files, but neither remove nor rename ours.
    mode(&fixture.folder, 0o1777);
    read(&key).unwrap();
    is_refused(Folder::open(&fixture.folder), "data");
}

#[test]
fn another_users_files_and_folders_are_refused() {
    if !can_be_another("another_users_files_and_folders_are_refused") {
        return;
    }
    let fixture = Fixture::new();
    mode(&fixture.folder, 0o1777);
    as_another("umask 022; echo theirs > codes.key; mkdir theirs", &fixture.folder);
    is_refused(read(&fixture.file("codes.key")), "codes.key");
    is_refused(Folder::open(&fixture.file("theirs")), "theirs");
    is_refused(read(&fixture.file("theirs/codes.key")), "theirs");
    is_refused(export(&fixture.file("codes.key"), b"a picture"), "codes.key");
    let theirs = fs::read_to_string(fixture.file("codes.key")).unwrap();
    assert_eq!(theirs, "theirs\n");
}

#[test]
fn a_mounted_link_is_followed_and_its_target_is_checked() {
    let fixture = Fixture::new();
    let mounted = fixture.file("..data");
    fs::create_dir(&mounted).unwrap();
    RootKey::from_file_or_new(&mounted.join("codes.key")).unwrap();
    let key = fixture.file("codes.key");
    symlink("..data/codes.key", &key).unwrap();
    RootKey::from_file(&key).unwrap();
    mode(&mounted, 0o777);
    is_refused(read(&key), "..data");
    mode(&mounted, 0o755);
    mode(&mounted.join("codes.key"), 0o666);
    is_refused(read(&key), "codes.key");
    // A link in a folder that others may write to may be planted.
    mode(&mounted.join("codes.key"), 0o600);
    mode(&fixture.folder, 0o777);
    is_refused(read(&key), "data");
    is_refused(resolve(&key).map(drop), "data");
}

#[test]
fn writing_replaces_a_link_and_never_writes_its_target() {
    let fixture = Fixture::new();
    let folder = Folder::open(&fixture.folder).unwrap();
    for name in ["new", "codes.key", "codes.key.draft"] {
        symlink(&fixture.victim, fixture.file(name)).unwrap();
    }
    assert_eq!(folder.create_new("new").unwrap_err().kind(), io::ErrorKind::AlreadyExists);
    let made = write_new(&fixture.file("new"), b"secret").unwrap_err();
    assert_eq!(made.kind(), io::ErrorKind::AlreadyExists);
    folder.write("new", b"whole").unwrap();
    folder.replace(OsStr::new("codes.key"), b"key").unwrap();
    assert!(fs::symlink_metadata(fixture.file("new")).unwrap().is_file());
    assert!(fs::symlink_metadata(fixture.file("codes.key")).unwrap().is_file());
    assert!(fixture.is_safe());
    let mut names: Vec<_> =
        fs::read_dir(&fixture.folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["codes.key", "new"], "no draft is left");
}

#[test]
fn an_export_does_not_follow_a_link() {
    let fixture = Fixture::new();
    let picture = fixture.file("qr.png");
    symlink(&fixture.victim, &picture).unwrap();
    is_refused(export(&picture, b"a picture"), "qr.png");
    fs::remove_file(&picture).unwrap();
    fs::hard_link(&fixture.victim, &picture).unwrap();
    is_refused(export(&picture, b"a picture"), "qr.png");
    assert!(fixture.is_safe());
    fs::remove_file(&picture).unwrap();
    for content in [&b"a long picture"[..], b"short"] {
        export(&picture, content).unwrap();
        assert_eq!(fs::read(&picture).unwrap(), content);
    }
    export(Path::new("/dev/null"), b"a picture").unwrap();
}

#[test]
fn a_pipe_in_a_files_place_does_not_block() {
    let fixture = Fixture::new();
    let status = Command::new("mkfifo").arg(fixture.file("codes.key")).status();
    assert!(status.unwrap().success());
    is_refused(read(&fixture.file("codes.key")), "codes.key");
}

#[test]
fn a_replaced_file_keeps_its_group_and_what_the_group_may_read() {
    let fixture = Fixture::new();
    let key = fixture.file("codes.key");
    RootKey::from_file_or_new(&key).unwrap();
    mode(&key, 0o640);
    let as_root = can_be_another("a_replaced_file_keeps_its_group");
    if as_root {
        chown(&key, None, Some(NOBODY)).unwrap();
    }
    KeyRing::rotate(&key).unwrap();
    let found = fs::metadata(&key).unwrap();
    assert_eq!(found.permissions().mode() & 0o777, 0o640);
    assert!(!as_root || found.gid() == NOBODY);
    assert_eq!(found.uid(), own());
    let lock = fs::metadata(fixture.file("codes.key.lock")).unwrap();
    assert_eq!(lock.permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_path_is_not_accepted_as_a_name() {
    let fixture = Fixture::new();
    let folder = Folder::open(&fixture.folder).unwrap();
    for name in ["", ".", "..", "../victim", "a/b", "/victim", "a/"] {
        let error = folder.read(name).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidInput, "{name}");
    }
}
