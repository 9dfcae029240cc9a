//! The device's clock against the API's, or Clerk's.

use crate::facts::Facts;
use crate::finding::{Code, Finding};

/// As Clerk's back-end SDKs allow by default, in seconds.
const LEEWAY: f64 = 5.0;

/// A clock that is ahead makes Clerk take each token for expired; one that is behind, keep expired ones.
pub fn check(facts: &Facts) -> Vec<Finding> {
    let Some(clock) = &facts.clock else {
        return vec![];
    };
    if clock.ahead.abs() <= LEEWAY + clock.within {
        return vec![];
    }
    let (side, effect) = if clock.ahead > 0.0 {
        (
            "ahead of",
            "Clerk keeps no token and mints one for each call",
        )
    } else {
        ("behind", "tokens count as fresh that have expired")
    };
    let whose = if clock.against == "clerk" {
        "Clerk's"
    } else {
        "the API's"
    };
    vec![Finding::new(
        Code::ClockSkew,
        format!(
            "This device's clock is {:.0} s {side} {whose}: {effect}.",
            clock.ahead.abs()
        ),
        "Set the clock by the network, on this device or on the API's: sudo timedatectl set-ntp true",
    )]
}
