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
    /// The page's CSP allows no WebAssembly.
    CspWasm, Warning;
    /// The page's CSP names not the API.
    CspConnect, Error;
    /// No Clerk.
    ClerkAbsent, Error;
    /// Clerk is there and does not load.
    ClerkNotLoaded, Error;
    /// Clerk could not load.
    ClerkFailed, Error;
    /// Nobody is signed in.
    SignedOut, Error;
    /// The session has a task to finish.
    SessionPending, Error;
    /// The token source failed.
    TokenFailed, Error;
    /// The token source did not answer.
    TokenHangs, Error;
    /// What it gave cannot be sent.
    TokenUnusable, Error;
    /// It took long.
    TokenSlow, Warning;
    /// It is no JWT.
    TokenNotJwt, Warning;
    /// The token's time is over.
    TokenExpired, Error;
    /// The token's time has not begun.
    TokenNotYetValid, Error;
    /// The token was made for another origin.
    AzpMismatch, Warning;
    /// The token is of another Clerk instance than the page's.
    IssuerMismatch, Warning;
    /// The token is of another organization than the one asked for.
    OrganizationMismatch, Error;
    /// The device's clock differs.
    ClockSkew, Warning;
    /// The URL holds a user name or password.
    UrlUserInfo, Error;
    /// The API's origin is not listed.
    OriginNotAllowed, Error;
    /// The API is not encrypted.
    OriginInsecure, Error;
    /// No http or https URL.
    OriginOpaque, Error;
    /// In a terminal, without the page's origin, CORS cannot be checked.
    OriginUnknown, Info;
    /// Nothing answers.
    ApiUnreachable, Error;
    /// It does not answer in time.
    ApiHangs, Error;
    /// The preflight is answered with a redirect.
    PreflightRedirect, Error;
    /// The preflight is asked for a token.
    PreflightUnauthorized, Error;
    /// Nothing is there for OPTIONS.
    PreflightNotRouted, Error;
    /// The preflight has another status than 200 to 299.
    PreflightStatus, Error;
    /// The preflight's answer names no origin.
    PreflightNoOrigin, Error;
    /// It names another.
    PreflightWrongOrigin, Error;
    /// It names two.
    PreflightTwoOrigins, Error;
    /// `*`, and credentials.
    PreflightWildcardCredentials, Error;
    /// No `Access-Control-Allow-Credentials`.
    PreflightNoCredentials, Error;
    /// `Authorization` is not among the headers.
    PreflightNoAuthorization, Error;
    /// `*` does not stand for `Authorization`.
    PreflightWildcardHeaders, Error;
    /// The method is not among the methods.
    PreflightNoMethod, Error;
    /// Not remembered.
    PreflightNoMaxAge, Info;
    /// In a page: something of the preflight is refused.
    PreflightFailed, Error;
    /// Answers name no origin, or another.
    CorsMissing, Error;
    /// Only answers without a token, or with a refused one, lack it.
    CorsMissingOnRefusal, Warning;
    /// The call is redirected, and the token lost.
    ApiRedirects, Error;
    /// It answers without a token.
    NotProtected, Info;
    /// The token's `azp` is refused.
    RefusedAzp, Error;
    /// Its signature is refused.
    RefusedSignature, Error;
    /// It counts as expired.
    RefusedExpired, Error;
    /// Its time has not begun, for the API.
    RefusedNotYetValid, Error;
    /// It lacks a scope.
    RefusedScope, Error;
    /// It is refused, and nothing says why.
    RefusedUnknown, Error;
    /// The API saw no token.
    RefusedMissing, Error;
    /// Why it is refused cannot be read in a page.
    ReasonNotExposed, Warning;
    /// Signed in, and not permitted.
    ApiForbidden, Warning;
    /// Nothing is there.
    ApiNotFound, Error;
    /// The API fails.
    ApiFails, Error;
    /// Another status outside of 200 to 299.
    ApiStatus, Warning;
    /// The body is not JSON.
    AnswerNotJson, Warning;
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
