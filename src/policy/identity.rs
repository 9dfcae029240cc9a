//! Whose token it is. The identities are compared when a request would be sent a second time under another token.

/// Whether two tokens, or what Clerk says at two times, are of different users, sessions or organizations. Then nothing is sent a second time.
///
/// The executor compares the texts, because the window holds ASCII only. A token that is no JWT has no identity that is
/// known, and is never taken for somebody else's.
pub fn is_changed(known: bool, other_known: bool, same: bool) -> bool {
    known && other_known && !same
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    #[test]
    fn only_two_known_identities_can_differ() {
        for known in [false, true] {
            for other_known in [false, true] {
                assert!(!is_changed(known, other_known, true));
                assert_eq!(is_changed(known, other_known, false), known && other_known);
            }
        }
    }
}
