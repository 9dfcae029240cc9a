//! The boundary's integers become events, and nothing else does.

use super::*;
use crate::engine::action::Action;
use crate::engine::call::Call;

#[test]
fn each_code_is_its_event() {
    let rows = [
        (0, 0, Event::Unreachable), // `Event::Admitted` is how a call begins: see `exports::begin`
        (TOKEN, 0, Event::Token(Answer::Token)),
        (TOKEN, 1, Event::Token(Answer::SignedOut)),
        (
            TOKEN,
            Message::TokenUnusable as u32,
            Event::Token(Answer::Unusable(Message::TokenUnusable)),
        ),
        (REFRESHED, 0, Event::Refreshed(Renewal::None)),
        (REFRESHED, 1, Event::Refreshed(Renewal::Renewed)),
        (REFRESHED, 2, Event::Refreshed(Renewal::IdentityChanged)),
        (UNREACHABLE, 0, Event::Unreachable),
        (IDENTITY_CHANGED, 0, Event::IdentityChanged),
        (TRY_TIMED_OUT, 0, Event::TryTimedOut),
        (99, 0, Event::Unreachable),
        (0, u32::MAX, Event::Unreachable),
    ];
    for (code, value, event) in rows {
        assert_eq!(Event::from_codes(code, value), event, "{code} {value}");
    }
    for value in [0, 1] {
        let (own_authorization, fixable, again) = (value == 1, value == 1, value == 1);
        let prepared = Event::Prepared { own_authorization };
        assert_eq!(Event::from_codes(PREPARED, value), prepared);
        let challenged = Event::Challenged { fixable };
        assert_eq!(Event::from_codes(CHALLENGED, value), challenged);
        assert_eq!(Event::from_codes(WAITED, value), Event::Waited { again });
    }
}

#[test]
fn a_status_carries_whether_it_is_listed_and_what_was_told_of_it() {
    for (status, listed) in [(200, false), (401, true), (503, false), (599, true)] {
        for (code, told) in [(0, None), (1, Some(false)), (2, Some(true))] {
            let value = status | (u32::from(listed) << 16) | code << 17;
            assert_eq!(
                Event::from_codes(STATUS, value),
                Event::Status {
                    status,
                    listed,
                    told
                }
            );
        }
    }
}

#[test]
fn a_token_source_answers_in_codes() {
    for answer in [
        Answer::Token,
        Answer::SignedOut,
        Answer::Unusable(Message::TokenUnusable),
    ] {
        assert_eq!(
            Event::from_codes(TOKEN, token_code(answer)),
            Event::Token(answer)
        );
    }
}

#[test]
fn each_action_has_the_code_that_javascript_knows() {
    let actions = [
        Action::Prepare,
        Action::GetToken,
        Action::Send,
        Action::SendBare,
        Action::Challenge,
        Action::Refresh,
        Action::Renew,
        Action::Backoff,
        Action::Deliver,
        Action::Reject,
        Action::Rethrow,
        Action::Fail(Message::Network),
    ];
    for (action, (name, code)) in actions.into_iter().zip(Action::CODES) {
        assert_eq!(action.code(), code, "{name}");
        assert!(
            format!("{action:?}").starts_with(name),
            "{name}: {action:?}"
        );
    }
}

#[test]
fn a_failure_carries_its_message_in_place_of_the_state() {
    for message in [Message::SignedOut, Message::Network, Message::UserInfo] {
        let packed = Call::new(0x1ff, 3).pack(Action::Fail(message));
        assert_eq!(packed & 15, 11);
        assert_eq!(packed >> 4, message as u32);
    }
}
