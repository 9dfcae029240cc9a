//! What a key, a page parameter and the argument of a mutation become.

use super::window;
use crate::error::Message;
use crate::policy::key::{self, Kind};
use wasm_bindgen::prelude::wasm_bindgen;

/// A refusal's code where a decision has another answer than a message: the message, shifted behind the answers.
fn refused(message: Message) -> u32 {
    (message as u32) << 8
}

/// What the element of a key in the window becomes: 0 base, 1 segment, 2 parameters, or a refusal.
#[wasm_bindgen]
pub fn part(kind: u32, length: usize, index: u32, count: u32) -> u32 {
    window::with(length.min(window::CAPACITY), |text| {
        key::part(Kind::from_code(kind), text, index, count)
    })
    .unwrap_or(Err(Message::KeyPart))
    .map_or_else(refused, |part| part as u32)
}

/// What a query parameter's value becomes: 0 dropped, 1 single, 2 repeated, or a refusal.
#[wasm_bindgen]
pub fn param(kind: u32, nested: bool) -> u32 {
    key::param(Kind::from_code(kind), nested).map_or_else(refused, |param| param as u32)
}

/// Where a page parameter goes: 0 there is none, 1 the named parameter, 2 the function, or a refusal.
#[wasm_bindgen]
pub fn page(value: u32, option: u32) -> u32 {
    key::page(Kind::from_code(value), Kind::from_code(option))
        .map_or_else(refused, |page| page as u32)
}

/// How a mutation's argument is sent: 0 not, 1 as JSON, 2 as it is, or a refusal.
#[wasm_bindgen]
pub fn argument(kind: u32) -> u32 {
    key::argument(Kind::from_code(kind)).map_or_else(refused, |argument| argument as u32)
}
