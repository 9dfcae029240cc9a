//! May this URL get the token? The core's own rule, in its own words.

use crate::facts::{Facts, Grant};
use crate::finding::{Code, Finding};
use clerk_fetch::error::Message;
use clerk_fetch::policy::origin::{Source, grants, is_web, refusal};

/// Decides as the core does: the page's own origin, that of `baseUrl`, then `allowedOrigins`, each as `URL` serialises it.
pub fn judge(api: &str, page: &str, base: &str, listed: &[String]) -> Grant {
    let granted = |source, allowed: &str| grants(source, api.as_bytes(), allowed.as_bytes());
    if granted(Source::Page, page)
        || granted(Source::Base, base)
        || listed.iter().any(|rule| granted(Source::Listed, rule))
    {
        return Grant::Allowed;
    }
    match refusal(api.as_bytes()) {
        Message::InsecureOrigin => Grant::Insecure,
        Message::OpaqueOrigin => Grant::Opaque,
        _ => Grant::Foreign,
    }
}

/// The same where no options are known: only what could never be granted is refused.
pub fn judge_without_options(api: &str, page: &str) -> Grant {
    match judge(api, page, "", &[]) {
        Grant::Foreign if is_web(api.as_bytes()) => Grant::Unknown,
        grant => grant,
    }
}

/// What the decision was.
pub fn check(facts: &Facts) -> Vec<Finding> {
    let api = &facts.api;
    let finding = match facts.grant {
        Grant::Allowed | Grant::Unknown if facts.origin.is_none() => Finding::new(
            Code::OriginUnknown,
            "Without the page's origin, neither its preflight nor CORS was checked.",
            format!(
                "npx clerk-fetch doctor {} --origin https://foo.com",
                facts.url
            ),
        ),
        Grant::Allowed | Grant::Unknown => return vec![],
        Grant::Foreign => Finding::new(
            Code::OriginNotAllowed,
            format!("{api} may not get the token: no option lists it."),
            format!("allowedOrigins: ['{api}']"),
        ),
        Grant::Insecure => Finding::new(
            Code::OriginInsecure,
            format!("{api} is not encrypted: the token would be readable on its way."),
            format!("baseUrl: '{}'", api.replacen("http:", "https:", 1)),
        ),
        Grant::Opaque => Finding::new(
            Code::OriginOpaque,
            "Only http and https URLs can get the token.",
            "baseUrl: 'https://api.foo.com'",
        ),
        Grant::UserInfo => Finding::new(
            Code::UrlUserInfo,
            "The URL has a user name or password in it: fetch refuses such a URL.",
            format!("baseUrl: '{api}'"),
        ),
    };
    vec![finding]
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_cores_rule() {
        let api = "https://api.foo.com";
        let page = "https://foo.com";
        assert_eq!(judge(page, page, "", &[]), Grant::Allowed);
        assert_eq!(judge(api, page, api, &[]), Grant::Allowed);
        assert_eq!(
            judge(api, page, "", &["https://*.foo.com".into()]),
            Grant::Allowed
        );
        assert_eq!(
            judge(api, page, "", &["https://*.bar.com".into()]),
            Grant::Foreign
        );
        assert_eq!(judge("http://api.foo.com", page, "", &[]), Grant::Insecure);
        assert_eq!(
            judge(
                "http://api.foo.com",
                page,
                "",
                &["http://api.foo.com".into()]
            ),
            Grant::Allowed
        );
        assert_eq!(judge("null", page, "", &[]), Grant::Opaque);
        assert_eq!(judge("http://127.0.0.1:1", page, "", &[]), Grant::Foreign);
    }

    #[test]
    fn without_options_only_what_can_never_be_is_refused() {
        assert_eq!(
            judge_without_options("https://api.foo.com", "https://foo.com"),
            Grant::Unknown
        );
        assert_eq!(
            judge_without_options("http://api.foo.com", "https://foo.com"),
            Grant::Insecure
        );
        assert_eq!(
            judge_without_options("http://127.0.0.1:1", "http://127.0.0.1:2"),
            Grant::Unknown
        );
        assert_eq!(
            judge_without_options("https://foo.com", "https://foo.com"),
            Grant::Allowed
        );
    }
}
