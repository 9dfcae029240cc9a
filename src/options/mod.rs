//! What may be configured: names, types, and the nearest known name of a misspelt one.

mod check;
mod nearest;
mod tables;
mod types;

pub use check::{Fault, check};
pub use tables::{OPTIONS, Scope};
pub use types::Value;
