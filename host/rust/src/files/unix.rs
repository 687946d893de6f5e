//! The system calls of Unix, relative to a folder's handle.

use super::check::{self, Facts, Kind, Sharing, refused};
use super::open::Open;
use rustix::fs::{AtFlags, CWD, FileType, Gid, Mode, OFlags, Stat};
use rustix::io::Errno;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;

/// Only the owner may read and write it.
const PRIVATE: Mode = Mode::RUSR.union(Mode::WUSR);

/// The bits of its mode that a replaced file keeps: others may at most read it.
const KEPT: Mode = PRIVATE.union(Mode::RGRP).union(Mode::ROTH);

/// How a folder is opened to open files relative to it. On Linux this needs no permission to list
/// the folder.
#[cfg(any(target_os = "linux", target_os = "android"))]
const HANDLE: OFlags = OFlags::PATH;
#[cfg(not(any(target_os = "linux", target_os = "android")))]
const HANDLE: OFlags = OFlags::RDONLY;

/// The effective user ID.
pub(super) fn user() -> u32 {
    rustix::process::geteuid().as_raw()
}

/// An open folder.
#[derive(Debug)]
pub(super) struct Dir(OwnedFd);

impl Dir {
    /// Opens a folder and checks it. The path may contain links; its last part only if `links` is
    /// true.
    pub(super) fn open(path: &Path, sharing: Sharing, links: bool) -> io::Result<Self> {
        let nofollow = if links { OFlags::empty() } else { OFlags::NOFOLLOW };
        let flags = HANDLE | OFlags::DIRECTORY | OFlags::CLOEXEC | nofollow;
        let dir = rustix::fs::openat(CWD, path, flags, Mode::empty())?;
        let facts = facts(&rustix::fs::fstat(&dir)?);
        check::folder(facts, user(), sharing).map_err(|why| refused(path, why))?;
        Ok(Self(dir))
    }

    /// The facts of a directory entry, without opening or following it.
    pub(super) fn entry(&self, name: &OsStr) -> io::Result<Facts> {
        Ok(facts(&rustix::fs::statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW)?))
    }

    /// Opens a file. The caller checks it.
    pub(super) fn file(&self, name: &OsStr, open: Open) -> io::Result<File> {
        // `NONBLOCK`: otherwise a pipe in the file's place would block.
        let flags = OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
        let flags = flags
            | match open {
                Open::Read => OFlags::RDONLY,
                Open::New => OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL,
                Open::Lock => OFlags::WRONLY | OFlags::CREATE,
            };
        Ok(File::from(rustix::fs::openat(&self.0, name, flags, PRIVATE)?))
    }

    /// Gives a new file the group and the mode of another, restricted so that others may at most
    /// read it: a service may read its keys by its group.
    pub(super) fn like(&self, file: &File, other: &OsStr) -> io::Result<()> {
        let wanted = match rustix::fs::statat(&self.0, other, AtFlags::SYMLINK_NOFOLLOW) {
            Err(Errno::NOENT) => return Ok(()),
            found => found?,
        };
        if rustix::fs::fstat(file)?.st_gid != wanted.st_gid {
            rustix::fs::fchown(file, None, Some(Gid::from_raw(wanted.st_gid)))?;
        }
        let mode = (Mode::from_raw_mode(wanted.st_mode) & KEPT) | PRIVATE;
        Ok(rustix::fs::fchmod(file, mode)?)
    }

    pub(super) fn remove(&self, name: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::unlinkat(&self.0, name, AtFlags::empty())?)
    }

    pub(super) fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::renameat(&self.0, from, &self.0, to)?)
    }

    /// Gives a file a second name, which must not exist.
    pub(super) fn link(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::linkat(&self.0, from, &self.0, to, AtFlags::empty())?)
    }

    /// Makes the folder's entries durable.
    pub(super) fn sync(&self) -> io::Result<()> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let dir = rustix::fs::openat(&self.0, c".", flags, Mode::empty())?;
        Ok(rustix::fs::fsync(dir)?)
    }
}

/// Creates a folder, and the missing ones above it, for the owner alone.
pub(super) fn create_folder(path: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// The facts of an open file.
pub(super) fn facts_of(file: &File) -> io::Result<Facts> {
    Ok(facts(&rustix::fs::fstat(file.as_fd())?))
}

/// Whether opening failed because of a symbolic link. The error number differs between systems.
pub(super) fn is_link(error: &io::Error) -> bool {
    let links = [Errno::LOOP, Errno::MLINK].map(Errno::raw_os_error);
    error.raw_os_error().is_some_and(|number| links.contains(&number))
}

fn facts(stat: &Stat) -> Facts {
    let kind = match FileType::from_raw_mode(stat.st_mode) {
        FileType::RegularFile => Kind::File,
        FileType::Directory => Kind::Folder,
        FileType::Symlink => Kind::Link,
        _ => Kind::Other,
    };
    let mode = Mode::from_raw_mode(stat.st_mode);
    // The widths of these numbers differ between systems.
    let names = u64::try_from(i128::from(stat.st_nlink)).unwrap_or(u64::MAX);
    let mode = u32::try_from(i64::from(mode.bits())).unwrap_or(u32::MAX);
    Facts { kind, owner: stat.st_uid, mode, names }
}
