//! Facts in, findings out: one concept a file, in the order in which a call meets them.

use crate::facts::Facts;
use crate::finding::Finding;

pub mod answer;
pub mod cache;
pub mod claims;
pub mod clerk;
pub mod clock;
pub mod copies;
pub mod cors;
pub mod csp;
pub mod origin;
pub mod preflight;
pub mod reach;
pub mod refusal;
pub mod token;

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;

/// All findings, in the order of the checks.
pub fn findings(facts: &Facts) -> Vec<Finding> {
    let checks: [fn(&Facts) -> Vec<Finding>; 13] = [
        copies::check,
        csp::check,
        clerk::check,
        token::check,
        claims::check,
        clock::check,
        origin::check,
        reach::check,
        preflight::check,
        cors::check,
        refusal::check,
        answer::check,
        cache::check,
    ];
    checks.iter().flat_map(|check| check(facts)).collect()
}
