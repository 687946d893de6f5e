//! Which calls fail or wait at the moment.

use crate::real::set_errno;
use std::ffi::{OsStr, OsString, c_int};
use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::os::unix::ffi::OsStrExt as _;

/// Input/output error.
const EIO: c_int = 5;
/// No space left on device.
const ENOSPC: c_int = 28;

/// What is about to be done to a file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It is read.
    Read,
    /// It is written or grows.
    Write,
    /// It is synced.
    Sync,
}

/// Whether this call fails. If so, sets `errno` and records the failure. Returns late where the call
/// is to wait.
pub(crate) fn fails(fd: c_int, kind: Kind, call: &str) -> bool {
    let Some(control) = std::env::var_os("CODEMINT_FAULT") else { return false };
    let Ok(file) = fs::read_link(format!("/proc/self/fd/{fd}")) else { return false };
    let name = file.file_name().map_or(&[][..], |name| name.as_bytes());
    if !name.starts_with(b"codemint.sqlite") {
        return false;
    }
    let line = format!("{call} {}\n", String::from_utf8_lossy(name));
    let fault = fs::read_to_string(&control).unwrap_or_default();
    let errno = match (fault.trim(), kind) {
        ("enospc", Kind::Write) => ENOSPC,
        ("eio-sync", Kind::Sync) => EIO,
        (fault, Kind::Read) if is_held(fault) => {
            record(&control, &format!("{} {line}", thread_id()));
            wait_for_unlock(&control);
            return false;
        }
        _ => return false,
    };
    record(&control, &line);
    set_errno(errno);
    true
}

/// Whether the fault is `hold THREAD` with the name of the calling thread.
fn is_held(fault: &str) -> bool {
    let name = || fs::read_to_string("/proc/thread-self/comm").unwrap_or_default();
    fault.strip_prefix("hold ").is_some_and(|thread| thread == name().trim_end())
}

/// The ID of the calling thread.
fn thread_id() -> String {
    let path = fs::read_link("/proc/thread-self").unwrap_or_default();
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Blocks while another process holds an exclusive lock on the file.
fn wait_for_unlock(control: &OsStr) {
    // Without the lock nothing waits, and the test that holds it fails.
    let _ = File::open(control).and_then(|file| file.lock_shared());
}

fn record(control: &OsStr, line: &str) {
    let mut path = OsString::from(control);
    path.push(".fired");
    let file = OpenOptions::new().create(true).append(true).open(path);
    // Without the record a test that looks for it fails, as it should.
    let _ = file.and_then(|mut file| file.write_all(line.as_bytes()));
}
