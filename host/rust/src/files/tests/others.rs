//! Another user, who plants links and files where we work.

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

/// `nobody`, as nearly everywhere.
const NOBODY: u32 = 65534;

/// A folder, a file in it that is ours, and one elsewhere that a link may lead to.
struct Place {
    _all: TempDir,
    folder: PathBuf,
    prey: PathBuf,
}

impl Place {
    fn new() -> Self {
        let all = tempfile::tempdir().unwrap();
        let (folder, prey) = (all.path().join("data"), all.path().join("prey"));
        fs::create_dir(&folder).unwrap();
        fs::write(&prey, "precious").unwrap();
        // Others may get there.
        mode(all.path(), 0o755);
        Self { _all: all, folder, prey }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Whether the file that links lead to is as it was.
    fn is_safe(&self) -> bool {
        let is_ours = fs::metadata(&self.prey).unwrap().uid() == own();
        is_ours && fs::read(&self.prey).unwrap() == b"precious"
    }
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

fn own() -> u32 {
    rustix::process::geteuid().as_raw()
}

/// Whether this process can be somebody else; says so where it cannot.
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
    let place = Place::new();
    symlink(&place.prey, place.file("codes.key.lock")).unwrap();
    let folder = Folder::open(&place.folder).unwrap();
    is_refused(lock(&folder, OsStr::new("codes.key")), "codes.key.lock");
    // The control: opened without `O_NOFOLLOW`, the file behind the link is what was opened.
    let opened = OpenOptions::new().write(true).open(place.file("codes.key.lock")).unwrap();
    let (opened, prey) = (opened.metadata().unwrap(), fs::metadata(&place.prey).unwrap());
    assert_eq!(opened.ino(), prey.ino());
    assert!(place.is_safe());
}

#[test]
fn a_file_with_a_second_name_is_not_locked() {
    let place = Place::new();
    fs::hard_link(&place.prey, place.file("codes.key.lock")).unwrap();
    let folder = Folder::open(&place.folder).unwrap();
    is_refused(lock(&folder, OsStr::new("codes.key")), "codes.key.lock");
    assert!(place.is_safe());
}

/// The first attack of the field test: whoever owns the folder puts a link where a lock of the key
/// is made, and root makes it.
#[test]
fn the_owner_of_a_file_behind_a_planted_link_stays() {
    if !can_be_another("the_owner_of_a_file_behind_a_planted_link_stays") {
        return;
    }
    for planted in ["hold", "rotate"] {
        let place = Place::new();
        chown(&place.folder, Some(NOBODY), Some(NOBODY)).unwrap();
        let key = place.file("codes.key");
        as_another(
            &format!("umask 077; printf %s {} > codes.key", "0123456789abcdef".repeat(4)),
            &place.folder,
        );
        let id = RootKey::from_hex(&"0123456789abcdef".repeat(4)).unwrap().id();
        as_another(
            &format!("ln -s ../prey codes.key.lock; ln -s ../prey codes.key.{id}.held"),
            &place.folder,
        );
        let refused = match planted {
            "hold" => KeyRing::hold(&key).map(drop),
            _ => KeyRing::rotate(&key).map(drop),
        };
        assert!(refused.is_err(), "{planted}");
        assert!(place.is_safe(), "{planted}");
    }
}

#[test]
fn what_others_may_write_is_refused_by_name() {
    let place = Place::new();
    let key = place.file("codes.key");
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
    mode(&place.folder, 0o770);
    is_refused(read(&key), "data");
    is_refused(Folder::open(&place.folder), "data");
    is_refused(write_new(&place.file("new"), b"secret"), "data");
    mode(&place.folder, 0o750);
    read(&key).unwrap();
    // Others may put files beside ours here, but neither remove nor rename them.
    mode(&place.folder, 0o1777);
    read(&key).unwrap();
    is_refused(Folder::open(&place.folder), "data");
}

#[test]
fn another_users_files_and_folders_are_refused() {
    if !can_be_another("another_users_files_and_folders_are_refused") {
        return;
    }
    let place = Place::new();
    mode(&place.folder, 0o1777);
    as_another("umask 022; echo theirs > codes.key; mkdir theirs", &place.folder);
    is_refused(read(&place.file("codes.key")), "codes.key");
    is_refused(Folder::open(&place.file("theirs")), "theirs");
    is_refused(read(&place.file("theirs/codes.key")), "theirs");
    is_refused(export(&place.file("codes.key"), b"a picture"), "codes.key");
    let theirs = fs::read_to_string(place.file("codes.key")).unwrap();
    assert_eq!(theirs, "theirs\n");
}

#[test]
fn a_mounted_link_is_followed_and_what_it_leads_to_is_checked() {
    let place = Place::new();
    let mounted = place.file("..data");
    fs::create_dir(&mounted).unwrap();
    RootKey::from_file_or_new(&mounted.join("codes.key")).unwrap();
    let key = place.file("codes.key");
    symlink("..data/codes.key", &key).unwrap();
    RootKey::from_file(&key).unwrap();
    mode(&mounted, 0o777);
    is_refused(read(&key), "..data");
    mode(&mounted, 0o755);
    mode(&mounted.join("codes.key"), 0o666);
    is_refused(read(&key), "codes.key");
    // A link in a folder that others may write to may have been put there by anybody.
    mode(&mounted.join("codes.key"), 0o600);
    mode(&place.folder, 0o777);
    is_refused(read(&key), "data");
    is_refused(resolve(&key).map(drop), "data");
}

#[test]
fn a_written_file_is_new_and_never_the_one_behind_a_link() {
    let place = Place::new();
    let folder = Folder::open(&place.folder).unwrap();
    for name in ["new", "codes.key", "codes.key.draft"] {
        symlink(&place.prey, place.file(name)).unwrap();
    }
    assert_eq!(folder.create_new("new").unwrap_err().kind(), io::ErrorKind::AlreadyExists);
    let made = write_new(&place.file("new"), b"secret").unwrap_err();
    assert_eq!(made.kind(), io::ErrorKind::AlreadyExists);
    folder.write("new", b"whole").unwrap();
    folder.replace(OsStr::new("codes.key"), b"key").unwrap();
    assert!(fs::symlink_metadata(place.file("new")).unwrap().is_file());
    assert!(fs::symlink_metadata(place.file("codes.key")).unwrap().is_file());
    assert!(place.is_safe());
    let mut names: Vec<_> =
        fs::read_dir(&place.folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["codes.key", "new"], "no draft is left");
}

#[test]
fn an_export_does_not_follow_a_link() {
    let place = Place::new();
    let picture = place.file("qr.png");
    symlink(&place.prey, &picture).unwrap();
    is_refused(export(&picture, b"a picture"), "qr.png");
    fs::remove_file(&picture).unwrap();
    fs::hard_link(&place.prey, &picture).unwrap();
    is_refused(export(&picture, b"a picture"), "qr.png");
    assert!(place.is_safe());
    fs::remove_file(&picture).unwrap();
    for content in [&b"a long picture"[..], b"short"] {
        export(&picture, content).unwrap();
        assert_eq!(fs::read(&picture).unwrap(), content);
    }
    export(Path::new("/dev/null"), b"a picture").unwrap();
}

#[test]
fn a_pipe_in_a_files_place_holds_nobody_up() {
    let place = Place::new();
    let status = Command::new("mkfifo").arg(place.file("codes.key")).status();
    assert!(status.unwrap().success());
    is_refused(read(&place.file("codes.key")), "codes.key");
}

#[test]
fn a_replaced_file_keeps_its_group_and_what_the_group_may_read() {
    let place = Place::new();
    let key = place.file("codes.key");
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
    let lock = fs::metadata(place.file("codes.key.lock")).unwrap();
    assert_eq!(lock.permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_name_is_no_path() {
    let place = Place::new();
    let folder = Folder::open(&place.folder).unwrap();
    for name in ["", ".", "..", "../prey", "a/b", "/prey", "a/"] {
        let error = folder.read(name).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidInput, "{name}");
    }
}
