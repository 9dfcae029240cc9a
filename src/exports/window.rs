//! The one place where text crosses: a fixed piece of linear memory that JavaScript and Rust both see.
//!
//! The executor writes a text, calls, and reads the answer before anything else can run: both sides are
//! single-threaded, and no call into Rust calls back.

#![allow(
    unsafe_code,
    reason = "a static that JavaScript writes needs interior mutability; see `Window`"
)]

use crate::policy::split_once;
use std::cell::UnsafeCell;
use wasm_bindgen::prelude::wasm_bindgen;

/// In bytes, longer than any header that servers accept. A longer text is written as far as it fits, and refused or read as a
/// prefix.
pub const CAPACITY: usize = 16 * 1024;

/// The name and value that `js/core/codes.ts` repeats.
pub const CODES: [(&str, u32); 1] = [("Capacity", CAPACITY as u32)];

struct Window(UnsafeCell<[u8; CAPACITY]>);

// SAFETY: in WebAssembly there is one thread. Natively only the tests of this module touch it, under one lock.
unsafe impl Sync for Window {}

static WINDOW: Window = Window(UnsafeCell::new([0; CAPACITY]));

/// The address of the window in linear memory.
#[wasm_bindgen]
pub fn window() -> usize {
    WINDOW.0.get() as usize
}

fn with_mut<T>(length: usize, change: impl FnOnce(&mut [u8]) -> T) -> Option<T> {
    // SAFETY: single-threaded (see `Window`), and `change` is never reentrant: no caller of it calls this again.
    let bytes = unsafe { &mut *WINDOW.0.get() };
    bytes.get_mut(..length).map(change)
}

/// Reads the first `length` bytes; `None` where the text did not fit.
pub fn with<T>(length: usize, read: impl FnOnce(&[u8]) -> T) -> Option<T> {
    with_mut(length, |bytes| read(bytes))
}

/// Writes `text` at the start, as much of it as fits, and returns how many bytes were written.
pub fn write(text: &[u8]) -> usize {
    let length = text.len().min(CAPACITY);
    with_mut(length, |bytes| {
        for (to, from) in bytes.iter_mut().zip(text) {
            *to = *from;
        }
    });
    length
}

/// Splits at the first NUL; without one the second part is empty.
#[inline(never)]
pub fn pair(text: &[u8]) -> (&[u8], &[u8]) {
    split_once(text, 0).unwrap_or((text, &[]))
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    #[test]
    fn text_round_trips_and_what_does_not_fit_is_refused() {
        let length = write(b"hello");
        assert_eq!(with(length, <[u8]>::to_vec), Some(b"hello".to_vec()));
        assert_eq!(with(CAPACITY + 1, <[u8]>::len), None);
        assert_eq!(write(&[b'x'; CAPACITY + 5]), CAPACITY);
    }

    #[test]
    fn pairs_split_at_the_first_nul() {
        assert_eq!(pair(b"a\0b\0c"), (&b"a"[..], &b"b\0c"[..]));
        assert_eq!(pair(b"a"), (&b"a"[..], &b""[..]));
    }
}
