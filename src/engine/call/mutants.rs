//! Promises that a changed operator or guard would break unseen by the others.

use super::tests::{ADMIT, FIXABLE, TOKEN, call, play, status};
use super::*;

const HEADERS: Event = Event::Prepared {
    own_authorization: false,
};
const RETRYABLE: [Flag; 2] = [Flag::Replayable, Flag::RetryableMethod];

/// The actions of a second try, the first having got a 503.
fn after_a_retry(retries: u32, second: [Event; 2]) -> Vec<Action> {
    let again = Event::Waited { again: true };
    let first = [ADMIT, TOKEN, status(503), again, TOKEN];
    let events = [&first[..], &second].concat();
    let mut actions = play(call(&RETRYABLE, retries), &events);
    let of_second = actions.split_off(first.len());
    assert_eq!(
        actions,
        [
            Action::GetToken,
            Action::Send,
            Action::Backoff,
            Action::GetToken,
            Action::Send
        ]
    );
    of_second
}

#[test]
fn the_options_headers_are_evaluated_before_a_token_is_asked_for() {
    let has = call(&[Flag::HasHeaders], 0);
    assert_eq!(
        play(has, &[ADMIT, HEADERS]),
        [Action::Prepare, Action::GetToken]
    );
    let own = Event::Prepared {
        own_authorization: true,
    };
    assert_eq!(
        play(has, &[ADMIT, own]),
        [Action::Prepare, Action::SendBare]
    );
}

#[test]
fn a_401_after_a_retry_is_refreshed_still() {
    assert_eq!(
        after_a_retry(1, [status(401), FIXABLE]),
        [Action::Challenge, Action::Refresh]
    );
}

#[test]
fn a_wait_refused_after_a_second_answer_gives_that_answer() {
    let second = [status(503), Event::Waited { again: false }];
    assert_eq!(after_a_retry(2, second)[1], Action::Deliver);
}

#[test]
fn a_foreign_origin_stays_without_a_token_in_every_try() {
    let flags = [
        Flag::ForeignAnonymous,
        Flag::TokenUnwanted,
        Flag::Replayable,
        Flag::RetryableMethod,
    ];
    let foreign = Event::Admitted(Err(Message::ForeignOrigin));
    let events = [foreign, status(503), Event::Waited { again: true }];
    assert_eq!(
        play(call(&flags, 1), &events),
        [Action::SendBare, Action::Backoff, Action::SendBare]
    );
}

#[test]
fn an_answer_that_is_no_retryable_one_is_the_callers_though_there_are_tries_left() {
    for code in [400, 401, 403, 404, 501] {
        let own = [
            ADMIT,
            TOKEN,
            status(code),
            Event::Challenged { fixable: false },
        ];
        let actions = play(call(&RETRYABLE, 3), &own);
        assert!(actions[2..].contains(&Action::Deliver), "{code}");
        assert!(!actions[2..3].contains(&Action::Backoff), "{code}");
    }
}
