//! One request and what is read of its answer.

use super::host;
use super::options::Options;
use super::wait::{Ended, within};
use crate::facts::{Answer, Clock, Outcome};
use js_sys::{Date, Promise, Uint8Array};
use serde::de::IgnoredAny;
use wasm_bindgen::prelude::{JsCast, JsValue};
use web_sys::{
    AbortController, Headers, RequestCache, RequestCredentials, RequestInit, RequestMode,
    RequestRedirect, Response, Url,
};

pub struct Call<'a> {
    pub url: &'a str,
    pub method: &'a str,
    pub headers: Vec<(&'a str, &'a str)>,
    pub mode: RequestMode,
    pub credentials: bool,
}

impl<'a> Call<'a> {
    pub fn get(url: &'a str) -> Self {
        Self {
            url,
            method: "GET",
            headers: vec![],
            mode: RequestMode::Cors,
            credentials: false,
        }
    }
}

/// What came of it.
pub struct Seen {
    pub outcome: Outcome,
    pub clock: Option<Clock>,
    /// `Content-Security-Policy`, where it is a page that answered.
    pub policy: String,
}

impl From<Outcome> for Seen {
    fn from(outcome: Outcome) -> Self {
        Self {
            outcome,
            clock: None,
            policy: String::new(),
        }
    }
}

/// Ends the request with its owner: read, given up, or aborted.
struct Ends(AbortController);

impl Drop for Ends {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Sends, and reads. `Err` is the caller's signal's reason only.
pub async fn send(call: &Call<'_>, options: &Options) -> Result<Seen, JsValue> {
    options.abort.check()?; // a promise that nobody waits for would be an unhandled rejection
    let ends = Ends(AbortController::new()?);
    let init = init(call, &ends.0)?;
    let start = host::now();
    let ended = match host::fetch(call.url, &init) {
        Ok(promise) => within(promise, options.timeout, &options.abort).await?,
        Err(error) => Ended::Threw(error),
    };
    let took = host::now() - start;
    let response = match ended {
        Ended::TimedOut => return Ok(Outcome::Hangs.into()),
        Ended::Threw(error) => {
            return Ok(Outcome::Failed {
                cause: cause(&error),
            }
            .into());
        }
        Ended::Value(value) => value.dyn_into::<Response>()?,
    };
    let header = |name: &str| {
        let value = response.headers().get(name).ok().flatten();
        options.clean(&value.unwrap_or_default())
    };
    let date = Date::parse(&header("date"));
    let clock = date.is_finite().then(|| Clock::at(date, took, "api"));
    let is_page = response.ok() && header("content-type").starts_with("text/html");
    let policy = if is_page {
        header("content-security-policy")
    } else {
        String::new()
    };
    let json = json(&response, call, options).await?;
    let answer = Answer {
        status: response.status(),
        took,
        redirected: response.redirected(),
        json,
        allow_origin: header("access-control-allow-origin"),
        allow_headers: header("access-control-allow-headers"),
        allow_methods: header("access-control-allow-methods"),
        allow_credentials: header("access-control-allow-credentials"),
        max_age: header("access-control-max-age"),
        expose_headers: header("access-control-expose-headers"),
        auth_reason: header("x-clerk-auth-reason"),
        challenge: header("www-authenticate"),
        content_type: header("content-type"),
        location: options.clean(&location(&response, call.url, &header("location"))),
    };
    Ok(Seen {
        outcome: Outcome::Answer(answer),
        clock,
        policy,
    })
}

fn init(call: &Call<'_>, controller: &AbortController) -> Result<RequestInit, JsValue> {
    let headers = Headers::new()?;
    for (name, value) in &call.headers {
        headers.append(name, value)?;
    }
    let init = RequestInit::new();
    init.set_method(call.method);
    init.set_headers(&headers);
    init.set_mode(call.mode);
    init.set_cache(RequestCache::NoStore);
    init.set_credentials(if call.credentials {
        RequestCredentials::Include
    } else {
        RequestCredentials::Omit
    });
    if host::page_origin().is_none() {
        init.set_redirect(RequestRedirect::Manual); // Node shows where it leads, a page does not
    }
    init.set_signal(Some(&controller.signal()));
    Ok(init)
}

/// The system's code for a failure, where Node tells it.
fn cause(error: &JsValue) -> String {
    let cause = host::get(error, "cause");
    host::text(&cause, "code")
}

/// Whether a body with a successful status is JSON; nothing of it is kept.
async fn json(
    response: &Response,
    call: &Call<'_>,
    options: &Options,
) -> Result<Option<bool>, JsValue> {
    if !response.ok() || call.method == "OPTIONS" || response.status() == 204 {
        return Ok(None);
    }
    let Some(body) = beginning(response, options).await? else {
        return Ok(None);
    };
    let is_json = serde_json::from_slice::<IgnoredAny>(&body).is_ok();
    Ok(Some(is_json || body.trim_ascii().is_empty()))
}

/// More of a body is not read: whether it is JSON is then not known.
const MOST: usize = 1024 * 1024;

/// The body; `None` for one that is longer, or does not end in time. The request ends with its owner.
async fn beginning(response: &Response, options: &Options) -> Result<Option<Vec<u8>>, JsValue> {
    let mut bytes = vec![];
    let body = host::get(response, "body");
    let Some(get_reader) = host::function(&body, "getReader") else {
        return Ok(Some(bytes));
    };
    let reader = get_reader.call0(&body)?;
    let Some(read) = host::function(&reader, "read") else {
        return Ok(None);
    };
    let end = host::now() + options.timeout;
    while bytes.len() <= MOST {
        let promise = Promise::resolve(&read.call0(&reader)?);
        let Ended::Value(part) = within(promise, end - host::now(), &options.abort).await? else {
            return Ok(None);
        };
        if host::get(&part, "done").is_truthy() {
            return Ok(Some(bytes));
        }
        bytes.extend(Uint8Array::new(&host::get(&part, "value")).to_vec());
    }
    Ok(None)
}

/// Where it leads, or led to; without user info, query and fragment.
fn location(response: &Response, url: &str, header: &str) -> String {
    let led = if response.redirected() {
        response.url()
    } else {
        header.to_owned()
    };
    if led.is_empty() {
        return led;
    }
    match Url::new_with_base(&led, url) {
        Ok(url) => format!("{}{}", url.origin(), url.pathname()),
        Err(_) => String::new(),
    }
}

impl Clock {
    /// The device now, against a time in ms of which the part below a second was cut off, told `took` ms ago at most.
    pub fn at(told: f64, took: f64, against: &str) -> Self {
        let device = Date::now() / 1000.0;
        let took = took / 1000.0;
        Self {
            ahead: device - took / 2.0 - (told / 1000.0 + 0.5),
            within: took / 2.0 + 0.5,
            against: against.into(),
        }
    }
}
