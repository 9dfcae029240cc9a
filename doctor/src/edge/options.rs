//! The options, read once. Those of the package's own fetchers are taken as they are, so that the same object can be given.

use super::host;
use super::wait::Abort;
use crate::mask::clean;
use clerk_fetch::policy::base::{Join, join};
use js_sys::{Array, Function, Object, Reflect};
use std::cell::{Cell, RefCell};
use wasm_bindgen::prelude::{JsCast, JsValue};
use web_sys::{AbortSignal, Url};

/// For each step, in ms.
const TIMEOUT: f64 = 10_000.0;

pub struct Options {
    /// The token source, where it is not Clerk.
    pub get_token: Option<Function>,
    /// A Clerk object, over `globalThis.Clerk`.
    pub clerk: JsValue,
    pub template: String,
    pub organization_id: String,
    pub base_url: String,
    pub allowed_origins: Vec<String>,
    pub credentials: bool,
    /// The page's origin, for a terminal.
    pub origin: Option<String>,
    /// What the preflight asks for, in a terminal.
    pub method: String,
    pub copies: Vec<String>,
    pub timeout: f64,
    pub abort: Abort,
    on_progress: Option<Function>,
    steps: Cell<u32>,
    /// The token, once it has come: what others say is cleaned of it.
    token: RefCell<String>,
}

impl Options {
    pub fn read(given: &JsValue) -> Result<Self, JsValue> {
        let text = |name| host::text_of(&host::get(given, name));
        let origin = match text("origin") {
            empty if empty.is_empty() => None,
            written => Some(
                origin_of(&written)
                    .ok_or_else(|| wrong("origin", "an origin such as https://foo.com"))?,
            ),
        };
        let base_url = text("baseUrl");
        if !base_url.is_empty() && host::page_origin().is_none() && Url::new(&base_url).is_err() {
            return Err(wrong("baseUrl", "an http or https URL"));
        }
        let timeout = host::get(given, "timeout");
        let timeout = if timeout.is_undefined() {
            TIMEOUT
        } else {
            timeout
                .as_f64()
                .filter(|ms| *ms > 0.0)
                .ok_or_else(|| wrong("timeout", "a number of milliseconds"))?
        };
        Ok(Self {
            get_token: host::function(given, "getToken"),
            clerk: host::get(given, "clerk"),
            template: text("template"),
            organization_id: text("organizationId"),
            base_url,
            allowed_origins: texts(&host::get(given, "allowedOrigins"))
                .iter()
                .map(|rule| origin_of(rule).unwrap_or_else(|| rule.clone()))
                .collect(),
            credentials: host::text(&host::get(given, "init"), "credentials") == "include",
            origin,
            method: match text("method") {
                empty if empty.is_empty() => "GET".into(),
                method => method.to_ascii_uppercase(),
            },
            copies: texts(&host::get(given, "copies")),
            timeout,
            abort: Abort::new(host::get(given, "signal").dyn_into::<AbortSignal>().ok()),
            on_progress: host::function(given, "onProgress"),
            steps: Cell::new(0),
            token: RefCell::default(),
        })
    }

    /// From now on this is masked.
    pub fn hide(&self, token: &str) {
        self.token.replace(token.to_owned());
    }

    /// What an API says, as a fact may have it.
    pub fn clean(&self, text: &str) -> String {
        clean(text, &self.token.borrow())
    }

    /// What the package makes of an input beside a `baseUrl`.
    pub fn behind_base(&self, input: &str) -> String {
        if self.base_url.is_empty() {
            return input.to_owned();
        }
        match join(input.as_bytes()) {
            Join::Absolute => input.to_owned(),
            Join::Suffix => format!("{}{input}", self.base_url),
            Join::Path { skip } => {
                let base = self.base_url.trim_end_matches('/');
                format!("{base}/{}", input.get(skip..).unwrap_or_default())
            }
        }
    }

    pub fn base_origin(&self) -> String {
        origin_of(&self.base_url).unwrap_or_default()
    }

    /// Whether they say who may get the token.
    pub fn names_origins(&self) -> bool {
        !(self.base_url.is_empty() && self.allowed_origins.is_empty())
    }

    /// Tells the observer which step begins. What it throws is its own affair.
    pub fn progress(&self, step: &str) {
        let number = self.steps.get() + 1;
        self.steps.set(number);
        let Some(observer) = &self.on_progress else {
            return;
        };
        let event = Object::new();
        let _ = Reflect::set(&event, &"step".into(), &step.into());
        let _ = Reflect::set(&event, &"number".into(), &number.into());
        let _ = observer.call1(&JsValue::UNDEFINED, &event);
    }
}

/// As the platform's `URL` serialises it; a `*` stays as it is.
pub fn origin_of(url: &str) -> Option<String> {
    Url::new(url)
        .ok()
        .map(|url| url.origin())
        .filter(|origin| origin != "null")
}

fn texts(list: &JsValue) -> Vec<String> {
    let Some(list) = list.dyn_ref::<Array>() else {
        return vec![];
    };
    list.iter().map(|entry| host::text_of(&entry)).collect()
}

fn wrong(name: &str, wanted: &str) -> JsValue {
    js_sys::TypeError::new(&format!("diagnose(): `{name}` is not {wanted}.")).into()
}
