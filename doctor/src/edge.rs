//! Where the facts come from: the page and its Clerk, or a terminal that plays the page's browser. The only part with
//! input and output, and the only one that holds the token.

use crate::checks::{claims, origin};
use crate::facts::{Facts, Grant, Outcome};
use crate::report::report;
use http::{Call, Seen};
use options::Options;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};
use web_sys::{RequestMode, Url};

mod clerk;
mod csp;
mod host;
mod http;
mod options;
mod types;
mod wait;

/// Causes the same preflight as a token, and is none.
const STAND_IN: &str = "Bearer clerk-fetch-doctor";

#[wasm_bindgen(start, skip_typescript)]
fn start() {
    console_error_panic_hook::set_once();
}

/// Looks at everything in order, and reports. Rejects only where it is used wrongly, or aborted.
///
/// # Errors
/// A `TypeError` for a URL that is none; the signal's reason.
#[wasm_bindgen(skip_typescript)]
pub async fn diagnose(url: JsValue, options: JsValue) -> Result<JsValue, JsValue> {
    let options = Options::read(&options)?;
    let target = target(&url, &options)?;
    let page = host::page_origin();
    let mut facts = Facts {
        url: format!("{}{}", target.origin(), target.pathname()),
        api: target.origin(),
        exact: page.is_none(),
        method: options.method.clone(),
        credentials: options.credentials,
        copies: options.copies.clone(),
        origin: page.clone().or_else(|| options.origin.clone()),
        ..Facts::default()
    };
    if facts.exact {
        in_terminal(&mut facts, &target, &options).await?;
    } else {
        in_page(&mut facts, &target, &options).await?;
    }
    facts.url = options.clean(&facts.url);
    options.progress("report");
    serde_wasm_bindgen::to_value(&report(facts)).map_err(JsValue::from)
}

/// The URL as the package would call it: behind `baseUrl` where that is given.
fn target(url: &JsValue, options: &Options) -> Result<Url, JsValue> {
    let written = host::text_of(url);
    let whole = options.behind_base(&written);
    let parsed = match host::base_uri() {
        Some(base) => Url::new_with_base(&whole, &base),
        None => Url::new(&whole),
    };
    parsed.map_err(|_| {
        js_sys::TypeError::new("diagnose(url): the URL cannot be read. Write it in full, such as https://api.foo.com/todos.").into()
    })
}

fn has_user_info(target: &Url) -> bool {
    !(target.username().is_empty() && target.password().is_empty())
}

/// Without the fragment, as it is sent.
fn sent(target: &Url) -> String {
    format!(
        "{}{}{}",
        target.origin(),
        target.pathname(),
        target.search()
    )
}

/// In a page much cannot be read: what fails is concluded from what does not.
async fn in_page(facts: &mut Facts, target: &Url, options: &Options) -> Result<(), JsValue> {
    let token = clerk::token(facts, options).await?;
    options.progress("origin");
    facts.grant = if has_user_info(target) {
        Grant::UserInfo
    } else {
        let page = facts.origin.as_deref().unwrap_or_default();
        origin::judge(
            &facts.api,
            page,
            &options.base_origin(),
            &options.allowed_origins,
        )
    };
    if !matches!(facts.grant, Grant::Allowed | Grant::Foreign) {
        return Ok(());
    }
    let url = sent(target);
    let policy = csp::Watch::new(&url);
    options.progress("reach");
    let reach = Call {
        mode: RequestMode::NoCors,
        ..Call::get(&url)
    };
    facts.reach = Some(http::send(&reach, options).await?.outcome);
    if !matches!(facts.reach, Some(Outcome::Answer(_))) {
        facts.csp.blocked = policy.blocked(options).await?;
        return Ok(());
    }
    options.progress("call");
    let anonymous = http::send(
        &Call {
            credentials: options.credentials,
            ..Call::get(&url)
        },
        options,
    )
    .await?;
    let bearer = token
        .filter(|_| facts.grant == Grant::Allowed)
        .map(|token| format!("Bearer {token}"));
    facts.with_token = bearer.is_some();
    let bearer = bearer.unwrap_or_else(|| STAND_IN.into());
    let authorized = http::send(&with_bearer(&url, &bearer, options), options).await?;
    if facts.with_token && matches!(authorized.outcome, Outcome::Failed { .. }) {
        let stand_in = http::send(&with_bearer(&url, STAND_IN, options), options).await?;
        facts.stand_in = Some(stand_in.outcome);
    }
    let clock = authorized.clock.clone().or(anonymous.clock.clone());
    facts.anonymous = Some(anonymous.outcome);
    facts.authorized = Some(authorized.outcome);
    options.progress("clock");
    facts.clock = match clock {
        Some(clock) => Some(clock),
        None => clerk::clock(facts, options).await?,
    };
    Ok(())
}

fn with_bearer<'a>(url: &'a str, bearer: &'a str, options: &Options) -> Call<'a> {
    Call {
        headers: vec![("Authorization", bearer)],
        credentials: options.credentials,
        ..Call::get(url)
    }
}

/// In a terminal all of it can be read: the preflight is played as a browser of that origin would.
async fn in_terminal(facts: &mut Facts, target: &Url, options: &Options) -> Result<(), JsValue> {
    let token = clerk::token(facts, options).await?;
    if facts.origin.is_none() {
        facts.origin = azp(facts);
    }
    let origin = facts.origin.clone().unwrap_or_default();
    options.progress("origin");
    facts.grant = if has_user_info(target) {
        Grant::UserInfo
    } else if options.names_origins() {
        origin::judge(
            &facts.api,
            &origin,
            &options.base_origin(),
            &options.allowed_origins,
        )
    } else {
        origin::judge_without_options(&facts.api, &origin)
    };
    if !matches!(
        facts.grant,
        Grant::Allowed | Grant::Foreign | Grant::Unknown
    ) {
        return Ok(());
    }
    let url = sent(target);
    options.progress("reach");
    let anonymous = http::send(&from(&origin, Call::get(&url)), options).await?;
    let mut clock = anonymous.clock.clone();
    facts.reach = Some(anonymous.outcome.clone());
    if anonymous.outcome.answer().is_none() {
        return Ok(());
    }
    facts.anonymous = Some(anonymous.outcome);
    if !origin.is_empty() && origin != facts.api {
        options.progress("preflight");
        facts.preflight = Some(preflight(&url, &origin, options).await?.outcome);
    }
    options.progress("call");
    if let Some(token) = token.filter(|_| facts.grant != Grant::Foreign) {
        let bearer = format!("Bearer {token}");
        let authorized =
            http::send(&from(&origin, with_bearer(&url, &bearer, options)), options).await?;
        clock = authorized.clock.or(clock);
        facts.authorized = Some(authorized.outcome);
        facts.with_token = true;
    }
    facts.clock = clock;
    options.progress("csp");
    if !origin.is_empty() {
        facts.csp.policy = http::send(&Call::get(&format!("{origin}/")), options)
            .await?
            .policy;
    }
    Ok(())
}

/// A token names the page that it was made for.
fn azp(facts: &Facts) -> Option<String> {
    let claims = facts.token.as_ref()?.claims.as_ref()?;
    options::origin_of(&claims.azp)
}

fn from<'a>(origin: &'a str, mut call: Call<'a>) -> Call<'a> {
    if !origin.is_empty() {
        call.headers.push(("Origin", origin));
    }
    call
}

/// Fetch, "CORS-preflight fetch": these three headers, no credentials, no redirect.
async fn preflight(url: &str, origin: &str, options: &Options) -> Result<Seen, JsValue> {
    let call = Call {
        method: "OPTIONS",
        headers: vec![
            ("Origin", origin),
            ("Access-Control-Request-Method", &options.method),
            ("Access-Control-Request-Headers", "authorization"),
        ],
        ..Call::get(url)
    };
    http::send(&call, options).await
}
