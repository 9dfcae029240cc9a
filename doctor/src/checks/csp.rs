//! The page's Content-Security-Policy: `connect-src` for the API, `script-src` for WebAssembly.

use crate::facts::Facts;
use crate::finding::{Code, Finding};

/// What the browser reported, and what the page's policy says where it could be read.
pub fn check(facts: &Facts) -> Vec<Finding> {
    let mut found = vec![];
    let policies = || facts.csp.policy.split(',');
    if policies().any(|policy| !allows_wasm(policy)) {
        found.push(wasm());
    }
    let origin = facts.origin.as_deref().unwrap_or_default();
    if facts.csp.blocked || policies().any(|policy| !allows_connect(policy, &facts.url, origin)) {
        found.push(Finding::new(
            Code::CspConnect,
            format!(
                "The page's Content-Security-Policy lets it connect to other hosts than {} only.",
                facts.api
            ),
            format!("Content-Security-Policy: connect-src 'self' {}", facts.api),
        ));
    }
    found
}

/// The finding on WebAssembly; js/tools/doctor.ts says the same where it is WebAssembly itself that is refused.
fn wasm() -> Finding {
    Finding::new(
        Code::CspWasm,
        "The page's Content-Security-Policy allows no WebAssembly, so clerk-fetch loads its larger JavaScript translation.",
        "Content-Security-Policy: script-src 'self' 'wasm-unsafe-eval'",
    )
}

/// A directive's sources, or those of the first fallback that is there; `None` where nothing restricts it.
fn sources<'a>(policy: &'a str, names: &[&str]) -> Option<Vec<&'a str>> {
    names.iter().find_map(|wanted| {
        policy.split(';').find_map(|directive| {
            let mut words = directive.split_ascii_whitespace();
            let name = words.next()?;
            name.eq_ignore_ascii_case(wanted)
                .then(|| words.collect::<Vec<_>>())
        })
    })
}

fn allows_wasm(policy: &str) -> bool {
    sources(policy, &["script-src", "default-src"]).is_none_or(|sources| {
        sources.iter().any(|source| {
            source.eq_ignore_ascii_case("'wasm-unsafe-eval'")
                || source.eq_ignore_ascii_case("'unsafe-eval'")
        })
    })
}

fn allows_connect(policy: &str, url: &str, page: &str) -> bool {
    sources(policy, &["connect-src", "default-src"])
        .is_none_or(|sources| sources.iter().any(|source| covers(source, url, page)))
}

/// Whether a source expression covers a URL (CSP3 §6.7.2.8), as far as origins and paths go.
fn covers(source: &str, url: &str, page: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else {
        return false;
    };
    if source == "*" {
        return true;
    }
    if source.eq_ignore_ascii_case("'self'") {
        return !page.is_empty() && origin_of(url).eq_ignore_ascii_case(page);
    }
    if let Some(named) = source.strip_suffix(':') {
        return upgrades(named, scheme);
    }
    let (named, expression) = match source.split_once("://") {
        Some((named, expression)) => (named, expression),
        None => (page.split("://").next().unwrap_or("https"), source),
    };
    let (host, path) = split_path(rest);
    let (wanted_host, wanted_path) = split_path(expression);
    upgrades(named, scheme)
        && covers_host(wanted_host, host, scheme)
        && covers_path(wanted_path, path)
}

fn origin_of(url: &str) -> &str {
    let start = url.find("://").map_or(0, |at| at + 3);
    let end = url
        .get(start..)
        .and_then(|rest| rest.find('/'))
        .map_or(url.len(), |at| start + at);
    url.get(..end).unwrap_or(url)
}

/// `http` covers `https` too.
fn upgrades(named: &str, scheme: &str) -> bool {
    named.eq_ignore_ascii_case(scheme)
        || (named.eq_ignore_ascii_case("http") && scheme.eq_ignore_ascii_case("https"))
}

fn split_path(text: &str) -> (&str, &str) {
    match text.find('/') {
        Some(at) => text.split_at(at),
        None => (text, ""),
    }
}

fn covers_host(wanted: &str, host: &str, scheme: &str) -> bool {
    let (wanted_name, wanted_port) = split_port(wanted);
    let (name, port) = split_port(host);
    let default = if scheme.eq_ignore_ascii_case("https") {
        "443"
    } else {
        "80"
    };
    let same_port =
        wanted_port == Some("*") || wanted_port.unwrap_or(default) == port.unwrap_or(default);
    let name = name.to_ascii_lowercase();
    let wanted_name = wanted_name.to_ascii_lowercase();
    let same_name = match wanted_name.strip_prefix('*') {
        Some(suffix) => suffix.is_empty() || name.len() > suffix.len() && name.ends_with(suffix),
        None => name == wanted_name,
    };
    same_port && same_name
}

/// A port is digits, or `*`, behind the last colon.
fn split_port(host: &str) -> (&str, Option<&str>) {
    match host.rsplit_once(':') {
        Some((name, port)) if port == "*" || port.bytes().all(|byte| byte.is_ascii_digit()) => {
            (name, Some(port))
        }
        _ => (host, None),
    }
}

/// A path that ends in a slash covers what is below it; any other is exact.
fn covers_path(wanted: &str, path: &str) -> bool {
    wanted.is_empty() || wanted == path || wanted.ends_with('/') && path.starts_with(wanted)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    const URL: &str = "https://api.foo.com/v1/todos";
    const PAGE: &str = "https://foo.com";

    #[test]
    fn a_policy_that_names_the_api_lets_it_through() {
        for sources in [
            "https://api.foo.com",
            "api.foo.com",
            "https://*.foo.com",
            "*.foo.com:443",
            "*.foo.com:*",
            "https:",
            "http:",
            "*",
            "'self' https://API.foo.com/v1/",
            "https://api.foo.com/v1/todos",
        ] {
            let policy = format!("default-src 'none'; connect-src {sources}");
            assert!(allows_connect(&policy, URL, PAGE), "{sources}");
        }
        assert!(allows_connect("script-src 'self'", URL, PAGE));
        assert!(allows_connect("", URL, PAGE));
        assert!(allows_connect(
            "connect-src 'self'",
            "https://foo.com/a",
            PAGE
        ));
    }

    #[test]
    fn any_other_does_not() {
        for sources in [
            "'self'",
            "'none'",
            "",
            "https://foo.com",
            "https://api.foo.com:8443",
            "https://api.foo.com.evil.com",
            "https://*.api.foo.com",
            "https://api.foo.com/v2/",
            "https://api.foo.com/v1",
            "wss:",
        ] {
            let policy = format!("connect-src {sources}");
            assert!(!allows_connect(&policy, URL, PAGE), "{sources}");
        }
        assert!(!allows_connect("default-src 'self'", URL, PAGE));
    }

    #[test]
    fn webassembly_needs_its_keyword() {
        assert!(allows_wasm("connect-src 'self'"));
        assert!(allows_wasm("script-src 'self' 'wasm-unsafe-eval'"));
        assert!(allows_wasm("default-src 'unsafe-eval'"));
        assert!(!allows_wasm("script-src 'self'"));
        assert!(!allows_wasm("default-src 'self'; script-src 'self'"));
    }

    #[test]
    fn each_of_two_policies_must_allow_it() {
        let facts = Facts {
            url: URL.into(),
            api: "https://api.foo.com".into(),
            origin: Some(PAGE.into()),
            csp: crate::facts::Csp {
                policy: "script-src 'wasm-unsafe-eval', connect-src 'self'".into(),
                blocked: false,
            },
            ..Facts::default()
        };
        let codes: Vec<Code> = check(&facts).iter().map(|finding| finding.code).collect();
        assert_eq!(codes, [Code::CspConnect]);
    }
}
