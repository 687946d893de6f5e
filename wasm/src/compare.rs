//! Comparing bytes, eight at a time.
//!
//! Keys of maps, names of members and addresses are compared often, and this target's own `memcmp`
//! compares byte by byte, which took 6 % of the time of a request for 100 users.

/// C's `memcmp`, which the compiler calls to compare slices and strings.
///
/// # Safety
/// Both pointers must be valid for reading `length` bytes, as in C.
#[inline(never)]
#[unsafe(no_mangle)]
unsafe extern "C" fn memcmp(one: *const u8, other: *const u8, length: usize) -> i32 {
    let mut at = 0;
    while at + 8 <= length {
        // SAFETY: the eight bytes from `at` are within `length`.
        let (left, right) = unsafe { (eight(one, at), eight(other, at)) };
        if left != right {
            // The target is little-endian: the lowest byte that differs is the first.
            let first = (left ^ right).trailing_zeros() & !7;
            let byte = |word: u64| ((word >> first) & 0xff) as i32;
            return byte(left) - byte(right);
        }
        at += 8;
    }
    while at < length {
        // SAFETY: `at` is within `length`.
        let (left, right) = unsafe { (*one.add(at), *other.add(at)) };
        if left != right {
            return i32::from(left) - i32::from(right);
        }
        at += 1;
    }
    0
}

/// The eight bytes from `at`, which need not be aligned.
///
/// # Safety
/// They must be valid for reading.
unsafe fn eight(start: *const u8, at: usize) -> u64 {
    // SAFETY: guaranteed by the caller.
    unsafe { start.add(at).cast::<u64>().read_unaligned() }
}
