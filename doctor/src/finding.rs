//! What the doctor can say: a code, its severity, one sentence, and the line to change.

use serde::Serialize;
use tsify::Tsify;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The call fails.
    Error,
    /// The call works, or seems to, and will fail in another case.
    Warning,
    /// Worth knowing.
    Info,
}

/// Declares the codes with their severities, once.
macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident, $severity:ident;)+) => {
        /// Which finding it is; stable, for programs.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
        #[serde(rename_all = "snake_case")]
        pub enum Code { $($(#[doc = $doc])+ $name,)+ }

        impl Code {
            /// All of them, in the order of the checks.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// How bad it is.
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)+ }
            }
        }
    };
}

codes! {
    /// Two copies of the package.
    TwoCopies, Warning;
    /// The page's `script-src` allows no WebAssembly.
    CspWasm, Warning;
    /// The page's `connect-src` lacks the API.
    CspConnect, Error;
    /// The page has no `globalThis.Clerk`.
    ClerkAbsent, Error;
    /// Clerk is in the page and does not load in time.
    ClerkNotLoaded, Error;
    /// Clerk's status is `error`.
    ClerkFailed, Error;
    /// Nobody is signed in.
    SignedOut, Error;
    /// The session has a task to finish.
    SessionPending, Error;
    /// `getToken` failed.
    TokenFailed, Error;
    /// `getToken` gave nothing in time.
    TokenHangs, Error;
    /// `getToken` gave something that no header can carry.
    TokenUnusable, Error;
    /// `getToken` took longer than 3 s.
    TokenSlow, Warning;
    /// The token is no JWT.
    TokenNotJwt, Warning;
    /// The token has expired, by the API's or Clerk's clock.
    TokenExpired, Error;
    /// The token's time has not begun.
    TokenNotYetValid, Error;
    /// The token was made for another page: its `azp`.
    AzpMismatch, Warning;
    /// The token is of another Clerk instance than the page's.
    IssuerMismatch, Warning;
    /// The token is of another organization than the one asked for.
    OrganizationMismatch, Error;
    /// The device's clock differs by more than 5 s from the API's, or Clerk's.
    ClockSkew, Warning;
    /// The URL holds a user name or password.
    UrlUserInfo, Error;
    /// No option lists the API's origin.
    OriginNotAllowed, Error;
    /// The API is not encrypted: `http:`, and not on loopback.
    OriginInsecure, Error;
    /// The URL is neither http nor https.
    OriginOpaque, Error;
    /// In a terminal: without the page's origin, CORS was not checked.
    OriginUnknown, Info;
    /// Nothing answers.
    ApiUnreachable, Error;
    /// The API does not answer in time.
    ApiHangs, Error;
    /// OPTIONS is answered with a redirect.
    PreflightRedirect, Error;
    /// OPTIONS is answered with 401 or 403: authentication comes before CORS.
    PreflightUnauthorized, Error;
    /// OPTIONS is answered with 404, 405 or 501.
    PreflightNotRouted, Error;
    /// OPTIONS has another status than 200 to 299, or no answer.
    PreflightStatus, Error;
    /// The preflight's answer has no `Access-Control-Allow-Origin`.
    PreflightNoOrigin, Error;
    /// It names another origin.
    PreflightWrongOrigin, Error;
    /// It names more than one.
    PreflightTwoOrigins, Error;
    /// It is `*`, which does not count with credentials.
    PreflightWildcardCredentials, Error;
    /// `Access-Control-Allow-Credentials` is not `true`.
    PreflightNoCredentials, Error;
    /// `Access-Control-Allow-Headers` lacks `Authorization`.
    PreflightNoAuthorization, Error;
    /// `Access-Control-Allow-Headers` is `*`, which does not stand for `Authorization`.
    PreflightWildcardHeaders, Error;
    /// `Access-Control-Allow-Methods` lacks the method.
    PreflightNoMethod, Error;
    /// The preflight may not be remembered (`Access-Control-Max-Age`).
    PreflightNoMaxAge, Info;
    /// In a page: no answer with `Authorization`, one without.
    PreflightFailed, Error;
    /// Answers have no `Access-Control-Allow-Origin` for this page.
    CorsMissing, Error;
    /// Only answers without a valid token lack it.
    CorsMissingOnRefusal, Warning;
    /// The API redirects the call.
    ApiRedirects, Error;
    /// The URL needs no token.
    NotProtected, Info;
    /// 401: the token's `azp` is not among `authorizedParties`.
    RefusedAzp, Error;
    /// 401: the API has the keys of another Clerk instance.
    RefusedSignature, Error;
    /// 401: the token counts as expired.
    RefusedExpired, Error;
    /// 401: for the API the token's time has not begun.
    RefusedNotYetValid, Error;
    /// 401: `insufficient_scope`.
    RefusedScope, Error;
    /// 401, and nothing says why.
    RefusedUnknown, Error;
    /// 401: the API saw no token.
    RefusedMissing, Error;
    /// `x-clerk-auth-reason` is not in `Access-Control-Expose-Headers`.
    ReasonNotExposed, Warning;
    /// 403: signed in, and not permitted.
    ApiForbidden, Warning;
    /// 404.
    ApiNotFound, Error;
    /// 500 to 599.
    ApiFails, Error;
    /// Another status from 400 to 499.
    ApiStatus, Warning;
    /// The body is not JSON.
    AnswerNotJson, Warning;
    /// An HTTP cache may keep the answer, and `Vary` lacks `Authorization`.
    CacheableWithoutVary, Warning;
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct Finding {
    /// Which one; stable, for programs.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// One sentence: what is wrong.
    pub message: String,
    /// The line to change.
    pub fix: String,
}

impl Finding {
    /// A finding with its code's severity.
    pub fn new(code: Code, message: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: message.into(),
            fix: fix.into(),
        }
    }
}
