//! Whose token is it? Compared when a request would be sent a second time under another token.

use super::same;

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
    if refused.is_empty() || renewed.is_empty() || same(refused, renewed) {
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

    #[test]
    fn only_two_known_identities_can_differ() {
        assert_eq!(compare(b"[1]", b"[2]"), Identity::Changed);
        assert_eq!(compare(b"[1]", b"[1]"), Identity::Same);
        assert_eq!(compare(b"", b"[1]"), Identity::Same);
        assert_eq!(compare(b"[1]", b""), Identity::Same);
    }

    proptest! {
        #[test]
        fn two_differ_only_where_both_are_known_and_not_the_same(one in "[ab]{0,2}", other in "[ab]{0,2}") {
            let changed = !one.is_empty() && !other.is_empty() && one != other;
            let said = compare(one.as_bytes(), other.as_bytes());
            prop_assert_eq!(said == Identity::Changed, changed);
            prop_assert_eq!(compare(other.as_bytes(), one.as_bytes()), said);
        }
    }
}
