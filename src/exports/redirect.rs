//! What follows a redirect, where redirects are followed here.

use super::window;
use crate::policy::{redirect, split_once};
use wasm_bindgen::prelude::wasm_bindgen;

/// Decides on a redirect, the window having `METHOD origin` NUL `origin of the location`: see [`redirect::redirect`]. A text
/// that does not fit is refused.
#[wasm_bindgen]
pub fn redirect(status: u32, hops: u32, stream: bool, length: usize) -> u32 {
    window::with(length, |text| {
        let (request, to) = window::pair(text);
        let (method, from) = split_once(request, b' ').unwrap_or_default();
        redirect::redirect(status, hops, stream, method, from, to)
    })
    .unwrap_or(redirect::Redirect::Refused)
    .code()
}
