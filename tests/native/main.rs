//! The tables of `tests/data/`, read natively, with the `url` crate as the URL parser.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::panic,
    reason = "tests"
)]

#[path = "../tables/mod.rs"]
mod tables;

use clerk_fetch::policy::base::{self, Join};
use clerk_fetch::policy::key::{self, Kind, Param, Part};
use clerk_fetch::policy::origin::{self, Source};
use tables::{Address, Platform, window_bytes};
use url::{Position, Url, form_urlencoded};

struct Native;

impl Platform for Native {
    fn name() -> String {
        "rust".to_owned()
    }

    fn parse(text: &str, base: Option<&str>) -> Option<Address> {
        let url = match base {
            Some(base) => Url::parse(base).ok()?.join(text),
            None => Url::parse(text),
        }
        .ok()?;
        let authority = &url[Position::BeforeHost..Position::AfterPort];
        Some(Address {
            origin: format!("{}://{authority}", url.scheme()),
            path: url.path().to_owned(),
            credentials: !url.username().is_empty() || url.password().is_some(),
            tail: url.query().is_some_and(|text| !text.is_empty())
                || url.fragment().is_some_and(|text| !text.is_empty()),
            href: url.into(),
        })
    }

    fn form(pairs: &[(String, String)]) -> String {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(pairs).finish()
    }

    fn grants(source: Source, candidate: &str, allowed: &str) -> bool {
        origin::grants(source, &window_bytes(candidate), &window_bytes(allowed))
    }

    fn rule_is_fine(parsed: &str, raw: &str) -> bool {
        origin::check_rule(&window_bytes(parsed), &window_bytes(raw)).is_ok()
    }

    fn join(input: &str) -> Join {
        base::join(&window_bytes(input))
    }

    fn is_base(origin: &str, extra: bool) -> bool {
        base::is_base(&window_bytes(origin), extra)
    }

    fn part(kind: Kind, text: &str, index: usize, count: usize) -> Option<Part> {
        key::part(kind, &window_bytes(text), index as u32, count as u32).ok()
    }

    fn param(kind: Kind, nested: bool) -> Option<Param> {
        key::param(kind, nested).ok()
    }
}

#[test]
fn the_table_of_origins_is_decided_as_it_says() {
    tables::origins::check_origins::<Native>();
}

#[test]
fn rules_that_can_never_match_are_refused() {
    tables::origins::check_refused_rules::<Native>();
}

#[test]
fn the_table_of_keys_means_what_it_says() {
    tables::keys::check_keys::<Native>();
}
