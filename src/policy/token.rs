//! What a token source answered.

use super::key::Kind;
use super::same;
use crate::error::Message;

/// What may be done with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A token that can be sent.
    Token,
    /// `null`: nobody is signed in.
    SignedOut,
    /// Neither: `''`, `undefined`, or characters that no header can carry.
    Unusable(Message),
}

/// Classifies an answer; `sendable` is whether a string holds visible ASCII characters only (RFC 6750 §2.1).
pub fn answer(kind: Kind, sendable: bool) -> Answer {
    match kind {
        Kind::Null => Answer::SignedOut,
        Kind::Text if sendable => Answer::Token,
        _ => Answer::Unusable(Message::TokenUnusable),
    }
}

/// Where Clerk is, while a call waits for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Readiness {
    /// Not yet: wait.
    Waiting = 0,
    /// It can be asked.
    Ready = 1,
    /// It will not come: `Clerk.status` is `error`.
    Failed = 2,
}

/// Reads `Clerk.loaded` and `Clerk.status`. A session that is `undefined` (loading, or between two sessions) is waited for,
/// and so is one that a `degraded` Clerk does not know of: that is no sign-out.
pub fn readiness(loaded: bool, session: Kind, status: &[u8]) -> Readiness {
    if same(status, b"error") {
        Readiness::Failed
    } else if loaded
        && session != Kind::Undefined
        && !(session == Kind::Null && same(status, b"degraded"))
    {
        Readiness::Ready
    } else {
        Readiness::Waiting
    }
}

/// Whether a session whose `status` this is can give no token until its task is done.
pub fn is_pending(session_status: &[u8]) -> bool {
    same(session_status, b"pending")
}

/// What a rejection of the token source means, by its `code` (Clerk's errors have one) and the device's own word.
pub fn rejection(code: &[u8], device_offline: bool) -> Message {
    if device_offline || same(code, b"clerk_offline") {
        Message::Offline
    } else if same(code, b"clerk_runtime_load_timeout") {
        Message::ClerkNotLoaded
    } else {
        Message::TokenRejected
    }
}

/// How long a device that says it is offline may take to find a cached token, in ms.
const OFFLINE_GRACE: f64 = 250.0;

/// How long a call waits for a token, in ms, if the option `tokenTimeout` is `configured`.
pub fn patience(configured: f64, device_offline: bool) -> f64 {
    if device_offline {
        configured.min(OFFLINE_GRACE)
    } else {
        configured
    }
}

/// What it means that no token came in time.
pub fn overdue(device_offline: bool) -> Message {
    if device_offline {
        Message::Offline
    } else {
        Message::TokenTimeout
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_null_is_signed_out() {
        assert_eq!(answer(Kind::Null, false), Answer::SignedOut);
        assert_eq!(answer(Kind::Text, true), Answer::Token);
        assert_eq!(
            answer(Kind::Text, false),
            Answer::Unusable(Message::TokenUnusable)
        );
        for kind in [
            Kind::Undefined,
            Kind::EmptyText,
            Kind::Boolean,
            Kind::Plain,
            Kind::Number,
        ] {
            assert_eq!(
                answer(kind, true),
                Answer::Unusable(Message::TokenUnusable),
                "{kind:?}"
            );
        }
    }

    #[test]
    fn a_clerk_that_is_loading_is_waited_for() {
        assert_eq!(readiness(true, Kind::Null, b"ready"), Readiness::Ready);
        assert_eq!(readiness(true, Kind::Object, b"degraded"), Readiness::Ready);
        assert_eq!(readiness(true, Kind::Object, b""), Readiness::Ready);
        assert_eq!(readiness(true, Kind::Null, b"degraded"), Readiness::Waiting);
        assert_eq!(
            readiness(true, Kind::Undefined, b"ready"),
            Readiness::Waiting
        );
        assert_eq!(
            readiness(false, Kind::Undefined, b"loading"),
            Readiness::Waiting
        );
        assert_eq!(
            readiness(false, Kind::Undefined, b"error"),
            Readiness::Failed
        );
    }

    #[test]
    fn only_a_pending_session_is_pending() {
        assert!(is_pending(b"pending"));
        for status in ["active", "", "Pending", "pending ", "ended", "undefined"] {
            assert!(!is_pending(status.as_bytes()), "{status}");
        }
    }

    #[test]
    fn a_rejection_is_told_by_its_code_then_by_the_device() {
        assert_eq!(rejection(b"clerk_offline", false), Message::Offline);
        assert_eq!(
            rejection(b"clerk_runtime_load_timeout", false),
            Message::ClerkNotLoaded
        );
        assert_eq!(rejection(b"", true), Message::Offline);
        assert_eq!(
            rejection(b"resource_not_found", false),
            Message::TokenRejected
        );
        assert_eq!(overdue(true), Message::Offline);
        assert_eq!(overdue(false), Message::TokenTimeout);
    }

    #[test]
    fn a_device_that_is_offline_waits_only_for_a_cached_token() {
        assert_eq!(patience(10_000.0, false), 10_000.0);
        assert_eq!(patience(10_000.0, true), OFFLINE_GRACE);
        assert_eq!(patience(100.0, true), 100.0);
        assert_eq!(patience(f64::INFINITY, true), OFFLINE_GRACE);
    }

    proptest! {
        #[test]
        fn only_text_that_can_be_sent_is_a_token(code in 0_u32..20, sendable: bool) {
            let kind = Kind::from_code(code);
            let said = answer(kind, sendable);
            prop_assert_eq!(said == Answer::Token, kind == Kind::Text && sendable);
            prop_assert_eq!(said == Answer::SignedOut, kind == Kind::Null);
        }

        #[test]
        fn only_the_word_error_ends_the_wait_for_clerk(loaded: bool, code in 0_u32..20, status in "(error|errors?|ready|Error|)") {
            let said = readiness(loaded, Kind::from_code(code), status.as_bytes());
            prop_assert_eq!(said == Readiness::Failed, status == "error");
            prop_assert!(said != Readiness::Ready || loaded && code != Kind::Undefined as u32);
        }

        #[test]
        fn no_rejection_is_taken_for_a_sign_out(code: Vec<u8>, offline: bool) {
            let said = rejection(&code, offline);
            prop_assert!(matches!(said, Message::Offline | Message::ClerkNotLoaded | Message::TokenRejected));
            prop_assert!(!offline || said == Message::Offline);
        }
    }
}
