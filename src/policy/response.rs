//! How a response is read, and what an error's body says.

use super::{same, same_letters, split_once};
use crate::error::Message;

/// What a parsed call asks for: the option `parseAs`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum ParseAs {
    /// `'json'`, the default.
    Json = 0,
    /// `'text'`
    Text = 1,
    /// `'blob'`
    Blob = 2,
    /// `'arrayBuffer'`
    ArrayBuffer = 3,
    /// `'response'`
    Response = 4,
}

/// Beside the codes of [`ParseAs`]: there is no body to read, the value is `null`.
pub const NOTHING: u32 = 5;

/// 204 and 205 have no body (RFC 9110 §15.3.5, §15.3.6).
pub fn reading(status: u32, parse_as: u32) -> u32 {
    if parse_as != ParseAs::Response as u32 && matches!(status, 204 | 205) {
        NOTHING
    } else {
        parse_as
    }
}

/// `response.ok`, from the status alone: 200 to 299.
pub fn is_ok(status: u32) -> bool {
    (200..300).contains(&status)
}

/// Whether a `Content-Type` announces an RFC 9457 problem.
pub fn is_problem(content_type: &[u8]) -> bool {
    let (media, _) = split_once(content_type, b';').unwrap_or((content_type, &[]));
    let (media, _) = split_once(media, b' ').unwrap_or((media, &[]));
    same_letters(media, b"application/problem+json")
}

/// Whether an error's body (`clerk_error.type` and `.reason`) asks for Clerk's reverification.
pub fn is_reverification(status: u32, kind: &[u8], reason: &[u8]) -> bool {
    status == 403 && same(kind, b"forbidden") && same(reason, b"reverification-error")
}

/// What to say of a body that is no JSON. HTML from the page's own origin, where no `baseUrl` says otherwise, is a page of the
/// application: its server has no such API.
pub fn not_json(to_own_page: bool, content_type: &[u8]) -> Message {
    if to_own_page && content_type.windows(4).any(|part| same(part, b"html")) {
        Message::PageNotJson
    } else {
        Message::InvalidJson
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ok_is_200_to_299() {
        let ok: Vec<u32> = (0..1_000).filter(|&status| is_ok(status)).collect();
        assert_eq!(ok, (200..=299).collect::<Vec<u32>>());
    }

    #[test]
    fn no_content_is_nothing_unless_the_response_itself_is_wanted() {
        assert_eq!(reading(204, ParseAs::Json as u32), NOTHING);
        assert_eq!(reading(205, ParseAs::Text as u32), NOTHING);
        assert_eq!(
            reading(204, ParseAs::Response as u32),
            ParseAs::Response as u32
        );
        assert_eq!(reading(200, ParseAs::Blob as u32), ParseAs::Blob as u32);
    }

    #[test]
    fn problems_are_known_by_their_media_type() {
        assert!(is_problem(b"application/problem+json"));
        assert!(is_problem(b"Application/Problem+JSON ; charset=utf-8"));
        assert!(!is_problem(b"application/json"));
        assert!(!is_problem(b""));
    }

    #[test]
    fn reverification_is_a_403_that_says_so() {
        assert!(is_reverification(
            403,
            b"forbidden",
            b"reverification-error"
        ));
        assert!(!is_reverification(
            401,
            b"forbidden",
            b"reverification-error"
        ));
        assert!(!is_reverification(403, b"forbidden", b"missing-role"));
    }

    #[test]
    fn html_of_the_own_page_is_another_mistake_than_any_other_text() {
        assert_eq!(
            not_json(true, b"text/html; charset=utf-8"),
            Message::PageNotJson
        );
        assert_eq!(not_json(true, b"text/plain"), Message::InvalidJson);
        assert_eq!(not_json(false, b"text/html"), Message::InvalidJson);
        assert_eq!(not_json(true, b""), Message::InvalidJson);
    }

    proptest! {
        #[test]
        fn a_problem_is_that_media_type_and_no_other(
            media in "(application/problem\\+json|Application/Problem\\+JSON|application/json|application/problem\\+jsons|text/application/problem\\+json)",
            after in "(|;| ;|; charset=utf-8| ; a=b)",
        ) {
            let announced = format!("{media}{after}");
            let known = media.eq_ignore_ascii_case("application/problem+json");
            prop_assert_eq!(is_problem(announced.as_bytes()), known, "{}", announced);
        }

        #[test]
        fn no_input_panics(status: u32, parse_as: u32, text: Vec<u8>, other: Vec<u8>) {
            prop_assert!(!is_reverification(status, &text, &other) || status == 403);
            prop_assert!(reading(status, parse_as) == parse_as || matches!(status, 204 | 205));
            is_problem(&text);
        }
    }
}
