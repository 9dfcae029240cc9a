//! What the token says of itself. Its signature is for the API to judge.

use crate::facts::{Claims, Clerk, Facts, Token, TokenAnswer};
use crate::finding::{Code, Finding};
use base64::Engine;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::Value;

/// As Clerk's back-end SDKs allow by default, in seconds.
const LEEWAY: f64 = 5.0;

const BASE64URL: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The claims that matter; `None` where it is no JWT.
pub fn read(token: &str) -> Option<Claims> {
    let mut parts = token.split('.');
    let (_, payload, _) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let claims: Value = serde_json::from_slice(&BASE64URL.decode(payload).ok()?).ok()?;
    let claims = claims.as_object()?;
    let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
    let number = |name: &str| claims.get(name).and_then(Value::as_f64);
    let nested = claims
        .get("o")
        .and_then(|organization| organization.get("id"));
    Some(Claims {
        azp: text(claims.get("azp")),
        iss: text(claims.get("iss")),
        iat: number("iat"),
        nbf: number("nbf"),
        exp: number("exp"),
        organization: text(nested.or_else(|| claims.get("org_id"))),
    })
}

/// The claims against the page, the options and the time.
pub fn check(facts: &Facts) -> Vec<Finding> {
    let Some(token) = &facts.token else {
        return vec![];
    };
    if token.answer != TokenAnswer::Token {
        return vec![];
    }
    let Some(claims) = &token.claims else {
        return vec![Finding::new(
            Code::TokenNotJwt,
            "The token is no JWT, so nothing can be said of its claims.",
            "Return Clerk's token as it is: getToken: () => Clerk.session.getToken()",
        )];
    };
    [
        azp(claims, facts),
        facts.clerk.as_ref().and_then(|clerk| issuer(claims, clerk)),
        organization(claims, token),
        time(claims, token, facts),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn azp(claims: &Claims, facts: &Facts) -> Option<Finding> {
    let origin = facts.origin.as_deref()?;
    if claims.azp.is_empty() || claims.azp == origin {
        return None;
    }
    Some(Finding::new(
        Code::AzpMismatch,
        format!(
            "The token was made for {}, not for this page's {origin}: an API that checks `authorizedParties` refuses it.",
            claims.azp
        ),
        format!("authorizedParties: ['{origin}', '{}']", claims.azp),
    ))
}

/// `iss` is Clerk's host for the instance, or the proxy in front of it.
fn issuer(claims: &Claims, clerk: &Clerk) -> Option<Finding> {
    let named = |url: &str| {
        let host = url.trim_end_matches('/');
        host.strip_prefix("https://").unwrap_or(host).to_owned()
    };
    let issuer = named(&claims.iss);
    let expected = [named(&clerk.frontend_api), named(&clerk.proxy_url)];
    let known = expected.iter().any(|host| !host.is_empty());
    if issuer.is_empty() || !known || expected.contains(&issuer) {
        return None;
    }
    Some(Finding::new(
        Code::IssuerMismatch,
        format!(
            "The token was issued by {}, while this page's Clerk is {}.",
            claims.iss, clerk.frontend_api
        ),
        "Use one instance's publishable key in the page and its secret key in the API.",
    ))
}

fn organization(claims: &Claims, token: &Token) -> Option<Finding> {
    if token.wanted_organization.is_empty() || token.wanted_organization == claims.organization {
        return None;
    }
    let has = if claims.organization.is_empty() {
        "no organization"
    } else {
        &claims.organization
    };
    Some(Finding::new(
        Code::OrganizationMismatch,
        format!(
            "The token is of {has}, not of the organization that was asked for, {}.",
            token.wanted_organization
        ),
        format!(
            "await Clerk.setActive({{ organization: '{}' }})",
            token.wanted_organization
        ),
    ))
}

/// When it came, by the API's clock or Clerk's.
fn time(claims: &Claims, token: &Token, facts: &Facts) -> Option<Finding> {
    let clock = facts.clock.as_ref()?;
    let now = token.at - clock.ahead;
    let leeway = LEEWAY + clock.within;
    let begins = claims.nbf.or(claims.iat);
    if let Some(end) = claims.exp
        && now > end + leeway
    {
        return Some(Finding::new(
            Code::TokenExpired,
            format!("The token expired {:.0} s ago.", now - end),
            "Ask for the token at each call: getToken: () => Clerk.session.getToken()",
        ));
    }
    if let Some(begin) = begins
        && now < begin - leeway
    {
        return Some(Finding::new(
            Code::TokenNotYetValid,
            format!("The token begins in {:.0} s only.", begin - now),
            "Correct the API's clock: sudo timedatectl set-ntp true",
        ));
    }
    None
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    fn jwt(payload: &str) -> String {
        format!(
            "e30.{}.c2lnbmF0dXJl",
            BASE64URL.encode(payload).trim_end_matches('=')
        )
    }

    #[test]
    fn claims_are_read_in_both_versions_of_the_token() {
        let second = read(&jwt(
            r#"{"azp":"https://foo.com","iss":"https://clerk.foo.com","iat":1,"nbf":2,"exp":3.5,"o":{"id":"org_2"},"v":2}"#,
        ));
        assert_eq!(
            second,
            Some(Claims {
                azp: "https://foo.com".into(),
                iss: "https://clerk.foo.com".into(),
                iat: Some(1.0),
                nbf: Some(2.0),
                exp: Some(3.5),
                organization: "org_2".into(),
            })
        );
        let first = read(&jwt(r#"{"org_id":"org_1"}"#)).unwrap();
        assert_eq!(first.organization, "org_1");
        assert_eq!(
            read(&jwt(r#"{"azp":7,"exp":"x","o":"y"}"#)),
            Some(Claims::default())
        );
    }

    #[test]
    fn what_is_no_jwt_has_none() {
        for token in [
            "",
            "abc",
            "a.b.c",
            "e30.e30",
            "e30.e30.x.y",
            "e30.W10.x",
            "e30.!!!.x",
            "é.é.é",
        ] {
            assert_eq!(read(token), None, "{token}");
        }
    }
}
