//! A disk that fails on demand, and a clock that is set.
//!
//! Loaded with `LD_PRELOAD`, this library stands before the C library's calls that write, grow and
//! sync files. While the file that `CODEMINT_FAULT` names says `enospc`, writing and growing fail
//! with "no space left"; while it says `eio-sync`, syncing fails with an input/output error. Only
//! files with `codemint.sqlite` in their names are concerned; everything else, and everything while
//! there is no such file, goes through untouched. Each failure is a line in the file of the same
//! name with `.fired` behind it, so that a test can tell that it did happen.
//!
//! Where `CODEMINT_CLOCK` names a file, the clock on the wall stands at what that file says (see
//! the module `clock`).
//!
//! Linux with 64-bit file offsets only: it finds a file's name under `/proc/self/fd`.
#![allow(unsafe_code, reason = "standing in for the C library's functions is what this is for")]

pub mod clock;
mod fault;
mod real;

use fault::{Kind, fails};
use std::ffi::{c_int, c_void};

/// Stands in for a C function: fails if the disk does, and else passes the call on.
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
