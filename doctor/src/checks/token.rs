//! Does a token come, and how soon?

use crate::facts::{Facts, Token, TokenAnswer};
use crate::finding::{Code, Finding};

/// A mint takes some 100 ms; what takes longer than this, users feel at each minute.
const SLOW: f64 = 3000.0;

/// How the token source answered.
pub fn check(facts: &Facts) -> Vec<Finding> {
    facts
        .token
        .as_ref()
        .and_then(|token| answer(token, facts.clerk.is_some()))
        .into_iter()
        .collect()
}

fn answer(token: &Token, from_clerk: bool) -> Option<Finding> {
    let source = if from_clerk {
        "Clerk.session.getToken()"
    } else {
        "getToken()"
    };
    let finding = match token.answer {
        TokenAnswer::Null => Finding::new(
            Code::SignedOut,
            format!("Nobody is signed in: {source} gave null."),
            "Sign in, or set `signedOut: 'anonymous'` to call without a token.",
        ),
        TokenAnswer::Unusable => Finding::new(
            Code::TokenUnusable,
            format!("{source} gave something that no header can carry."),
            "Return Clerk's token as it is: getToken: () => Clerk.session.getToken()",
        ),
        TokenAnswer::Failed => Finding::new(
            Code::TokenFailed,
            format!("{source} failed{}.", named(&token.error)),
            failed_fix(&token.error),
        ),
        TokenAnswer::Hangs => Finding::new(
            Code::TokenHangs,
            format!("{source} gave nothing within {}.", seconds(token.took)),
            "Look at the page's request to Clerk's host that is pending; `tokenTimeout` ends the wait.",
        ),
        TokenAnswer::Token if token.took > SLOW => Finding::new(
            Code::TokenSlow,
            format!("{source} took {}.", seconds(token.took)),
            "Look at the page's request to Clerk's host (/tokens): the network, or a proxy in front of Clerk, is slow.",
        ),
        TokenAnswer::Token => return None,
    };
    Some(finding)
}

fn named(error: &str) -> String {
    if error.is_empty() {
        String::new()
    } else {
        format!(": {error}")
    }
}

fn failed_fix(error: &str) -> &'static str {
    if error.contains("template") || error.contains("resource_not_found") {
        "Create the JWT template in Clerk's dashboard, or correct `template`."
    } else if error.contains("offline") {
        "Go online: the device says that it is offline."
    } else {
        "Look at the page's failed request to Clerk's host (/tokens)."
    }
}

fn seconds(ms: f64) -> String {
    format!("{:.1} s", ms / 1000.0)
}
