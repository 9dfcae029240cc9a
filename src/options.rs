//! What may be configured: names, types, and the nearest known name of a misspelt one.

use crate::engine::call::MAX_RETRIES;
use crate::error::Message;
use crate::policy::key::Kind;
use crate::policy::response::ParseAs;

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
    /// What `clearOnIdentityChange` takes beside the cache.
    Clear = 3,
}

impl Scope {
    /// The names and codes that `js/codes.ts` repeats.
    pub const CODES: [(&'static str, u32); 4] = [
        ("Options", Self::Options as u32),
        ("Retry", Self::Retry as u32),
        ("Token", Self::Token as u32),
        ("Clear", Self::Clear as u32),
    ];

    fn fields(code: u32) -> &'static [Field] {
        match code {
            0 => OPTIONS,
            1 => RETRY,
            2 => TOKEN,
            _ => CLEAR,
        }
    }
}

/// One field: its name and what it may hold.
pub type Field = (&'static str, Type);

/// What a field may hold; `undefined` always counts as absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// A function.
    Function,
    /// A non-empty string.
    Text,
    /// A non-empty string or a `URL`.
    TextOrUrl,
    /// An array, whose elements are checked one by one.
    List,
    /// One of these strings.
    Choice(&'static [&'static str]),
    /// `HeadersInit`, or a function.
    Headers,
    /// An object.
    Record,
    /// Milliseconds: 0 or more, or `Infinity`.
    Duration,
    /// A whole number of tries.
    Count,
    /// A whole number of tries, or an object.
    Retry,
    /// The name of a query parameter, or a function.
    PageParam,
    /// A Standard Schema.
    Schema,
}

const REJECT: &[&str] = &["reject", "anonymous"];

/// Every option; the three exports take them all.
pub const OPTIONS: &[Field] = &[
    ("getToken", Type::Function),
    ("clerk", Type::Record),
    ("template", Type::Text),
    ("organizationId", Type::Text),
    ("baseUrl", Type::TextOrUrl),
    ("allowedOrigins", Type::List),
    ("foreignOrigin", Type::Choice(REJECT)),
    ("signedOut", Type::Choice(REJECT)),
    ("headers", Type::Headers),
    ("init", Type::Record),
    ("timeout", Type::Duration),
    ("tokenTimeout", Type::Duration),
    ("retry", Type::Retry),
    ("fetch", Type::Function),
    ("onEvent", Type::Function),
    ("parseAs", Type::Choice(&ParseAs::NAMES)),
    ("schema", Type::Schema),
    ("reverification", Type::Choice(&["throw", "return"])),
    ("request", Type::Function),
    ("pageParam", Type::PageParam),
];

const RETRY: &[Field] = &[
    ("attempts", Type::Count),
    ("methods", Type::List),
    ("statuses", Type::List),
    ("maxDelay", Type::Duration),
];

const TOKEN: &[Field] = &[("template", Type::Text), ("organizationId", Type::Text)];

const CLEAR: &[Field] = &[("clerk", Type::Record)];

impl Type {
    /// The rest of the sentence "the option must be …".
    pub fn expected(self) -> &'static str {
        match self {
            Self::Function => "a function",
            Self::Text => "a non-empty string",
            Self::TextOrUrl => "a non-empty string or a `URL`",
            Self::List => "an array",
            Self::Choice(REJECT) => "'reject' or 'anonymous'",
            Self::Choice(["throw", ..]) => "'throw' or 'return'",
            Self::Choice(_) => "'json', 'text', 'blob', 'arrayBuffer' or 'response'",
            Self::Headers => {
                "headers (`Headers`, an object, or an array of pairs) or a function that returns them"
            }
            Self::Record => "an object",
            Self::Duration => "a number of milliseconds, 0 or more",
            Self::Count => "a whole number from 0 to 1000",
            Self::Retry => {
                "a whole number from 0 to 1000, or an object with `attempts`, `methods`, `statuses` and `maxDelay`"
            }
            Self::PageParam => "the name of a query parameter, or a function",
            Self::Schema => "a Standard Schema (zod, valibot, arktype)",
        }
    }

    fn accepts(self, value: Value) -> bool {
        let kind = value.kind;
        match self {
            Self::Function => kind == Kind::Function,
            Self::Text => kind == Kind::Text,
            Self::TextOrUrl => matches!(kind, Kind::Text | Kind::Url),
            Self::List => kind == Kind::Array,
            Self::Choice(names) => names.iter().any(|name| name.as_bytes() == value.text),
            Self::Headers => matches!(
                kind,
                Kind::Function | Kind::Array | Kind::Plain | Kind::Object
            ),
            Self::Record => matches!(kind, Kind::Plain | Kind::Object),
            Self::Duration => value.number >= 0.0,
            Self::Count => is_count(value.number),
            Self::Retry => is_count(value.number) || matches!(kind, Kind::Plain | Kind::Object),
            Self::PageParam => matches!(kind, Kind::Text | Kind::Function),
            Self::Schema => kind == Kind::Schema,
        }
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
    let Some((_, expected)) = fields.iter().find(|(known, _)| known.as_bytes() == name) else {
        return Err(Fault {
            message: Message::UnknownOption,
            hint: nearest(fields, name),
        });
    };
    if value.kind == Kind::Undefined {
        return Ok(0);
    }
    if !expected.accepts(value) {
        return Err(Fault {
            message: Message::OptionType,
            hint: expected.expected(),
        });
    }
    Ok(match expected {
        Type::Choice(names) => (0..)
            .zip(*names)
            .find(|(_, choice)| choice.as_bytes() == value.text)
            .map_or(0, |(index, _)| index),
        _ => 0,
    })
}

fn nearest(fields: &'static [Field], name: &[u8]) -> &'static str {
    fields
        .iter()
        .min_by_key(|(known, _)| distance(known.as_bytes(), name))
        .map_or("", |(known, _)| known)
}

/// No known name is longer.
const LONGEST: usize = 16;

/// Levenshtein's distance, letter case aside.
fn distance(known: &[u8], name: &[u8]) -> usize {
    let mut row = [0_usize; LONGEST + 1];
    for (index, cell) in row.iter_mut().enumerate() {
        *cell = index;
    }
    for (line, typed) in name.iter().enumerate() {
        let mut diagonal = line;
        let mut left = line + 1;
        for (cell, letter) in row.iter_mut().skip(1).zip(known) {
            let replaced = diagonal + usize::from(!letter.eq_ignore_ascii_case(typed));
            diagonal = *cell;
            left = replaced.min(left + 1).min(*cell + 1);
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = line + 1;
        }
    }
    row.get(known.len()).copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(kind: Kind) -> Value<'static> {
        Value {
            kind,
            text: b"",
            number: f64::NAN,
        }
    }

    fn text(text: &str) -> Value<'_> {
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
        assert!(!suggestion("").is_empty());
        assert!(!suggestion(&"x".repeat(500)).is_empty());
    }

    #[test]
    fn distances_are_levenshteins() {
        assert_eq!(distance(b"kitten", b"sitting"), 3);
        assert_eq!(distance(b"retry", b"retry"), 0);
        assert_eq!(distance(b"retry", b""), 5);
        assert!(
            OPTIONS
                .iter()
                .chain(RETRY)
                .all(|(name, _)| name.len() <= LONGEST)
        );
    }

    #[test]
    fn types_are_checked() {
        assert_eq!(check(0, b"getToken", value(Kind::Function)), Ok(0));
        assert_eq!(check(0, b"signedOut", text("anonymous")), Ok(1));
        assert_eq!(check(0, b"parseAs", text("response")), Ok(4));
        assert_eq!(check(0, b"timeout", number(f64::INFINITY)), Ok(0));
        assert_eq!(check(0, b"retry", value(Kind::Plain)), Ok(0));
        assert_eq!(check(1, b"attempts", number(1_000.0)), Ok(0));
        for (name, wrong) in [
            ("getToken", text("x")),
            ("signedOut", text("ignore")),
            ("timeout", number(-1.0)),
            ("timeout", text("1s")),
            ("retry", number(1.5)),
            ("retry", number(1_001.0)),
            ("baseUrl", value(Kind::Null)),
            ("schema", value(Kind::Plain)),
            ("headers", text("x")),
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
        for (name, _) in OPTIONS {
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
