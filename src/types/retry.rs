//! The fields of the option `retry`.

use tsify::Tsify;

/// The option `retry` as an object. Each field is optional.
#[derive(Tsify)]
#[allow(dead_code, reason = "a declaration: its TypeScript is what is used")]
#[serde(rename_all = "camelCase")]
pub struct RetryOptions {
    /// How many tries may follow the first, from 0 to 1,000.
    /// @default 2
    #[tsify(optional)]
    attempts: f64,
    /// The methods that are tried again.
    /// @default the idempotent ones: GET, HEAD, QUERY, PUT, DELETE, OPTIONS, TRACE
    #[tsify(optional, type = "readonly string[]")]
    methods: (),
    /// The statuses that are tried again. A network error is tried again too.
    /// @default [408, 425, 429, 500, 502, 503, 504]
    #[tsify(optional, type = "readonly number[]")]
    statuses: (),
    /// The longest wait between two tries, in milliseconds. A longer `Retry-After` ends the retrying.
    /// @default 30_000
    #[tsify(optional)]
    max_delay: f64,
    /// Milliseconds for one try. A try that takes longer is aborted, and the next try follows. The option `timeout` ends
    /// the call with all its tries.
    /// @default none
    #[tsify(optional)]
    timeout: f64,
}
