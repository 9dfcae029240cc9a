//! What Clerk or `getToken` answered, and how long a call waits for it.

use super::window;
use crate::engine::event::token_code;
use crate::error::Message;
use crate::policy::identity;
use crate::policy::key::Kind;
use crate::policy::token;
use wasm_bindgen::prelude::wasm_bindgen;

/// A token source's answer as [`crate::engine::event::Event::Token`] carries it.
#[wasm_bindgen]
pub fn answer(kind: u32, sendable: bool) -> u32 {
    token_code(token::answer(Kind::from_code(kind), sendable))
}

/// Whether Clerk (`Clerk.status` in the window) can be asked: 0 wait, 1 yes, 2 never.
#[wasm_bindgen]
pub fn readiness(loaded: bool, session: u32, length: usize) -> u32 {
    window::with(length, |status| {
        token::readiness(loaded, Kind::from_code(session), status) as u32
    })
    .unwrap_or(0)
}

/// Whether the session whose status is in the window is pending.
#[wasm_bindgen]
pub fn pending(length: usize) -> bool {
    window::with(length, token::is_pending).unwrap_or(false)
}

/// The message for a rejection of the token source, whose `code` is in the window.
#[wasm_bindgen]
pub fn rejection(length: usize, device_offline: bool) -> u32 {
    window::with(length, |code| token::rejection(code, device_offline))
        .unwrap_or(Message::TokenRejected) as u32
}

/// The message where no token came in time.
#[wasm_bindgen]
pub fn overdue(device_offline: bool) -> u32 {
    token::overdue(device_offline) as u32
}

/// How long a call waits for a token, in ms, if the option `tokenTimeout` is `configured`.
#[wasm_bindgen]
pub fn patience(configured: f64, device_offline: bool) -> f64 {
    token::patience(configured, device_offline)
}

/// Whether the two identities in the window (refused NUL renewed) are of different users, sessions or organizations.
/// Identities that do not fit into the window count as different.
#[wasm_bindgen]
pub fn identity_changed(length: usize) -> bool {
    window::with(length, |text| {
        let (refused, renewed) = window::pair(text);
        identity::is_changed(refused, renewed)
    })
    .unwrap_or(true)
}
