//! Reads `tests/data/` as the executor would: the same steps around the core's decisions, with a URL parser to choose.
//! Natively that is the `url` crate, in WebAssembly the platform's own; JavaScript reads the same tables through the
//! package itself.

use clerk_fetch::policy::base::Join;
use clerk_fetch::policy::key::{Kind, Param, Part};
use clerk_fetch::policy::origin::Source;
use serde_json::Value;

pub mod keys;
pub mod origins;

/// What of a parsed URL is used.
pub struct Address {
    pub href: String,
    /// `scheme://host[:port]`, empty user info left out; what the core takes for an origin.
    pub origin: String,
    pub path: String,
    /// Whether it has a user name or a password.
    pub credentials: bool,
    /// Whether it has a query or a fragment.
    pub tail: bool,
}

/// A URL parser, and the core as it is reached from there.
pub trait Platform {
    /// What the tables call this parser: `rust`, `node` or `chromium`.
    fn name() -> String;
    fn parse(text: &str, base: Option<&str>) -> Option<Address>;
    /// `application/x-www-form-urlencoded`.
    fn form(pairs: &[(String, String)]) -> String;
    fn grants(source: Source, candidate: &str, allowed: &str) -> bool;
    fn rule_is_fine(parsed: &str, raw: &str) -> bool;
    fn join(input: &str) -> Join;
    fn is_base(origin: &str, extra: bool) -> bool;
    fn part(kind: Kind, text: &str, index: usize, count: usize) -> Option<Part>;
    fn param(kind: Kind, nested: bool) -> Option<Param>;
}

/// The rows of a table.
pub fn rows(text: &str) -> Vec<Value> {
    serde_json::from_str(text).unwrap()
}

/// As the executor writes text into the window: what is not ASCII becomes 0x7F.
pub fn window_bytes(text: &str) -> Vec<u8> {
    text.encode_utf16()
        .map(|unit| u8::try_from(unit).ok().filter(u8::is_ascii).unwrap_or(0x7f))
        .collect()
}

/// Fails with all that differs, not with the first alone.
pub fn assert_none(failures: &[String], of: usize) {
    assert!(
        failures.is_empty(),
        "{} of {of} rows:\n{}",
        failures.len(),
        failures.join("\n")
    );
}
