//! What was seen, as data: the edge fills it, the checks read it. No token, no part of its signature.

use serde::Serialize;
use tsify::Tsify;

/// All that was seen. What was not looked at is absent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Facts {
    /// The URL that was called, without user info, query and fragment.
    pub url: String,
    /// Its origin.
    pub api: String,
    /// The page's origin.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// Outside of a page, where everything can be read; within one, some is concluded.
    pub exact: bool,
    /// The method that the preflight asked for.
    pub method: String,
    /// Whether calls carry cookies (`credentials: 'include'`).
    pub credentials: bool,
    /// Where else copies of the package are, if there is more than one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub copies: Vec<String>,
    /// The page's Content-Security-Policy, as far as it was seen.
    pub csp: Csp,
    /// Clerk, where it is the token source.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clerk: Option<Clerk>,
    /// The token, where one was asked for.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<Token>,
    /// The device's clock against another.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock: Option<Clock>,
    /// Whether the URL may get the token.
    pub grant: Grant,
    /// Whether anything answers at all.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reach: Option<Outcome>,
    /// The preflight, where it can be read.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preflight: Option<Outcome>,
    /// The call without `Authorization`.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anonymous: Option<Outcome>,
    /// The call with `Authorization`.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorized: Option<Outcome>,
    /// In a page, where `authorized` failed with the token: the call with what stands for one. It causes the same preflight.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stand_in: Option<Outcome>,
    /// Whether `authorized` carried the token, or what stands for one: it causes the same preflight.
    pub with_token: bool,
}

/// Clerk, as the page has it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Clerk {
    /// Whether there is one.
    pub present: bool,
    /// Whether it can be asked.
    pub loaded: bool,
    /// Its `status`.
    pub status: String,
    /// Its `version`.
    pub version: String,
    /// The session's `status`; empty where nobody is signed in.
    pub session: String,
    /// The session's task, where it has one.
    pub task: String,
    /// Clerk's host for this page.
    pub frontend_api: String,
    /// The proxy in front of it.
    pub proxy_url: String,
}

/// How the token source answered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Token {
    /// What came.
    pub answer: TokenAnswer,
    /// After so many ms.
    pub took: f64,
    /// When it came, in seconds by the device's clock.
    pub at: f64,
    /// The code of the error that came in its place.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub error: String,
    /// What the token says of itself; absent where it is no JWT.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claims: Option<Claims>,
    /// The organization that was asked for.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub wanted_organization: String,
}

/// What the token source gave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum TokenAnswer {
    /// A token.
    #[default]
    Token,
    /// `null`.
    Null,
    /// An empty text, no text, or one that no header can carry.
    Unusable,
    /// An error.
    Failed,
    /// Nothing, in time.
    Hangs,
}

/// The few claims that matter; times in seconds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Tsify)]
pub struct Claims {
    /// The origin that the token was made for.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub azp: String,
    /// The Clerk instance.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub iss: String,
    /// When it was made.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iat: Option<f64>,
    /// When it begins.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nbf: Option<f64>,
    /// When it ends.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exp: Option<f64>,
    /// The organization's id.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub organization: String,
}

/// The device's clock against another.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Clock {
    /// How many seconds the device is ahead; negative where it is behind.
    pub ahead: f64,
    /// How far this may be wrong.
    pub within: f64,
    /// Whose clock it was: `api` (its `Date`) or `clerk` (a new token's `iat`).
    pub against: String,
}

/// Whether the URL may get the token: the core's own rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum Grant {
    /// It may.
    #[default]
    Allowed,
    /// Not known: in a terminal there are no options.
    Unknown,
    /// Nothing lists it.
    Foreign,
    /// It is not encrypted.
    Insecure,
    /// Neither http nor https.
    Opaque,
    /// It holds a user name or a password.
    UserInfo,
}

/// How a request ended.
#[allow(clippy::large_enum_variant, reason = "there are four of them")]
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(tag = "ended", rename_all = "lowercase")]
pub enum Outcome {
    /// With an answer.
    Answer(Answer),
    /// Without one. `cause` is the system's code (`ECONNREFUSED`), empty in a page.
    Failed {
        /// The system's code.
        cause: String,
    },
    /// Not in time.
    Hangs,
}

impl Outcome {
    /// The answer, where there is one.
    pub fn answer(&self) -> Option<&Answer> {
        match self {
            Self::Answer(answer) => Some(answer),
            _ => None,
        }
    }
}

/// What is read of an answer. Headers are as they came, absent ones empty; in a page only those that are exposed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// After so many ms.
    pub took: f64,
    /// Whether `fetch` followed a redirect.
    pub redirected: bool,
    /// Whether its body is JSON, where it was looked at.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub json: Option<bool>,
    /// `Cache-Control`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub cache_control: String,
    /// Whether it has `Expires` or `Last-Modified`, by which a cache may keep it too.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub dated: bool,
    /// `Vary`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub vary: String,
    /// `Access-Control-Allow-Origin`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub allow_origin: String,
    /// `Access-Control-Allow-Headers`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub allow_headers: String,
    /// `Access-Control-Allow-Methods`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub allow_methods: String,
    /// `Access-Control-Allow-Credentials`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub allow_credentials: String,
    /// `Access-Control-Max-Age`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub max_age: String,
    /// `Access-Control-Expose-Headers`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub expose_headers: String,
    /// `x-clerk-auth-reason`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub auth_reason: String,
    /// `WWW-Authenticate`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub challenge: String,
    /// `Content-Type`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub content_type: String,
    /// `Location`, without its query.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub location: String,
}

/// The page's Content-Security-Policy.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Csp {
    /// The policy itself, where the page could be read; policies are joined by commas, as in HTTP.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub policy: String,
    /// Whether the browser reported that `connect-src` blocked the call.
    pub blocked: bool,
}
