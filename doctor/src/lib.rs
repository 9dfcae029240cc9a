//! The doctor of `clerk-fetch`: why a page's calls with Clerk's token fail.
//!
//! The edge (`edge`, WebAssembly only) looks: at Clerk, the token's claims, the page's policy, the API's answers. What it
//! saw is data ([`facts`]). The checks ([`checks`]) are pure functions from facts to findings, one concept a file, and
//! [`report`] puts both into words. Who may get the token is decided by the core's own [`clerk_fetch::policy`].
//!
//! No token is in the facts, and no part of a signature.

pub mod checks;
#[cfg(target_arch = "wasm32")]
mod edge;
pub mod facts;
pub mod finding;
pub mod mask;
pub mod report;
