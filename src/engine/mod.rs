//! One call as a state machine, and one refresh for many calls. No I/O, no clock, no token.

pub mod action;
pub mod call;
pub mod event;
pub mod refresh;
