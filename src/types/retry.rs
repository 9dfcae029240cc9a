//! The fields of the option `retry`.

use tsify::Tsify;

/// The option `retry`, spelt out.
#[derive(Tsify)]
#[allow(dead_code, reason = "a declaration: its TypeScript is what is used")]
#[serde(rename_all = "camelCase")]
pub struct RetryOptions {
    /// Tries after the first.
    /// @default 2
    #[tsify(optional)]
    attempts: f64,
    /// Methods that are tried again.
    /// @default the idempotent ones: GET, HEAD, PUT, DELETE, OPTIONS, TRACE
    #[tsify(optional, type = "readonly string[]")]
    methods: (),
    /// Statuses that are tried again.
    /// @default [408, 425, 429, 500, 502, 503, 504]
    #[tsify(optional, type = "readonly number[]")]
    statuses: (),
    /// The longest wait, in milliseconds; a `Retry-After` beyond it ends the retrying.
    /// @default 30_000
    #[tsify(optional)]
    max_delay: f64,
}
