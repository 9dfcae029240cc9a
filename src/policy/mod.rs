//! One question a file: pure functions over bytes and integers, tested natively.
//!
//! Text arrives as ASCII bytes; JavaScript writes 0x7F for anything else, which no rule matches.

pub mod base;
pub mod challenge;
pub mod identity;
pub mod key;
pub mod origin;
pub mod response;
pub mod retry;
pub mod token;

/// The parts before and after the first `separator`; `None` without one.
pub fn split_once(text: &[u8], separator: u8) -> Option<(&[u8], &[u8])> {
    let at = text.iter().position(|&byte| byte == separator)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// What follows `prefix`. (The slice's own method keeps a panic path in the output.)
pub fn after<'a>(text: &'a [u8], prefix: &[u8]) -> Option<&'a [u8]> {
    if text.starts_with(prefix) {
        text.get(prefix.len()..)
    } else {
        None
    }
}

/// `text` without `last` at its end, where it is there.
pub fn without_last(text: &[u8], last: u8) -> &[u8] {
    match text.split_last() {
        Some((&end, rest)) if end == last => rest,
        _ => text,
    }
}
