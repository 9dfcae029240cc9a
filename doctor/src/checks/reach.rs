//! Does anything answer?

use crate::facts::{Facts, Outcome};
use crate::finding::{Code, Finding};

/// A policy that blocks the call is its own finding.
pub fn check(facts: &Facts) -> Vec<Finding> {
    if facts.csp.blocked {
        return vec![];
    }
    let hangs = |outcome: &Option<Outcome>| matches!(outcome, Some(Outcome::Hangs));
    let any_hangs = [&facts.reach, &facts.anonymous, &facts.authorized]
        .into_iter()
        .any(hangs);
    let finding = match &facts.reach {
        Some(Outcome::Failed { cause }) => Finding::new(
            Code::ApiUnreachable,
            format!("Nothing answers at {}{}.", facts.api, told(cause)),
            fix(cause, &facts.api),
        ),
        _ if any_hangs => Finding::new(
            Code::ApiHangs,
            format!("{} takes a call and does not answer in time.", facts.api),
            "Look at the API's log: a middleware that never calls next(), or a database that does not answer. `timeout` ends the wait.",
        ),
        _ => return vec![],
    };
    vec![finding]
}

fn told(cause: &str) -> String {
    if cause.is_empty() {
        String::new()
    } else {
        format!(" ({cause})")
    }
}

fn fix(cause: &str, api: &str) -> String {
    if cause == "ENOTFOUND" || cause == "EAI_AGAIN" {
        format!("Correct the host in the URL, or its DNS record: {api}")
    } else if cause.contains("CERT") || cause.contains("SSL") || cause.contains("TLS") {
        "Renew or complete the API's certificate.".to_owned()
    } else {
        format!("Start the API, or correct the host and port in the URL: {api}")
    }
}
