//! Promises that a changed operator or guard would break unseen by the others.

use super::tests::{ADMIT, MENDABLE, TOKEN, call, play, status};
use super::*;

const HEADERS: Event = Event::Prepared {
    own_authorization: false,
};

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
    let flags = [Flag::Replayable, Flag::RetryableMethod];
    let events = [
        ADMIT,
        TOKEN,
        status(503),
        Event::Waited { again: true },
        TOKEN,
        status(401),
        MENDABLE,
    ];
    assert_eq!(
        play(call(&flags, 1), &events)[5..],
        [Action::Challenge, Action::Refresh]
    );
}

#[test]
fn a_wait_refused_after_a_second_answer_gives_that_answer() {
    let flags = [Flag::Replayable, Flag::RetryableMethod];
    let events = [
        ADMIT,
        TOKEN,
        status(503),
        Event::Waited { again: true },
        TOKEN,
        status(503),
        Event::Waited { again: false },
    ];
    assert_eq!(play(call(&flags, 2), &events)[6], Action::Deliver);
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
    let flags = [Flag::Replayable, Flag::RetryableMethod];
    for code in [400, 401, 403, 404, 501] {
        let own = [
            ADMIT,
            TOKEN,
            status(code),
            Event::Challenged { mendable: false },
        ];
        let actions = play(call(&flags, 3), &own);
        assert!(actions[2..].contains(&Action::Deliver), "{code}");
        assert!(!actions[2..3].contains(&Action::Backoff), "{code}");
    }
}
