//! The refresh of a refused token.

use super::window;
use crate::engine::refresh;
use crate::policy::challenge;
use wasm_bindgen::prelude::wasm_bindgen;

/// Whether a new token could mend the 401 in the window (`x-clerk-auth-reason` NUL `WWW-Authenticate`).
#[wasm_bindgen]
pub fn mendable(length: usize) -> bool {
    window::with(length, |text| {
        let (reason, challenge) = window::pair(text);
        challenge::mendable(reason, challenge)
    })
    .unwrap_or(true)
}

/// What a call does whose token was refused: see [`refresh::admit`].
#[wasm_bindgen]
pub fn admit_refresh(under_way: bool, same: bool, barred: bool, left: f64) -> u32 {
    refresh::admit(under_way, same, barred, left) as u32
}

/// How long, in ms, a refresh's outcome bars another: see [`refresh::cool_down`].
#[wasm_bindgen]
pub fn cool_down(usable: bool, unchanged: bool, forced: bool) -> f64 {
    refresh::cool_down(refresh::outcome(usable, unchanged, forced))
}

/// Whether the answer to a replay refuses its token again; `told` is what `tokenRefused` said: see [`challenge::told`].
#[wasm_bindgen]
pub fn refuses(status: u32, told: u32) -> bool {
    challenge::is_refused(status, challenge::told(told))
}
