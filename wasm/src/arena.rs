//! A bump allocator that frees everything at once.
//!
//! A request allocates little and briefly, so that freeing single allocations costs more than it
//! saves. The arena starts over when no allocation is alive, which is the case after every call
//! once its results have been read. With a fresh instance for each request that never happens; an
//! instance that is kept does not grow.

use core::alloc::{GlobalAlloc, Layout};
use core::cell::UnsafeCell;
use core::ptr;

#[global_allocator]
static ARENA: Arena = Arena(UnsafeCell::new(State { next: 0, end: 0, live: 0 }));

struct Arena(UnsafeCell<State>);

struct State {
    /// The first free byte; 0 before the first allocation.
    next: usize,
    /// The first byte beyond the memory of the module.
    end: usize,
    /// How many allocations are alive.
    live: usize,
}

/// The size of a WebAssembly page in bytes, the unit in which memory grows.
const PAGE: usize = 64 * 1024;

// SAFETY: the target has no threads (asserted by the component's features: no shared memory).
unsafe impl Sync for Arena {}

impl State {
    /// The first byte after stack and static data.
    fn base() -> usize {
        unsafe extern "C" {
            static __heap_base: u8;
        }
        // Only the address of the symbol is used. The linker defines it.
        (&raw const __heap_base) as usize
    }

    fn take(&mut self, size: usize, align: usize) -> *mut u8 {
        if self.next == 0 {
            self.next = Self::base();
            self.end = core::arch::wasm32::memory_size(0) * PAGE;
        }
        let Some(start) = self.next.checked_next_multiple_of(align) else { return ptr::null_mut() };
        let Some(next) = start.checked_add(size) else { return ptr::null_mut() };
        if next > self.end && !self.grow(next - self.end) {
            return ptr::null_mut();
        }
        self.next = next;
        self.live += 1;
        start as *mut u8
    }

    fn grow(&mut self, missing: usize) -> bool {
        let pages = missing.div_ceil(PAGE);
        let grown = core::arch::wasm32::memory_grow(0, pages) != usize::MAX;
        if grown {
            self.end += pages * PAGE;
        }
        grown
    }
}

// SAFETY: `take` returns each byte at most once until `next` is reset, and `next` is reset only to
// the end of the last live allocation, or to the beginning when no allocation is alive.
unsafe impl GlobalAlloc for Arena {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: there is one thread, and no reference outlives this function.
        unsafe { &mut *self.0.get() }.take(layout.size(), layout.align())
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as above.
        let state = unsafe { &mut *self.0.get() };
        state.live -= 1;
        if state.live == 0 {
            state.next = State::base();
        } else if pointer as usize + layout.size() == state.next {
            state.next = pointer as usize;
        }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: as above.
        let state = unsafe { &mut *self.0.get() };
        let is_last = pointer as usize + layout.size() == state.next;
        let next = (pointer as usize).saturating_add(size);
        if is_last && (next <= state.end || state.grow(next - state.end)) {
            state.next = next;
            return pointer;
        }
        if size <= layout.size() {
            return pointer;
        }
        let new = state.take(size, layout.align());
        if !new.is_null() {
            // SAFETY: both are valid for the old size, and do not overlap, since `new` is beyond
            // the old allocation.
            unsafe { ptr::copy_nonoverlapping(pointer, new, layout.size()) };
            state.live -= 1;
        }
        new
    }
}
