//! Whose token is it? Compared when a request would be sent a second time under another token.

/// Decodes a JWT's payload (base64url, RFC 4648 §5, with or without padding) in place.
///
/// Returns how many bytes of JSON now stand at the start of `payload`, or `None` where it is not base64url.
pub fn decode_payload(payload: &mut [u8]) -> Option<usize> {
    let mut bits: u32 = 0;
    let mut count = 0;
    let mut written = 0;
    for read in 0..payload.len() {
        let byte = *payload.get(read)?;
        if byte == b'=' {
            break;
        }
        bits = (bits << 6) | sextet(byte)?;
        count += 6;
        if count >= 8 {
            count -= 8;
            *payload.get_mut(written)? = (bits >> count) as u8;
            written += 1;
        }
    }
    Some(written)
}

fn sextet(byte: u8) -> Option<u32> {
    Some(u32::from(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'-' | b'+' => 62,
        b'_' | b'/' => 63,
        _ => return None,
    }))
}

/// What two tokens' claims (user, session, organization) say of each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity {
    /// The same user, session and organization; or a token without claims, which has no identity to compare.
    Same,
    /// Somebody else: nothing is sent again.
    Changed,
}

/// Compares two identities as the executor renders them; an empty one is of a token that is no JWT.
pub fn compare(refused: &[u8], renewed: &[u8]) -> Identity {
    if refused.is_empty() || renewed.is_empty() || refused == renewed {
        Identity::Same
    } else {
        Identity::Changed
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decoded(text: &str) -> Option<Vec<u8>> {
        let mut bytes = text.as_bytes().to_vec();
        let length = decode_payload(&mut bytes)?;
        bytes.truncate(length);
        Some(bytes)
    }

    #[test]
    fn base64url_is_decoded_in_place() {
        assert_eq!(
            decoded("eyJzdWIiOiJ1c2VyXzEifQ").as_deref(),
            Some(&br#"{"sub":"user_1"}"#[..])
        );
        assert_eq!(decoded("eyJhIjoxfQ==").as_deref(), Some(&br#"{"a":1}"#[..]));
        assert_eq!(decoded("_-8").as_deref(), Some(&[0xff, 0xef][..]));
        assert_eq!(decoded(""), Some(vec![]));
        assert_eq!(decoded("a b"), None);
    }

    #[test]
    fn only_two_known_identities_can_differ() {
        assert_eq!(compare(b"[1]", b"[2]"), Identity::Changed);
        assert_eq!(compare(b"[1]", b"[1]"), Identity::Same);
        assert_eq!(compare(b"", b"[1]"), Identity::Same);
        assert_eq!(compare(b"[1]", b""), Identity::Same);
    }

    proptest! {
        #[test]
        fn decoding_never_grows_or_panics(mut bytes: Vec<u8>) {
            let before = bytes.len();
            if let Some(after) = decode_payload(&mut bytes) {
                prop_assert!(after <= before);
            }
        }
    }
}
