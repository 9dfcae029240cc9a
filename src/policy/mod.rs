//! One question a file: pure functions over bytes and integers, tested natively.
//!
//! Text arrives as ASCII bytes; JavaScript writes 0x7F for anything else, which no rule matches.

pub mod base;
pub mod challenge;
pub mod identity;
pub mod key;
pub mod origin;
pub mod redirect;
pub mod response;
pub mod retry;
pub mod token;

/// Equality, as one function: inlined comparisons with each literal would be a third of the compiled core.
#[inline(never)]
pub fn same(text: &[u8], other: &[u8]) -> bool {
    text.len() == other.len() && text.iter().zip(other).all(|(left, right)| left == right)
}

/// Equality, letter case aside.
#[inline(never)]
pub fn same_letters(text: &[u8], other: &[u8]) -> bool {
    text.eq_ignore_ascii_case(other)
}

/// The parts before and after the first `separator`; `None` without one.
#[inline(always)]
pub fn split_once(text: &[u8], separator: u8) -> Option<(&[u8], &[u8])> {
    let at = find(text, separator);
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// The line of a text with this index; empty where there is none.
#[inline(never)]
pub fn line(text: &'static str, mut index: u32) -> &'static [u8] {
    let mut rest = text.as_bytes();
    while let Some((line, following)) = split_once(rest, b'\n') {
        if index == 0 {
            return line;
        }
        index -= 1;
        rest = following;
    }
    rest
}

/// Where `wanted` stands first; the length where it does not.
#[inline(never)]
fn find(text: &[u8], wanted: u8) -> usize {
    let mut index = 0;
    while text.get(index).is_some_and(|&byte| byte != wanted) {
        index += 1;
    }
    index
}

/// What follows `prefix`. (The slice's own method keeps a panic path in the output.)
#[inline(always)]
pub fn after<'a>(text: &'a [u8], prefix: &[u8]) -> Option<&'a [u8]> {
    let head = text.get(..prefix.len())?;
    if same(head, prefix) {
        text.get(prefix.len()..)
    } else {
        None
    }
}

/// Whether `text` ends with `suffix`.
pub fn ends(text: &[u8], suffix: &[u8]) -> bool {
    let Some(start) = text.len().checked_sub(suffix.len()) else {
        return false;
    };
    text.get(start..).is_some_and(|tail| same(tail, suffix))
}

/// `text` without `last` at its end, where it is there.
pub fn without_last(text: &[u8], last: u8) -> &[u8] {
    match text.split_last() {
        Some((&end, rest)) if end == last => rest,
        _ => text,
    }
}
