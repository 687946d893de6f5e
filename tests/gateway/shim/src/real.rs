//! The C library's own functions.

use std::ffi::{c_char, c_int, c_void};
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

unsafe extern "C" {
    fn dlsym(library: *mut c_void, name: *const c_char) -> *mut c_void;
    fn __errno_location() -> *mut c_int;
    fn abort() -> !;
}

/// "Whoever has that name after me" (`RTLD_NEXT`).
const NEXT: *mut c_void = ptr::without_provenance_mut(usize::MAX);

/// The address of a function, looked up once.
pub(crate) struct Symbol(AtomicPtr<c_void>);

impl Symbol {
    pub(crate) const fn new() -> Self {
        Self(AtomicPtr::new(ptr::null_mut()))
    }

    /// The address; `name` ends in a zero byte.
    pub(crate) fn address(&self, name: &str) -> *mut c_void {
        let known = self.0.load(Ordering::Relaxed);
        if !known.is_null() {
            return known;
        }
        // SAFETY: the name ends in a zero byte, and `dlsym` only reads it.
        let found = unsafe { dlsym(NEXT, name.as_ptr().cast()) };
        if found.is_null() {
            // SAFETY: ends the process; a C library without these functions is none.
            unsafe { abort() }
        }
        self.0.store(found, Ordering::Relaxed);
        found
    }
}

/// Says why a call failed.
pub(crate) fn set_errno(number: c_int) {
    // SAFETY: the C library gives each thread a place of its own, always valid.
    unsafe { *__errno_location() = number }
}
