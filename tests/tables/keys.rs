//! What keys mean: `keys.json`.

use super::{Platform, assert_none, rows};
use clerk_fetch::policy::base::Join;
use clerk_fetch::policy::key::{Kind, Param, Part};
use serde_json::Value;

const KEYS: &str = include_str!("../data/keys.json");
const BASE: &str = "https://api.foo.com";

/// Every key is the URL that its row says, or is refused where it says none.
pub fn check_keys<P: Platform>() {
    let rows = rows(KEYS);
    let failures: Vec<String> = rows
        .iter()
        .filter_map(|row| {
            let url = text_of::<P>(&row["key"]).and_then(|text| sent_for::<P>(&text));
            let expected = row["url"]
                .as_str()
                .and_then(|url| P::parse(url, Some(BASE)))
                .map(|url| url.href);
            (url != expected).then(|| format!("{row}\n    gave {url:?}"))
        })
        .collect();
    assert_none(&failures, rows.len());
}

fn sent_for<P: Platform>(text: &str) -> Option<String> {
    let url = match P::join(text) {
        Join::Absolute => P::parse(text, None),
        Join::Suffix => P::parse(&format!("{BASE}/{text}"), None),
        Join::Path { skip } => P::parse(&format!("{BASE}/{}", text.get(skip..)?), None),
    };
    Some(url?.href)
}

fn kind_of(value: &Value) -> Kind {
    match value {
        Value::Null => Kind::Null,
        Value::Bool(_) => Kind::Boolean,
        Value::Number(_) => Kind::Number,
        Value::String(text) if text.is_empty() => Kind::EmptyText,
        Value::String(_) => Kind::Text,
        Value::Array(_) => Kind::Array,
        Value::Object(_) => Kind::Plain,
    }
}

/// As `String(value)` in JavaScript; for what the core has called a segment or a parameter.
fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// `js/call/key.ts`: the URL of a key.
fn text_of<P: Platform>(key: &Value) -> Option<String> {
    let alone = [key.clone()];
    let elements = key.as_array().map_or(&alone[..], Vec::as_slice);
    let (mut path, mut search) = (String::new(), String::new());
    if elements.is_empty() {
        return None;
    }
    for (index, element) in elements.iter().enumerate() {
        let kind = kind_of(element);
        match P::part(kind, &text(element), index, elements.len())? {
            Part::Base if !key.is_array() => return Some(text(element)),
            Part::Base => {
                let whole = text(element);
                let whole = whole.split('#').next()?;
                let at = whole.find('?').unwrap_or(whole.len());
                (path, search) = (whole.get(..at)?.to_owned(), whole.get(at..)?.to_owned());
            }
            Part::Segment => {
                if !path.ends_with('/') {
                    path.push('/');
                }
                path += &encoded(&text(element));
            }
            Part::Params => search += &query_behind::<P>(&search, element)?,
        }
    }
    Some(path + &search)
}

fn query_behind<P: Platform>(before: &str, params: &Value) -> Option<String> {
    let mut pairs = Vec::new();
    for (name, value) in params.as_object()? {
        match P::param(kind_of(value), false)? {
            Param::Dropped => {}
            Param::Single => pairs.push((name.clone(), text(value))),
            Param::Repeated => {
                for element in value.as_array()? {
                    if P::param(kind_of(element), true)? == Param::Single {
                        pairs.push((name.clone(), text(element)));
                    }
                }
            }
        }
    }
    let query = P::form(&pairs);
    let joint = match before {
        _ if query.is_empty() => "",
        "" => "?",
        "?" => "",
        _ => "&",
    };
    Some(format!("{joint}{query}"))
}

/// JavaScript's `encodeURIComponent`.
fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out += &format!("%{byte:02X}");
        }
    }
    out
}
