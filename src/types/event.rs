//! The events of the option `onEvent`.

use tsify::Tsify;

/// What happened in a call, for the option `onEvent`. Times are in milliseconds. No event holds the token.
#[derive(Tsify)]
#[allow(dead_code, reason = "a declaration: its TypeScript is what is used")]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum ClerkFetchEvent {
    /// A token was got for this try.
    Token {
        /// Without URL credentials, query and fragment.
        url: String,
        /// The HTTP method.
        method: String,
        /// 1 for the first try.
        attempt: f64,
        /// How long it took.
        duration: f64,
    },
    /// The refresh of a refused token that this call waited for is over.
    Refresh {
        /// Without URL credentials, query and fragment.
        url: String,
        /// The HTTP method.
        method: String,
        /// The try whose token was refused.
        attempt: f64,
        /// How long this call waited for it.
        duration: f64,
        /// Whether a new token came.
        renewed: bool,
    },
    /// Another try is made after a wait.
    Retry {
        /// Without URL credentials, query and fragment.
        url: String,
        /// The HTTP method.
        method: String,
        /// The try that failed.
        attempt: f64,
        /// Since the call began.
        duration: f64,
        /// How long is waited.
        wait: f64,
        /// The status that is retried; none where no answer came.
        #[tsify(optional)]
        status: f64,
    },
    /// The API answered.
    Response {
        /// Without URL credentials, query and fragment.
        url: String,
        /// The HTTP method.
        method: String,
        /// 1 for the first try.
        attempt: f64,
        /// How long this try took.
        duration: f64,
        /// The HTTP status.
        status: f64,
    },
    /// The call rejects; always the last event.
    Error {
        /// Without URL credentials, query and fragment.
        url: String,
        /// The HTTP method.
        method: String,
        /// The try that failed; 0 before the first.
        attempt: f64,
        /// Since the call began.
        duration: f64,
        /// Of a `ClerkFetchError`; `'abort'` for an abort, and none for anything else.
        #[tsify(optional, type = "ClerkFetchErrorCode | 'abort'")]
        code: (),
    },
}
