//! Whether the disk fails just now.

use crate::real::set_errno;
use std::ffi::{OsString, c_int};
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::ffi::OsStrExt as _;

/// Input/output error.
const EIO: c_int = 5;
/// No space left on device.
const ENOSPC: c_int = 28;

/// What is about to be done to a file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It is written or grows.
    Write,
    /// It is synced.
    Sync,
}

/// Whether this call fails; if so, says why in the C library's way, and notes that it happened.
pub(crate) fn fails(fd: c_int, kind: Kind, call: &str) -> bool {
    let Some(control) = std::env::var_os("CODEMINT_FAULT") else { return false };
    let Ok(file) = fs::read_link(format!("/proc/self/fd/{fd}")) else { return false };
    let name = file.file_name().map_or(&[][..], |name| name.as_bytes());
    if !name.starts_with(b"codemint.sqlite") {
        return false;
    }
    let fault = fs::read_to_string(&control).unwrap_or_default();
    let errno = match (fault.trim(), kind) {
        ("enospc", Kind::Write) => ENOSPC,
        ("eio-sync", Kind::Sync) => EIO,
        _ => return false,
    };
    note(control, &format!("{call} {}\n", String::from_utf8_lossy(name)));
    set_errno(errno);
    true
}

fn note(control: OsString, line: &str) {
    let mut path = control;
    path.push(".fired");
    let file = OpenOptions::new().create(true).append(true).open(path);
    // Without the note a test that looks for it fails, as it should.
    let _ = file.and_then(|mut file| file.write_all(line.as_bytes()));
}
