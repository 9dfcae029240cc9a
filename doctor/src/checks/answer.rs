//! The answer to the call with the token, besides a 401.

use crate::facts::{Answer, Facts, Outcome};
use crate::finding::{Code, Finding};

/// Its status, and whether `.json` could read it.
pub fn check(facts: &Facts) -> Vec<Finding> {
    let authorized = facts.authorized.as_ref().and_then(Outcome::answer);
    let anonymous = facts.anonymous.as_ref().and_then(Outcome::answer);
    let Some(answer) = authorized
        .filter(|answer| answer.status != 401)
        .or(anonymous)
    else {
        return vec![];
    };
    let unprotected = anonymous.is_some_and(|answer| (200..300).contains(&answer.status));
    [
        redirect(answer),
        status(answer, facts),
        body(answer),
        unprotected.then(|| not_protected(facts)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn redirect(answer: &Answer) -> Option<Finding> {
    let away = (300..400).contains(&answer.status) && answer.status != 304;
    (away || answer.redirected).then(|| {
        let to = if answer.location.is_empty() {
            "elsewhere"
        } else {
            &answer.location
        };
        Finding::new(
            Code::ApiRedirects,
            format!("The API redirects the call to {to}: towards another origin a browser drops the token."),
            format!("Call where it leads: {to}"),
        )
    })
}

fn status(answer: &Answer, facts: &Facts) -> Option<Finding> {
    let (url, status) = (&facts.url, answer.status);
    Some(match status {
        0..=399 | 401 => return None,
        403 => Finding::new(
            Code::ApiForbidden,
            format!("{url} knows the user, and does not permit it (403)."),
            "Give the user the role or permission that the route checks.",
        ),
        404 => Finding::new(
            Code::ApiNotFound,
            format!("There is nothing at {url} (404)."),
            "Correct the path, or `baseUrl`.",
        ),
        500.. => Finding::new(
            Code::ApiFails,
            format!("{url} fails ({status})."),
            "Look at the API's log; CLERK_SECRET_KEY and CLERK_PUBLISHABLE_KEY must be set there.",
        ),
        _ => Finding::new(
            Code::ApiStatus,
            format!("{url} answers with {status}."),
            "Give the doctor a URL that answers a plain GET.",
        ),
    })
}

fn body(answer: &Answer) -> Option<Finding> {
    let wanted = (200..300).contains(&answer.status) && answer.json == Some(false);
    wanted.then(|| {
        let kind = if answer.content_type.is_empty() {
            "without a Content-Type"
        } else {
            &answer.content_type
        };
        Finding::new(
            Code::AnswerNotJson,
            format!("The answer is not JSON but {kind}: often an application's own page, from a wrong path."),
            "Correct the path, or set `parseAs: 'text'`.",
        )
    })
}

fn not_protected(facts: &Facts) -> Finding {
    Finding::new(
        Code::NotProtected,
        format!(
            "{} answers without a token too, so that nothing can be told of how it takes one.",
            facts.url
        ),
        "Give the doctor a URL that needs one.",
    )
}
