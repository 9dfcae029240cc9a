//! Who gets the token: an input, a rule and a page, a line each, against the crate `url` and the words of the contract.
#![no_main]

use clerk_fetch::policy::base::{Join, join};
use clerk_fetch::policy::origin::{Source, check_rule, grants, is_web, refusal};
use libfuzzer_sys::fuzz_target;
use url::{ParseError, Position, Url};

const BASE: &str = "https://api.foo.com/v1";

/// `scheme://host[:port]`, as JavaScript cuts it from a URL.
fn origin_of(url: &Url) -> String {
    let authority = &url[Position::BeforeHost..Position::AfterPort];
    format!("{}://{authority}", url.scheme())
}

fn check_listed(url: &Url, raw: &str) {
    let Ok(parsed) = Url::parse(raw) else { return };
    let rule = origin_of(&parsed);
    if check_rule(rule.as_bytes(), raw.as_bytes()).is_err() {
        return;
    }
    let candidate = origin_of(url);
    let granted = grants(Source::Listed, candidate.as_bytes(), rule.as_bytes());
    let host = url.host_str().unwrap_or_default();
    let same_place = url.scheme() == parsed.scheme() && url.port() == parsed.port();
    let named = parsed.host_str().unwrap_or_default();
    let covered = match named.strip_prefix("*.") {
        // At a label's border, and never the domain itself.
        Some(domain) => host
            .strip_suffix(domain)
            .and_then(|rest| rest.strip_suffix('.'))
            .is_some_and(|label| !label.is_empty()),
        None => host == named,
    };
    assert_eq!(granted, same_place && covered, "{candidate} by {rule}");
    assert!(matches!(parsed.scheme(), "http" | "https"), "{raw}");
    assert!(
        !named.strip_prefix("*.").unwrap_or(named).contains('*'),
        "{raw}"
    );
    assert!(
        parsed.username().is_empty() && parsed.password().is_none(),
        "{raw}"
    );
    assert_eq!(
        (parsed.path(), parsed.query(), parsed.fragment()),
        ("/", None, None),
        "{raw}"
    );
}

fn check_page(url: &Url, page: &Url) {
    let (candidate, own) = (origin_of(url), origin_of(page));
    let host = url.host_str().unwrap_or_default();
    let loopback = host == "localhost"
        || host.ends_with(".localhost")
        || host == "[::1]"
        || matches!(url.host(), Some(url::Host::Ipv4(address)) if address.is_loopback());
    let secure = url.scheme() == "https" || url.scheme() == "http" && loopback;
    assert_eq!(
        grants(Source::Page, candidate.as_bytes(), own.as_bytes()),
        candidate == own && secure,
        "{candidate} on {own}"
    );
    let web = matches!(url.scheme(), "http" | "https");
    assert_eq!(is_web(candidate.as_bytes()), web, "{candidate}");
    for source in [Source::Page, Source::Base, Source::Listed] {
        assert!(
            web || !grants(source, candidate.as_bytes(), candidate.as_bytes()),
            "{candidate}"
        );
    }
}

/// As JavaScript writes text for the core.
fn ascii(text: &str) -> Vec<u8> {
    text.encode_utf16()
        .map(|unit| u8::try_from(unit).ok().filter(u8::is_ascii).unwrap_or(0x7f))
        .collect()
}

/// Nothing without a scheme leaves the base's origin, and nothing with one is appended to it.
fn check_join(input: &str) {
    let how = join(&ascii(input));
    let needs_base = Url::parse(input) == Err(ParseError::RelativeUrlWithoutBase);
    assert_eq!(how != Join::Absolute, needs_base, "{input:?}");
    let appended = match how {
        Join::Absolute => return,
        Join::Suffix => format!(
            "{BASE}{}",
            input.trim_start_matches(|character| character <= ' ')
        ),
        Join::Path { skip } => format!(
            "{BASE}/{}",
            input.get(skip..).expect("ASCII alone is skipped")
        ),
    };
    let url = Url::parse(&appended).expect("what is appended to a base is a URL");
    assert_eq!(origin_of(&url), "https://api.foo.com", "{input:?}");
    assert!(
        url.username().is_empty() && url.password().is_none(),
        "{input:?}"
    );
}

fuzz_target!(|data: &[u8]| {
    let mut parts = data.splitn(3, |&byte| byte == b'\n');
    let mut part = || parts.next().unwrap_or_default();
    let (input, rule, page) = (part(), part(), part());
    // Whatever the bytes, the core neither panics nor grants by chance.
    for source in [Source::Page, Source::Base, Source::Listed] {
        assert!(!grants(source, input, rule) || is_web(input));
    }
    let _ = (check_rule(input, rule), refusal(input));
    let (Ok(input), Ok(rule), Ok(page)) = (
        str::from_utf8(input),
        str::from_utf8(rule),
        str::from_utf8(page),
    ) else {
        return;
    };
    check_join(input);
    let page = Url::parse(page).ok();
    let url = match &page {
        Some(base) => base.join(input).ok(),
        None => Url::parse(input).ok(),
    };
    let Some(url) = url else { return };
    check_listed(&url, rule);
    check_page(&url, page.as_ref().unwrap_or(&url));
});
