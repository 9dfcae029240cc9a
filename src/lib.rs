//! The decisions of `clerk-fetch`; JavaScript only carries them out.
//!
//! # Who gets the token
//! Decided in this order, by [`policy::origin`]:
//! 1. A URL with URL credentials (`https://user@foo.com`) is refused.
//! 2. Only an `http:` or `https:` URL with a host can get the token. An opaque origin does not get it.
//! 3. The page's own origin gets it, over `https:` or on a loopback host.
//! 4. The origin of `baseUrl` gets it.
//! 5. An origin in `allowedOrigins` gets it, by exact match or by a wildcard such as `https://*.foo.com`.
//! 6. A call to any other origin is refused before a token is asked for. With `foreignOrigin: 'anonymous'`, it is sent without the token.
//!
//! # How it is built
//! The core does no I/O, holds no token and knows no clock. A call is a state machine ([`engine`]) that takes
//! events and answers with actions; each question it asks is one file of [`policy`]; [`options`] says what may be
//! configured, [`error`] what can go wrong and in which words; [`exports`] is the boundary, integers and one text
//! window, and `types` (a feature) the TypeScript surface.

pub mod engine;
pub mod error;
#[cfg(not(feature = "linked"))]
pub mod exports;
pub mod options;
pub mod policy;
#[cfg(feature = "types")]
pub mod types;
