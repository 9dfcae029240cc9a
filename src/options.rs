//! What may be configured: names, types, and the nearest known name of a misspelt one.

use crate::engine::call::MAX_RETRIES;
use crate::error::Message;
use crate::policy::key::Kind;
use crate::policy::response::ParseAs;
use crate::policy::same;

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

    fn fields(code: u32) -> &'static [Field] {
        match code {
            0 => OPTIONS,
            1 => RETRY,
            _ => TOKEN,
        }
    }
}

/// One field: its name and what it may hold. `undefined` always counts as absent.
#[derive(Debug)]
pub struct Field {
    /// As the caller writes it.
    pub name: &'static str,
    kinds: u16,
    numbers: Numbers,
    choices: &'static [&'static str],
    /// The rest of the sentence "the option must be ...".
    expected: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Numbers {
    None,
    /// Milliseconds: 0 or more, or `Infinity`.
    Duration,
    /// Whole, up to [`MAX_RETRIES`].
    Count,
}

const FUNCTION: u16 = Kind::mask(&[Kind::Function]);
const TEXT: u16 = Kind::mask(&[Kind::Text]);
const OBJECT: u16 = Kind::mask(&[Kind::Plain, Kind::Object]);

const fn field(name: &'static str, kinds: u16, expected: &'static str) -> Field {
    Field {
        name,
        kinds,
        numbers: Numbers::None,
        choices: &[],
        expected,
    }
}

const fn function(name: &'static str) -> Field {
    field(name, FUNCTION, "a function")
}

const fn text(name: &'static str) -> Field {
    field(name, TEXT, "a non-empty string")
}

const fn record(name: &'static str) -> Field {
    field(name, OBJECT, "an object")
}

const fn list(name: &'static str, expected: &'static str) -> Field {
    field(name, Kind::mask(&[Kind::Array]), expected)
}

const fn choice(
    name: &'static str,
    choices: &'static [&'static str],
    expected: &'static str,
) -> Field {
    Field {
        choices,
        ..field(name, 0, expected)
    }
}

const fn duration(name: &'static str) -> Field {
    Field {
        numbers: Numbers::Duration,
        ..field(name, 0, "a number of milliseconds, 0 or more")
    }
}

const fn count(name: &'static str, kinds: u16, expected: &'static str) -> Field {
    Field {
        numbers: Numbers::Count,
        ..field(name, kinds, expected)
    }
}

const REJECT: &[&str] = &["reject", "anonymous"];
const REJECT_EXPECTED: &str = "'reject' or 'anonymous'";

/// Every option; the three exports take them all.
pub const OPTIONS: &[Field] = &[
    function("getToken"),
    record("clerk"),
    text("template"),
    text("organizationId"),
    field("baseUrl", Kind::mask(&[Kind::Text, Kind::Url]), "a URL"),
    list("allowedOrigins", "an array of origins"),
    choice("foreignOrigin", REJECT, REJECT_EXPECTED),
    choice("signedOut", REJECT, REJECT_EXPECTED),
    field(
        "headers",
        // A `Headers` can append, as bodies can, and `URLSearchParams` are pairs.
        FUNCTION | OBJECT | Kind::mask(&[Kind::Array, Kind::Body]),
        "headers or a function that returns them",
    ),
    record("init"),
    duration("timeout"),
    duration("tokenTimeout"),
    count(
        "retry",
        OBJECT,
        "a whole number from 0 to 1000, or an object with `attempts`, `methods`, `statuses` and `maxDelay`",
    ),
    function("fetch"),
    function("onEvent"),
    choice(
        "parseAs",
        &ParseAs::NAMES,
        "'json', 'text', 'blob', 'arrayBuffer' or 'response'",
    ),
    field(
        "schema",
        Kind::mask(&[Kind::Schema]),
        "a Standard Schema (zod, valibot, arktype)",
    ),
    choice(
        "reverification",
        &["throw", "return"],
        "'throw' or 'return'",
    ),
    function("request"),
    field(
        "pageParam",
        TEXT | FUNCTION,
        "a non-empty string or a function",
    ),
];

const RETRY: &[Field] = &[
    count("attempts", 0, "a whole number from 0 to 1000"),
    list("methods", "an array of HTTP methods"),
    list("statuses", "an array of HTTP statuses"),
    duration("maxDelay"),
];

const TOKEN: &[Field] = &[text("template"), text("organizationId")];

impl Field {
    /// The index of the choice that `value` is, 0 for another allowed value, `None` for what is not allowed.
    fn admit(&self, value: Value) -> Option<u32> {
        if self.choices.is_empty() {
            let number = match self.numbers {
                Numbers::None => false,
                Numbers::Duration => value.number >= 0.0,
                Numbers::Count => is_count(value.number),
            };
            return (number || self.kinds >> value.kind as u32 & 1 != 0).then_some(0);
        }
        for (index, choice) in (0..).zip(self.choices) {
            if same(choice.as_bytes(), value.text) {
                return Some(index);
            }
        }
        None
    }
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
    pub hint: &'static str,
}

/// Checks the field `name` of an object of the kind `scope`; for a choice, its index is returned.
///
/// # Errors
/// An unknown name, with the nearest known one, or a value of the wrong type.
pub fn check(scope: u32, name: &[u8], value: Value) -> Result<u32, Fault> {
    let fields = Scope::fields(scope);
    let Some(field) = fields
        .iter()
        .find(|field| same(field.name.as_bytes(), name))
    else {
        return Err(Fault {
            message: Message::UnknownOption,
            hint: nearest(fields, name),
        });
    };
    if value.kind == Kind::Undefined {
        return Ok(0);
    }
    field.admit(value).ok_or(Fault {
        message: Message::OptionType,
        hint: field.expected,
    })
}

fn nearest(fields: &'static [Field], name: &[u8]) -> &'static str {
    let mut best = ("", 0);
    for field in fields {
        let score = likeness(field.name.as_bytes(), name);
        if best.0.is_empty() || score > best.1 {
            best = (field.name, score);
        }
    }
    best.0
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

    fn suggestion(name: &str) -> &'static str {
        match check(0, name.as_bytes(), value(Kind::Text)) {
            Err(Fault {
                message: Message::UnknownOption,
                hint,
            }) => hint,
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
    fn undefined_is_absent_but_an_unknown_name_is_still_refused() {
        for Field { name, .. } in OPTIONS {
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
