//! The codes of a `ClerkFetchError`.

use tsify::Tsify;

/// What went wrong. `docs/errors.md` has a heading for each code.
#[derive(Tsify)]
#[allow(dead_code, reason = "a declaration: its TypeScript is what is used")]
#[allow(missing_docs, reason = "docs/errors.md says what each means")]
#[serde(rename_all = "snake_case")]
pub enum ClerkFetchErrorCode {
    SignedOut,
    SessionPending,
    ClerkNotLoaded,
    TokenUnavailable,
    Offline,
    OriginNotAllowed,
    IdentityChanged,
    Network,
    Timeout,
    Http,
    InvalidJson,
    InvalidResponse,
    InvalidKey,
    InvalidOptions,
    ReverificationRequired,
    WasmUnavailable,
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_declared() {
        let declared = <ClerkFetchErrorCode as Tsify>::DECL;
        for &(_, message) in crate::error::Message::CODES {
            let words = crate::error::Message::from_code(message).words();
            if let Some((code, _)) = std::str::from_utf8(words).unwrap().split_once('\0') {
                assert!(declared.contains(&format!("\"{code}\"")), "{code}");
            }
        }
    }
}
