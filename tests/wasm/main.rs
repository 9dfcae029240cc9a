//! The boundary in WebAssembly: what JavaScript calls, in Node and in a browser, with the platform's own `URL`.
#![cfg(target_arch = "wasm32")]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::panic,
    reason = "tests"
)]

#[path = "../tables/mod.rs"]
mod tables;

use clerk_fetch::engine::action::Action;
use clerk_fetch::error::Message;
use clerk_fetch::exports::{self, window};
use clerk_fetch::policy::base::Join;
use clerk_fetch::policy::key::{Kind, Param, Part};
use clerk_fetch::policy::origin::Source;
use tables::{Address, Platform, window_bytes};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Url, UrlSearchParams};

/// Writes as the executor does: what is not ASCII becomes 0x7F.
fn write(text: &str) -> usize {
    let bytes = window_bytes(text);
    window::write(&bytes);
    bytes.len()
}

fn pair(first: &str, second: &str) -> usize {
    write(&format!("{first}\0{second}"))
}

fn read(length: usize) -> String {
    window::with(length, |bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap()
}

/// The tables are read through the exports, with the parser of Node or of the browser.
struct Wasm;

impl Platform for Wasm {
    fn name() -> String {
        let is_node = js_sys::Reflect::has(&js_sys::global(), &"process".into()).unwrap();
        String::from(if is_node { "node" } else { "chromium" })
    }

    fn parse(text: &str, base: Option<&str>) -> Option<Address> {
        let url = match base {
            Some(base) => Url::new_with_base(text, base),
            None => Url::new(text),
        }
        .ok()?;
        Some(Address {
            href: url.href(),
            origin: format!("{}//{}", url.protocol(), url.host()),
            path: url.pathname(),
            credentials: !url.username().is_empty() || !url.password().is_empty(),
            tail: !url.search().is_empty() || !url.hash().is_empty(),
        })
    }

    fn form(pairs: &[(String, String)]) -> String {
        let params = UrlSearchParams::new().unwrap();
        for (name, value) in pairs {
            params.append(name, value);
        }
        String::from(params.to_string())
    }

    fn grants(source: Source, candidate: &str, allowed: &str) -> bool {
        exports::url::grants(source as u32, pair(candidate, allowed)) == 1
    }

    fn rule_is_fine(parsed: &str, raw: &str) -> bool {
        exports::url::rule(pair(parsed, raw)) == 0
    }

    fn join(input: &str) -> Join {
        match exports::url::join(write(input)) {
            0 => Join::Absolute,
            1 => Join::Suffix,
            skipped => Join::Path { skip: skipped - 2 },
        }
    }

    fn is_base(origin: &str, extra: bool) -> bool {
        exports::url::base(write(origin), extra) == 0
    }

    fn part(kind: Kind, text: &str, index: usize, count: usize) -> Option<Part> {
        let part = exports::key::part(kind as u32, write(text), index as u32, count as u32);
        [Part::Base, Part::Segment, Part::Params]
            .get(part as usize)
            .copied()
    }

    fn param(kind: Kind, nested: bool) -> Option<Param> {
        let param = exports::key::param(kind as u32, nested);
        [Param::Dropped, Param::Single, Param::Repeated]
            .get(param as usize)
            .copied()
    }
}

#[wasm_bindgen_test]
fn the_table_of_origins_is_decided_as_it_says() {
    tables::origins::check_origins::<Wasm>();
}

#[wasm_bindgen_test]
fn rules_that_can_never_match_are_refused() {
    tables::origins::check_refused_rules::<Wasm>();
}

#[wasm_bindgen_test]
fn the_table_of_keys_means_what_it_says() {
    tables::keys::check_keys::<Wasm>();
}

#[wasm_bindgen_test]
fn a_call_is_integers_from_its_url_to_its_response() {
    let begin = |body: Kind, verdict| exports::call::begin(0, 0, body as u32, verdict);
    let token = begin(Kind::Undefined, 0);
    assert_eq!(token & 15, Action::GetToken.code());
    let send = exports::call::step(token >> 4, 2, 0);
    assert_eq!(send & 15, Action::Send.code());
    let challenge = exports::call::step(send >> 4, 3, 401);
    assert_eq!(challenge & 15, Action::Challenge.code());
    let streamed = exports::call::step(begin(Kind::Stream, 0) >> 4, 2, 0);
    // A stream cannot be sent again: its refusal renews the token for later calls.
    let refused = exports::call::step(streamed >> 4, 3, 401);
    assert_eq!(refused & 15, Action::Challenge.code());
    let renew = exports::call::step(refused >> 4, 4, 1);
    assert_eq!(renew & 15, Action::Renew.code());
    let refused = begin(Kind::Undefined, Message::ForeignOrigin as u32);
    assert_eq!(
        refused,
        Action::Fail(Message::ForeignOrigin).code() | (Message::ForeignOrigin as u32) << 4
    );
}

#[wasm_bindgen_test]
fn messages_stand_in_the_window() {
    let words = read(exports::error::words(Message::ForeignOrigin as u32));
    let (code, template) = words.split_once('\0').unwrap();
    assert_eq!(code, "origin_not_allowed");
    assert!(template.contains("allowedOrigins: [\"%o\"]"), "{template}");
}

#[wasm_bindgen_test]
fn a_misspelt_option_leaves_its_neighbour_in_the_window() {
    let verdict = exports::options::option(0, pair("baseURL", "x"), Kind::Text as u32, f64::NAN);
    assert!((verdict as i32) < 0);
    assert_eq!(verdict & 255, Message::UnknownOption as u32);
    assert_eq!(read((verdict >> 8 & 0xffff) as usize), "baseUrl");
}

#[wasm_bindgen_test]
fn identities_differ_where_both_are_known() {
    assert!(exports::token::identity_changed(true, true, false));
    assert!(!exports::token::identity_changed(true, true, true));
    assert!(!exports::token::identity_changed(false, true, false));
}

#[wasm_bindgen_test]
fn a_text_that_does_not_fit_is_refused() {
    let long = format!("https://foo.com\0{}", "x".repeat(window::CAPACITY));
    let length = write(&long);
    assert_eq!(exports::url::grants(2, length), 0);
    assert_ne!(exports::url::rule(length), 0);
    assert_eq!(
        exports::url::join(write(&"/".repeat(window::CAPACITY + 9))),
        2 + window::CAPACITY
    );
}
