//! What may be configured: names, types, and the nearest known name of a misspelt one.

mod check;
mod nearest;
mod tables;
mod types;

pub use check::{Fault, check};
#[cfg(test)]
pub use tables::OPTIONS;
pub use tables::Scope;
pub use types::Value;
