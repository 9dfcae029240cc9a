//! The TypeScript surface: option, event and error types by tsify, and the small interfaces that they refer to.
//!
//! Types only: nothing of this module is in the compiled output. The functions and the error class are declared in js/.

mod call;
mod clerk;
mod error_code;
mod event;
mod options;
mod parse_as;
mod retry;
mod schema;

pub use error_code::ClerkFetchErrorCode;
pub use event::ClerkFetchEvent;
pub use options::ClerkFetchOptions;
pub use parse_as::ParseAs;
pub use retry::RetryOptions;
