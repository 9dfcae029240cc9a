//! Facts and findings in words.

use crate::checks;
use crate::facts::{Answer, Clerk, Clock, Facts, Outcome, Token, TokenAnswer};
use crate::finding::{Finding, Severity};
use serde::Serialize;
use std::fmt::Write;
use tsify::Tsify;

/// What the doctor has to say.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
pub struct Report {
    /// No finding is an error.
    pub ok: bool,
    /// What is wrong, in the order in which a call meets it.
    pub findings: Vec<Finding>,
    /// What was seen; never the token.
    pub facts: Facts,
    /// All of it, to be read.
    pub text: String,
}

/// Judges the facts.
pub fn report(facts: Facts) -> Report {
    let findings = checks::findings(&facts);
    Report {
        ok: findings
            .iter()
            .all(|finding| finding.severity != Severity::Error),
        text: text(&facts, &findings),
        findings,
        facts,
    }
}

/// One line for each thing that was seen, then the findings.
fn text(facts: &Facts, findings: &[Finding]) -> String {
    let mut out = String::new();
    for (name, said) in seen(facts) {
        let _ = writeln!(out, "{name:<10} {said}");
    }
    out.push('\n');
    for finding in findings {
        let name = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        };
        let code = serde_json::to_string(&finding.code).unwrap_or_default();
        let _ = writeln!(
            out,
            "{name:<8} {}  {}",
            code.trim_matches('"'),
            finding.message
        );
        let _ = writeln!(out, "         -> {}", finding.fix);
    }
    if findings.is_empty() {
        out.push_str("Nothing is wrong.\n");
    }
    // Claims and headers are others' words: none of them moves a terminal's cursor.
    out.retain(|character| character == '\n' || !character.is_control());
    out
}

fn seen(facts: &Facts) -> Vec<(&'static str, String)> {
    let mut lines = vec![("call", format!("{} {}", facts.method, facts.url))];
    if let Some(origin) = &facts.origin {
        lines.push(("page", origin.clone()));
    }
    if let Some(clerk) = &facts.clerk {
        lines.push(("Clerk", self::clerk(clerk)));
    }
    if let Some(token) = &facts.token {
        lines.push(("token", self::token(token)));
    }
    if let Some(clock) = &facts.clock {
        lines.push(("clock", self::clock(clock)));
    }
    for (name, outcome) in [
        ("preflight", &facts.preflight),
        ("no token", &facts.anonymous),
        (
            if facts.with_token {
                "with token"
            } else {
                "stand-in"
            },
            &facts.authorized,
        ),
        ("stand-in", &facts.stand_in),
    ] {
        if let Some(outcome) = outcome {
            lines.push((name, self::outcome(outcome)));
        }
    }
    lines
}

fn clerk(clerk: &Clerk) -> String {
    if !clerk.present {
        return "absent".into();
    }
    let session = if clerk.session.is_empty() {
        "no session".into()
    } else {
        format!("session {}", clerk.session)
    };
    let loaded = if clerk.loaded { "loaded" } else { "not loaded" };
    format!("{} {loaded}, {session}", clerk.version)
        .trim_start()
        .into()
}

fn token(token: &Token) -> String {
    let took = token.took;
    match token.answer {
        TokenAnswer::Token => {}
        TokenAnswer::Null => return format!("null after {took:.0} ms"),
        TokenAnswer::Unusable => return format!("unusable, after {took:.0} ms"),
        TokenAnswer::Failed => return format!("failed after {took:.0} ms"),
        TokenAnswer::Hangs => return format!("none within {took:.0} ms"),
    }
    let mut said = format!("after {took:.0} ms");
    if let Some(claims) = &token.claims {
        for (name, value) in [
            ("azp", &claims.azp),
            ("iss", &claims.iss),
            ("organization", &claims.organization),
        ] {
            if !value.is_empty() {
                let _ = write!(said, ", {name} {value}");
            }
        }
        if let (Some(iat), Some(exp)) = (claims.iat, claims.exp) {
            let _ = write!(said, ", good for {:.0} s", exp - iat);
        }
    }
    said
}

fn clock(clock: &Clock) -> String {
    let whose = if clock.against == "clerk" {
        "Clerk's"
    } else {
        "the API's"
    };
    format!(
        "{:+.0} s against {whose}, within {:.0} s",
        clock.ahead, clock.within
    )
}

fn outcome(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Answer(answer) => self::answer(answer),
        Outcome::Failed { cause } if cause.is_empty() => "no answer".into(),
        Outcome::Failed { cause } => format!("no answer ({cause})"),
        Outcome::Hangs => "no answer in time".into(),
    }
}

fn answer(answer: &Answer) -> String {
    let mut said = format!("{} after {:.0} ms", answer.status, answer.took);
    for (name, value) in [
        ("origin", &answer.allow_origin),
        ("headers", &answer.allow_headers),
        ("credentials", &answer.allow_credentials),
        ("max-age", &answer.max_age),
        ("reason", &answer.auth_reason),
    ] {
        if !value.is_empty() {
            let _ = write!(said, ", {name} {value}");
        }
    }
    said
}
