//! A disk that fails or waits on demand, and a clock that a test sets.
//!
//! Loaded with `LD_PRELOAD`, this library replaces the C library's calls that read, write, extend
//! and sync files. What they do is in the file that `CODEMINT_FAULT` names:
//!
//! | content | effect |
//! |---|---|
//! | `enospc` | writing and extending fail with "no space left" |
//! | `eio-sync` | syncing fails with an input/output error |
//! | `hold THREAD` | reads by threads of that name wait while that file is locked (`flock`) |
//!
//! Only files whose names begin with `codemint.sqlite` are affected. Everything else is passed on
//! unchanged, and so is everything while there is no such file. Each call that failed or waited is a
//! line in the file of the same name with `.fired` appended, so that a test can check that the fault
//! occurred. The line of a call that waited begins with the thread's ID.
//!
//! Where `CODEMINT_CLOCK` names a file, that file sets the wall clock (see the module `clock`).
//!
//! Linux with 64-bit file offsets only: file names are found under `/proc/self/fd`.
#![allow(unsafe_code, reason = "replacing functions of the C library is the purpose of this crate")]

pub mod clock;
mod fault;
mod real;

use fault::{Kind, fails};
use std::ffi::{c_int, c_void};

/// Replaces C functions: the call fails if the disk does, and is passed on otherwise.
macro_rules! stand_in {
    ($kind:ident: $(fn $name:ident(fd: c_int $(, $argument:ident: $type:ty)*) -> $result:ty;)*) => {
        $(
            /// See the C library's manual.
            ///
            /// # Safety
            /// As for the C library's function of that name.
            #[unsafe(no_mangle)]
            pub unsafe extern "C" fn $name(fd: c_int $(, $argument: $type)*) -> $result {
                type Real = unsafe extern "C" fn(c_int $(, $type)*) -> $result;
                if fails(fd, Kind::$kind, stringify!($name)) {
                    return -1;
                }
                static FOUND: real::Symbol = real::Symbol::new();
                let found = FOUND.address(concat!(stringify!($name), "\0"));
                // SAFETY: it is the C library's function of that name, and has that type.
                let real = unsafe { std::mem::transmute::<*mut c_void, Real>(found) };
                // SAFETY: the caller keeps that function's rules.
                unsafe { real(fd $(, $argument)*) }
            }
        )*
    };
}

stand_in! { Read:
    fn read(fd: c_int, bytes: *mut c_void, count: usize) -> isize;
    fn pread(fd: c_int, bytes: *mut c_void, count: usize, offset: i64) -> isize;
    fn pread64(fd: c_int, bytes: *mut c_void, count: usize, offset: i64) -> isize;
}

stand_in! { Write:
    fn write(fd: c_int, bytes: *const c_void, count: usize) -> isize;
    fn pwrite(fd: c_int, bytes: *const c_void, count: usize, offset: i64) -> isize;
    fn pwrite64(fd: c_int, bytes: *const c_void, count: usize, offset: i64) -> isize;
    fn writev(fd: c_int, pieces: *const c_void, count: c_int) -> isize;
    fn ftruncate(fd: c_int, length: i64) -> c_int;
    fn ftruncate64(fd: c_int, length: i64) -> c_int;
    fn fallocate(fd: c_int, mode: c_int, offset: i64, length: i64) -> c_int;
    fn fallocate64(fd: c_int, mode: c_int, offset: i64, length: i64) -> c_int;
}

stand_in! { Sync:
    fn fsync(fd: c_int) -> c_int;
    fn fdatasync(fd: c_int) -> c_int;
}
