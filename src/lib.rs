//! The decisions of `clerk-fetch`; JavaScript only carries them out.
//!
//! # Who gets the token
//! Decided in this order, by [`policy::origin`]:
//! 1. A URL with user info gets nothing: it is refused.
//! 2. Only `http:` and `https:` URLs with a host can get the token; opaque origins never do.
//! 3. The page's own origin gets it, over `https:` or on a loopback host.
//! 4. The origin of `baseUrl` gets it.
//! 5. An origin that `allowedOrigins` lists gets it: exactly, or as a subdomain of `https://*.foo.com`.
//! 6. Everybody else is refused before a token is asked for, or, with `foreignOrigin: 'anonymous'`, called without it.
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
