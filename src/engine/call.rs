//! One call, from its URL to its response.
//!
//! ```text
//! Admitted ─┬─> Prepare ─> GetToken ─> Send ─> Status ─┬─> Deliver | Reject
//!           ├─> SendBare ──────────────────────^       ├─> Challenge ─> Refresh ─> Send (once)
//!           └─> Fail                                   └─> Backoff ─> GetToken (at most `retries` times)
//! ```

use super::action::Action;
use super::event::{Event, Renewal};
use crate::error::Message;
use crate::policy::response::is_ok;
use crate::policy::retry::is_retryable_status;
use crate::policy::token::Answer;

/// A call's whole state. The executor carries it as one integer between events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Call(u32);

/// The bits of a call's state; `js/codes.ts` repeats those that the executor sets when it starts a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Flag {
    /// `.json`, SWR, TanStack Query: a bad status rejects.
    Parsed = 1,
    /// `foreignOrigin: 'anonymous'`
    ForeignAnonymous = 1 << 1,
    /// `signedOut: 'anonymous'`
    SignedOutAnonymous = 1 << 2,
    /// The caller brought an `Authorization`.
    OwnAuthorization = 1 << 3,
    /// `token: false`
    TokenUnwanted = 1 << 4,
    /// The body can be sent a second time.
    Replayable = 1 << 5,
    /// The method may be retried.
    RetryableMethod = 1 << 6,
    /// The options have headers to evaluate.
    HasHeaders = 1 << 7,
    /// `retry.statuses` replaces the default list.
    OwnStatuses = 1 << 8,
    /// The last status is in `retry.statuses`.
    ListedStatus = 1 << 9,
    /// The last try carried our token.
    Carried = 1 << 10,
    /// The one replay after a 401 is spent.
    Replayed = 1 << 11,
    /// A response is held; the wait that is granted belongs to it.
    Answered = 1 << 12,
}

/// Where the number of retries that are left begins.
const RETRIES_SHIFT: u32 = 13;

/// The most retries that a call can be configured with.
pub const MAX_RETRIES: u32 = 1_000;

impl Flag {
    /// The names and values that `js/codes.ts` repeats.
    pub const CODES: [(&'static str, u32); 9] = [
        ("Parsed", Self::Parsed as u32),
        ("ForeignAnonymous", Self::ForeignAnonymous as u32),
        ("SignedOutAnonymous", Self::SignedOutAnonymous as u32),
        ("OwnAuthorization", Self::OwnAuthorization as u32),
        ("TokenUnwanted", Self::TokenUnwanted as u32),
        ("Replayable", Self::Replayable as u32),
        ("RetryableMethod", Self::RetryableMethod as u32),
        ("HasHeaders", Self::HasHeaders as u32),
        ("OwnStatuses", Self::OwnStatuses as u32),
    ];
}

impl Call {
    /// A call with these [`Flag`]s and this many tries after the first.
    pub fn new(flags: u32, retries: u32) -> Self {
        let mask = (1 << RETRIES_SHIFT) - 1;
        Self((flags & mask) | (retries.min(MAX_RETRIES) << RETRIES_SHIFT))
    }

    /// The state that the executor carried.
    pub fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    /// What the executor carries: the action in the low four bits, then the state.
    pub fn pack(self, action: Action) -> u32 {
        match action {
            Action::Fail(message) => action.code() | ((message as u32) << 4),
            other => other.code() | (self.0 << 4),
        }
    }

    fn has(self, flag: Flag) -> bool {
        self.0 & flag as u32 != 0
    }

    fn with(self, flag: Flag) -> Self {
        Self(self.0 | flag as u32)
    }

    fn without(self, flag: Flag) -> Self {
        Self(self.0 & !(flag as u32))
    }

    fn retries(self) -> u32 {
        self.0 >> RETRIES_SHIFT
    }

    /// What to do after `event`.
    #[inline(always)] // into the boundary's one caller: the event is then never built
    pub fn step(self, event: Event) -> (Self, Action) {
        match event {
            Event::Admitted(admission) => self.admitted(admission),
            Event::Prepared {
                own_authorization: false,
            } => self.authorize(),
            Event::Prepared {
                own_authorization: true,
            } => self.with(Flag::OwnAuthorization).authorize(),
            Event::Token(answer) => self.answered(answer),
            Event::IdentityChanged => (self, Action::Fail(Message::IdentityChanged)),
            Event::Status { status, listed } => self.status(status, listed),
            Event::Challenged { mendable: true } => (self, Action::Refresh),
            Event::Challenged { mendable: false } => self.settle(401),
            Event::Refreshed(renewal) => self.refreshed(renewal),
            Event::Unreachable => self.unreachable(),
            Event::Waited { again } => self.waited(again),
        }
    }

    fn admitted(self, admission: Result<(), Message>) -> (Self, Action) {
        match admission {
            Ok(()) if self.has(Flag::HasHeaders) => (self, Action::Prepare),
            Ok(()) => self.authorize(),
            Err(Message::UserInfo) => (self, Action::Fail(Message::UserInfo)),
            Err(_) if self.has(Flag::ForeignAnonymous) || self.has(Flag::TokenUnwanted) => {
                (self.with(Flag::TokenUnwanted), Action::SendBare)
            }
            Err(message) => (self, Action::Fail(message)),
        }
    }

    /// The caller's own `Authorization` goes as it is, and `token: false` goes without.
    fn authorize(self) -> (Self, Action) {
        if self.has(Flag::OwnAuthorization) || self.has(Flag::TokenUnwanted) {
            (self, Action::SendBare)
        } else {
            (self, Action::GetToken)
        }
    }

    fn answered(self, answer: Answer) -> (Self, Action) {
        match answer {
            Answer::Token => (self.with(Flag::Carried), Action::Send),
            Answer::SignedOut if self.has(Flag::Carried) => {
                (self, Action::Fail(Message::IdentityChanged))
            }
            Answer::SignedOut if self.has(Flag::SignedOutAnonymous) => (self, Action::SendBare),
            Answer::SignedOut => (self, Action::Fail(Message::SignedOut)),
            Answer::Unusable(message) => (self, Action::Fail(message)),
        }
    }

    fn status(self, status: u32, listed: bool) -> (Self, Action) {
        if is_ok(status) {
            return (self, Action::Deliver);
        }
        let call = if listed {
            self.with(Flag::ListedStatus)
        } else {
            self.without(Flag::ListedStatus)
        };
        if status == 401 && call.may_replay() {
            (call, Action::Challenge)
        } else {
            call.settle(status)
        }
    }

    fn may_replay(self) -> bool {
        self.has(Flag::Carried) && self.has(Flag::Replayable) && !self.has(Flag::Replayed)
    }

    /// A status that no new token mends: another try, or the caller's.
    fn settle(self, status: u32) -> (Self, Action) {
        let listed = if self.has(Flag::OwnStatuses) {
            self.has(Flag::ListedStatus)
        } else {
            is_retryable_status(status)
        };
        if listed && self.may_repeat() {
            (self.with(Flag::Answered), Action::Backoff)
        } else {
            (self, self.refusal())
        }
    }

    fn may_repeat(self) -> bool {
        self.retries() > 0 && self.has(Flag::Replayable) && self.has(Flag::RetryableMethod)
    }

    fn refusal(self) -> Action {
        if self.has(Flag::Parsed) {
            Action::Reject
        } else {
            Action::Deliver
        }
    }

    fn refreshed(self, renewal: Renewal) -> (Self, Action) {
        match renewal {
            Renewal::Renewed => (self.with(Flag::Replayed), Action::Send),
            Renewal::OtherIdentity => (self, Action::Fail(Message::IdentityChanged)),
            Renewal::None => self.settle(401),
        }
    }

    fn unreachable(self) -> (Self, Action) {
        if self.may_repeat() {
            (self.without(Flag::Answered), Action::Backoff)
        } else {
            (self, self.lost())
        }
    }

    fn lost(self) -> Action {
        if self.has(Flag::Parsed) {
            Action::Fail(Message::Network)
        } else {
            Action::Rethrow
        }
    }

    fn waited(self, again: bool) -> (Self, Action) {
        if again {
            let call = Self(self.0 - (1 << RETRIES_SHIFT).min(self.0));
            call.authorize()
        } else if self.has(Flag::Answered) {
            (self, self.refusal())
        } else {
            (self, self.lost())
        }
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    fn call(flags: &[Flag], retries: u32) -> Call {
        Call::new(
            flags.iter().fold(0, |bits, &flag| bits | flag as u32),
            retries,
        )
    }

    /// Plays events and returns the actions, each after its event.
    fn play(start: Call, events: &[Event]) -> Vec<Action> {
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

    fn status(status: u32) -> Event {
        Event::Status {
            status,
            listed: false,
        }
    }

    const ADMIT: Event = Event::Admitted(Ok(()));
    const TOKEN: Event = Event::Token(Answer::Token);
    const MENDABLE: Event = Event::Challenged { mendable: true };
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
            &[ADMIT, TOKEN, status(401), MENDABLE, RENEWED, status(401)],
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
            MENDABLE,
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
    fn a_replay_never_crosses_identities() {
        let events = [
            ADMIT,
            TOKEN,
            status(401),
            MENDABLE,
            Event::Refreshed(Renewal::OtherIdentity),
        ];
        assert_eq!(
            play(call(&[Flag::Replayable], 0), &events)[4],
            Action::Fail(Message::IdentityChanged)
        );
    }

    #[test]
    fn nothing_is_refreshed_for_a_stream_an_own_header_or_no_token() {
        let refused = status(401);
        assert_eq!(
            play(call(&[], 0), &[ADMIT, TOKEN, refused])[2],
            Action::Deliver
        );
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
        let unmendable = Event::Challenged { mendable: false };
        let stands = play(
            call(&[Flag::Replayable], 0),
            &[ADMIT, TOKEN, refused, unmendable],
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
                },
                Event::Status {
                    status: 401,
                    listed: false,
                },
                Event::Status {
                    status: 401,
                    listed: true,
                },
                Event::Status {
                    status: 503,
                    listed: false,
                },
                Event::Unreachable,
            ],
            Action::Challenge => &[MENDABLE, Event::Challenged { mendable: false }],
            Action::Refresh => &[
                RENEWED,
                Event::Refreshed(Renewal::OtherIdentity),
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
                    let (state, action) =
                        Call::new(flags, retries).step(Event::Admitted(admission));
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
                    );
                }
            }
        }
    }

    struct Promises {
        tokenless: bool,
        most: u32,
    }

    fn explore(state: Call, action: Action, promises: &Promises, sends: u32, replays: u32) {
        assert!(!(promises.tokenless && action == Action::Send), "{state:?}");
        assert!(sends <= promises.most && replays <= 1, "{state:?}");
        let sends = sends + u32::from(matches!(action, Action::Send | Action::SendBare));
        for &event in following(action) {
            let (next, then) = state.step(event);
            explore(
                next,
                then,
                promises,
                sends,
                replays + u32::from(event == RENEWED),
            );
        }
    }

    #[test]
    fn state_and_action_share_one_integer() {
        let start = Call::new(0x3ff, 7);
        let packed = start.pack(Action::Send);
        assert_eq!(packed & 15, Action::Send.code());
        assert_eq!(Call::from_bits(packed >> 4), start);
        assert_eq!(Call::new(0, MAX_RETRIES + 5), Call::new(0, MAX_RETRIES));
        assert_eq!(
            Call::from_bits(Call::new(u32::MAX, MAX_RETRIES).pack(Action::Send) >> 4).retries(),
            MAX_RETRIES
        );
    }
}
