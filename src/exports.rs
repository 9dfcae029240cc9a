//! The boundary: integers, and one window of ASCII text in linear memory.
//!
//! No string, `JsValue`, closure or future crosses it: a normal call costs three crossings of some 4 ns, the module
//! needs no allocator and no imports, and the same glue serves the JavaScript translation. The typed surface that users
//! see is in `src/types.rs`.

use crate::engine::call::{Call, Flag};
use crate::engine::event::{Event, admission, token_code};
use crate::engine::refresh;
use crate::error::Message;
use crate::options::{self, Value};
use crate::policy::base::{self, Join};
use crate::policy::identity::{self, Identity};
use crate::policy::key::{self, Kind};
use crate::policy::origin::{self, Source};
use crate::policy::response;
use crate::policy::retry::{self, RetryAfter};
use crate::policy::token;
use wasm_bindgen::prelude::wasm_bindgen;

pub mod window;

#[cfg(all(target_arch = "wasm32", not(feature = "types")))]
mod no_alloc; // as it is shipped: the types' own crates, and the tests, do need memory

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod codes;

/// A refusal's code where a decision has another answer than a message: the message, shifted behind the answers.
fn refused(message: Message) -> u32 {
    (message as u32) << 8
}

/// Where the window begins.
#[wasm_bindgen(skip_typescript)]
pub fn window() -> usize {
    window::start()
}

/// What a new call does first: its [`Flag`]s, the tries after the first, the kind of its body, and 0 or the message that
/// keeps the token from its URL.
#[wasm_bindgen(skip_typescript)]
pub fn begin(flags: u32, retries: u32, body: u32, verdict: u32) -> u32 {
    let replayable = u32::from(key::replayable(Kind::from_code(body))) * Flag::Replayable as u32;
    let (next, action) =
        Call::new(flags | replayable, retries).step(Event::Admitted(admission(verdict)));
    next.pack(action)
}

/// What a call does after an event: see [`Call::step`].
#[wasm_bindgen(skip_typescript)]
pub fn step(state: u32, event: u32, value: u32) -> u32 {
    let (next, action) = Call::from_bits(state).step(Event::from_codes(event, value));
    next.pack(action)
}

/// Whether `candidate` NUL `allowed` in the window match: 1, or 0. `source` is 0 page, 1 base, 2 listed.
#[wasm_bindgen(skip_typescript)]
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
#[wasm_bindgen(skip_typescript)]
pub fn refusal(length: usize) -> u32 {
    window::with(length, origin::refusal).unwrap_or(Message::ForeignOrigin) as u32
}

/// Checks the entry of `allowedOrigins` in the window (parsed origin NUL raw text): 0, or a message.
#[wasm_bindgen(skip_typescript)]
pub fn rule(length: usize) -> u32 {
    window::with(length, |text| {
        let (parsed, raw) = window::pair(text);
        origin::check_rule(parsed, raw)
    })
    .unwrap_or(Err(Message::RuleNotAnOrigin))
    .map_or_else(|message| message as u32, |()| 0)
}

/// How the input whose beginning is in the window meets `baseUrl`: 0 absolute, 1 suffix, 2 + leading bytes to skip.
#[wasm_bindgen(skip_typescript)]
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

/// Checks a `baseUrl`, its origin in the window: 0, or the length of what it must be, which then stands in the window.
#[wasm_bindgen(skip_typescript)]
pub fn base(length: usize, extra: bool) -> usize {
    if window::with(length, |origin| base::is_base(origin, extra)) == Some(true) {
        0
    } else {
        window::write(base::EXPECTED.as_bytes())
    }
}

/// Checks the option in the window (name NUL text): a choice's index, or a message in the low byte and behind it the
/// length of its hint, which then stands in the window. Bit 31 tells the two apart.
#[wasm_bindgen(skip_typescript)]
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

/// What the element of a key in the window becomes: 0 base, 1 segment, 2 parameters, or a refusal.
#[wasm_bindgen(skip_typescript)]
pub fn part(kind: u32, length: usize, index: u32, count: u32) -> u32 {
    window::with(length.min(window::CAPACITY), |text| {
        key::part(Kind::from_code(kind), text, index, count)
    })
    .unwrap_or(Err(Message::KeyPart))
    .map_or_else(refused, |part| part as u32)
}

/// What a query parameter's value becomes: 0 dropped, 1 single, 2 repeated, or a refusal.
#[wasm_bindgen(skip_typescript)]
pub fn param(kind: u32, nested: bool) -> u32 {
    key::param(Kind::from_code(kind), nested).map_or_else(refused, |param| param as u32)
}

/// Where a page parameter goes: 0 there is none, 1 the named parameter, 2 the function, or a refusal.
#[wasm_bindgen(skip_typescript)]
pub fn page(value: u32, option: u32) -> u32 {
    key::page(Kind::from_code(value), Kind::from_code(option))
        .map_or_else(refused, |page| page as u32)
}

/// How a mutation's argument is sent: 0 not, 1 as JSON, 2 as it is, or a refusal.
#[wasm_bindgen(skip_typescript)]
pub fn argument(kind: u32) -> u32 {
    key::argument(Kind::from_code(kind)).map_or_else(refused, |argument| argument as u32)
}

/// A token source's answer as [`Event::Token`] carries it.
#[wasm_bindgen(skip_typescript)]
pub fn answer(kind: u32, sendable: bool) -> u32 {
    token_code(token::answer(Kind::from_code(kind), sendable))
}

/// Whether Clerk (`Clerk.status` in the window) can be asked: 0 wait, 1 yes, 2 never.
#[wasm_bindgen(skip_typescript)]
pub fn readiness(loaded: bool, session: u32, length: usize) -> u32 {
    window::with(length, |status| {
        token::readiness(loaded, Kind::from_code(session), status) as u32
    })
    .unwrap_or(0)
}

/// Whether the session whose status is in the window is pending.
#[wasm_bindgen(skip_typescript)]
pub fn pending(length: usize) -> bool {
    window::with(length, token::is_pending).unwrap_or(false)
}

/// The message for a rejection of the token source, whose `code` is in the window.
#[wasm_bindgen(skip_typescript)]
pub fn rejection(length: usize, device_offline: bool) -> u32 {
    window::with(length, |code| token::rejection(code, device_offline))
        .unwrap_or(Message::TokenRejected) as u32
}

/// The message where no token came in time.
#[wasm_bindgen(skip_typescript)]
pub fn overdue(device_offline: bool) -> u32 {
    token::overdue(device_offline) as u32
}

/// How long to wait for a token, in ms, where the option says `configured`.
#[wasm_bindgen(skip_typescript)]
pub fn patience(configured: f64, device_offline: bool) -> f64 {
    if device_offline {
        configured.min(token::OFFLINE_GRACE)
    } else {
        configured
    }
}

/// Whether a new token could mend the 401 in the window (`x-clerk-auth-reason` NUL `WWW-Authenticate`).
#[wasm_bindgen(skip_typescript)]
pub fn mendable(length: usize) -> bool {
    window::with(length, |text| {
        let (reason, challenge) = window::pair(text);
        crate::policy::challenge::mendable(reason, challenge)
    })
    .unwrap_or(true)
}

/// Whether the two identities in the window (refused NUL renewed) differ.
#[wasm_bindgen(skip_typescript)]
pub fn differs(length: usize) -> bool {
    window::with(length, |text| {
        let (refused, renewed) = window::pair(text);
        identity::compare(refused, renewed)
    })
    .unwrap_or(Identity::Changed)
        == Identity::Changed
}

/// What a call does whose token was refused: see [`refresh::admit`].
#[wasm_bindgen(skip_typescript)]
pub fn admit_refresh(under_way: bool, same: bool, barred: bool, left: f64) -> u32 {
    refresh::admit(under_way, same, barred, left) as u32
}

/// How long, in ms, a refresh's outcome bars another: see [`refresh::cool_down`].
#[wasm_bindgen(skip_typescript)]
pub fn cool_down(usable: bool, unchanged: bool, forced: bool) -> f64 {
    refresh::cool_down(refresh::outcome(usable, unchanged, forced))
}

/// Whether a replay's status refuses its token again.
#[wasm_bindgen(skip_typescript)]
pub fn refuses(status: u32) -> bool {
    refresh::refuses(status)
}

/// Whether the method in the window may be retried (method NUL `retry.methods`, joined by commas).
#[wasm_bindgen(skip_typescript)]
pub fn retryable_method(length: usize) -> bool {
    window::with(length, |text| {
        let (method, named) = window::pair(text);
        retry::is_retryable_method(method, named)
    })
    .unwrap_or(false)
}

/// `Retry-After` in the window as ms; -1 where there is none, -2 where it is a date.
#[wasm_bindgen(skip_typescript)]
pub fn retry_after(length: usize) -> f64 {
    match window::with(length, retry::retry_after) {
        Some(RetryAfter::Delay(ms)) => ms,
        Some(RetryAfter::Date) => -2.0,
        Some(RetryAfter::Absent) | None => -1.0,
    }
}

/// The wait before a try, in ms, or -1 to give up: see [`retry::delay`]. A negative `server` is none.
#[wasm_bindgen(skip_typescript)]
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
#[wasm_bindgen(skip_typescript)]
pub fn host_may_retry(failures: u32, retryable: bool) -> bool {
    retry::allows(failures, retryable)
}

/// How the body of a successful response is read: the code of `parseAs`, or 5 for `null`.
#[wasm_bindgen(skip_typescript)]
pub fn reading(status: u32, parse_as: u32) -> u32 {
    response::reading(status, parse_as)
}

/// Whether the `Content-Type` in the window is that of a problem (RFC 9457).
#[wasm_bindgen(skip_typescript)]
pub fn problem(length: usize) -> bool {
    window::with(length, response::is_problem).unwrap_or(false)
}

/// Whether a body's `clerk_error` in the window (type NUL reason) asks for reverification.
#[wasm_bindgen(skip_typescript)]
pub fn reverification(status: u32, length: usize) -> bool {
    window::with(length, |text| {
        let (kind, reason) = window::pair(text);
        response::is_reverification(status, kind, reason)
    })
    .unwrap_or(false)
}

/// Writes a message's code, NUL, and its template into the window and returns their length.
#[wasm_bindgen(skip_typescript)]
pub fn words(message: u32) -> usize {
    window::write(Message::from_code(message).words())
}

/// Whether a message's call can succeed later without a change.
#[wasm_bindgen(skip_typescript)]
pub fn retryable(message: u32, status: u32) -> bool {
    Message::from_code(message).code().is_retryable(status)
}

#[cfg(feature = "debug")]
#[wasm_bindgen(start)]
fn start() {
    console_error_panic_hook::set_once();
}
