//! Which URL an input names, and whether its origin may get the token.

use super::window;
use crate::error::Message;
use crate::policy::base::{self, Base, Join};
use crate::policy::origin::{self, Source};
use wasm_bindgen::prelude::wasm_bindgen;

/// Whether `candidate` NUL `allowed` in the window match: 1, or 0. `source` is 0 page, 1 base, 2 listed.
#[wasm_bindgen]
pub fn grants(source: u32, length: usize) -> u32 {
    let source = match source {
        0 => Source::Page,
        1 => Source::Base,
        _ => Source::Listed,
    };
    window::with(length, |text| {
        let (candidate, allowed) = window::pair(text);
        u32::from(origin::grants(source, candidate, allowed))
    })
    .unwrap_or(0)
}

/// The message for the origin in the window, which nothing granted.
#[wasm_bindgen]
pub fn refusal(length: usize) -> u32 {
    window::with(length, origin::refusal).unwrap_or(Message::ForeignOrigin) as u32
}

/// Checks the entry of `allowedOrigins` in the window (parsed origin NUL raw text): 0, or a message.
#[wasm_bindgen]
pub fn rule(length: usize) -> u32 {
    window::with(length, |text| {
        let (parsed, raw) = window::pair(text);
        origin::check_rule(parsed, raw)
    })
    .unwrap_or(Err(Message::RuleNotAnOrigin))
    .map_or_else(|message| message as u32, |()| 0)
}

/// How the input whose beginning is in the window meets `baseUrl`: 0 absolute, 1 suffix, 2 + leading bytes to skip.
#[wasm_bindgen]
pub fn join(length: usize) -> usize {
    window::with(length.min(window::CAPACITY), |text| {
        match base::join(text) {
            Join::Absolute => 0,
            Join::Suffix => 1,
            Join::Path { skip } => 2 + skip,
        }
    })
    .unwrap_or(0)
}

/// What the `baseUrl` whose beginning is in the window is: 0 none, 1 a path of the page's origin, 2 a URL by itself.
#[wasm_bindgen]
pub fn base_kind(length: usize) -> u32 {
    window::with(length.min(window::CAPACITY), base::base).unwrap_or(Base::Url) as u32
}

/// Checks a `baseUrl`, its origin in the window: 0, or the length of what it must be, which then stands in the window.
#[wasm_bindgen]
pub fn base(length: usize, extra: bool) -> usize {
    if window::with(length, |origin| base::is_base(origin, extra)) == Some(true) {
        0
    } else {
        window::write(base::EXPECTED.as_bytes())
    }
}
