//! The preflight that `Authorization` causes, by the words of the Fetch standard (CORS-preflight fetch). Read in a terminal; in
//! a page, concluded: the same call without `Authorization` is answered.

use crate::facts::{Answer, Facts, Outcome};
use crate::finding::{Code, Finding};

/// Methods that need no permission (Fetch, "CORS-safelisted method").
const SAFELISTED: [&str; 3] = ["GET", "HEAD", "POST"];

/// What its answer lacks.
pub fn check(facts: &Facts) -> Vec<Finding> {
    if facts.origin.as_deref() == Some(facts.api.as_str()) {
        return vec![];
    }
    match &facts.preflight {
        Some(Outcome::Answer(answer)) => exact(answer, facts),
        Some(_) => vec![Finding::new(
            Code::PreflightStatus,
            format!(
                "OPTIONS {} gets no answer, while other methods do.",
                facts.url
            ),
            "Answer OPTIONS with 204, before any other middleware: app.use(cors({ origin, maxAge: 600 }))",
        )],
        None => concluded(facts).into_iter().collect(),
    }
}

fn exact(answer: &Answer, facts: &Facts) -> Vec<Finding> {
    if let Some(finding) = status(answer, facts) {
        return vec![finding];
    }
    let origin = facts.origin.as_deref().unwrap_or_default();
    let found: Vec<Finding> = [
        self::origin(answer, origin, facts.credentials),
        credentials(answer, facts.credentials),
        headers(answer),
        method(answer, facts),
    ]
    .into_iter()
    .flatten()
    .collect();
    if found.is_empty() {
        max_age(answer).into_iter().collect()
    } else {
        found
    }
}

fn status(answer: &Answer, facts: &Facts) -> Option<Finding> {
    let (url, status) = (&facts.url, answer.status);
    let before =
        "Put CORS before authentication: app.use(cors({ origin })) comes first, then the rest";
    Some(match status {
        200..=299 => return None,
        300..=399 => Finding::new(
            Code::PreflightRedirect,
            format!(
                "OPTIONS {url} is answered with a redirect ({status}) to {}: a browser follows none.",
                shown(&answer.location)
            ),
            format!("Call where it leads: {}", shown(&answer.location)),
        ),
        401 | 403 => Finding::new(
            Code::PreflightUnauthorized,
            format!("OPTIONS {url} is answered with {status}: a preflight never carries a token."),
            before,
        ),
        404 | 405 | 501 => Finding::new(
            Code::PreflightNotRouted,
            format!("OPTIONS {url} is answered with {status}: nothing handles the preflight."),
            "Answer OPTIONS for this path with 204 and the CORS headers: app.options('*path', cors({ origin }))",
        ),
        _ => Finding::new(
            Code::PreflightStatus,
            format!("OPTIONS {url} is answered with {status}; a browser wants 200 to 299."),
            before,
        ),
    })
}

fn shown(location: &str) -> &str {
    if location.is_empty() {
        "nowhere"
    } else {
        location
    }
}

fn origin(answer: &Answer, origin: &str, credentials: bool) -> Option<Finding> {
    let allowed = answer.allow_origin.as_str();
    let fix = format!("Access-Control-Allow-Origin: {origin}");
    if allowed == "*" {
        return credentials.then(|| {
            Finding::new(
                Code::PreflightWildcardCredentials,
                "The preflight's answer allows any origin by `*`, which does not count with credentials.",
                fix,
            )
        });
    }
    if allowed == origin {
        return None;
    }
    Some(if allowed.is_empty() {
        Finding::new(
            Code::PreflightNoOrigin,
            "The preflight's answer has no Access-Control-Allow-Origin.",
            fix,
        )
    } else if allowed.contains(',') {
        Finding::new(
            Code::PreflightTwoOrigins,
            format!(
                "The preflight's answer has more than one Access-Control-Allow-Origin ({allowed}): a browser takes exactly one."
            ),
            format!("{fix} (set it in one place: the application or the proxy)"),
        )
    } else {
        Finding::new(
            Code::PreflightWrongOrigin,
            format!("The preflight's answer allows {allowed}, not {origin}."),
            fix,
        )
    })
}

fn credentials(answer: &Answer, wanted: bool) -> Option<Finding> {
    (wanted && answer.allow_credentials != "true").then(|| {
        Finding::new(
            Code::PreflightNoCredentials,
            "The preflight's answer does not allow credentials, which the call asks for.",
            "Access-Control-Allow-Credentials: true",
        )
    })
}

/// `*` stands for every header but `Authorization` (Fetch, "CORS non-wildcard request-header name").
fn headers(answer: &Answer) -> Option<Finding> {
    let names = || answer.allow_headers.split(',').map(str::trim);
    if names().any(|name| name.eq_ignore_ascii_case("authorization")) {
        return None;
    }
    let fix = "Access-Control-Allow-Headers: Authorization, Content-Type";
    Some(if names().any(|name| name == "*") {
        Finding::new(
            Code::PreflightWildcardHeaders,
            "The preflight's answer allows headers by `*`, which does not stand for Authorization.",
            fix,
        )
    } else {
        Finding::new(
            Code::PreflightNoAuthorization,
            "The preflight's answer does not allow the header Authorization.",
            fix,
        )
    })
}

fn method(answer: &Answer, facts: &Facts) -> Option<Finding> {
    let wanted = facts.method.as_str();
    let allowed = answer.allow_methods.split(',').map(str::trim);
    let covers = |name: &str| name == wanted || name == "*" && !facts.credentials;
    if SAFELISTED.contains(&wanted) || allowed.into_iter().any(covers) {
        return None;
    }
    Some(Finding::new(
        Code::PreflightNoMethod,
        format!("The preflight's answer does not allow {wanted}."),
        format!("Access-Control-Allow-Methods: GET, POST, {wanted}"),
    ))
}

fn max_age(answer: &Answer) -> Option<Finding> {
    let seconds: i64 = answer.max_age.trim().parse().unwrap_or(0);
    (seconds <= 0).then(|| {
        Finding::new(
            Code::PreflightNoMaxAge,
            "The preflight's answer may not be remembered for long: most calls are two round trips.",
            "Access-Control-Max-Age: 600",
        )
    })
}

/// In a page: with `Authorization` there is no answer, without there is one.
fn concluded(facts: &Facts) -> Option<Finding> {
    let failed = matches!(facts.authorized, Some(Outcome::Failed { .. }));
    let answered = |outcome: &Option<Outcome>| outcome.as_ref().and_then(Outcome::answer).is_some();
    let origin = facts.origin.as_deref()?;
    let preflight_fails = failed && answered(&facts.anonymous) && !answered(&facts.stand_in);
    (!facts.exact && preflight_fails).then(|| {
        Finding::new(
            Code::PreflightFailed,
            "Without Authorization the page can read the API's answer, with it there is none: the preflight fails.",
            format!(
                "Access-Control-Allow-Headers: Authorization (or another header: npx clerk-fetch doctor {} --origin {origin})",
                facts.url
            ),
        )
    })
}
