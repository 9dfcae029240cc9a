//! The check of one field: its name is known, and its value is of its type.

use super::nearest::likeness;
use super::tables::{HOST, Scope, field};
use super::types::{Value, admit, words};
use crate::error::Message;
use crate::policy::key::Kind;
use crate::policy::{after, same};

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
    // What other clients call their tries is like none of ours; the table begins with them.
    let mut best = if scope == 1 { 3 } else { 0 };
    while let Some((letter, known, rest)) = field(table) {
        let is_host = letter >= HOST;
        if same(known, name) || is_host && after(name, known).is_some() {
            if !is_host && value.kind == Kind::Undefined {
                return Ok(0);
            }
            // A host's letter takes nothing.
            return admit(letter, value).ok_or(Fault {
                message: Message::OptionType,
                hint: words(letter),
            });
        }
        let score = likeness(known, name);
        if !is_host && (nearest.is_empty() || score > best) {
            nearest = known;
            best = best.max(score);
        }
        table = rest;
    }
    Err(Fault {
        message: Message::UnknownOption,
        hint: nearest,
    })
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use crate::options::OPTIONS;

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
        assert_eq!(suggestion("token"), "getToken");
        assert_eq!(suggestion("tokenRefuse"), "tokenRefused");
        assert_eq!(suggestion("mapErrors"), "mapError");
        assert!(!suggestion("").is_empty());
        assert!(!suggestion(&"x".repeat(500)).is_empty());
    }

    #[test]
    fn an_option_of_others_names_its_owner() {
        for (host, names) in [
            (
                "is SWR's: move it out of `auth` or options",
                "refreshInterval revalidateOnFocus dedupingInterval keepPreviousData errorRetryCount suspense onSuccess onError onErrorRetry fallbackData shouldRetryOnError",
            ),
            (
                "belongs into `init`",
                "method mode credentials cache keepalive redirect next",
            ),
            (
                "belongs into a call: its URL or `init`",
                "body json url params signal",
            ),
            (
                "is the token's: leave it out",
                "authorization Authorization",
            ),
            ("is for hooks only: write its fields here", "auth"),
            (
                "is Clerk's: pass its `getToken` alone",
                "isLoaded isSignedIn userId sessionId sessionClaims tokenType",
            ),
            (
                "is TanStack Query's: move it out of `auth` or options",
                "staleTime gcTime enabled select refetchInterval refetchOnWindowFocus placeholderData initialData retryDelay queryKey queryFn throwOnError",
            ),
        ] {
            for name in names.split(' ') {
                let fault = Fault {
                    message: Message::OptionType,
                    hint: host.as_bytes(),
                };
                let of = |scope| check(scope, name.as_bytes(), value(Kind::Number));
                assert_eq!(of(0), Err(fault), "{name}");
                assert_ne!(of(1), Err(fault), "{name}");
            }
        }
    }

    #[test]
    fn types_are_checked() {
        assert_eq!(check(0, b"getToken", value(Kind::Function)), Ok(0));
        assert_eq!(check(0, b"signedOut", word("anonymous")), Ok(1));
        assert_eq!(check(0, b"parseAs", word("response")), Ok(4));
        assert_eq!(check(0, b"timeout", number(f64::INFINITY)), Ok(0));
        assert_eq!(check(0, b"retry", value(Kind::Plain)), Ok(0));
        assert_eq!(check(1, b"attempts", number(1_000.0)), Ok(0));
        for name in ["tokenRefused", "mapError"] {
            assert_eq!(check(0, name.as_bytes(), value(Kind::Function)), Ok(0));
        }
        assert_eq!(check(0, b"baseUrl", word("/api")), Ok(0));
        assert_eq!(check(0, b"baseUrl", value(Kind::EmptyText)), Ok(0));
        for (name, wrong) in [
            ("getToken", word("x")),
            ("tokenRefused", value(Kind::Boolean)),
            ("tokenRefused", value(Kind::Null)),
            ("mapError", value(Kind::Plain)),
            ("init", value(Kind::Null)),
            ("template", value(Kind::EmptyText)),
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
    fn a_deployment_without_clerk_says_null() {
        for kind in [Kind::Plain, Kind::Object, Kind::Null, Kind::Undefined] {
            assert_eq!(check(0, b"clerk", value(kind)), Ok(0), "{kind:?}");
        }
        for kind in [
            Kind::Boolean,
            Kind::Text,
            Kind::EmptyText,
            Kind::Function,
            Kind::Array,
        ] {
            assert_eq!(
                check(0, b"clerk", value(kind)),
                Err(Fault {
                    message: Message::OptionType,
                    hint: words(b'Q')
                }),
                "{kind:?}"
            );
        }
    }

    #[test]
    fn a_try_has_a_timeout_of_its_own() {
        for ms in [0.0, 0.5, 1_000.0, f64::INFINITY] {
            assert_eq!(check(1, b"timeout", number(ms)), Ok(0), "{ms}");
        }
        for ms in [-1.0, f64::NAN] {
            assert!(check(1, b"timeout", number(ms)).is_err(), "{ms}");
        }
        assert!(check(1, b"timeout", value(Kind::Null)).is_err());
    }

    #[test]
    fn a_call_may_skip_the_cache_of_its_token() {
        let skip_cache = |kind| check(2, b"skipCache", value(kind));
        assert_eq!(skip_cache(Kind::Boolean), Ok(0));
        assert_eq!(skip_cache(Kind::Undefined), Ok(0));
        for kind in [Kind::Null, Kind::Text, Kind::Number, Kind::Plain] {
            assert_eq!(
                skip_cache(kind),
                Err(Fault {
                    message: Message::OptionType,
                    hint: b"must be true or false"
                }),
                "{kind:?}"
            );
        }
        for scope in [0, 1] {
            assert!(check(scope, b"skipCache", value(Kind::Boolean)).is_err());
        }
    }

    #[test]
    fn a_refused_token_is_text() {
        for kind in [Kind::Text, Kind::EmptyText, Kind::Undefined] {
            assert_eq!(check(3, b"refused", value(kind)), Ok(0), "{kind:?}");
        }
        for kind in [Kind::Null, Kind::Number, Kind::Plain, Kind::Boolean] {
            assert_eq!(
                check(3, b"refused", value(kind)),
                Err(Fault {
                    message: Message::OptionType,
                    hint: b"must be a token, or left out"
                }),
                "{kind:?}"
            );
        }
        for name in ["refuse", "signal", "staleTime", ""] {
            assert_eq!(
                check(3, name.as_bytes(), word("x")),
                Err(Fault {
                    message: Message::UnknownOption,
                    hint: b"refused"
                }),
                "{name}"
            );
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
