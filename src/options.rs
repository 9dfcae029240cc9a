//! What may be configured: names, types, and the nearest known name of a misspelt one.

use crate::engine::call::MAX_RETRIES;
use crate::error::Message;
use crate::policy::key::Kind;
use crate::policy::{line, same, split_once};

/// The objects whose fields are checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Scope {
    /// The options of the three exports.
    Options = 0,
    /// The option `retry`.
    Retry = 1,
    /// A call's `token`.
    Token = 2,
}

impl Scope {
    /// The names and codes that `js/codes.ts` repeats.
    pub const CODES: [(&'static str, u32); 3] = [
        ("Options", Self::Options as u32),
        ("Retry", Self::Retry as u32),
        ("Token", Self::Token as u32),
    ];

    fn fields(code: u32) -> &'static [u8] {
        match code {
            0 => OPTIONS,
            1 => RETRY,
            _ => TOKEN,
        }
        .as_bytes()
    }
}

/// A line a field: the letter of its type (see `TYPES`), then its name. `undefined` always counts as absent. The three
/// exports take all of these. (Tables of pointers would weigh more than text.)
pub const OPTIONS: &str = "\
AgetToken
Bclerk
Ctemplate
CorganizationId
DbaseUrl
EallowedOrigins
FforeignOrigin
FsignedOut
Gheaders
Binit
Htimeout
HtokenTimeout
Iretry
Afetch
AonEvent
JparseAs
Kschema
Lreverification
Arequest
MpageParam
";

const RETRY: &str = "\
Nattempts
Omethods
Pstatuses
HmaxDelay
";

const TOKEN: &str = "\
Ctemplate
CorganizationId
";

/// The types from A on, each the rest of the sentence "the option must be ...". Words in quotation marks are all that a
/// type takes; those of `parseAs` are in the order of [`crate::policy::response::ParseAs`].
const TYPES: &str = "\
a function
an object
a non-empty string
a URL
an array of origins
'reject' or 'anonymous'
headers or a function that returns them
a number of milliseconds, 0 or more
a whole number from 0 to 1000, or an object with `attempts`, `methods`, `statuses` and `maxDelay`
'json', 'text', 'blob', 'arrayBuffer' or 'response'
a Standard Schema (zod, valibot, arktype)
'throw' or 'return'
a non-empty string or a function
a whole number from 0 to 1000
an array of HTTP methods
an array of HTTP statuses
";

/// The kinds that a type takes as they are.
fn kinds(letter: u8) -> u16 {
    const FUNCTION: u16 = Kind::mask(&[Kind::Function]);
    const TEXT: u16 = Kind::mask(&[Kind::Text]);
    const OBJECT: u16 = Kind::mask(&[Kind::Plain, Kind::Object]);
    const LIST: u16 = Kind::mask(&[Kind::Array]);
    match letter {
        b'A' => FUNCTION,
        b'B' | b'I' => OBJECT,
        b'C' => TEXT,
        b'D' => TEXT | Kind::mask(&[Kind::Url]),
        b'E' | b'O' | b'P' => LIST,
        // A `Headers` can append, as bodies can, and `URLSearchParams` are pairs.
        b'G' => FUNCTION | OBJECT | LIST | Kind::mask(&[Kind::Body]),
        b'K' => Kind::mask(&[Kind::Schema]),
        b'M' => TEXT | FUNCTION,
        _ => 0,
    }
}

/// The first field of a table: its letter, its name, and the lines after it.
fn field(table: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (line, rest) = split_once(table, b'\n')?;
    let (&letter, name) = line.split_first()?;
    Some((letter, name, rest))
}

/// What a type is, in words.
fn words(letter: u8) -> &'static [u8] {
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
fn admit(letter: u8, value: Value) -> Option<u32> {
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

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The message to give.
    pub message: Message,
    /// The nearest known name, or what the field must be.
    pub hint: &'static [u8],
}

/// Checks the field `name` of an object of the kind `scope`; for a choice, its index is returned.
///
/// # Errors
/// An unknown name, with the nearest known one, or a value of the wrong type.
pub fn check(scope: u32, name: &[u8], value: Value) -> Result<u32, Fault> {
    let mut table = Scope::fields(scope);
    let mut nearest: &[u8] = &[];
    let mut best = 0;
    while let Some((letter, known, rest)) = field(table) {
        if same(known, name) {
            if value.kind == Kind::Undefined {
                return Ok(0);
            }
            return admit(letter, value).ok_or(Fault {
                message: Message::OptionType,
                hint: words(letter),
            });
        }
        let score = likeness(known, name);
        if nearest.is_empty() || score > best {
            nearest = known;
            best = score;
        }
        table = rest;
    }
    Err(Fault {
        message: Message::UnknownOption,
        hint: nearest,
    })
}

/// How many letters two names have in common at their beginnings and ends, letter case aside: misspellings keep those.
fn likeness(known: &[u8], name: &[u8]) -> usize {
    common(known, name, false) + common(known, name, true)
}

#[inline(never)]
fn common(known: &[u8], name: &[u8], from_end: bool) -> usize {
    let nth = |text: &[u8], index: usize| {
        let place = if from_end {
            text.len().wrapping_sub(index + 1)
        } else {
            index
        };
        text.get(place).map(u8::to_ascii_lowercase)
    };
    let mut count = 0;
    while nth(known, count).is_some() && nth(known, count) == nth(name, count) {
        count += 1;
    }
    count
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    fn value(kind: Kind) -> Value<'static> {
        Value {
            kind,
            text: b"",
            number: f64::NAN,
        }
    }

    fn word(text: &str) -> Value<'_> {
        Value {
            kind: Kind::Text,
            text: text.as_bytes(),
            number: f64::NAN,
        }
    }

    fn number(number: f64) -> Value<'static> {
        Value {
            kind: Kind::Number,
            text: b"",
            number,
        }
    }

    fn names() -> impl Iterator<Item = &'static str> {
        OPTIONS
            .lines()
            .map(|line| line.trim_start_matches(char::is_uppercase))
    }

    fn suggestion(name: &str) -> &'static str {
        match check(0, name.as_bytes(), value(Kind::Text)) {
            Err(Fault {
                message: Message::UnknownOption,
                hint,
            }) => std::str::from_utf8(hint).unwrap(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_misspelt_option_names_its_neighbour() {
        assert_eq!(suggestion("baseURL"), "baseUrl");
        assert_eq!(suggestion("base"), "baseUrl");
        assert_eq!(suggestion("allowedOrigin"), "allowedOrigins");
        assert_eq!(suggestion("gettoken"), "getToken");
        assert_eq!(suggestion("timeOutMs"), "timeout");
        assert_eq!(suggestion("retries"), "retry");
        assert_eq!(suggestion("onevents"), "onEvent");
        assert_eq!(suggestion("tiemout"), "timeout");
        assert_eq!(suggestion("Timeout"), "timeout");
        assert_eq!(suggestion("origins"), "allowedOrigins");
        assert_eq!(suggestion("baesUrl"), "baseUrl");
        assert!(!suggestion("").is_empty());
        assert!(!suggestion(&"x".repeat(500)).is_empty());
    }

    #[test]
    fn types_are_checked() {
        assert_eq!(check(0, b"getToken", value(Kind::Function)), Ok(0));
        assert_eq!(check(0, b"signedOut", word("anonymous")), Ok(1));
        assert_eq!(check(0, b"parseAs", word("response")), Ok(4));
        assert_eq!(check(0, b"timeout", number(f64::INFINITY)), Ok(0));
        assert_eq!(check(0, b"retry", value(Kind::Plain)), Ok(0));
        assert_eq!(check(1, b"attempts", number(1_000.0)), Ok(0));
        for (name, wrong) in [
            ("getToken", word("x")),
            ("signedOut", word("ignore")),
            ("timeout", number(-1.0)),
            ("timeout", word("1s")),
            ("retry", number(1.5)),
            ("retry", number(1_001.0)),
            ("baseUrl", value(Kind::Null)),
            ("schema", value(Kind::Plain)),
            ("headers", word("x")),
        ] {
            let fault = check(0, name.as_bytes(), wrong);
            assert!(
                matches!(fault, Err(Fault { message: Message::OptionType, hint }) if !hint.is_empty()),
                "{name}"
            );
        }
    }

    #[test]
    fn every_field_has_a_type_and_every_type_a_field() {
        let used: std::collections::BTreeSet<u8> = [OPTIONS, RETRY, TOKEN]
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

    #[test]
    fn the_choices_of_parse_as_are_its_codes() {
        use crate::policy::response::ParseAs;
        for (name, code) in [
            ("json", ParseAs::Json),
            ("text", ParseAs::Text),
            ("blob", ParseAs::Blob),
            ("arrayBuffer", ParseAs::ArrayBuffer),
            ("response", ParseAs::Response),
        ] {
            assert_eq!(check(0, b"parseAs", word(name)), Ok(code as u32));
        }
        assert!(check(0, b"parseAs", word("stream")).is_err());
    }

    #[test]
    fn undefined_is_absent_but_an_unknown_name_is_still_refused() {
        for name in names() {
            assert_eq!(
                check(0, name.as_bytes(), value(Kind::Undefined)),
                Ok(0),
                "{name}"
            );
        }
        assert!(check(0, b"typo", value(Kind::Undefined)).is_err());
        assert!(check(0, b"__proto__", value(Kind::Plain)).is_err());
    }
}
