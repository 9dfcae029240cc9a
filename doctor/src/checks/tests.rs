//! Each check over the facts of a healthy call with one thing changed: that finding, and no other.

use super::*;
use crate::facts::*;
use crate::finding::{Code, Severity};
use crate::report::report;

const API: &str = "https://api.foo.com";
const PAGE: &str = "https://foo.com";
const NOW: f64 = 1_000_000.0;

fn answer(status: u16) -> Answer {
    Answer {
        status,
        took: 20.0,
        json: (status == 200).then_some(true),
        allow_origin: PAGE.into(),
        allow_headers: "Content-Type, authorization".into(),
        allow_methods: "GET,HEAD,PUT".into(),
        allow_credentials: "true".into(),
        max_age: "600".into(),
        expose_headers: "X-Clerk-Auth-Reason".into(),
        auth_reason: if status == 401 {
            "session-token-and-uat-missing".into()
        } else {
            String::new()
        },
        ..Answer::default()
    }
}

fn ended(status: u16) -> Option<Outcome> {
    Some(Outcome::Answer(answer(status)))
}

fn failed() -> Option<Outcome> {
    Some(Outcome::Failed {
        cause: String::new(),
    })
}

fn common() -> Facts {
    Facts {
        url: format!("{API}/todos"),
        api: API.into(),
        origin: Some(PAGE.into()),
        method: "GET".into(),
        token: Some(Token {
            took: 120.0,
            at: NOW,
            claims: Some(Claims {
                azp: PAGE.into(),
                iss: "https://clerk.foo.com".into(),
                iat: Some(NOW - 10.0),
                nbf: Some(NOW - 20.0),
                exp: Some(NOW + 50.0),
                organization: "org_1".into(),
            }),
            ..Token::default()
        }),
        clock: Some(Clock {
            ahead: 0.0,
            within: 1.0,
            against: "api".into(),
        }),
        reach: ended(0),
        anonymous: ended(401),
        authorized: ended(200),
        with_token: true,
        ..Facts::default()
    }
}

fn terminal() -> Facts {
    Facts {
        exact: true,
        grant: Grant::Unknown,
        preflight: ended(204),
        ..common()
    }
}

fn page() -> Facts {
    Facts {
        clerk: Some(Clerk {
            present: true,
            loaded: true,
            status: "ready".into(),
            version: "6.0.0".into(),
            session: "active".into(),
            frontend_api: "clerk.foo.com".into(),
            ..Clerk::default()
        }),
        ..common()
    }
}

fn codes(facts: &Facts) -> Vec<Code> {
    findings(facts).iter().map(|finding| finding.code).collect()
}

/// The healthy facts, changed.
fn with(mut facts: Facts, change: impl FnOnce(&mut Facts)) -> Vec<Code> {
    change(&mut facts);
    codes(&facts)
}

fn clerk(facts: &mut Facts) -> &mut Clerk {
    facts.clerk.as_mut().unwrap()
}

fn token(facts: &mut Facts) -> &mut Token {
    facts.token.as_mut().unwrap()
}

fn claims(facts: &mut Facts) -> &mut Claims {
    token(facts).claims.as_mut().unwrap()
}

fn of(outcome: &mut Option<Outcome>) -> &mut Answer {
    match outcome {
        Some(Outcome::Answer(answer)) => answer,
        _ => panic!("no answer"),
    }
}

/// One line for each: name, facts, change, codes.
macro_rules! cases {
    ($($name:ident: $facts:ident, $change:expr => [$($code:ident),*];)+) => {
        $(#[test] fn $name() { assert_eq!(with($facts(), $change), [$(Code::$code),*]); })+
    };
}

#[test]
fn a_healthy_call_has_none() {
    assert_eq!(codes(&page()), []);
    assert_eq!(codes(&terminal()), []);
    assert!(report(page()).text.contains("Nothing is wrong."));
}

cases! {
    two_copies: page, |f| f.copies = vec!["a".into(), "b".into()] => [TwoCopies];
    no_webassembly: terminal, |f| f.csp.policy = "script-src 'self'".into() => [CspWasm];
    webassembly_in_one_policy_only: terminal, |f| f.csp.policy = "script-src 'self', script-src 'wasm-unsafe-eval'".into() => [CspWasm];
    one_copy: page, |f| f.copies = vec!["a".into()] => [];
    clerk_absent: page, |f| { *clerk(f) = Clerk::default(); f.token = None } => [ClerkAbsent];
    clerk_not_loaded: page, |f| { clerk(f).loaded = false; f.token = None } => [ClerkNotLoaded];
    clerk_failed: page, |f| { clerk(f).status = "error".into(); f.token = None } => [ClerkFailed];
    signed_out: page, |f| { clerk(f).session = String::new(); f.token = None } => [SignedOut];
    session_pending: page, |f| { clerk(f).session = "pending".into(); f.token = None } => [SessionPending];
    token_null: page, |f| token(f).answer = TokenAnswer::Null => [SignedOut];
    token_unusable: page, |f| token(f).answer = TokenAnswer::Unusable => [TokenUnusable];
    token_failed: page, |f| token(f).answer = TokenAnswer::Failed => [TokenFailed];
    token_hangs: page, |f| token(f).answer = TokenAnswer::Hangs => [TokenHangs];
    token_slow: page, |f| token(f).took = 3001.0 => [TokenSlow];
    token_not_slow: page, |f| token(f).took = 3000.0 => [];
    token_not_jwt: page, |f| token(f).claims = None => [TokenNotJwt];
    token_expired: terminal, |f| claims(f).exp = Some(NOW - 7.0) => [TokenExpired];
    token_expires: terminal, |f| claims(f).exp = Some(NOW - 6.0) => [];
    token_not_yet_valid: terminal, |f| claims(f).nbf = Some(NOW + 7.0) => [TokenNotYetValid];
    token_made_later: terminal, |f| { claims(f).nbf = None; claims(f).iat = Some(NOW + 7.0) } => [TokenNotYetValid];
    token_expired_by_the_apis_clock: terminal, |f| { f.clock.as_mut().unwrap().ahead = -5.5; claims(f).exp = Some(NOW - 1.0) } => [TokenExpired];
    token_good_by_the_apis_clock: terminal, |f| { f.clock.as_mut().unwrap().ahead = 5.5; claims(f).exp = Some(NOW - 7.0) } => [];
    token_without_times: terminal, |f| *claims(f) = Claims::default() => [];
    azp_mismatch: page, |f| claims(f).azp = "https://old.foo.com".into() => [AzpMismatch];
    azp_absent: page, |f| claims(f).azp = String::new() => [];
    issuer_mismatch: page, |f| claims(f).iss = "https://clerk.bar.com".into() => [IssuerMismatch];
    issuer_of_a_proxy: page, |f| {
        claims(f).iss = "https://foo.com/__clerk".into();
        clerk(f).proxy_url = "https://foo.com/__clerk/".into();
    } => [];
    organization_mismatch: page, |f| token(f).wanted_organization = "org_2".into() => [OrganizationMismatch];
    organization_matches: page, |f| token(f).wanted_organization = "org_1".into() => [];
    clock_ahead: page, |f| f.clock.as_mut().unwrap().ahead = 6.1 => [ClockSkew];
    clock_behind: page, |f| f.clock.as_mut().unwrap().ahead = -6.1 => [ClockSkew];
    clock_near: page, |f| f.clock.as_mut().unwrap().ahead = -6.0 => [];
    origin_foreign: page, |f| f.grant = Grant::Foreign => [OriginNotAllowed];
    origin_insecure: page, |f| f.grant = Grant::Insecure => [OriginInsecure];
    origin_opaque: page, |f| f.grant = Grant::Opaque => [OriginOpaque];
    user_info: page, |f| f.grant = Grant::UserInfo => [UrlUserInfo];
    origin_unknown: terminal, |f| { f.origin = None; f.preflight = None } => [OriginUnknown];
    unreachable_api: page, |f| { f.reach = failed(); f.anonymous = None; f.authorized = None } => [ApiUnreachable];
    blocked_by_policy: page, |f| {
        f.reach = failed(); f.anonymous = None; f.authorized = None; f.csp.blocked = true;
    } => [CspConnect];
    hanging_api: page, |f| { f.reach = Some(Outcome::Hangs); f.anonymous = None; f.authorized = None } => [ApiHangs];
    hanging_call: page, |f| f.authorized = Some(Outcome::Hangs) => [ApiHangs];
    preflight_fails_in_a_page: page, |f| f.authorized = failed() => [PreflightFailed];
    preflight_fails_with_a_stand_in_too: page, |f| { f.authorized = failed(); f.stand_in = failed() } => [PreflightFailed];
    an_answer_to_the_token_fails_in_a_page: page, |f| { f.authorized = failed(); f.stand_in = ended(401) } => [CorsMissing];
    cors_fails_in_a_page: page, |f| { f.authorized = failed(); f.anonymous = failed() } => [CorsMissing];
    cors_fails_on_401_in_a_page: page, |f| f.anonymous = failed() => [CorsMissingOnRefusal];
    same_origin_has_no_cors: page, |f| {
        f.origin = Some(API.into());
        claims(f).azp = API.into();
        of(&mut f.authorized).allow_origin = String::new();
    } => [];
    preflight_redirect: terminal, |f| of(&mut f.preflight).status = 301 => [PreflightRedirect];
    preflight_unauthorized: terminal, |f| of(&mut f.preflight).status = 401 => [PreflightUnauthorized];
    preflight_forbidden: terminal, |f| of(&mut f.preflight).status = 403 => [PreflightUnauthorized];
    preflight_not_routed: terminal, |f| of(&mut f.preflight).status = 405 => [PreflightNotRouted];
    preflight_status: terminal, |f| of(&mut f.preflight).status = 500 => [PreflightStatus];
    preflight_hangs: terminal, |f| f.preflight = Some(Outcome::Hangs) => [PreflightStatus];
    preflight_no_origin: terminal, |f| of(&mut f.preflight).allow_origin = String::new() => [PreflightNoOrigin];
    preflight_wrong_origin: terminal, |f| of(&mut f.preflight).allow_origin = format!("{PAGE}/") => [PreflightWrongOrigin];
    preflight_two_origins: terminal, |f| of(&mut f.preflight).allow_origin = format!("{PAGE}, *") => [PreflightTwoOrigins];
    preflight_any_origin: terminal, |f| of(&mut f.preflight).allow_origin = "*".into() => [];
    preflight_any_origin_with_credentials: terminal, |f| {
        f.credentials = true; of(&mut f.preflight).allow_origin = "*".into();
    } => [PreflightWildcardCredentials];
    preflight_no_credentials: terminal, |f| {
        f.credentials = true; of(&mut f.preflight).allow_credentials = "True".into();
    } => [PreflightNoCredentials];
    preflight_no_authorization: terminal, |f| of(&mut f.preflight).allow_headers = "x-authorization".into() => [PreflightNoAuthorization];
    preflight_wildcard_headers: terminal, |f| of(&mut f.preflight).allow_headers = "*".into() => [PreflightWildcardHeaders];
    preflight_wildcard_and_name: terminal, |f| of(&mut f.preflight).allow_headers = "*, AUTHORIZATION".into() => [];
    preflight_no_method: terminal, |f| f.method = "DELETE".into() => [PreflightNoMethod];
    preflight_method: terminal, |f| f.method = "PUT".into() => [];
    preflight_simple_method: terminal, |f| f.method = "POST".into() => [];
    preflight_no_max_age: terminal, |f| of(&mut f.preflight).max_age = "0".into() => [PreflightNoMaxAge];
    cors_missing: terminal, |f| of(&mut f.authorized).allow_origin = String::new() => [CorsMissing];
    cors_for_any: terminal, |f| { of(&mut f.authorized).allow_origin = "*".into(); of(&mut f.anonymous).allow_origin = "*".into() } => [];
    cors_for_any_with_credentials: terminal, |f| { f.credentials = true; of(&mut f.authorized).allow_origin = "*".into() } => [CorsMissing];
    cors_without_credentials: terminal, |f| { f.credentials = true; of(&mut f.authorized).allow_credentials = String::new() } => [CorsMissing];
    cors_missing_without_token: terminal, |f| { f.authorized = None; of(&mut f.anonymous).allow_origin = String::new() } => [CorsMissing];
    cors_missing_on_refusal: terminal, |f| of(&mut f.anonymous).allow_origin = String::new() => [CorsMissingOnRefusal];
    reason_not_exposed: terminal, |f| of(&mut f.anonymous).expose_headers = "Date".into() => [ReasonNotExposed];
    reason_not_seen_in_a_page: page, |f| of(&mut f.anonymous).auth_reason = String::new() => [ReasonNotExposed];
    all_exposed: terminal, |f| of(&mut f.anonymous).expose_headers = "*".into() => [];
    all_exposed_with_credentials: terminal, |f| { f.credentials = true; of(&mut f.anonymous).expose_headers = "*".into() } => [ReasonNotExposed];
    no_reason_to_expose: terminal, |f| { of(&mut f.anonymous).auth_reason = String::new(); of(&mut f.anonymous).expose_headers = String::new() } => [];
    forbidden: page, |f| f.authorized = ended(403) => [ApiForbidden];
    not_found: page, |f| f.authorized = ended(404) => [ApiNotFound];
    fails: page, |f| f.authorized = ended(502) => [ApiFails];
    other_status: page, |f| f.authorized = ended(418) => [ApiStatus];
    redirected: page, |f| of(&mut f.authorized).redirected = true => [ApiRedirects];
    not_json: page, |f| of(&mut f.authorized).json = Some(false) => [AnswerNotJson];
    not_protected: page, |f| f.anonymous = ended(200) => [NotProtected];
}

#[test]
fn a_refusal_is_told_by_its_reason() {
    for (reason, challenge, code) in [
        ("token-invalid-authorized-parties", "", Code::RefusedAzp),
        ("token-invalid-signature", "", Code::RefusedSignature),
        ("jwk-kid-mismatch", "", Code::RefusedSignature),
        ("token-expired", "", Code::RefusedExpired),
        (
            "session-token-expired-refresh-non-eligible-no-refresh-cookie",
            "",
            Code::RefusedExpired,
        ),
        ("session-token-nbf", "", Code::RefusedNotYetValid),
        ("token-iat-in-the-future", "", Code::RefusedNotYetValid),
        ("session-token-and-uat-missing", "", Code::RefusedMissing),
        (
            "",
            r#"Bearer error="insufficient_scope""#,
            Code::RefusedScope,
        ),
        ("something-new", "Bearer", Code::RefusedUnknown),
    ] {
        let mut facts = terminal();
        facts.authorized = ended(401);
        of(&mut facts.authorized).auth_reason = reason.into();
        of(&mut facts.authorized).challenge = challenge.into();
        assert_eq!(codes(&facts), [code], "{reason}");
    }
}

#[test]
fn a_report_is_ok_without_an_error_and_says_all_of_it() {
    let mut facts = terminal();
    of(&mut facts.preflight).max_age = String::new();
    let info = report(facts.clone());
    assert!(info.ok);
    assert_eq!(info.findings[0].severity, Severity::Info);
    assert!(
        info.text.contains("info     preflight_no_max_age  "),
        "{}",
        info.text
    );
    assert!(
        info.text
            .contains("\n         -> Access-Control-Max-Age: 600\n"),
        "{}",
        info.text
    );
    of(&mut facts.preflight).status = 404;
    assert!(!report(facts).ok);
}

#[test]
fn a_report_moves_no_cursor() {
    let mut facts = page();
    claims(&mut facts).iss = "https://\u{1b}[2Jclerk.foo.com\r\u{9b}".into();
    assert!(!report(facts).text.contains(['\u{1b}', '\r', '\u{9b}']));
}

#[test]
fn the_clock_is_told_by_its_side() {
    for (ahead, words) in [
        (40.0, "40 s ahead of the API's"),
        (-40.0, "40 s behind the API's"),
    ] {
        let mut facts = page();
        facts.clock.as_mut().unwrap().ahead = ahead;
        let told = &findings(&facts);
        assert!(
            told.iter().any(|finding| finding.message.contains(words)),
            "{told:?}"
        );
    }
}

#[test]
fn every_code_has_a_case_here() {
    let here = include_str!("tests.rs");
    for code in Code::ALL {
        let name = format!("{code:?}");
        let named = here
            .split(|character: char| !character.is_alphanumeric())
            .any(|word| word == name);
        assert!(named, "{name}");
    }
}

fn cached(cache_control: &str, dated: bool, vary: &str) -> Vec<Code> {
    with(terminal(), |facts| {
        facts.authorized = Some(Outcome::Answer(Answer {
            cache_control: cache_control.into(),
            dated,
            vary: vary.into(),
            ..answer(200)
        }));
    })
}

#[test]
fn a_cache_must_know_that_answers_depend_on_the_token() {
    for (cache_control, dated) in [
        ("private, max-age=60", false),
        ("Max-Age=1", false),
        ("s-maxage=10", false),
        ("", true),
        ("private", true),
    ] {
        assert_eq!(
            cached(cache_control, dated, "Origin"),
            [Code::CacheableWithoutVary],
            "{cache_control}"
        );
        for vary in ["Authorization", "origin, authorization", "*"] {
            assert_eq!(
                cached(cache_control, dated, vary),
                [],
                "{cache_control} {vary}"
            );
        }
    }
    for (cache_control, dated) in [
        ("", false),
        ("no-store", true),
        ("no-cache", true),
        ("max-age=0", true),
        ("private", false),
        ("private, max-age=60, no-cache", false),
    ] {
        assert_eq!(cached(cache_control, dated, ""), [], "{cache_control}");
    }
}

#[test]
fn a_page_cannot_read_vary_and_a_refusal_is_not_kept() {
    let keeping = |status| {
        Some(Outcome::Answer(Answer {
            cache_control: "max-age=60".into(),
            ..answer(status)
        }))
    };
    assert_eq!(with(page(), |facts| facts.authorized = keeping(200)), []);
    assert_eq!(
        with(terminal(), |facts| facts.authorized = keeping(404)),
        [Code::ApiNotFound]
    );
}
