//! What type an option has: the letters of the tables, what each takes, and its words.

use crate::engine::call::MAX_RETRIES;
use crate::policy::key::Kind;
use crate::policy::{line, same, split_once};

/// A field's value, as far as a decision needs it.
#[derive(Clone, Copy, Debug)]
pub struct Value<'a> {
    /// What it is.
    pub kind: Kind,
    /// It, where it is a string.
    pub text: &'a [u8],
    /// It, where it is a number; `NaN` otherwise.
    pub number: f64,
}

/// The types from A on, each the rest of the sentence "The option ...". Words in quotation marks are all that a
/// type takes; those of `parseAs` are in the order of [`crate::policy::response::ParseAs`].
const TYPES: &str = "\
must be a function
must be an object
must be a non-empty string
must be a URL, or a path such as `/api`
must be an array of origins
must be 'reject' or 'anonymous'
must be an object of headers or a function that returns them
must be a number of milliseconds, 0 or more
must be a whole number from 0 to 1000, or `{ attempts, methods, statuses, maxDelay, timeout }`
must be 'json', 'text', 'blob', 'arrayBuffer' or 'response'
must be a Standard Schema (zod, valibot, arktype)
must be 'throw' or 'return'
must be a non-empty string or a function
must be a whole number from 0 to 1000
must be an array of HTTP methods
must be an array of HTTP statuses
must be the Clerk object or null, not a promise: of `useAuth()` or a session, pass its `getToken` alone
must be true or false
must be a function that returns the token, not `getToken()` (in `@clerk/vue`: `(o) => getToken.value(o)`, or leave it out)
must be a token, or left out
is SWR's: move it out of `auth` or options
is TanStack Query's: move it out of `auth` or options
belongs into `init`
is Clerk's: pass its `getToken` alone
is for hooks only: write its fields here
belongs into a call: its URL or `init`
is the token's: leave it out
";

/// The kinds that a type takes as they are.
fn kinds(letter: u8) -> u16 {
    const FUNCTION: u16 = Kind::mask(&[Kind::Function]);
    const TEXT: u16 = Kind::mask(&[Kind::Text]);
    const OBJECT: u16 = Kind::mask(&[Kind::Plain, Kind::Object]);
    const LIST: u16 = Kind::mask(&[Kind::Array]);
    match letter {
        b'A' | b'S' => FUNCTION,
        b'B' | b'I' => OBJECT,
        b'C' => TEXT,
        // Environment variables that are not set give `''`.
        b'D' => TEXT | Kind::mask(&[Kind::EmptyText, Kind::Url]),
        b'E' | b'O' | b'P' => LIST,
        // A `Headers` can append, as bodies can, and `URLSearchParams` are pairs.
        b'G' => FUNCTION | OBJECT | LIST | Kind::mask(&[Kind::Body]),
        b'K' => Kind::mask(&[Kind::Schema]),
        b'M' => TEXT | FUNCTION,
        b'Q' => OBJECT | Kind::mask(&[Kind::Null]),
        b'R' => Kind::mask(&[Kind::Boolean]),
        b'T' => TEXT | Kind::mask(&[Kind::EmptyText]),
        _ => 0,
    }
}

/// What a type is, in words.
pub(super) fn words(letter: u8) -> &'static [u8] {
    line(TYPES, u32::from(letter).wrapping_sub(u32::from(b'A')))
}

/// The index of `text` among the words in quotation marks.
fn choice(mut words: &[u8], text: &[u8]) -> Option<u32> {
    let mut index = 0;
    loop {
        let (_, quoted) = split_once(words, b'\'')?;
        let (known, rest) = split_once(quoted, b'\'')?;
        if same(known, text) {
            return Some(index);
        }
        index += 1;
        words = rest;
    }
}

/// The index of the choice that `value` is, 0 for another allowed value, `None` for what is not allowed.
pub(super) fn admit(letter: u8, value: Value) -> Option<u32> {
    let number = match letter {
        b'H' => value.number >= 0.0,
        b'I' | b'N' => is_count(value.number),
        _ => false,
    };
    if number || kinds(letter) >> value.kind as u32 & 1 != 0 {
        return Some(0);
    }
    choice(words(letter), value.text)
}

fn is_count(number: f64) -> bool {
    let whole = number as u32;
    whole <= MAX_RETRIES && f64::from(whole) == number
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use crate::options::tables::{ALL, ASK, RETRY, TOKEN};

    #[test]
    fn every_field_has_a_type_and_every_type_a_field() {
        let used: std::collections::BTreeSet<u8> = [ALL, RETRY, TOKEN, ASK]
            .iter()
            .flat_map(|table| table.lines())
            .map(|line| line.as_bytes()[0])
            .collect();
        let known: Vec<u8> = (b'A'..).take(TYPES.lines().count()).collect();
        assert_eq!(used.into_iter().collect::<Vec<_>>(), known);
        for (letter, said) in known.into_iter().zip(TYPES.lines()) {
            assert_eq!(words(letter), said.as_bytes());
        }
    }
}
