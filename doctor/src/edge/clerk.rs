//! Clerk, its session, and the token: as the package asks for it.

use super::claims;
use super::host;
use super::options::Options;
use super::wait::{Ended, pause, within};
use crate::facts::{Clerk, Clock, Facts, Token, TokenAnswer};
use clerk_fetch::policy::key::Kind;
use clerk_fetch::policy::token::{Readiness, is_pending, readiness};
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::JsValue;

/// As the core's executor does, in ms.
const POLL: f64 = 50.0;

/// Fills in what is known of Clerk and of the token, and gives the token itself.
pub async fn token(facts: &mut Facts, options: &Options) -> Result<Option<String>, JsValue> {
    let (source, this) = match &options.get_token {
        Some(source) => (source.clone(), JsValue::UNDEFINED),
        None if facts.exact => return Ok(None),
        None => {
            options.progress("clerk");
            let (clerk, object) = wait_for(options).await?;
            let ready =
                clerk.loaded && !clerk.session.is_empty() && !is_pending(clerk.session.as_bytes());
            facts.clerk = Some(clerk);
            let session = host::get(&object, "session");
            match host::function(&session, "getToken") {
                Some(source) if ready => (source, session),
                _ => return Ok(None),
            }
        }
    };
    options.progress("token");
    let (answer, token) = ask(&source, &this, options, false).await?;
    facts.token = Some(answer);
    Ok(token)
}

/// Clerk once it can be asked, or as it is when the time is over.
async fn wait_for(options: &Options) -> Result<(Clerk, JsValue), JsValue> {
    let end = host::now() + options.timeout;
    loop {
        let object = if options.clerk.is_object() {
            options.clerk.clone()
        } else {
            host::get(&host::global(), "Clerk")
        };
        let session = host::get(&object, "session");
        let loaded = host::get(&object, "loaded").is_truthy();
        let status = host::text(&object, "status");
        let state = readiness(loaded, kind(&session), status.as_bytes());
        if state != Readiness::Waiting || host::now() > end {
            return Ok((seen(&object, &session, loaded, status), object));
        }
        pause(POLL, &options.abort).await?;
    }
}

fn kind(session: &JsValue) -> Kind {
    if session.is_undefined() {
        Kind::Undefined
    } else if session.is_null() {
        Kind::Null
    } else {
        Kind::Object
    }
}

fn seen(object: &JsValue, session: &JsValue, loaded: bool, status: String) -> Clerk {
    let name = host::text(session, "status");
    Clerk {
        present: object.is_object() || object.is_function(),
        loaded,
        status,
        version: host::text(object, "version"),
        session: match name.as_str() {
            "" if session.is_object() => "active".into(), // a stand-in for Clerk may not say
            _ => name,
        },
        task: host::text(&host::get(session, "currentTask"), "key"),
        frontend_api: host::text(object, "frontendApi"),
        proxy_url: host::text(object, "proxyUrl"),
    }
}

async fn ask(
    source: &Function,
    this: &JsValue,
    options: &Options,
    fresh: bool,
) -> Result<(Token, Option<String>), JsValue> {
    options.abort.check()?;
    let start = host::now();
    let ended = match source.call1(this, &arguments(options, fresh)) {
        Ok(value) => within(Promise::resolve(&value), options.timeout, &options.abort).await?,
        Err(error) => Ended::Threw(error),
    };
    let mut seen = Token {
        took: host::now() - start,
        at: js_sys::Date::now() / 1000.0,
        wanted_organization: options.organization_id.clone(),
        ..Token::default()
    };
    let mut token = None;
    seen.answer = match ended {
        Ended::TimedOut => TokenAnswer::Hangs,
        Ended::Threw(error) => {
            seen.error = code_of(&error);
            TokenAnswer::Failed
        }
        Ended::Value(value) if value.is_null() => TokenAnswer::Null,
        Ended::Value(value) => match value.as_string().filter(|text| is_sendable(text)) {
            Some(text) => {
                seen.claims = claims::read(&text);
                options.hide(&text);
                token = Some(text);
                TokenAnswer::Token
            }
            None => TokenAnswer::Unusable,
        },
    };
    Ok((seen, token))
}

/// Visible ASCII only (RFC 6750 §2.1).
fn is_sendable(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic())
}

fn arguments(options: &Options, fresh: bool) -> JsValue {
    let arguments = Object::new();
    let set = |name: &str, value: JsValue| Reflect::set(&arguments, &name.into(), &value);
    if !options.template.is_empty() {
        let _ = set("template", JsValue::from_str(&options.template));
    }
    if !options.organization_id.is_empty() {
        let _ = set(
            "organizationId",
            JsValue::from_str(&options.organization_id),
        );
    }
    if fresh {
        let _ = set("skipCache", JsValue::TRUE);
    }
    arguments.into()
}

/// Codes only: an error's message may hold anything.
fn code_of(error: &JsValue) -> String {
    let first = host::get(&host::get(error, "errors"), "0");
    let status = host::get(error, "status").as_f64();
    let mut parts: Vec<String> = status
        .into_iter()
        .map(|status| format!("{status}"))
        .collect();
    for code in [host::text(&first, "code"), host::text(error, "code")] {
        if is_code(&code) && !parts.contains(&code) {
            parts.push(code);
        }
    }
    if parts.is_empty() {
        parts.extend(Some(host::text(error, "name")).filter(|name| is_code(name)));
    }
    parts.join(" ")
}

fn is_code(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 60
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

/// Where the API's `Date` cannot be read: a token that is made now tells Clerk's time. It costs one mint.
pub async fn clock(facts: &Facts, options: &Options) -> Result<Option<Clock>, JsValue> {
    if facts
        .token
        .as_ref()
        .and_then(|token| token.claims.as_ref())
        .is_none()
    {
        return Ok(None);
    }
    let (source, this) = match &options.get_token {
        Some(source) => (source.clone(), JsValue::UNDEFINED),
        None => {
            let object = if options.clerk.is_object() {
                options.clerk.clone()
            } else {
                host::get(&host::global(), "Clerk")
            };
            let session = host::get(&object, "session");
            match host::function(&session, "getToken") {
                Some(source) => (source, session),
                None => return Ok(None),
            }
        }
    };
    let (answer, _) = ask(&source, &this, options, true).await?;
    let made = answer.claims.and_then(|claims| claims.iat);
    Ok(made.map(|iat| Clock::at(iat * 1000.0, answer.took, "clerk")))
}
