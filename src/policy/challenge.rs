//! What an answer says of our token: whether it is refused, and whether a new token could be accepted.

use super::{after, same};

/// Whether an answer to a call with our token refuses that token. `told` is what the option `tokenRefused` said; without
/// that option, status 401 refuses it (RFC 9110 §15.5.2).
pub fn is_refused(status: u32, told: Option<bool>) -> bool {
    told.unwrap_or(status == 401)
}

/// What the option `tokenRefused` said, as the boundary carries it: 1 accepted, 2 refused, anything else where it was not
/// asked.
pub fn told(code: u32) -> Option<bool> {
    match code {
        1 => Some(false),
        2 => Some(true),
        _ => None,
    }
}

/// Reasons in `x-clerk-auth-reason` that a new token can fix (Clerk's back-end SDKs set the header).
const FIXABLE: [&[u8]; 3] = [
    b"token-expired",
    b"token-not-active-yet",
    b"token-iat-in-the-future",
];

/// Whether a refresh is worth starting. An absent header is empty.
///
/// `WWW-Authenticate: ... error="insufficient_scope"` (RFC 6750 §3.1) and any other named reason start none.
pub fn fixable(auth_reason: &[u8], www_authenticate: &[u8]) -> bool {
    let fixes = auth_reason.is_empty()
        || FIXABLE.iter().any(|known| same(auth_reason, known))
        || after(auth_reason, b"session-token-").is_some();
    fixes && !lacks_scope(www_authenticate)
}

/// Whether the reason is that the token had expired.
pub fn expired(auth_reason: &[u8]) -> bool {
    let of_session = after(auth_reason, b"session-").unwrap_or(auth_reason);
    after(of_session, b"token-expired").is_some()
}

/// Looks for the parameter `error` with the value `insufficient_scope`, quoted or not, in any letter case, with or without
/// space around the sign (RFC 9110 §11.2), and not inside of another parameter's quotes. No gap begins a comparison, so each
/// byte is looked at as often as the parameter is long, at most.
fn lacks_scope(mut text: &[u8]) -> bool {
    let mut quoted = false;
    let mut fresh = true;
    while let Some((&byte, rest)) = text.split_first() {
        if fresh && !quoted && !is_gap(byte) && says_scope(text) {
            return true;
        }
        fresh = is_gap(byte) || byte == b',';
        quoted ^= byte == b'"';
        text = rest;
    }
    false
}

fn is_gap(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'"')
}

/// Whether `text` begins with the parameter; space and quotes are looked over, and the value is no part of a longer one.
fn says_scope(text: &[u8]) -> bool {
    let mut wanted: &[u8] = b"error=insufficient_scope";
    for &byte in text {
        let Some((&next, rest)) = wanted.split_first() else {
            return !byte.is_ascii_alphanumeric() && byte != b'_' && byte != b'-';
        };
        if byte.to_ascii_lowercase() == next {
            wanted = rest;
        } else if !is_gap(byte) {
            return false;
        }
    }
    wanted.is_empty()
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_401_refuses_unless_the_option_says_otherwise() {
        for status in [200, 204, 400, 401, 402, 403, 500, 503] {
            assert_eq!(is_refused(status, None), status == 401, "{status}");
            assert!(is_refused(status, Some(true)), "{status}");
            assert!(!is_refused(status, Some(false)), "{status}");
        }
        assert_eq!(
            [0, 1, 2, 3].map(told),
            [None, Some(false), Some(true), None]
        );
    }

    #[test]
    fn a_reason_that_a_new_token_cannot_mend_starts_no_refresh() {
        for reason in [
            "",
            "token-expired",
            "token-not-active-yet",
            "token-iat-in-the-future",
            "session-token-expired",
        ] {
            assert!(fixable(reason.as_bytes(), b""), "{reason}");
        }
        for reason in [
            "token-invalid-signature",
            "token-invalid-authorized-parties",
            "unexpected-error",
            "token-expired-x",
        ] {
            assert!(!fixable(reason.as_bytes(), b""), "{reason}");
        }
    }

    #[test]
    fn insufficient_scope_starts_no_refresh() {
        for header in [
            r#"Bearer error="insufficient_scope""#,
            r#"Bearer realm="a", error="insufficient_scope", scope="x""#,
            r#"Bearer realm="a",ERROR=Insufficient_Scope"#,
            r#"Bearer error="insufficient_scope" scope="x""#,
            "Bearer error\t = \"insufficient_scope\"",
        ] {
            assert!(!fixable(b"", header.as_bytes()), "{header}");
        }
        for header in [
            r#"Bearer error="invalid_token""#,
            r#"Bearer scope="insufficient_scope""#,
            r#"Bearer x_error="insufficient_scope""#,
            r#"Bearer error="insufficient_scope_x""#,
            r#"Bearer realm="error=\"insufficient_scope\"""#,
            r#"Bearer realm="error=insufficient_scope"#,
            r#"Bearer error insufficient_scope"#,
            "Bearer",
            "",
        ] {
            assert!(fixable(b"", header.as_bytes()), "{header}");
        }
    }

    #[test]
    fn a_token_that_has_expired_is_told_from_others() {
        for reason in [
            "token-expired",
            "session-token-expired",
            "session-token-expired-refresh-non-eligible",
        ] {
            assert!(expired(reason.as_bytes()), "{reason}");
        }
        for reason in [
            "",
            "token-not-active-yet",
            "session-token-nbf",
            "x-token-expired",
        ] {
            assert!(!expired(reason.as_bytes()), "{reason}");
        }
    }

    #[test]
    fn gaps_cost_time_by_their_number_and_not_by_its_square() {
        let gaps = " ".repeat(1 << 20);
        let start = std::time::Instant::now();
        assert!(fixable(b"", format!("Bearer {gaps}x").as_bytes()));
        assert!(fixable(b"", format!("error{gaps}error{gaps}=x").as_bytes()));
        assert!(!fixable(
            b"",
            format!("Bearer error{gaps}={gaps}insufficient_scope").as_bytes()
        ));
        // The square would take hours.
        assert!(start.elapsed().as_secs() < 20);
    }

    proptest! {
        #[test]
        fn whatever_stands_around_it_insufficient_scope_ends_it(
            before in "[A-Za-z]{1,8} ([a-z_]{1,8}=(\"[a-z= ]{0,9}\"|[a-z]{1,9}), ?){0,3}",
            sign in "[ \t]{0,2}=[ \t]{0,2}",
            after in "([ ,][a-z_=\", ]{0,20})?",
            quoted: bool,
            upper: bool,
        ) {
            let value = if quoted { "\"insufficient_scope\"" } else { "insufficient_scope" };
            let parameter = format!("error{sign}{value}");
            let parameter = if upper { parameter.to_uppercase() } else { parameter };
            let header = format!("{before}{parameter}{after}");
            prop_assert!(!fixable(b"", header.as_bytes()), "{header}");
            prop_assert!(!fixable(b"token-expired", header.as_bytes()), "{header}");
        }

        #[test]
        fn a_reason_is_known_by_its_whole_name(reason in "(session-)?token-[a-z-]{0,12}", header in "[a-z =\",]{0,20}") {
            let known = FIXABLE.contains(&reason.as_bytes()) || reason.starts_with("session-token-");
            prop_assert_eq!(fixable(reason.as_bytes(), header.as_bytes()), known);
        }

        #[test]
        fn no_input_panics(reason: Vec<u8>, header: Vec<u8>) {
            fixable(&reason, &header);
        }
    }
}
