//! The boundary in WebAssembly: what JavaScript calls, in Node and in a browser, with the platform's own `URL`.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use clerk_fetch::engine::action::Action;
use clerk_fetch::error::Message;
use clerk_fetch::exports::{self, window};
use clerk_fetch::policy::key::Kind;
use serde_json::Value;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Url;

/// Writes as the executor does: what is not ASCII becomes 0x7F.
fn write(text: &str) -> usize {
    let bytes: Vec<u8> = text
        .encode_utf16()
        .map(|unit| u8::try_from(unit).ok().filter(u8::is_ascii).unwrap_or(0x7f))
        .collect();
    window::write(&bytes);
    bytes.len()
}

fn pair(first: &str, second: &str) -> usize {
    write(&format!("{first}\0{second}"))
}

fn read(length: usize) -> String {
    window::with(length, |bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap()
}

/// `scheme://host[:port]` as the platform's parser has it; empty where it refuses. Chromium escapes `*`.
fn origin_of(text: &str) -> String {
    Url::new(text).map_or_else(
        |_| String::new(),
        |url| format!("{}//{}", url.protocol(), url.host()).replace("%2A", "*"),
    )
}

fn table(text: &str) -> Vec<Value> {
    serde_json::from_str(text).unwrap()
}

#[wasm_bindgen_test]
fn rules_that_can_never_match_are_refused_with_the_platforms_parser() {
    for row in table(include_str!("../data/refused-rules.json")) {
        let Some(rule) = row.as_str() else { continue };
        assert_ne!(exports::rule(pair(&origin_of(rule), rule)), 0, "{rule:?}");
    }
}

/// What may get the token is granted by some source, what may not by none: the table that JavaScript runs whole.
#[wasm_bindgen_test]
fn the_table_of_origins_is_decided_alike() {
    let rows = table(include_str!("../data/origins.json"));
    let decided = rows.iter().filter_map(decide).count();
    assert!(
        decided > 60,
        "only {decided} of {} rows have an absolute input",
        rows.len()
    );
}

fn decide(row: &Value) -> Option<()> {
    let input = row["input"].as_str()?;
    let url = Url::new(input).ok()?;
    if !url.username().is_empty() || !url.password().is_empty() {
        return None;
    }
    let page = row["page"].as_str().map(origin_of).unwrap_or_default();
    let base = row["baseUrl"].as_str().map(origin_of).unwrap_or_default();
    // A special scheme without slashes is relative where the base has the same one.
    if row["page"].is_object() || (row["page"].is_string() && !input.contains("//")) {
        return None;
    }
    let origin = origin_of(input);
    let listed: Vec<String> = row["allowedOrigins"]
        .as_array()
        .map(|rules| {
            rules
                .iter()
                .filter_map(Value::as_str)
                .map(origin_of)
                .collect()
        })
        .unwrap_or_default();
    let granted = exports::grants(0, pair(&origin, &page)) == 1
        || exports::grants(1, pair(&origin, &base)) == 1
        || listed
            .iter()
            .any(|rule| exports::grants(2, pair(&origin, rule)) == 1);
    assert_eq!(granted, row["expect"] == "token", "{row}");
    Some(())
}

#[wasm_bindgen_test]
fn a_call_is_integers_from_its_url_to_its_response() {
    let start = exports::begin(1 << 5, 0) >> 4;
    let token = exports::step(start, 0, 0);
    assert_eq!(token & 15, Action::GetToken.code());
    let send = exports::step(token >> 4, 2, 0);
    assert_eq!(send & 15, Action::Send.code());
    let challenge = exports::step(send >> 4, 3, 401);
    assert_eq!(challenge & 15, Action::Challenge.code());
    let refused = exports::step(start, 0, Message::ForeignOrigin as u32);
    assert_eq!(
        refused,
        Action::Fail(Message::ForeignOrigin).code() | (Message::ForeignOrigin as u32) << 4
    );
}

#[wasm_bindgen_test]
fn messages_stand_in_the_window() {
    let words = read(exports::words(Message::ForeignOrigin as u32));
    let (code, template) = words.split_once('\0').unwrap();
    assert_eq!(code, "origin_not_allowed");
    assert!(template.contains("allowedOrigins: [\"%o\"]"), "{template}");
}

#[wasm_bindgen_test]
fn a_misspelt_option_leaves_its_neighbour_in_the_window() {
    let verdict = exports::option(0, pair("baseURL", "x"), Kind::Text as u32, f64::NAN);
    assert!((verdict as i32) < 0);
    assert_eq!(verdict & 255, Message::UnknownOption as u32);
    assert_eq!(read((verdict >> 8 & 0xffff) as usize), "baseUrl");
}

#[wasm_bindgen_test]
fn identities_are_compared_in_the_window() {
    assert!(exports::differs(pair("[\"user_1\"]", "[\"user_2\"]")));
    assert!(!exports::differs(pair("[\"user_1\"]", "[\"user_1\"]")));
    assert!(!exports::differs(pair("", "[\"user_1\"]")));
}

#[wasm_bindgen_test]
fn a_text_that_does_not_fit_is_refused() {
    let long = format!("https://foo.com\0{}", "x".repeat(window::CAPACITY));
    let length = write(&long);
    assert_eq!(exports::grants(2, length), 0);
    assert_ne!(exports::rule(length), 0);
    assert!(exports::differs(length));
    assert_eq!(
        exports::join(write(&"/".repeat(window::CAPACITY + 9))),
        2 + window::CAPACITY
    );
}
