//! The core asks for no memory but its own. An allocator that has none leaves out the standard one, and its words.
#![expect(unsafe_code, reason = "an allocator can be declared in no other way")]

use std::alloc::{GlobalAlloc, Layout};
use std::ptr::null_mut;

struct NoMemory;

// SAFETY: null says that there is no memory, and what was never given is never taken back.
unsafe impl GlobalAlloc for NoMemory {
    unsafe fn alloc(&self, _: Layout) -> *mut u8 {
        null_mut()
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}

#[global_allocator]
static ALLOCATOR: NoMemory = NoMemory;
