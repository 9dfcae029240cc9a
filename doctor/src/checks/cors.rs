//! May the page read the answers themselves?

use crate::facts::{Answer, Facts, Outcome};
use crate::finding::{Code, Finding};

/// The answers with and without a token, each.
pub fn check(facts: &Facts) -> Vec<Finding> {
    let Some(origin) = facts
        .origin
        .as_deref()
        .filter(|origin| *origin != facts.api)
    else {
        return vec![];
    };
    let found = if facts.exact {
        exact(facts, origin)
    } else {
        concluded(facts, origin)
    };
    found.into_iter().collect()
}

fn exact(facts: &Facts, origin: &str) -> Option<Finding> {
    let readable = |outcome: &Option<Outcome>| {
        outcome
            .as_ref()
            .and_then(Outcome::answer)
            .map(|answer| may_read(answer, origin, facts.credentials))
    };
    match (readable(&facts.authorized), readable(&facts.anonymous)) {
        (Some(false), _) | (None, Some(false)) => Some(missing(facts, origin)),
        (Some(true), Some(false)) => Some(on_refusal(origin)),
        _ => None,
    }
}

/// Fetch, "CORS check".
fn may_read(answer: &Answer, origin: &str, credentials: bool) -> bool {
    let allowed = answer.allow_origin.as_str();
    allowed == "*" && !credentials
        || allowed == origin && (!credentials || answer.allow_credentials == "true")
}

fn concluded(facts: &Facts, origin: &str) -> Option<Finding> {
    let answers =
        |outcome: &Option<Outcome>| outcome.as_ref().map(|outcome| outcome.answer().is_some());
    let reached = facts.reach.as_ref().and_then(Outcome::answer).is_some();
    match (answers(&facts.authorized), answers(&facts.anonymous)) {
        (Some(false), Some(false)) if reached => Some(missing(facts, origin)),
        (Some(false), _) if answers(&facts.stand_in) == Some(true) => Some(missing(facts, origin)),
        (Some(true), Some(false)) => Some(on_refusal(origin)),
        _ => None,
    }
}

fn missing(facts: &Facts, origin: &str) -> Finding {
    let status = [&facts.authorized, &facts.anonymous]
        .into_iter()
        .flatten()
        .next()
        .and_then(Outcome::answer)
        .map_or(String::new(), |answer| format!(" ({})", answer.status));
    Finding::new(
        Code::CorsMissing,
        format!(
            "{} answers{status}, but no Access-Control-Allow-Origin lets {origin} read it.",
            facts.api
        ),
        format!("Access-Control-Allow-Origin: {origin} (on every answer, errors too)"),
    )
}

fn on_refusal(origin: &str) -> Finding {
    Finding::new(
        Code::CorsMissingOnRefusal,
        format!(
            "Answers to calls without a valid token cannot be read by {origin}: an expired token looks like a broken network, and is not renewed."
        ),
        format!(
            "Access-Control-Allow-Origin: {origin} (on 401 too: CORS comes before authentication)"
        ),
    )
}
