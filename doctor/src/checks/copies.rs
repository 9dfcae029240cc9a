//! Two copies of the package in one page, or in one project.

use crate::facts::Facts;
use crate::finding::{Code, Finding};

/// Two copies work side by side, but each has a core, options and refreshes of its own.
pub fn check(facts: &Facts) -> Vec<Finding> {
    if facts.copies.len() < 2 {
        return vec![];
    }
    vec![Finding::new(
        Code::TwoCopies,
        format!(
            "There are {} copies of clerk-fetch, each with a core and refreshes of its own: {}.",
            facts.copies.len(),
            facts.copies.join(", ")
        ),
        "Keep one: npm dedupe (or one <script>, or one import, not both).",
    )]
}
