//! The C library's own functions.

use std::ffi::{c_char, c_int, c_void};
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

unsafe extern "C" {
    fn dlsym(library: *mut c_void, name: *const c_char) -> *mut c_void;
    fn __errno_location() -> *mut c_int;
    fn abort() -> !;
}

/// The next library that has the symbol (`RTLD_NEXT`).
const NEXT: *mut c_void = ptr::without_provenance_mut(usize::MAX);

/// The address of a function, looked up once.
pub(crate) struct Symbol(AtomicPtr<c_void>);

impl Symbol {
    pub(crate) const fn new() -> Self {
        Self(AtomicPtr::new(ptr::null_mut()))
    }

    /// The function's address. `name` must end in a zero byte.
    pub(crate) fn address(&self, name: &str) -> *mut c_void {
        let known = self.0.load(Ordering::Relaxed);
        if !known.is_null() {
            return known;
        }
        // SAFETY: the name ends in a zero byte, and `dlsym` only reads it.
        let found = unsafe { dlsym(NEXT, name.as_ptr().cast()) };
        if found.is_null() {
            // SAFETY: ends the process; every C library has these functions.
            unsafe { abort() }
        }
        self.0.store(found, Ordering::Relaxed);
        found
    }
}

/// Sets the calling thread's `errno`.
pub(crate) fn set_errno(number: c_int) {
    // SAFETY: the address is valid, and belongs to this thread.
    unsafe { *__errno_location() = number }
}
