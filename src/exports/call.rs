//! One call: the action that comes first, and the action that follows each event.

use crate::engine::call::{Call, Flag};
use crate::engine::event::{Event, admission};
use crate::policy::key::{self, Kind};
use wasm_bindgen::prelude::wasm_bindgen;

/// What a new call does first: its [`Flag`]s, the tries after the first, the kind of its body, and 0 or the message that
/// keeps the token from its URL.
#[wasm_bindgen]
pub fn begin(flags: u32, retries: u32, body: u32, verdict: u32) -> u32 {
    let replayable = u32::from(key::replayable(Kind::from_code(body))) * Flag::Replayable as u32;
    let (next, action) =
        Call::new(flags | replayable, retries).step(Event::Admitted(admission(verdict)));
    next.pack(action)
}

/// What a call does after an event: see [`Call::step`].
#[wasm_bindgen]
pub fn step(state: u32, event: u32, value: u32) -> u32 {
    let (next, action) = Call::from_bits(state).step(Event::from_codes(event, value));
    next.pack(action)
}
