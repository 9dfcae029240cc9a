//! How an input meets `baseUrl`, as axios, ofetch and openapi-fetch do it: appended, never resolved against it.

use super::origin::is_web;

/// What an input is, beside a `baseUrl`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Join {
    /// It names a scheme of its own: `baseUrl` has no part in it.
    Absolute,
    /// `''`, `?query` or `#fragment`: follows the base as it is.
    Suffix,
    /// A path: what follows the first `skip` bytes is appended behind one slash.
    Path {
        /// Leading slashes, backslashes, spaces and control characters to leave out.
        skip: usize,
    },
}

/// Classifies `input` by what the URL parser would see: it drops leading spaces and control characters, and tabs and
/// newlines anywhere.
pub fn join(input: &[u8]) -> Join {
    let start = leading(input, false);
    let seen = input.get(start..).unwrap_or_default();
    match seen.first() {
        None | Some(b'?' | b'#') => Join::Suffix,
        Some(_) if has_scheme(seen) => Join::Absolute,
        Some(_) => Join::Path {
            skip: leading(input, true),
        },
    }
}

/// How many spaces and control characters, and `slashes`, come first.
#[inline(never)]
fn leading(input: &[u8], slashes: bool) -> usize {
    let mut count = 0;
    while let Some(&byte) = input.get(count)
        && (byte <= b' ' || slashes && (byte == b'/' || byte == b'\\'))
    {
        count += 1;
    }
    count
}

/// A letter, then letters, digits, `+`, `-` and `.`, then a colon (WHATWG URL, scheme state).
#[inline(never)]
fn has_scheme(seen: &[u8]) -> bool {
    for (index, &byte) in seen.iter().enumerate() {
        let continues = byte.is_ascii_alphabetic()
            || index > 0
                && (byte.is_ascii_digit()
                    || matches!(byte, b'+' | b'-' | b'.' | b'\t' | b'\n' | b'\r'));
        if !continues {
            return index > 0 && byte == b':';
        }
    }
    false
}

/// What the text of a `baseUrl` is, before the platform's `URL` parses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Base {
    /// `''`: there is no base. An environment variable that is not set gives it.
    None = 0,
    /// A path such as `/api`. It is resolved against the page's origin, and refused where there is no page.
    Path = 1,
    /// Anything else, which must be a URL by itself.
    Url = 2,
}

impl Base {
    /// The names and codes that `js/core/codes.ts` repeats.
    pub const CODES: [(&'static str, u32); 3] = [
        ("None", Self::None as u32),
        ("Path", Self::Path as u32),
        ("Url", Self::Url as u32),
    ];
}

/// Classifies the text of a `baseUrl` by what the URL parser would see. A path has one slash at its start: two would name
/// another host.
pub fn base(text: &[u8]) -> Base {
    let seen = text.get(leading(text, false)..).unwrap_or_default();
    match seen.split_first() {
        Some((b'/', rest)) if !matches!(rest.get(leading(rest, false)), Some(b'/' | b'\\')) => {
            Base::Path
        }
        None if text.is_empty() => Base::None,
        _ => Base::Url,
    }
}

/// What a `baseUrl` must be.
pub const EXPECTED: &str = "must be an absolute http or https URL such as `https://api.foo.com/v1`, or in a page a path such as `/api`, with no query, fragment, user name or password";

/// Whether a `baseUrl` of this origin (`scheme://host[:port]`, empty where it could not be parsed) is [`EXPECTED`]; `extra`
/// is whether it has a query, fragment or URL credentials.
pub fn is_base(origin: &[u8], extra: bool) -> bool {
    is_web(origin) && !extra
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_scheme_is_what_the_url_parser_sees() {
        for input in [
            "https://x",
            "HTTP:x",
            " \t data:,",
            "java\nscript:1",
            "a+b-c.9:",
            "localhost:3000/x",
        ] {
            assert_eq!(join(input.as_bytes()), Join::Absolute, "{input:?}");
        }
        for input in ["todos", "1a:", "/a:b", "a/b:c", ":", "a b:", "é:"] {
            assert_ne!(join(input.as_bytes()), Join::Absolute, "{input:?}");
        }
    }

    #[test]
    fn nothing_and_queries_follow_the_base_and_slashes_are_not_doubled() {
        let rows = [
            ("", Join::Suffix),
            ("  ", Join::Suffix),
            ("?q=1", Join::Suffix),
            ("#top", Join::Suffix),
            ("todos", Join::Path { skip: 0 }),
            ("/todos", Join::Path { skip: 1 }),
            ("//evil", Join::Path { skip: 2 }),
            ("/\\evil", Join::Path { skip: 2 }),
            ("/\t/evil", Join::Path { skip: 3 }),
            (" \\evil", Join::Path { skip: 2 }),
            ("/", Join::Path { skip: 1 }),
        ];
        for (input, expected) in rows {
            assert_eq!(join(input.as_bytes()), expected, "{input:?}");
        }
    }

    #[test]
    fn a_base_is_http_with_a_host_and_nothing_behind_its_path() {
        assert!(is_base(b"https://api.foo.com", false));
        assert!(is_base(b"http://10.0.0.2:1", false));
        assert!(!is_base(b"https://api.foo.com", true));
        for origin in ["ftp://api.foo.com", "data://", "https://", ""] {
            assert!(!is_base(origin.as_bytes(), false), "{origin}");
        }
    }

    #[test]
    fn a_base_is_nothing_a_path_or_a_url() {
        let rows = [
            ("", Base::None),
            ("/", Base::Path),
            ("/api", Base::Path),
            ("/api/v1/", Base::Path),
            (" /api", Base::Path),
            ("/a//b", Base::Path),
            ("/api?x", Base::Path), // is_base refuses the query
            ("//evil.com", Base::Url),
            ("/\\evil.com", Base::Url),
            ("/\t/evil.com", Base::Url),
            ("\n/\n\\evil.com", Base::Url),
            ("/ /evil.com", Base::Url),
            ("\\api", Base::Url),
            ("api", Base::Url),
            ("./api", Base::Url),
            ("?q", Base::Url),
            ("#top", Base::Url),
            (" ", Base::Url),
            ("https://api.foo.com", Base::Url),
        ];
        for (text, expected) in rows {
            assert_eq!(base(text.as_bytes()), expected, "{text:?}");
        }
    }

    /// As JavaScript writes text for the core.
    fn ascii(text: &str) -> Vec<u8> {
        text.encode_utf16()
            .map(|unit| u8::try_from(unit).ok().filter(u8::is_ascii).unwrap_or(0x7f))
            .collect()
    }

    proptest! {
        #[test]
        fn what_has_no_scheme_is_appended_and_stays_on_the_base(input in "[/\\\\:@?#.a-c\t\n \0é%\\[\\]]{0,12}") {
            let relative = url::Url::parse(&input) == Err(url::ParseError::RelativeUrlWithoutBase);
            let base = "https://api.foo.com/v1";
            let appended = match join(&ascii(&input)) {
                Join::Absolute => {
                    prop_assert!(!relative, "{:?}", input);
                    return Ok(());
                }
                Join::Suffix => format!("{base}{}", input.trim_start_matches(|character| character <= ' ')),
                Join::Path { skip } => format!("{base}/{}", input.get(skip..).unwrap()),
            };
            prop_assert!(relative, "{:?}", input);
            let url = url::Url::parse(&appended).unwrap();
            prop_assert_eq!((url.scheme(), url.host_str(), url.port()), ("https", Some("api.foo.com"), None));
            prop_assert!(url.username().is_empty() && url.password().is_none());
        }

        #[test]
        fn a_path_as_base_stays_on_the_page(text in "[/\\\\:@?#.a-c\t\n \0é%\\[\\]]{0,12}") {
            let page = url::Url::parse("https://page.test").unwrap();
            if base(&ascii(&text)) == Base::Path {
                let resolved = page.join(&text).unwrap();
                prop_assert_eq!(resolved.origin(), page.origin(), "{:?}", text);
                prop_assert!(resolved.username().is_empty() && resolved.password().is_none());
            }
        }

        #[test]
        fn what_is_a_url_by_itself_is_no_path(text in "( |\t)?[a-c]{1,3}:[/\\\\]{0,3}[a-c/]{0,6}") {
            prop_assert_eq!(base(&ascii(&text)), Base::Url);
        }

        #[test]
        fn a_path_never_starts_with_what_would_name_a_host(input: Vec<u8>) {
            if let Join::Path { skip } = join(&input) {
                let rest = input.get(skip..).unwrap_or_default();
                prop_assert!(!rest.first().is_some_and(|byte| matches!(byte, b'/' | b'\\')));
            }
        }
    }
}
