//! What SWR keys, TanStack query keys, page parameters and mutation arguments mean.

use crate::error::Message;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)+) => {
        /// What a JavaScript value is, as the executor reports it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u32)]
        pub enum Kind {
            $($(#[$doc])* $name = $code,)+
        }

        impl Kind {
            /// The names and codes that `js/core/codes.ts` repeats.
            pub const CODES: &'static [(&'static str, u32)] = &[$((stringify!($name), $code),)+];

            /// Whether it is one of `kinds`.
            pub const fn is_among(self, kinds: &[Self]) -> bool {
                Self::mask(kinds) >> self as u32 & 1 != 0
            }

            /// A bit for each of `kinds`.
            pub const fn mask(kinds: &[Self]) -> u16 {
                let mut bits = 0;
                let mut rest = kinds;
                while let [kind, more @ ..] = rest {
                    bits |= 1 << *kind as u16;
                    rest = more;
                }
                bits
            }

            /// The kind of a code from JavaScript; an unknown code means nothing.
            pub fn from_code(code: u32) -> Self {
                match code {
                    $($code => Self::$name,)+
                    _ => Self::Meaningless,
                }
            }
        }
    };
}

kinds! {
    /// `undefined`
    Undefined = 0,
    /// `null`
    Null = 1,
    /// `true` or `false`
    Boolean = 2,
    /// A finite number or a bigint.
    Number = 3,
    /// A string with at least one character.
    Text = 4,
    /// `''`
    EmptyText = 5,
    /// A `URL`.
    Url = 6,
    /// A `Date` that has a time.
    Date = 7,
    /// An array.
    Array = 8,
    /// An object literal.
    Plain = 9,
    /// What `fetch` sends as it is: `FormData`, `Blob`, `URLSearchParams`, buffers.
    Body = 10,
    /// A stream or async iterable, which can be read once.
    Stream = 11,
    /// A function.
    Function = 12,
    /// Any other object.
    Object = 13,
    /// A Standard Schema: an object or function with `~standard`.
    Schema = 14,
    /// `NaN`, infinities, invalid dates, symbols.
    Meaningless = 15,
}

/// What one element of a key becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The input itself, or what segments are added to.
    Base,
    /// One more path segment, percent-encoded.
    Segment,
    /// Query parameters.
    Params,
}

/// Decides what the element at `index` of a key of `count` elements becomes; `text` is it as a string.
///
/// # Errors
/// The message that says why it means nothing.
pub fn part(kind: Kind, text: &[u8], index: u32, count: u32) -> Result<Part, Message> {
    if index == 0 {
        let is_base = kind.is_among(&[Kind::Text, Kind::EmptyText, Kind::Url]);
        return if is_base {
            Ok(Part::Base)
        } else {
            Err(Message::KeyBase)
        };
    }
    if kind.is_among(&[Kind::Text, Kind::Number, Kind::Date]) {
        return if is_dots(text) {
            Err(Message::KeyDots)
        } else {
            Ok(Part::Segment)
        };
    }
    if kind == Kind::Plain && index + 1 == count {
        return Ok(Part::Params);
    }
    Err(Message::KeyPart)
}

/// `.` and `..` would climb out of the path that the key names.
fn is_dots(segment: &[u8]) -> bool {
    segment.len() < 3 && segment.iter().all(|&byte| byte == b'.')
}

/// What one value of the query parameters becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Param {
    /// Left out.
    Dropped,
    /// One `name=value`.
    Single,
    /// One `name=value` for each element.
    Repeated,
}

/// Decides what the value of a query parameter becomes; `nested` for an element of an array.
///
/// # Errors
/// The message that says why it means nothing.
pub fn param(kind: Kind, nested: bool) -> Result<Param, Message> {
    match kind {
        Kind::Undefined | Kind::Null => Ok(Param::Dropped),
        Kind::Boolean | Kind::Number | Kind::Text | Kind::EmptyText | Kind::Date | Kind::Url => {
            Ok(Param::Single)
        }
        Kind::Array if !nested => Ok(Param::Repeated),
        _ => Err(Message::KeyParam),
    }
}

/// Where an infinite query's page parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// There is none.
    Absent,
    /// Into the parameter that the option `pageParam` names.
    Named,
    /// Where the function `pageParam` puts it.
    Mapped,
}

/// Decides where a page parameter of kind `value` goes, `option` being the kind of the option `pageParam`.
///
/// # Errors
/// The message that says why it goes nowhere: it is never dropped.
pub fn page(value: Kind, option: Kind) -> Result<Page, Message> {
    match (value, option) {
        (Kind::Undefined | Kind::Null, _) => Ok(Page::Absent),
        (_, Kind::Function) => Ok(Page::Mapped),
        (_, Kind::Undefined) => Err(Message::PageParamUnplaced),
        _ => match param(value, true) {
            Ok(Param::Single) => Ok(Page::Named),
            _ => Err(Message::PageParamUnplaced),
        },
    }
}

/// How a mutation's argument is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument {
    /// No body.
    Nothing,
    /// As JSON, with its `Content-Type`.
    Json,
    /// As it is.
    Verbatim,
}

/// Decides how a mutation's `arg` becomes the body.
///
/// # Errors
/// The message that says why it cannot be one.
pub fn argument(kind: Kind) -> Result<Argument, Message> {
    match kind {
        Kind::Undefined => Ok(Argument::Nothing),
        Kind::Body | Kind::Stream => Ok(Argument::Verbatim),
        Kind::Object | Kind::Schema | Kind::Function | Kind::Meaningless => {
            Err(Message::KeyArgument)
        }
        _ => Ok(Argument::Json),
    }
}

/// Whether a body of this kind can be sent a second time.
pub fn replayable(kind: Kind) -> bool {
    kind != Kind::Stream
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
