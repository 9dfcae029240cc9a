//! Who gets the token: examples, then properties.

use super::*;
use proptest::prelude::*;

fn listed_by(candidate: &str, rule: &str) -> bool {
    grants(Source::Listed, candidate.as_bytes(), rule.as_bytes())
}

#[test]
fn a_wildcard_covers_subdomains_only() {
    assert!(listed_by("https://api.foo.com", "https://*.foo.com"));
    assert!(listed_by("https://a.b.foo.com", "https://*.foo.com"));
    for outside in [
        "https://foo.com",
        "https://evilfoo.com",
        "https://foo.com.",
        "https://api.foo.com.",
        "https://api.foo.com:8443",
        "http://api.foo.com",
        "https://api.foo.com.evil.com",
        "https://.foo.com",
    ] {
        assert!(!listed_by(outside, "https://*.foo.com"), "{outside}");
    }
    assert!(listed_by(
        "https://a.foo.com:8443",
        "https://*.foo.com:8443"
    ));
}

#[test]
fn the_page_gets_it_over_https_or_on_loopback() {
    for origin in [
        "https://foo.com",
        "http://localhost:3000",
        "http://app.localhost",
        "http://127.0.0.1:8080",
        "http://127.255.0.3",
        "http://[::1]:9",
        "http://[::1]",
    ] {
        assert!(
            grants(Source::Page, origin.as_bytes(), origin.as_bytes()),
            "{origin}"
        );
    }
    for origin in [
        "http://foo.com",
        "http://127.0.0.1.evil.com",
        "http://127.evil.com",
        "http://127.0.0.1..",
        "http://127..",
        "http://localhost.evil.com",
        "http://192.168.1.5:3000",
        "null",
        "file://",
        "data://",
        "blob://",
        "",
    ] {
        assert!(
            !grants(Source::Page, origin.as_bytes(), origin.as_bytes()),
            "{origin}"
        );
    }
}

#[test]
fn an_http_origin_counts_when_it_is_named() {
    assert!(grants(Source::Base, b"http://api.lan", b"http://api.lan"));
    assert!(listed_by("http://api.lan", "http://api.lan"));
    assert!(!listed_by("http://api.lan", "https://api.lan"));
}

#[test]
fn nothing_opaque_is_ever_listed() {
    for opaque in [
        "null",
        "data://",
        "file://",
        "blob://",
        "javascript://",
        "about://",
    ] {
        for source in [Source::Page, Source::Base, Source::Listed] {
            assert!(
                !grants(source, opaque.as_bytes(), opaque.as_bytes()),
                "{opaque}"
            );
        }
        assert_eq!(refusal(opaque.as_bytes()), Message::OpaqueOrigin);
    }
}

#[test]
fn a_refusal_says_which_kind_it_is() {
    assert_eq!(refusal(b"https://evil.com"), Message::ForeignOrigin);
    assert_eq!(refusal(b"http://localhost:1"), Message::ForeignOrigin);
    assert_eq!(refusal(b"http://evil.com"), Message::InsecureOrigin);
}

#[test]
fn rules_that_can_never_match_are_refused() {
    let rows: &[(&str, &str, Result<(), Message>)] = &[
        ("https://api.foo.com", "https://api.foo.com", Ok(())),
        ("https://api.foo.com", "https://api.foo.com/", Ok(())),
        ("https://api.foo.com", "HTTPS://API.foo.com", Ok(())),
        ("https://*.foo.com", "https://*.foo.com", Ok(())),
        ("http://10.0.0.2:3000", "http://10.0.0.2:3000", Ok(())),
        ("http://localhost:3000", "http://localhost:3000", Ok(())),
        (
            "https://*..com",
            "https://*..com",
            Err(Message::RuleWildcard),
        ),
        (
            "https://*.com..",
            "https://*.com..",
            Err(Message::RuleWildcard),
        ),
        (
            "https://foo.com",
            "https://foo.com/v1",
            Err(Message::RulePath),
        ),
        (
            "https://foo.com",
            "https://foo.com?",
            Err(Message::RulePath),
        ),
        (
            "https://foo.com",
            "https://foo.com#",
            Err(Message::RulePath),
        ),
        (
            "https://foo.com",
            "https://foo.com\\",
            Err(Message::RulePath),
        ),
        (
            "https://foo.com",
            "https://u:p@foo.com",
            Err(Message::RulePath),
        ),
        (
            "https://foo.com",
            " https://foo.com",
            Err(Message::RuleNotAnOrigin),
        ),
        (
            "https://foo.com",
            "https://foo.com ",
            Err(Message::RuleNotAnOrigin),
        ),
        ("", "foo.com", Err(Message::RuleNotAnOrigin)),
        ("", "*", Err(Message::RuleNotAnOrigin)),
        ("", "null", Err(Message::RuleNotAnOrigin)),
        ("", "https://", Err(Message::RuleNotAnOrigin)),
        (
            "https://foo.com",
            "https:foo.com",
            Err(Message::RuleNotAnOrigin),
        ),
        (
            "ftp://foo.com",
            "ftp://foo.com",
            Err(Message::RuleNotAnOrigin),
        ),
        ("data://", "data://x", Err(Message::RuleNotAnOrigin)),
        ("https://*.com", "https://*.com", Err(Message::RuleWildcard)),
        (
            "https://*.com.",
            "https://*.com.",
            Err(Message::RuleWildcard),
        ),
        ("https://*", "https://*", Err(Message::RuleWildcard)),
        (
            "https://a.*.foo.com",
            "https://a.*.foo.com",
            Err(Message::RuleWildcard),
        ),
        (
            "https://*foo.com",
            "https://*foo.com",
            Err(Message::RuleWildcard),
        ),
        (
            "https://*.*.foo.com",
            "https://*.*.foo.com",
            Err(Message::RuleWildcard),
        ),
    ];
    for (parsed, raw, expected) in rows {
        assert_eq!(
            check_rule(parsed.as_bytes(), raw.as_bytes()),
            *expected,
            "{raw}"
        );
    }
}

/// Few parts, so that much of it meets: what `URL` gives for origins, and what has none.
fn origin() -> impl Strategy<Value = String> {
    "((https|http)://(a\\.|b\\.a\\.|)(foo\\.com|evilfoo\\.com|localhost|127\\.0\\.0\\.1|\\[::1\\])(|:8443)|null|data://|file://foo\\.com)"
}

fn rules() -> impl Strategy<Value = Vec<String>> {
    let rule = "(https|http)://(\\*\\.|a\\.|)(foo\\.com|a\\.foo\\.com)(|:8443)";
    proptest::collection::vec(rule, 0..4)
}

fn admits(candidate: &str, page: &str, base: &str, rules: &[String]) -> bool {
    grants(Source::Page, candidate.as_bytes(), page.as_bytes())
        || grants(Source::Base, candidate.as_bytes(), base.as_bytes())
        || rules.iter().any(|rule| listed_by(candidate, rule))
}

proptest! {
    #[test]
    fn a_wildcard_never_covers_a_host_outside_its_domain(host in "[a-z0-9.-]{1,40}") {
        let candidate = format!("https://{host}");
        prop_assert_eq!(listed_by(&candidate, "https://*.foo.com"), host.len() > 8 && host.ends_with(".foo.com"));
    }

    #[test]
    fn a_wildcard_ends_at_a_label_border(
        domain in "[a-z0-9]{1,6}(\\.[a-z0-9]{1,6}){1,2}",
        before in "[a-z0-9.-]{0,6}",
        after in "(|\\.|m|\\.evil\\.com|:8443)",
        scheme in "(https|http)",
    ) {
        let rule = format!("https://*.{domain}");
        prop_assert_eq!(check_rule(rule.as_bytes(), rule.as_bytes()), Ok(()));
        let candidate = format!("{scheme}://{before}{domain}{after}");
        let covered = scheme == "https" && after.is_empty() && before.len() > 1 && before.ends_with('.');
        prop_assert_eq!(listed_by(&candidate, &rule), covered, "{} by {}", candidate, rule);
    }

    #[test]
    fn an_admitted_origin_is_the_pages_the_bases_or_a_listed_one(
        candidate in origin(), page in origin(), base in origin(), rules in rules(),
    ) {
        let listed = rules.iter().any(|rule| match rule.split_once('*') {
            Some((scheme, domain)) => candidate
                .strip_prefix(scheme)
                .and_then(|rest| rest.strip_suffix(domain))
                .is_some_and(|labels| !labels.is_empty()),
            None => *rule == candidate,
        });
        let web = candidate.starts_with("https://") || candidate.starts_with("http://");
        let admitted = admits(&candidate, &page, &base, &rules);
        prop_assert!(!admitted || web && (candidate == page || candidate == base || listed));
        prop_assert!(!(web && (candidate == base || listed)) || admitted);
    }

    #[test]
    fn more_rules_admit_more_and_their_order_says_nothing(
        candidate in origin(), page in origin(), base in origin(), rules in rules(), more in rules(),
    ) {
        let before = admits(&candidate, &page, &base, &rules);
        let mut all = [rules, more.clone()].concat();
        let after = admits(&candidate, &page, &base, &all);
        prop_assert!(!before || after);
        prop_assert_eq!(after, before || admits(&candidate, "", "", &more));
        all.reverse();
        prop_assert_eq!(admits(&candidate, &page, &base, &all), after);
    }

    #[test]
    fn a_rule_that_is_taken_is_an_origin_and_is_taken_again(raw in "(https?|ftp|data)://[a-c*.:@/?# \\\\]{0,8}") {
        let parsed = raw.strip_suffix('/').unwrap_or(&raw);
        if check_rule(parsed.as_bytes(), raw.as_bytes()).is_ok() {
            prop_assert!(is_web(parsed.as_bytes()));
            prop_assert_eq!(check_rule(parsed.as_bytes(), parsed.as_bytes()), Ok(()));
            let (_, host) = parsed.split_once("://").unwrap();
            prop_assert!(!host.contains(['/', '\\', '?', '#', '@', ' ']), "{}", raw);
            prop_assert!(!host.strip_prefix("*.").unwrap_or(host).contains('*'), "{}", raw);
        }
    }

    #[test]
    fn a_page_gets_it_where_its_refusal_would_be_of_a_foreign_origin(own in origin()) {
        let granted = grants(Source::Page, own.as_bytes(), own.as_bytes());
        prop_assert_eq!(granted, refusal(own.as_bytes()) == Message::ForeignOrigin);
        prop_assert!(granted || !own.starts_with("https://"));
    }

    #[test]
    fn no_input_panics(candidate: Vec<u8>, rule: Vec<u8>) {
        for source in [Source::Page, Source::Base, Source::Listed] {
            grants(source, &candidate, &rule);
        }
        let _ = check_rule(&candidate, &rule);
    }
}
