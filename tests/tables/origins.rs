//! Who gets the token: `origins.json` and `refused-rules.json`.

use super::{Address, Platform, assert_none, rows};
use clerk_fetch::policy::base::Join;
use clerk_fetch::policy::origin::Source;
use serde_json::Value;

const ORIGINS: &str = include_str!("../data/origins.json");
const REFUSED_RULES: &str = include_str!("../data/refused-rules.json");

#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    /// It is sent to this URL, with the token.
    Token(String),
    Refused,
    TypeError,
}

/// Every row gets what it expects, or what its `or` says of other parsers.
pub fn check_origins<P: Platform>() {
    let rows = rows(ORIGINS);
    let failures: Vec<String> = rows
        .iter()
        .filter_map(|row| {
            let outcome = outcome_of::<P>(row);
            let other = other(row, &P::name()).map(expected);
            let fits = outcome == expected(row) || Some(&outcome) == other.as_ref();
            (!fits).then(|| format!("{row}\n    gave {outcome:?}"))
        })
        .collect();
    assert_none(&failures, rows.len());
}

/// Every rule of the table is refused. (Values that are no text are for JavaScript alone.)
pub fn check_refused_rules<P: Platform>() {
    let rules = rows(REFUSED_RULES);
    let failures: Vec<String> = rules
        .iter()
        .filter_map(Value::as_str)
        .filter(|rule| rule_of::<P>(rule).is_some())
        .map(|rule| format!("{rule:?} was taken"))
        .collect();
    assert_none(&failures, rules.len());
}

/// What else is right for a parser that the row names in `or`, with the reason.
fn other<'a>(row: &'a Value, parser: &str) -> Option<&'a Value> {
    let or = row.get("or")?;
    let named = or["in"]
        .as_array()
        .unwrap()
        .iter()
        .any(|name| name == parser);
    named.then_some(or)
}

fn expected(row: &Value) -> Outcome {
    match row["expect"].as_str() {
        Some("token") => Outcome::Token(row["url"].as_str().unwrap().to_owned()),
        Some("refused") => Outcome::Refused,
        Some("type_error") => Outcome::TypeError,
        other => panic!("{other:?} in {row}"),
    }
}

/// `js/options.ts`: the origin that a rule is kept as; Chromium escapes the `*` of a host.
fn rule_of<P: Platform>(raw: &str) -> Option<String> {
    let parsed = P::parse(raw, None)
        .map(|url| url.origin)
        .unwrap_or_default();
    let parsed = parsed.replace("%2A", "*");
    P::rule_is_fine(&parsed, raw).then_some(parsed)
}

/// The page's origin, and what relative inputs are relative to.
fn page_of<P: Platform>(page: &Value) -> (String, Option<String>) {
    let href = page.as_str().or_else(|| page["href"].as_str());
    let named = page["origin"].as_str().map(str::to_owned);
    let own = || P::parse(href?, None).map(|url| url.origin);
    let base = page["base"].as_str().or(href).map(str::to_owned);
    (named.or_else(own).unwrap_or_default(), base)
}

/// `js/options.ts`: a `baseUrl` without what follows its path, and its origin.
fn base_of<P: Platform>(raw: &str) -> (String, String) {
    let url = P::parse(raw, None).unwrap();
    assert!(
        P::is_base(&url.origin, url.tail || url.credentials),
        "{raw}"
    );
    (format!("{}{}", url.origin, url.path), url.origin)
}

/// `js/call/url.ts`: an input is appended to `baseUrl`, or means what it means to `fetch`.
fn resolve<P: Platform>(
    input: &str,
    base_url: Option<&str>,
    page_base: Option<&str>,
) -> Option<Address> {
    let Some(base) = base_url else {
        return P::parse(input, page_base);
    };
    match P::join(input) {
        Join::Absolute => P::parse(input, None),
        Join::Suffix => {
            let seen = input.trim_start_matches(|character| character <= ' ');
            P::parse(&format!("{base}{seen}"), None)
        }
        Join::Path { skip } => {
            let root = base.strip_suffix('/').unwrap_or(base);
            P::parse(&format!("{root}/{}", input.get(skip..).unwrap()), None)
        }
    }
}

fn outcome_of<P: Platform>(row: &Value) -> Outcome {
    let (page, page_base) = page_of::<P>(&row["page"]);
    let base = row["baseUrl"].as_str().map(base_of::<P>);
    let (base_url, base_origin) = base.unzip();
    let rules = row["allowedOrigins"].as_array().into_iter().flatten();
    let rules: Vec<String> = rules
        .map(|rule| {
            rule_of::<P>(rule.as_str().unwrap()).unwrap_or_else(|| panic!("{rule} was refused"))
        })
        .collect();
    let input = row["input"].as_str().unwrap();
    let Some(url) = resolve::<P>(input, base_url.as_deref(), page_base.as_deref()) else {
        return Outcome::TypeError;
    };
    let granted = P::grants(Source::Page, &url.origin, &page)
        || P::grants(Source::Base, &url.origin, &base_origin.unwrap_or_default())
        || rules
            .iter()
            .any(|rule| P::grants(Source::Listed, &url.origin, rule));
    if granted && !url.credentials {
        Outcome::Token(url.href)
    } else {
        Outcome::Refused
    }
}
