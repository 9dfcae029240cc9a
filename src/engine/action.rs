//! What the executor is told to do next.

use crate::error::Message;

/// One step of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Evaluate the options' headers, then report [`super::event::Event::Prepared`].
    Prepare,
    /// Ask the token source.
    GetToken,
    /// Send with the token.
    Send,
    /// Send without one.
    SendBare,
    /// Read the headers of the refusing answer and report [`super::event::Event::Challenged`].
    Challenge,
    /// Start or join the refresh of the refused token.
    Refresh,
    /// Ask whether and how long to wait before another try, wait, and report [`super::event::Event::Waited`].
    Backoff,
    /// Give the response to the caller, parsed where the call is.
    Deliver,
    /// Read the response as an `http` error.
    Reject,
    /// Let `fetch`'s own rejection through.
    Rethrow,
    /// Reject with this message.
    Fail(Message),
}

impl Action {
    /// The names and codes that `js/core/codes.ts` repeats.
    pub const CODES: [(&'static str, u32); 11] = [
        ("Prepare", 0),
        ("GetToken", 1),
        ("Send", 2),
        ("SendBare", 3),
        ("Challenge", 4),
        ("Refresh", 5),
        ("Backoff", 6),
        ("Deliver", 7),
        ("Reject", 8),
        ("Rethrow", 9),
        ("Fail", 10),
    ];

    /// The low four bits of what the executor gets.
    pub fn code(self) -> u32 {
        match self {
            Self::Prepare => 0,
            Self::GetToken => 1,
            Self::Send => 2,
            Self::SendBare => 3,
            Self::Challenge => 4,
            Self::Refresh => 5,
            Self::Backoff => 6,
            Self::Deliver => 7,
            Self::Reject => 8,
            Self::Rethrow => 9,
            Self::Fail(_) => 10,
        }
    }
}
