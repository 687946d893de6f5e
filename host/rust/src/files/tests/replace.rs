//! Replacing a file: what a reader finds after a power failure at any step.

use crate::files::Folder;
use crate::files::replace::{Disk, draft_of, replace};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::{fs, io};

/// A disk that loses power after some steps. Bytes that were not synced are lost, wholly or in
/// part; a move that was not synced may have happened or not.
struct Failing {
    /// How many steps are left.
    power: Cell<u32>,
    files: RefCell<Files>,
    /// The files as they were before the moves that were not synced.
    before: RefCell<Option<Files>>,
    fault: Fault,
}

/// The bytes of each file, and how many of them are durable.
type Files = BTreeMap<OsString, (Vec<u8>, usize)>;

/// What is wrong with the disk, or with how it is used.
#[derive(Clone, Copy, PartialEq)]
enum Fault {
    None,
    /// Written bytes are not synced.
    Unsynced,
    /// Moves are not synced.
    MovesUnsynced,
    /// The file is written in its place.
    InPlace,
}

impl Failing {
    fn step(&self) -> io::Result<()> {
        let left = self.power.get().checked_sub(1);
        self.power.set(left.unwrap_or_default());
        left.map(drop).ok_or_else(|| io::Error::other("no power"))
    }

    /// Every content that the file may have when the power is back.
    fn outcomes(&self, path: &OsStr) -> Vec<Option<Vec<u8>>> {
        let mut outcomes = Vec::new();
        for files in [Some(self.files.borrow().clone()), self.before.borrow().clone()] {
            let Some(files) = files else { continue };
            match files.get(path) {
                None => outcomes.push(None),
                Some((bytes, durable)) => {
                    for length in *durable..=bytes.len() {
                        outcomes.push(Some(bytes[..length].to_vec()));
                    }
                }
            }
        }
        outcomes
    }
}

impl Disk for Failing {
    fn put(&self, path: &OsStr, bytes: &[u8], _: &OsStr) -> io::Result<()> {
        self.step()?;
        self.files.borrow_mut().insert(path.into(), (Vec::new(), 0));
        for length in [bytes.len() / 2, bytes.len()] {
            self.step()?;
            self.files.borrow_mut().insert(path.into(), (bytes[..length].to_vec(), 0));
        }
        self.step()?;
        if self.fault != Fault::Unsynced {
            self.files.borrow_mut().insert(path.into(), (bytes.to_vec(), bytes.len()));
        }
        Ok(())
    }

    fn remove(&self, path: &OsStr) -> io::Result<()> {
        self.step()?;
        self.files.borrow_mut().remove(path);
        Ok(())
    }

    fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        self.step()?;
        *self.before.borrow_mut() = Some(self.files.borrow().clone());
        let moved = self.files.borrow_mut().remove(from).unwrap();
        self.files.borrow_mut().insert(to.into(), moved);
        Ok(())
    }

    fn sync(&self) -> io::Result<()> {
        self.step()?;
        if self.fault != Fault::MovesUnsynced {
            *self.before.borrow_mut() = None;
        }
        Ok(())
    }
}

/// Whether the file, replaced on such a disk, has the old or the new bytes after a power failure at
/// any step, and the new ones once `replace` has returned.
fn survives(fault: Fault) -> Result<(), String> {
    let path = OsStr::new("codes.key");
    let (old, new) = (b"old bytes".to_vec(), b"new bytes, more of them".to_vec());
    for power in 0.. {
        let drafts =
            [(path.to_owned(), (old.clone(), old.len())), (draft_of(path), (b"left".to_vec(), 0))];
        let disk = Failing {
            power: Cell::new(power),
            files: RefCell::new(drafts.into()),
            before: RefCell::new(None),
            fault,
        };
        let done = match fault {
            Fault::InPlace => disk.put(path, &new, path),
            _ => replace(&disk, path, &new),
        };
        for found in disk.outcomes(path) {
            let expected = match &done {
                Ok(()) => [&new, &new],
                Err(_) => [&old, &new],
            };
            if !found.as_ref().is_some_and(|found| expected.contains(&found)) {
                return Err(format!("after {power} steps: {found:?}"));
            }
        }
        if done.is_ok() {
            return Ok(());
        }
    }
    Ok(())
}

#[test]
fn a_file_is_old_or_new_whenever_the_power_fails() {
    assert_eq!(survives(Fault::None), Ok(()));
    for fault in [Fault::Unsynced, Fault::MovesUnsynced, Fault::InPlace] {
        assert!(survives(fault).is_err());
    }
}

#[test]
fn a_failed_replacement_leaves_no_draft() {
    struct Stuck(Folder);
    impl Disk for Stuck {
        fn put(&self, name: &OsStr, bytes: &[u8], like: &OsStr) -> io::Result<()> {
            Disk::put(&self.0, name, bytes, like)
        }
        fn remove(&self, name: &OsStr) -> io::Result<()> {
            Disk::remove(&self.0, name)
        }
        fn rename(&self, _: &OsStr, _: &OsStr) -> io::Result<()> {
            Err(io::Error::other("stuck"))
        }
        fn sync(&self) -> io::Result<()> {
            Ok(())
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let (checked, name) = (Folder::open(folder.path()).unwrap(), OsStr::new("codes.key"));
    checked.replace(name, b"old").unwrap();
    assert!(replace(&Stuck(checked), name, b"new").is_err());
    assert_eq!(fs::read(folder.path().join(name)).unwrap(), b"old");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}
