//! The refresh of a refused token.

use super::window;
use crate::engine::refresh::{self, Mark};
use crate::policy::challenge;
use wasm_bindgen::prelude::wasm_bindgen;

/// Whether a new token could fix the refusal in the window (`x-clerk-auth-reason` NUL `WWW-Authenticate`): 0 no, 1 yes,
/// 2 yes, because the token has expired.
#[wasm_bindgen]
pub fn fixable(length: usize) -> u32 {
    window::with(length, |text| {
        let (reason, challenge) = window::pair(text);
        u32::from(challenge::fixable(reason, challenge)) << u32::from(challenge::expired(reason))
    })
    .unwrap_or(1)
}

/// What a call does whose token was refused: see [`refresh::admit`].
#[wasm_bindgen]
pub fn admit_refresh(under_way: bool, same: bool, mark: u32, left: f64, expired: bool) -> u32 {
    refresh::admit(under_way, same, Mark::from_code(mark, left), expired) as u32
}

/// How long, in ms, the marks of a refresh's outcome hold: see [`refresh::cool_down`].
#[wasm_bindgen]
pub fn cool_down(usable: bool, unchanged: bool, forced: bool) -> f64 {
    refresh::cool_down(refresh::outcome(usable, unchanged, forced))
}

/// Whether the answer to a replay refuses its token again; `told` is what `tokenRefused` said: see [`challenge::told`].
#[wasm_bindgen]
pub fn refuses(status: u32, told: u32) -> bool {
    challenge::is_refused(status, challenge::told(told))
}
