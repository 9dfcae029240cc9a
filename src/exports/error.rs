//! The words of an error.

use super::window;
use crate::error::Message;
use wasm_bindgen::prelude::wasm_bindgen;

/// Writes a message's code, NUL, and its template into the window and returns their length.
#[wasm_bindgen]
pub fn words(message: u32) -> usize {
    window::write(Message::words_of(message))
}
