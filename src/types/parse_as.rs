//! The values of the option `parseAs`.

use tsify::Tsify;

/// How parsed calls read a response.
#[derive(Tsify)]
#[allow(dead_code, reason = "a declaration: its TypeScript is what is used")]
#[allow(
    missing_docs,
    reason = "each is the method of `Response` that its name spells"
)]
#[serde(rename_all = "camelCase")]
pub enum ParseAs {
    Json,
    Text,
    Blob,
    ArrayBuffer,
    Response,
}
