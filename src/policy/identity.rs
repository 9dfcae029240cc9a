//! Whose token it is. The identities are compared when a request would be sent a second time under another token.

use super::same;

/// Whether two tokens are of different users, sessions or organizations. Then nothing is sent a second time.
///
/// The executor writes an identity as text. A token that is no JWT has no identity: its text is empty, and it is never
/// taken for somebody else's.
pub fn is_changed(refused: &[u8], renewed: &[u8]) -> bool {
    !refused.is_empty() && !renewed.is_empty() && !same(refused, renewed)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_two_known_identities_can_differ() {
        assert!(is_changed(b"[1]", b"[2]"));
        assert!(!is_changed(b"[1]", b"[1]"));
        assert!(!is_changed(b"", b"[1]"));
        assert!(!is_changed(b"[1]", b""));
    }

    proptest! {
        #[test]
        fn two_differ_only_where_both_are_known_and_not_the_same(one in "[ab]{0,2}", other in "[ab]{0,2}") {
            let changed = !one.is_empty() && !other.is_empty() && one != other;
            prop_assert_eq!(is_changed(one.as_bytes(), other.as_bytes()), changed);
            prop_assert_eq!(is_changed(other.as_bytes(), one.as_bytes()), changed);
        }
    }
}
