//! A wall clock that stands still until a test sets it.
//!
//! The file that `CODEMINT_CLOCK` names holds the seconds since 1970 as eight bytes in native byte
//! order. It is mapped into memory once, so writing to it sets the clock of the whole process from
//! the next call on. The monotonic clock is not changed.

use crate::real;
use std::ffi::{c_int, c_long, c_void};
use std::fs::File;
use std::os::fd::AsRawFd as _;
use std::ptr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};

/// `CLOCK_REALTIME` and `CLOCK_REALTIME_COARSE`.
const REALTIME: [c_int; 2] = [0, 5];

/// Readable, and shared with the process that writes the file.
const PROT_READ: c_int = 1;
const MAP_SHARED: c_int = 1;

/// The C library's `struct timespec`.
#[repr(C)]
pub struct Timespec {
    seconds: c_long,
    nanoseconds: c_long,
}

unsafe extern "C" {
    fn mmap(
        address: *mut c_void,
        length: usize,
        protection: c_int,
        flags: c_int,
        fd: c_int,
        offset: i64,
    ) -> *mut c_void;
    fn abort() -> !;
}

/// The time that the clock is set to, in seconds since 1970; `None` where no file is named.
fn set_to() -> Option<c_long> {
    static CLOCK: OnceLock<Option<&'static AtomicI64>> = OnceLock::new();
    CLOCK.get_or_init(map).map(|seconds| seconds.load(Ordering::SeqCst))
}

/// Maps the file into memory. Aborts the process where a file is named and cannot be mapped: a test
/// that relies on this clock would prove nothing.
fn map() -> Option<&'static AtomicI64> {
    let path = std::env::var_os("CODEMINT_CLOCK")?;
    let length = size_of::<AtomicI64>();
    let mapped = File::open(path)
        .ok()
        .filter(|file| file.metadata().is_ok_and(|metadata| metadata.len() >= length as u64));
    let mapped = mapped.map(|file| {
        // SAFETY: a new mapping wherever there is room; the file is as long as that.
        unsafe { mmap(ptr::null_mut(), length, PROT_READ, MAP_SHARED, file.as_raw_fd(), 0) }
    });
    match mapped {
        // SAFETY: a page begins there, is never unmapped, and is read as an atomic only.
        Some(address) if address.addr() != usize::MAX => Some(unsafe { &*address.cast() }),
        // SAFETY: ends the process.
        _ => unsafe { abort() },
    }
}

/// See the C library's manual.
///
/// # Safety
/// As for the C library's function of that name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn clock_gettime(clock: c_int, time: *mut Timespec) -> c_int {
    type Real = unsafe extern "C" fn(c_int, *mut Timespec) -> c_int;
    if REALTIME.contains(&clock)
        && let Some(seconds) = set_to()
    {
        // SAFETY: the caller gives a place for a `struct timespec`.
        unsafe { time.write(Timespec { seconds, nanoseconds: 0 }) };
        return 0;
    }
    static FOUND: real::Symbol = real::Symbol::new();
    let found = FOUND.address("clock_gettime\0");
    // SAFETY: it is the C library's function of that name, and has that type.
    let real = unsafe { std::mem::transmute::<*mut c_void, Real>(found) };
    // SAFETY: the caller keeps that function's rules.
    unsafe { real(clock, time) }
}
