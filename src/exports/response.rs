//! How a response is read.

use super::window;
use crate::error::Message;
use crate::policy::response;
use wasm_bindgen::prelude::wasm_bindgen;

/// How the body of a successful response is read: the code of `parseAs`, or 5 for `null`.
#[wasm_bindgen]
pub fn reading(status: u32, parse_as: u32) -> u32 {
    response::reading(status, parse_as)
}

/// Whether the `Content-Type` in the window is that of a problem (RFC 9457).
#[wasm_bindgen]
pub fn problem(length: usize) -> bool {
    window::with(length, response::is_problem).unwrap_or(false)
}

/// The message for a body that is no JSON, with the `Content-Type` in the window.
#[wasm_bindgen]
pub fn not_json(to_own_page: bool, length: usize) -> u32 {
    window::with(length, |text| response::not_json(to_own_page, text))
        .unwrap_or(Message::InvalidJson) as u32
}

/// Whether a body's `clerk_error` in the window (type NUL reason) asks for reverification.
#[wasm_bindgen]
pub fn reverification(status: u32, length: usize) -> bool {
    window::with(length, |text| {
        let (kind, reason) = window::pair(text);
        response::is_reverification(status, kind, reason)
    })
    .unwrap_or(false)
}
