//! One call, from its URL to its response.
//!
//! ```text
//! Admitted ─┬─> Prepare ─> GetToken ─> Send ─> Status ─┬─> Deliver | Reject
//!           ├─> SendBare ──────────────────────^       ├─> Challenge ─┬─> Refresh ─> Send (once)
//!           └─> Fail                                   │              └─> Renew ─> Deliver | Reject
//!                                                      └─> Backoff ─> GetToken (at most `retries` times)
//! ```

use super::action::Action;
use super::event::{Event, Renewal};
use crate::error::Message;
use crate::policy::challenge::is_refused;
use crate::policy::response::is_ok;
use crate::policy::retry::is_retryable_status;
use crate::policy::token::Answer;

/// A call's whole state. The executor carries it as one integer between events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Call(u32);

/// The bits of a call's state; `js/core/codes.ts` repeats those that the executor sets when it starts a call.
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
    /// The last status is worth another try.
    RetryableStatus = 1 << 9,
    /// The last try carried our token.
    Carried = 1 << 10,
    /// The one replay after a refused token is spent.
    Replayed = 1 << 11,
    /// A response is held; the wait that is granted belongs to it.
    Answered = 1 << 12,
    /// The last status is one of 200 to 299.
    Ok = 1 << 13,
    /// The last try took longer than `retry.timeout`.
    TimedOut = 1 << 14,
    /// A try went out without a token because nobody was signed in.
    Anonymous = 1 << 15,
}

/// Where the number of retries that are left begins.
const RETRIES_SHIFT: u32 = 16;

/// The most retries that a call can be configured with.
pub const MAX_RETRIES: u32 = 1_000;

impl Flag {
    /// The names and values that `js/core/codes.ts` repeats.
    pub const CODES: [(&'static str, u32); 8] = [
        ("Parsed", Self::Parsed as u32),
        ("ForeignAnonymous", Self::ForeignAnonymous as u32),
        ("SignedOutAnonymous", Self::SignedOutAnonymous as u32),
        ("OwnAuthorization", Self::OwnAuthorization as u32),
        ("TokenUnwanted", Self::TokenUnwanted as u32),
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

    fn set(self, flag: Flag, on: bool) -> Self {
        Self((self.0 & !(flag as u32)) | (u32::from(on) * flag as u32))
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
            Event::Status {
                status,
                listed,
                told,
            } => self.status(status, listed, told),
            Event::Challenged { fixable: true } if self.has(Flag::Replayable) => {
                (self, Action::Refresh)
            }
            Event::Challenged { fixable: true } => (self, Action::Renew),
            Event::Challenged { fixable: false } => self.settle(),
            Event::Refreshed(renewal) => self.refreshed(renewal),
            Event::Unreachable => self.unreachable(false),
            Event::TryTimedOut => self.unreachable(true),
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
            // Nobody made the first try: nobody else may make the next.
            Answer::Token if self.has(Flag::Anonymous) => {
                (self, Action::Fail(Message::IdentityChanged))
            }
            Answer::Token => (self.with(Flag::Carried), Action::Send),
            Answer::SignedOut if self.has(Flag::Carried) => {
                (self, Action::Fail(Message::IdentityChanged))
            }
            Answer::SignedOut if self.has(Flag::SignedOutAnonymous) => {
                (self.with(Flag::Anonymous), Action::SendBare)
            }
            Answer::SignedOut => (self, Action::Fail(Message::SignedOut)),
            Answer::Unusable(message) => (self, Action::Fail(message)),
        }
    }

    fn status(self, status: u32, listed: bool, told: Option<bool>) -> (Self, Action) {
        let retryable = if self.has(Flag::OwnStatuses) {
            listed
        } else {
            is_retryable_status(status)
        };
        let call = self
            .set(Flag::Ok, is_ok(status))
            .set(Flag::RetryableStatus, retryable);
        let first = call.has(Flag::Carried) && !call.has(Flag::Replayed);
        if is_refused(status, told) && first {
            (call, Action::Challenge)
        } else {
            call.settle()
        }
    }

    /// An answer that no new token can change: another try, or the caller's.
    fn settle(self) -> (Self, Action) {
        if self.has(Flag::Ok) {
            (self, Action::Deliver)
        } else if self.has(Flag::RetryableStatus) && self.may_repeat() {
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
            Renewal::IdentityChanged => (self, Action::Fail(Message::IdentityChanged)),
            Renewal::None => self.settle(),
        }
    }

    fn unreachable(self, timed_out: bool) -> (Self, Action) {
        let call = self.set(Flag::TimedOut, timed_out);
        if call.may_repeat() {
            (call.without(Flag::Answered), Action::Backoff)
        } else {
            (call, call.lost())
        }
    }

    fn lost(self) -> Action {
        if self.has(Flag::TimedOut) {
            Action::Fail(Message::Timeout)
        } else if self.has(Flag::Parsed) {
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
mod mutants;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
