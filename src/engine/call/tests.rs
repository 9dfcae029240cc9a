//! One call's promises, by example and over every path.

use super::*;

pub(super) fn call(flags: &[Flag], retries: u32) -> Call {
    Call::new(
        flags.iter().fold(0, |bits, &flag| bits | flag as u32),
        retries,
    )
}

/// Plays events and returns the actions, each after its event.
pub(super) fn play(start: Call, events: &[Event]) -> Vec<Action> {
    let mut state = start;
    events
        .iter()
        .map(|&event| {
            let (next, action) = state.step(event);
            state = next;
            action
        })
        .collect()
}

pub(super) fn status(status: u32) -> Event {
    Event::answered(status)
}

/// An answer of which the option `tokenRefused` said this.
fn told(status: u32, refused: bool) -> Event {
    Event::Status {
        status,
        listed: false,
        told: Some(refused),
    }
}

pub(super) const ADMIT: Event = Event::Admitted(Ok(()));
pub(super) const TOKEN: Event = Event::Token(Answer::Token);
pub(super) const FIXABLE: Event = Event::Challenged { fixable: true };
const RENEWED: Event = Event::Refreshed(Renewal::Renewed);

#[test]
fn a_normal_call_is_three_events() {
    let actions = play(call(&[Flag::Replayable], 0), &[ADMIT, TOKEN, status(200)]);
    assert_eq!(actions, [Action::GetToken, Action::Send, Action::Deliver]);
}

#[test]
fn a_foreign_origin_is_refused_before_a_token_is_asked_for() {
    let foreign = Event::Admitted(Err(Message::ForeignOrigin));
    assert_eq!(
        play(call(&[], 0), &[foreign]),
        [Action::Fail(Message::ForeignOrigin)]
    );
    let anonymous = play(call(&[Flag::ForeignAnonymous], 0), &[foreign, status(401)]);
    assert_eq!(anonymous, [Action::SendBare, Action::Deliver]);
    assert_eq!(
        play(call(&[Flag::TokenUnwanted], 0), &[foreign]),
        [Action::SendBare]
    );
}

#[test]
fn user_info_is_refused_whatever_the_options_say() {
    let info = Event::Admitted(Err(Message::UserInfo));
    let flags = [Flag::ForeignAnonymous, Flag::TokenUnwanted];
    assert_eq!(
        play(call(&flags, 0), &[info]),
        [Action::Fail(Message::UserInfo)]
    );
}

#[test]
fn signed_out_is_refused_or_anonymous() {
    let signed_out = Event::Token(Answer::SignedOut);
    assert_eq!(
        play(call(&[], 0), &[ADMIT, signed_out])[1],
        Action::Fail(Message::SignedOut)
    );
    let anonymous = call(&[Flag::SignedOutAnonymous], 0);
    assert_eq!(play(anonymous, &[ADMIT, signed_out])[1], Action::SendBare);
}

#[test]
fn a_401_is_refreshed_and_replayed_once() {
    let actions = play(
        call(&[Flag::Replayable], 0),
        &[ADMIT, TOKEN, status(401), FIXABLE, RENEWED, status(401)],
    );
    assert_eq!(
        actions[2..],
        [
            Action::Challenge,
            Action::Refresh,
            Action::Send,
            Action::Deliver
        ]
    );
}

#[test]
fn a_refresh_that_gives_nothing_gives_the_first_401() {
    let events = [
        ADMIT,
        TOKEN,
        status(401),
        FIXABLE,
        Event::Refreshed(Renewal::None),
    ];
    assert_eq!(
        play(call(&[Flag::Replayable], 0), &events)[4],
        Action::Deliver
    );
    assert_eq!(
        play(call(&[Flag::Replayable, Flag::Parsed], 0), &events)[4],
        Action::Reject
    );
}

#[test]
fn what_the_option_calls_refused_is_refreshed_and_replayed_once() {
    for code in [200, 403, 401, 503] {
        let refused = told(code, true);
        let own = [Flag::Replayable, Flag::RetryableMethod];
        let events = [ADMIT, TOKEN, refused, FIXABLE, RENEWED, told(204, false)];
        assert_eq!(
            play(call(&own, 0), &events)[2..],
            [
                Action::Challenge,
                Action::Refresh,
                Action::Send,
                Action::Deliver
            ],
            "{code}"
        );
        let twice = [ADMIT, TOKEN, refused, FIXABLE, RENEWED, refused];
        assert_eq!(play(call(&own, 0), &twice)[5], Action::Deliver, "{code}");
    }
}

#[test]
fn a_401_that_the_option_calls_accepted_starts_no_refresh() {
    let events = [ADMIT, TOKEN, told(401, false)];
    let parsed = [Flag::Replayable, Flag::Parsed];
    assert_eq!(
        play(call(&[Flag::Replayable], 0), &events)[2],
        Action::Deliver
    );
    assert_eq!(play(call(&parsed, 0), &events)[2], Action::Reject);
}

#[test]
fn a_refused_answer_that_no_refresh_changes_is_the_callers() {
    let parsed = [Flag::Replayable, Flag::RetryableMethod, Flag::Parsed];
    for after in [
        &[Event::Challenged { fixable: false }][..],
        &[FIXABLE, Event::Refreshed(Renewal::None)],
    ] {
        let last = |code, retries| {
            let events = [&[ADMIT, TOKEN, told(code, true)], after].concat();
            play(call(&parsed, retries), &events).pop()
        };
        assert_eq!(last(200, 1), Some(Action::Deliver));
        assert_eq!(last(403, 1), Some(Action::Reject));
        assert_eq!(last(503, 1), Some(Action::Backoff));
        assert_eq!(last(503, 0), Some(Action::Reject));
    }
}

#[test]
fn the_option_is_nothing_to_a_call_without_our_token() {
    for flag in [Flag::OwnAuthorization, Flag::TokenUnwanted] {
        let own = call(&[Flag::Replayable, flag], 0);
        let actions = play(own, &[ADMIT, told(403, true)]);
        assert_eq!(actions, [Action::SendBare, Action::Deliver]);
    }
}

#[test]
fn a_try_past_its_time_is_followed_by_the_next_or_times_out() {
    let own = [Flag::Replayable, Flag::RetryableMethod];
    let again = Event::Waited { again: true };
    let over = Event::TryTimedOut;
    let late = Action::Fail(Message::Timeout);
    let events = [ADMIT, TOKEN, over, again, TOKEN, over];
    for flags in [&own[..], &[own[0], own[1], Flag::Parsed]] {
        let actions = play(call(flags, 1), &events);
        assert_eq!(
            actions[2..],
            [Action::Backoff, Action::GetToken, Action::Send, late]
        );
        let refused = [ADMIT, TOKEN, over, Event::Waited { again: false }];
        assert_eq!(play(call(flags, 1), &refused)[3], late);
    }
    assert_eq!(
        play(call(&own[..1], 1), &events[..3])[2],
        late,
        "a POST has one try"
    );
    let lost = [ADMIT, TOKEN, over, again, TOKEN, Event::Unreachable];
    assert_eq!(play(call(&own, 1), &lost)[5], Action::Rethrow);
    let answered = [ADMIT, TOKEN, over, again, TOKEN, status(503)];
    assert_eq!(play(call(&own, 1), &answered)[5], Action::Deliver);
}

#[test]
fn a_replay_never_crosses_identities() {
    let events = [
        ADMIT,
        TOKEN,
        status(401),
        FIXABLE,
        Event::Refreshed(Renewal::IdentityChanged),
    ];
    assert_eq!(
        play(call(&[Flag::Replayable], 0), &events)[4],
        Action::Fail(Message::IdentityChanged)
    );
}

#[test]
fn a_refused_stream_starts_a_refresh_for_the_calls_after_it_and_is_not_sent_again() {
    let none = Event::Refreshed(Renewal::None);
    let events = [ADMIT, TOKEN, status(401), FIXABLE, none];
    assert_eq!(
        play(call(&[], 0), &events)[2..],
        [Action::Challenge, Action::Renew, Action::Deliver]
    );
    assert_eq!(
        play(call(&[Flag::Parsed], 0), &events)[3..],
        [Action::Renew, Action::Reject]
    );
}

#[test]
fn what_went_out_as_nobody_is_not_repeated_as_somebody() {
    let flags = [
        Flag::Replayable,
        Flag::RetryableMethod,
        Flag::SignedOutAnonymous,
    ];
    let signed_out = Event::Token(Answer::SignedOut);
    let again = Event::Waited { again: true };
    let events = [ADMIT, signed_out, status(503), again, TOKEN];
    assert_eq!(
        play(call(&flags, 1), &events)[4],
        Action::Fail(Message::IdentityChanged)
    );
    let nobody = [ADMIT, signed_out, Event::Unreachable, again, signed_out];
    assert_eq!(play(call(&flags, 1), &nobody)[4], Action::SendBare);
}

#[test]
fn nothing_is_refreshed_for_an_own_header_or_no_token() {
    let refused = status(401);
    let own = call(&[Flag::Replayable, Flag::OwnAuthorization], 0);
    assert_eq!(
        play(own, &[ADMIT, refused]),
        [Action::SendBare, Action::Deliver]
    );
    let bare = call(&[Flag::Replayable, Flag::TokenUnwanted], 0);
    assert_eq!(
        play(bare, &[ADMIT, refused]),
        [Action::SendBare, Action::Deliver]
    );
    let unfixable = Event::Challenged { fixable: false };
    let stands = play(
        call(&[Flag::Replayable], 0),
        &[ADMIT, TOKEN, refused, unfixable],
    );
    assert_eq!(stands[3], Action::Deliver);
}

#[test]
fn retries_end_with_their_number() {
    let flags = [Flag::Replayable, Flag::RetryableMethod, Flag::Parsed];
    let again = Event::Waited { again: true };
    let actions = play(
        call(&flags, 2),
        &[
            ADMIT,
            TOKEN,
            status(503),
            again,
            TOKEN,
            Event::Unreachable,
            again,
            TOKEN,
            status(503),
        ],
    );
    assert_eq!(
        actions[2..],
        [
            Action::Backoff,
            Action::GetToken,
            Action::Send,
            Action::Backoff,
            Action::GetToken,
            Action::Send,
            Action::Reject
        ]
    );
}

#[test]
fn a_refused_wait_gives_what_there_is() {
    let flags = [Flag::Replayable, Flag::RetryableMethod];
    let stop = Event::Waited { again: false };
    let answered = play(call(&flags, 1), &[ADMIT, TOKEN, status(503), stop]);
    assert_eq!(answered[3], Action::Deliver);
    let lost = play(call(&flags, 1), &[ADMIT, TOKEN, Event::Unreachable, stop]);
    assert_eq!(lost[3], Action::Rethrow);
}

#[test]
fn only_retryable_methods_bodies_and_statuses_are_repeated() {
    let busy = status(503);
    assert_eq!(
        play(call(&[Flag::Replayable], 1), &[ADMIT, TOKEN, busy])[2],
        Action::Deliver
    );
    assert_eq!(
        play(call(&[Flag::RetryableMethod], 1), &[ADMIT, TOKEN, busy])[2],
        Action::Deliver
    );
    let own = [Flag::Replayable, Flag::RetryableMethod, Flag::OwnStatuses];
    assert_eq!(
        play(call(&own, 1), &[ADMIT, TOKEN, busy])[2],
        Action::Deliver
    );
    let listed = Event::Status {
        status: 418,
        listed: true,
        told: None,
    };
    assert_eq!(
        play(call(&own, 1), &[ADMIT, TOKEN, listed])[2],
        Action::Backoff
    );
}

#[test]
fn a_retry_never_goes_on_without_the_token_it_had() {
    let flags = [
        Flag::Replayable,
        Flag::RetryableMethod,
        Flag::SignedOutAnonymous,
    ];
    let actions = play(
        call(&flags, 1),
        &[
            ADMIT,
            TOKEN,
            status(503),
            Event::Waited { again: true },
            Event::Token(Answer::SignedOut),
        ],
    );
    assert_eq!(actions[4], Action::Fail(Message::IdentityChanged));
    let changed = play(call(&flags, 1), &[ADMIT, Event::IdentityChanged]);
    assert_eq!(changed[1], Action::Fail(Message::IdentityChanged));
}

/// What can follow an action; nothing follows a last one.
fn following(action: Action) -> &'static [Event] {
    match action {
        Action::Prepare => &[
            Event::Prepared {
                own_authorization: false,
            },
            Event::Prepared {
                own_authorization: true,
            },
        ],
        Action::GetToken => &[
            TOKEN,
            Event::Token(Answer::SignedOut),
            Event::Token(Answer::Unusable(Message::TokenUnusable)),
            Event::IdentityChanged,
        ],
        Action::Send | Action::SendBare => &[
            Event::Status {
                status: 200,
                listed: false,
                told: None,
            },
            Event::Status {
                status: 401,
                listed: false,
                told: None,
            },
            Event::Status {
                status: 401,
                listed: true,
                told: None,
            },
            Event::Status {
                status: 503,
                listed: false,
                told: None,
            },
            Event::Status {
                status: 200,
                listed: false,
                told: Some(true),
            },
            Event::Unreachable,
            Event::TryTimedOut,
        ],
        Action::Renew => &[Event::Refreshed(Renewal::None)],
        Action::Challenge => &[FIXABLE, Event::Challenged { fixable: false }],
        Action::Refresh => &[
            RENEWED,
            Event::Refreshed(Renewal::IdentityChanged),
            Event::Refreshed(Renewal::None),
        ],
        Action::Backoff => &[
            Event::Waited { again: true },
            Event::Waited { again: false },
        ],
        _ => &[],
    }
}

/// Every path of every call with up to two retries ends, with at most one replay, at most one send for each try and
/// the replay, and no token where the origin gets none or the caller brought one.
#[test]
fn every_path_ends_and_keeps_the_promises() {
    for flags in 0..(1 << 9) {
        for retries in 0..3 {
            for admission in [Ok(()), Err(Message::ForeignOrigin), Err(Message::UserInfo)] {
                let (state, action) = Call::new(flags, retries).step(Event::Admitted(admission));
                let tokenless = admission.is_err() || flags & Flag::TokenUnwanted as u32 != 0;
                explore(
                    state,
                    action,
                    &Promises {
                        tokenless,
                        most: retries + 2,
                    },
                    0,
                    0,
                    None,
                );
            }
        }
    }
}

struct Promises {
    tokenless: bool,
    most: u32,
}

fn explore(
    state: Call,
    action: Action,
    promises: &Promises,
    sends: u32,
    replays: u32,
    first: Option<Action>,
) {
    assert!(!(promises.tokenless && action == Action::Send), "{state:?}");
    assert!(sends <= promises.most && replays <= 1, "{state:?}");
    let sends = sends + u32::from(matches!(action, Action::Send | Action::SendBare));
    // Whatever a call was sent as, it is sent as for good.
    let sent = matches!(action, Action::Send | Action::SendBare).then_some(action);
    assert!(
        sent.is_none() || first.is_none() || sent == first,
        "{state:?}"
    );
    for &event in following(action) {
        let (next, then) = state.step(event);
        explore(
            next,
            then,
            promises,
            sends,
            replays + u32::from(event == RENEWED),
            first.or(sent),
        );
    }
}

#[test]
fn state_and_action_share_one_integer() {
    let start = Call::new(0xffff, 7);
    let packed = start.pack(Action::Send);
    assert_eq!(packed & 15, Action::Send.code());
    assert_eq!(Call::from_bits(packed >> 4), start);
    assert_eq!(Call::new(0, MAX_RETRIES + 5), Call::new(0, MAX_RETRIES));
    assert_eq!(
        Call::from_bits(Call::new(u32::MAX, MAX_RETRIES).pack(Action::Send) >> 4).retries(),
        MAX_RETRIES
    );
}
