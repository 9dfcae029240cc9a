//! Keys: a segment stays one segment below what stands before it, whatever is in it.
#![no_main]

use clerk_fetch::policy::key::{Kind, Page, Param, Part, argument, page, param, part};
use libfuzzer_sys::fuzz_target;
use url::Url;

/// JavaScript's `encodeURIComponent`.
fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out += &format!("%{byte:02X}");
        }
    }
    out
}

/// As JavaScript writes text for the core.
fn ascii(text: &str) -> Vec<u8> {
    text.encode_utf16()
        .map(|unit| u8::try_from(unit).ok().filter(u8::is_ascii).unwrap_or(0x7f))
        .collect()
}

fn check_segment(text: &str) {
    let kind = if text.is_empty() {
        Kind::EmptyText
    } else {
        Kind::Text
    };
    let path = format!("/v1/todos/{}", encoded(text));
    let url = Url::parse(&format!("https://api.foo.com{path}?q")).expect("a path is a URL's");
    let stays = url.path() == path && url.query() == Some("q") && !text.is_empty();
    assert_eq!(
        part(kind, &ascii(text), 1, 2) == Ok(Part::Segment),
        stays,
        "{text:?}"
    );
}

fuzz_target!(|data: &[u8]| {
    let &[kind, index, count, nested, ref text @ ..] = data else {
        return;
    };
    if let Ok(text) = str::from_utf8(text) {
        check_segment(text);
    }
    let (kind, other) = (
        Kind::from_code(u32::from(kind)),
        Kind::from_code(u32::from(nested)),
    );
    let meant = part(kind, text, u32::from(index), u32::from(count));
    assert_eq!(
        meant == Ok(Part::Base),
        index == 0 && matches!(kind, Kind::Text | Kind::EmptyText | Kind::Url)
    );
    assert!(
        meant != Ok(Part::Params)
            || kind == Kind::Plain && u32::from(index) + 1 == u32::from(count)
    );
    assert!(param(kind, true) != Ok(Param::Repeated));
    // A page parameter is placed or refused, and only `undefined` and `null` are none.
    let none = matches!(kind, Kind::Undefined | Kind::Null);
    assert_eq!(page(kind, other) == Ok(Page::Absent), none);
    let _ = argument(kind);
});
