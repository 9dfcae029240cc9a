//! A 401 in spite of the token: why.

use crate::facts::{Answer, Facts, Outcome};
use crate::finding::{Code, Finding};
use clerk_fetch::policy::challenge::fixable;

/// Why the API refused, and whether a page could know.
pub fn check(facts: &Facts) -> Vec<Finding> {
    let authorized = facts.authorized.as_ref().and_then(Outcome::answer);
    let refused = authorized.filter(|answer| facts.with_token && answer.status == 401);
    let mut found: Vec<Finding> = refused
        .map(|answer| why(answer, facts))
        .into_iter()
        .collect();
    let unauthorized: Vec<&Answer> = [
        authorized,
        facts.anonymous.as_ref().and_then(Outcome::answer),
    ]
    .into_iter()
    .flatten()
    .filter(|answer| answer.status == 401)
    .collect();
    found.extend(exposed(&unauthorized, facts));
    found
}

fn why(answer: &Answer, facts: &Facts) -> Finding {
    let reason = answer.auth_reason.as_str();
    let origin = facts.origin.as_deref().unwrap_or("https://foo.com");
    let said = if reason.is_empty() {
        String::new()
    } else {
        format!(" ({reason})")
    };
    match reason {
        _ if lacks_scope(answer) => Finding::new(
            Code::RefusedScope,
            "The API takes the token and asks for a scope that it has not (insufficient_scope).",
            "Give the user the permission or role in Clerk's dashboard, or use the JWT template that holds it: `template`.",
        ),
        "token-invalid-authorized-parties" => Finding::new(
            Code::RefusedAzp,
            format!("The API refuses the token's azp{said}."),
            format!("authorizedParties: ['{origin}']"),
        ),
        _ if reason == "token-expired" || reason.starts_with("session-token-expired") => {
            Finding::new(
                Code::RefusedExpired,
                format!("The API says that the token has expired{said}."),
                "Ask for the token at each call (getToken: () => Clerk.session.getToken()), and set the API's clock.",
            )
        }
        _ if is_early(reason) => Finding::new(
            Code::RefusedNotYetValid,
            format!("The API says that the token's time has not begun{said}: its clock is behind."),
            "Correct the API's clock: sudo timedatectl set-ntp true",
        ),
        "session-token-and-uat-missing" | "session-token-missing" | "dev-browser-missing" => {
            Finding::new(
                Code::RefusedMissing,
                format!(
                    "The API saw no token{said}: something between drops the header Authorization."
                ),
                "Pass the header on in the proxy: proxy_set_header Authorization $http_authorization;",
            )
        }
        _ if is_signature(reason) => Finding::new(
            Code::RefusedSignature,
            format!(
                "The API refuses the token's signature{said}: it holds the keys of another Clerk instance."
            ),
            "CLERK_SECRET_KEY, CLERK_JWT_KEY: those of the same instance as the page's publishable key",
        ),
        _ => unknown(answer, &said),
    }
}

fn lacks_scope(answer: &Answer) -> bool {
    !fixable(b"", answer.challenge.as_bytes())
}

fn is_early(reason: &str) -> bool {
    matches!(
        reason,
        "token-not-active-yet"
            | "token-iat-in-the-future"
            | "session-token-nbf"
            | "session-token-iat-in-the-future"
    )
}

fn is_signature(reason: &str) -> bool {
    reason == "token-invalid-signature"
        || reason == "token-invalid"
        || reason == "token-verification-failed"
        || reason == "token-invalid-issuer"
        || reason == "token-invalid-algorithm"
        || reason.starts_with("jwk-")
}

fn unknown(answer: &Answer, said: &str) -> Finding {
    let challenge = if answer.challenge.is_empty() {
        String::new()
    } else {
        format!("; it says `{}`", answer.challenge)
    };
    Finding::new(
        Code::RefusedUnknown,
        format!("The API refuses the token with 401{said}{challenge}, and nothing tells why."),
        "Verify by Clerk's middleware (clerkMiddleware()), which says why in x-clerk-auth-reason.",
    )
}

/// Without the reason in sight, every 401 looks as if a new token could fix it.
fn exposed(unauthorized: &[&Answer], facts: &Facts) -> Option<Finding> {
    let cross = facts
        .origin
        .as_deref()
        .is_some_and(|origin| origin != facts.api);
    let hidden = if facts.exact {
        unauthorized.iter().any(|answer| {
            !answer.auth_reason.is_empty() && !lists(&answer.expose_headers, facts.credentials)
        })
    } else {
        let seen =
            |answer: &&Answer| !(answer.auth_reason.is_empty() && answer.challenge.is_empty());
        !unauthorized.is_empty() && !unauthorized.iter().any(seen)
    };
    (cross && hidden).then(|| {
        Finding::new(
            Code::ReasonNotExposed,
            "Why the API refuses a token (x-clerk-auth-reason) cannot be read by the page: each 401 costs a new token, even if none can help.",
            "Access-Control-Expose-Headers: x-clerk-auth-reason, WWW-Authenticate, Retry-After",
        )
    })
}

fn lists(exposed: &str, credentials: bool) -> bool {
    exposed
        .split(',')
        .map(str::trim)
        .any(|name| name.eq_ignore_ascii_case("x-clerk-auth-reason") || name == "*" && !credentials)
}
