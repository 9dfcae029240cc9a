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
