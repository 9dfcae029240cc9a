//! The words of an error, and whether the call can succeed later.

use super::window;
use crate::error::Message;
use wasm_bindgen::prelude::wasm_bindgen;

/// Writes a message's code, NUL, and its template into the window and returns their length.
#[wasm_bindgen]
pub fn words(message: u32) -> usize {
    window::write(Message::from_code(message).words())
}

/// Whether a message's call can succeed later without a change.
#[wasm_bindgen]
pub fn retryable(message: u32, status: u32) -> bool {
    Message::from_code(message).code().is_retryable(status)
}
