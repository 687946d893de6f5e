//! The same functions for systems without owners and modes to check, by paths.

use super::check::{Facts, Kind, Sharing};
use super::open::Open;
use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// There are no user IDs: every file counts as this user's.
pub(super) const fn user() -> u32 {
    0
}

/// A folder.
#[derive(Debug)]
pub(super) struct Dir(PathBuf);

impl Dir {
    pub(super) fn open(path: &Path, _: Sharing, _: bool) -> io::Result<Self> {
        if fs::metadata(path)?.is_dir() {
            Ok(Self(path.to_owned()))
        } else {
            Err(io::ErrorKind::NotADirectory.into())
        }
    }

    pub(super) fn entry(&self, name: &OsStr) -> io::Result<Facts> {
        Ok(facts(&fs::symlink_metadata(self.0.join(name))?))
    }

    pub(super) fn file(&self, name: &OsStr, open: Open) -> io::Result<File> {
        let mut options = OpenOptions::new();
        match open {
            Open::Read => options.read(true),
            Open::New => options.write(true).create_new(true),
            Open::Lock => options.write(true).create(true).truncate(false),
        };
        options.open(self.0.join(name))
    }

    #[expect(clippy::unused_self, reason = "as on Unix")]
    pub(super) const fn like(&self, _: &File, _: &OsStr) -> io::Result<()> {
        Ok(())
    }

    pub(super) fn remove(&self, name: &OsStr) -> io::Result<()> {
        fs::remove_file(self.0.join(name))
    }

    pub(super) fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        fs::rename(self.0.join(from), self.0.join(to))
    }

    pub(super) fn link(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        fs::hard_link(self.0.join(from), self.0.join(to))
    }

    /// Does nothing: a folder cannot be synced on such systems.
    #[expect(clippy::unused_self, reason = "as on Unix")]
    pub(super) const fn sync(&self) -> io::Result<()> {
        Ok(())
    }
}

pub(super) fn create_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

pub(super) fn facts_of(file: &File) -> io::Result<Facts> {
    Ok(facts(&file.metadata()?))
}

pub(super) const fn is_link(_: &io::Error) -> bool {
    false
}

fn facts(found: &fs::Metadata) -> Facts {
    let kind = match found.file_type() {
        kind if kind.is_file() => Kind::File,
        kind if kind.is_dir() => Kind::Folder,
        kind if kind.is_symlink() => Kind::Link,
        _ => Kind::Other,
    };
    Facts { kind, owner: user(), mode: 0, names: 1 }
}
