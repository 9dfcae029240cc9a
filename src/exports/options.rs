//! The check of one option.

use super::window;
use crate::options::{self, Value};
use crate::policy::key::Kind;
use wasm_bindgen::prelude::wasm_bindgen;

/// Checks the option in the window (name NUL text): a choice's index, or a message in the low byte and behind it the
/// length of its hint, which then stands in the window. Bit 31 tells the two apart.
#[wasm_bindgen]
pub fn option(scope: u32, length: usize, kind: u32, number: f64) -> u32 {
    let checked = window::with(length.min(window::CAPACITY), |text| {
        let (name, text) = window::pair(text);
        options::check(
            scope,
            name,
            Value {
                kind: Kind::from_code(kind),
                text,
                number,
            },
        )
    });
    match checked {
        Some(Ok(choice)) => choice,
        Some(Err(fault)) => {
            1 << 31 | (window::write(fault.hint) as u32) << 8 | fault.message as u32
        }
        None => 0,
    }
}
