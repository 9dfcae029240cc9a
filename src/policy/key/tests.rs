//! What keys mean: examples, then properties.

use super::*;
use proptest::prelude::*;

#[test]
fn a_key_is_a_base_then_segments_then_parameters() {
    assert_eq!(part(Kind::Text, b"/todos", 0, 3), Ok(Part::Base));
    assert_eq!(part(Kind::Number, b"5", 1, 3), Ok(Part::Segment));
    assert_eq!(
        part(Kind::Date, b"2026-01-01T00:00:00.000Z", 1, 3),
        Ok(Part::Segment)
    );
    assert_eq!(part(Kind::Plain, b"", 2, 3), Ok(Part::Params));
    assert_eq!(part(Kind::Plain, b"", 1, 3), Err(Message::KeyPart));
    assert_eq!(part(Kind::Plain, b"", 0, 1), Err(Message::KeyBase));
    assert_eq!(part(Kind::Number, b"5", 0, 1), Err(Message::KeyBase));
}

#[test]
fn what_means_nothing_is_refused() {
    for kind in [
        Kind::Undefined,
        Kind::Null,
        Kind::Boolean,
        Kind::EmptyText,
        Kind::Array,
        Kind::Url,
        Kind::Body,
        Kind::Stream,
        Kind::Function,
        Kind::Object,
        Kind::Meaningless,
    ] {
        assert_eq!(part(kind, b"", 1, 2), Err(Message::KeyPart), "{kind:?}");
    }
    assert_eq!(part(Kind::Text, b".", 1, 2), Err(Message::KeyDots));
    assert_eq!(part(Kind::Text, b"..", 1, 2), Err(Message::KeyDots));
    assert_eq!(part(Kind::Text, b"...", 1, 2), Ok(Part::Segment));
}

#[test]
fn parameters_drop_nothing_but_null_and_undefined() {
    assert_eq!(param(Kind::Null, false), Ok(Param::Dropped));
    assert_eq!(param(Kind::EmptyText, false), Ok(Param::Single));
    assert_eq!(param(Kind::Array, false), Ok(Param::Repeated));
    assert_eq!(param(Kind::Array, true), Err(Message::KeyParam));
    assert_eq!(param(Kind::Plain, false), Err(Message::KeyParam));
    assert_eq!(param(Kind::Meaningless, false), Err(Message::KeyParam));
}

#[test]
fn a_page_parameter_is_never_dropped() {
    assert_eq!(page(Kind::Undefined, Kind::Undefined), Ok(Page::Absent));
    assert_eq!(page(Kind::Null, Kind::Text), Ok(Page::Absent));
    assert_eq!(
        page(Kind::Number, Kind::Undefined),
        Err(Message::PageParamUnplaced)
    );
    assert_eq!(page(Kind::Number, Kind::Text), Ok(Page::Named));
    assert_eq!(
        page(Kind::Plain, Kind::Text),
        Err(Message::PageParamUnplaced)
    );
    assert_eq!(
        page(Kind::Array, Kind::Text),
        Err(Message::PageParamUnplaced)
    );
    assert_eq!(page(Kind::Plain, Kind::Function), Ok(Page::Mapped));
}

#[test]
fn plain_values_are_json_and_bodies_go_as_they_are() {
    for kind in [
        Kind::Null,
        Kind::Boolean,
        Kind::Number,
        Kind::Text,
        Kind::EmptyText,
        Kind::Array,
        Kind::Plain,
    ] {
        assert_eq!(argument(kind), Ok(Argument::Json), "{kind:?}");
    }
    assert_eq!(argument(Kind::Undefined), Ok(Argument::Nothing));
    assert_eq!(argument(Kind::Body), Ok(Argument::Verbatim));
    assert_eq!(argument(Kind::Stream), Ok(Argument::Verbatim));
    for kind in [
        Kind::Object,
        Kind::Schema,
        Kind::Function,
        Kind::Meaningless,
    ] {
        assert_eq!(argument(kind), Err(Message::KeyArgument), "{kind:?}");
    }
}

#[test]
fn only_a_stream_cannot_be_sent_again() {
    for &(name, code) in Kind::CODES {
        let kind = Kind::from_code(code);
        assert_eq!(replayable(kind), kind != Kind::Stream, "{name}");
    }
}

#[test]
fn codes_round_trip() {
    for &(name, code) in Kind::CODES {
        let kind = Kind::from_code(code);
        assert_eq!(kind as u32, code);
        assert_eq!(format!("{kind:?}"), name);
    }
    assert_eq!(Kind::from_code(99), Kind::Meaningless);
}

/// JavaScript's `encodeURIComponent`.
fn encoded(text: &str) -> String {
    let kept = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte);
    text.bytes()
        .map(|byte| {
            if kept(byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

proptest! {
    #[test]
    fn a_segment_stays_one_segment_below_what_stands_before_it(text in "([.%2eE/\\\\?#;a]{0,4}|\\PC{0,6})") {
        let kind = if text.is_empty() { Kind::EmptyText } else { Kind::Text };
        let path = format!("/v1/todos/{}", encoded(&text));
        let url = url::Url::parse(&format!("https://api.foo.com{path}?q")).unwrap();
        let stays = url.path() == path && url.query() == Some("q") && !text.is_empty();
        prop_assert_eq!(part(kind, text.as_bytes(), 1, 2) == Ok(Part::Segment), stays, "{:?}", text);
    }

    #[test]
    fn each_place_has_its_kinds(code in 0_u32..20, text: Vec<u8>, index in 0_u32..5, count in 0_u32..5) {
        let kind = Kind::from_code(code);
        let is_base = matches!(kind, Kind::Text | Kind::EmptyText | Kind::Url);
        let is_segment = matches!(kind, Kind::Text | Kind::Number | Kind::Date);
        match part(kind, &text, index, count) {
            Ok(Part::Base) => prop_assert!(index == 0 && is_base),
            Ok(Part::Segment) => prop_assert!(index > 0 && is_segment),
            Ok(Part::Params) => prop_assert!(index > 0 && index + 1 == count && kind == Kind::Plain),
            Err(_) => prop_assert!(!(index == 0 && is_base)),
        }
    }

    #[test]
    fn nothing_but_null_and_undefined_is_dropped(value in 0_u32..20, option in 0_u32..20) {
        let (kind, option) = (Kind::from_code(value), Kind::from_code(option));
        let none = matches!(kind, Kind::Undefined | Kind::Null);
        prop_assert_eq!(page(kind, option) == Ok(Page::Absent), none);
        prop_assert_eq!(param(kind, false) == Ok(Param::Dropped), none);
        prop_assert!(param(kind, true) != Ok(Param::Repeated));
        prop_assert_eq!(argument(kind) == Ok(Argument::Nothing), kind == Kind::Undefined);
    }
}
