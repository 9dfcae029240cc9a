//! Whether an HTTP cache may give one user's answer to the next.

use crate::facts::{Answer, Facts, Outcome};
use crate::finding::{Code, Finding};

/// In a terminal only: a page cannot read `Vary` of another origin.
pub fn check(facts: &Facts) -> Vec<Finding> {
    let answer = facts.authorized.as_ref().and_then(Outcome::answer);
    let Some(answer) = answer.filter(|answer| facts.exact && kept(answer) && !varies(&answer.vary))
    else {
        return vec![];
    };
    let why = if answer.cache_control.is_empty() {
        "Expires or Last-Modified"
    } else {
        &answer.cache_control
    };
    vec![Finding::new(
        Code::CacheableWithoutVary,
        format!(
            "A cache may keep the answer ({why}) and give it to the next user: `Vary` lacks `Authorization`."
        ),
        "Send `Vary: Authorization` or `Cache-Control: no-store`.",
    )]
}

/// Whether a cache may use the answer again without asking the API (RFC 9111).
fn kept(answer: &Answer) -> bool {
    if !(200..300).contains(&answer.status) {
        return false;
    }
    let mut fresh = answer.dated;
    for directive in answer.cache_control.split(',') {
        let directive = directive.trim().to_ascii_lowercase();
        let (name, value) = directive.split_once('=').unwrap_or((&directive, ""));
        match name {
            "no-store" | "no-cache" => return false,
            "max-age" | "s-maxage" => fresh = value.trim_matches('"') != "0",
            _ => {}
        }
    }
    fresh
}

fn varies(vary: &str) -> bool {
    vary.split(',')
        .map(str::trim)
        .any(|name| name == "*" || name.eq_ignore_ascii_case("authorization"))
}
