//! Whether a call is tried again, and after how long a wait.

use super::window;
use crate::policy::retry::{self, RetryAfter};
use wasm_bindgen::prelude::wasm_bindgen;

/// Whether the method in the window may be retried (method NUL `retry.methods`, joined by commas).
#[wasm_bindgen]
pub fn retryable_method(length: usize) -> bool {
    window::with(length, |text| {
        let (method, named) = window::pair(text);
        retry::is_retryable_method(method, named)
    })
    .unwrap_or(false)
}

/// `Retry-After` in the window as ms; -1 where there is none, -2 where it is a date.
#[wasm_bindgen]
pub fn retry_after(length: usize) -> f64 {
    match window::with(length, retry::retry_after) {
        Some(RetryAfter::Delay(ms)) => ms,
        Some(RetryAfter::Date) => -2.0,
        Some(RetryAfter::Absent) | None => -1.0,
    }
}

/// The wait before a try, in ms, or -1 to give up: see [`retry::delay`]. A negative `server` is none.
#[wasm_bindgen]
pub fn delay(attempt: u32, random: f64, max_delay: f64, server: f64) -> f64 {
    retry::delay(
        attempt,
        random,
        max_delay,
        (server >= 0.0).then_some(server),
    )
    .unwrap_or(-1.0)
}

/// Whether SWR or TanStack Query may try again.
#[wasm_bindgen]
pub fn host_may_retry(failures: u32, retryable: bool) -> bool {
    retry::allows(failures, retryable)
}
