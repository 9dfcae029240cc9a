//! What the executor reports to a call.

use crate::error::Message;
use crate::policy::challenge;
use crate::policy::token::Answer;

/// One thing that happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The URL's origin was looked at; `Err` says why it gets no token.
    Admitted(Result<(), Message>),
    /// The options' headers are known; whether they bring an `Authorization` of their own.
    Prepared {
        /// An `Authorization` is among them.
        own_authorization: bool,
    },
    /// The token source answered.
    Token(Answer),
    /// The token of a repetition belongs to somebody else than that of the first try.
    IdentityChanged,
    /// The API answered.
    Status {
        /// The HTTP status.
        status: u32,
        /// It is in `retry.statuses`.
        listed: bool,
        /// What the option `tokenRefused` said of the answer, where it was asked.
        told: Option<bool>,
    },
    /// What the refusing answer says of itself: whether a new token could be accepted.
    Challenged {
        /// [`crate::policy::challenge::fixable`]'s answer.
        fixable: bool,
    },
    /// The refresh that a refused token caused is over.
    Refreshed(Renewal),
    /// `fetch` rejected: no answer came.
    Unreachable,
    /// The try took longer than `retry.timeout`, and was aborted.
    TryTimedOut,
    /// Whether another try is granted, and its wait is over.
    Waited {
        /// `false` ends the retrying.
        again: bool,
    },
}

/// How a refresh ended, for one of the calls that waited for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Renewal {
    /// It failed, hung, gave `null` or the refused token, or none was started.
    None = 0,
    /// A new token of the same user, session and organization.
    Renewed = 1,
    /// A new token of another user, session or organization.
    IdentityChanged = 2,
}

const PREPARED: u32 = 1;
const TOKEN: u32 = 2;
const STATUS: u32 = 3;
const CHALLENGED: u32 = 4;
const REFRESHED: u32 = 5;
const UNREACHABLE: u32 = 6;
const WAITED: u32 = 7;
const IDENTITY_CHANGED: u32 = 8;
const TRY_TIMED_OUT: u32 = 9;

/// A token's outcome as the executor carries it: [`Message`] codes follow these two.
const TOKEN_OK: u32 = 0;
const TOKEN_NULL: u32 = 1;

impl Event {
    /// The names and codes that `js/core/codes.ts` repeats.
    pub const CODES: [(&'static str, u32); 9] = [
        ("Prepared", PREPARED),
        ("Token", TOKEN),
        ("Status", STATUS),
        ("Challenged", CHALLENGED),
        ("Refreshed", REFRESHED),
        ("Unreachable", UNREACHABLE),
        ("Waited", WAITED),
        ("IdentityChanged", IDENTITY_CHANGED),
        ("TryTimedOut", TRY_TIMED_OUT),
    ];

    /// A plain answer, for tests: neither listed in `retry.statuses` nor told of by `tokenRefused`.
    #[cfg(test)]
    pub fn answered(status: u32) -> Self {
        Self::Status {
            status,
            listed: false,
            told: None,
        }
    }

    /// Reads an event from the boundary. What cannot be one is an answer that never came.
    #[inline(always)]
    pub fn from_codes(code: u32, value: u32) -> Self {
        match code {
            PREPARED => Self::Prepared {
                own_authorization: value != 0,
            },
            TOKEN => Self::Token(match value {
                TOKEN_OK => Answer::Token,
                TOKEN_NULL => Answer::SignedOut,
                message => Answer::Unusable(Message::from_code(message)),
            }),
            STATUS => Self::Status {
                status: value & 0xffff,
                listed: value >> 16 & 1 != 0,
                told: challenge::told(value >> 17),
            },
            CHALLENGED => Self::Challenged {
                fixable: value != 0,
            },
            REFRESHED => Self::Refreshed(match value {
                1 => Renewal::Renewed,
                2 => Renewal::IdentityChanged,
                _ => Renewal::None,
            }),
            WAITED => Self::Waited { again: value != 0 },
            IDENTITY_CHANGED => Self::IdentityChanged,
            TRY_TIMED_OUT => Self::TryTimedOut,
            _ => Self::Unreachable,
        }
    }
}

/// What [`Event::Admitted`] carries, as a number: 0, or a message.
pub fn admission(code: u32) -> Result<(), Message> {
    match code {
        0 => Ok(()),
        message => Err(Message::from_code(message)),
    }
}

/// A token's outcome as [`Event::from_codes`] reads it.
pub fn token_code(answer: Answer) -> u32 {
    match answer {
        Answer::Token => TOKEN_OK,
        Answer::SignedOut => TOKEN_NULL,
        Answer::Unusable(message) => message as u32,
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
