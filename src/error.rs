//! What can go wrong, and in which words.
//!
//! A message is a template: `%u` the URL (no credentials, no query), `%m` the method, `%s` the status, `%o` an
//! origin, `%d` a detail, `%n` a name, `%w` a number of milliseconds. The executor fills the slots, so that no user
//! text crosses the boundary for it. A NUL at its end says that the same call never succeeds later. Style: what happened, to which URL, what to do about it; one line.

use crate::policy::line;

/// The `code` of a `ClerkFetchError`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
#[allow(missing_docs, reason = "each is the code that its name spells")]
pub enum Code {
    SignedOut = 0,
    SessionPending = 1,
    ClerkNotLoaded = 2,
    TokenUnavailable = 3,
    Offline = 4,
    OriginNotAllowed = 5,
    IdentityChanged = 6,
    Network = 7,
    Timeout = 8,
    Http = 9,
    InvalidJson = 10,
    InvalidResponse = 11,
    InvalidKey = 12,
    InvalidOptions = 13,
    ReverificationRequired = 14,
}

macro_rules! code_name {
    (SignedOut) => {
        "signed_out"
    };
    (SessionPending) => {
        "session_pending"
    };
    (ClerkNotLoaded) => {
        "clerk_not_loaded"
    };
    (TokenUnavailable) => {
        "token_unavailable"
    };
    (Offline) => {
        "offline"
    };
    (OriginNotAllowed) => {
        "origin_not_allowed"
    };
    (IdentityChanged) => {
        "identity_changed"
    };
    (Network) => {
        "network"
    };
    (Timeout) => {
        "timeout"
    };
    (Http) => {
        "http"
    };
    (InvalidJson) => {
        "invalid_json"
    };
    (InvalidResponse) => {
        "invalid_response"
    };
    (InvalidKey) => {
        "invalid_key"
    };
    (InvalidOptions) => {
        "invalid_options"
    };
    (ReverificationRequired) => {
        "reverification_required"
    };
}

impl Code {
    /// Whether what has this code can pass by itself, as `js/error.ts` says it of a code and a status.
    #[cfg(test)]
    fn is_retryable(self, status: u32) -> bool {
        match self {
            Self::Network
            | Self::Offline
            | Self::Timeout
            | Self::TokenUnavailable
            | Self::ClerkNotLoaded => true,
            Self::Http => crate::policy::retry::is_retryable_status(status),
            _ => false,
        }
    }
}

macro_rules! messages {
    ($(
        $text:ident {
            $($(#[$doc:meta])* $name:ident = $value:literal, $code:ident, $words:literal;)+
        }
    )+) => {
        /// Everything that is ever said, each with its code and words. 0 and 1 are left for "no message".
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u32)]
        pub enum Message {
            $($($(#[$doc])* $name = $value,)+)+
        }

        impl Message {
            /// The names and codes that `js/core/codes.ts` repeats.
            pub const CODES: &'static [(&'static str, u32)] = &[$($((stringify!($name), $value),)+)+];

            /// The message of a code from JavaScript; an unknown one is the last resort of all messages.
            pub fn from_code(code: u32) -> Self {
                match code {
                    $($($value => Self::$name,)+)+
                    _ => Self::Network,
                }
            }

            /// The code that goes with it.
            pub fn code(self) -> Code {
                match self {
                    $($(Self::$name => Code::$code,)+)+
                }
            }
        }

        // A text of a line a message: its code, NUL, its template. (A table of pointers would weigh more.)
        $(const $text: &str = concat!($(code_name!($code), "\0", $words, "\n",)+);)+
    };
}

messages! {
    TEXT {
    /// `getToken()` gave `null`, or Clerk has no session.
    SignedOut = 2, SignedOut, "%m %u was not sent: nobody is signed in. Sign in first. To send without the token, set `signedOut: 'anonymous'`.";
    /// The session has a task to finish.
    SessionPending = 3, SessionPending, "%m %u was not sent: the session is pending. Let the user finish its task in Clerk's components.";
    /// `tokenTimeout` passed while Clerk was loading.
    ClerkNotLoaded = 4, ClerkNotLoaded, "%m %u was not sent: Clerk did not load within %w ms. Call `Clerk.load()`, render `<ClerkProvider>`, pass `getToken` or `clerk`, or set a longer `tokenTimeout`.";
    /// `Clerk.status` is `error`.
    ClerkFailed = 5, ClerkNotLoaded, "%m %u was not sent: Clerk did not load (its status is `error`). The console says why. Reload the page.";
    /// `getToken` rejected.
    TokenRejected = 6, TokenUnavailable, "%m %u was not sent: `getToken` failed. `cause` says why. Try again later.";
    /// `tokenTimeout` passed while a token was asked for.
    TokenTimeout = 7, TokenUnavailable, "%m %u was not sent: `getToken` took longer than %w ms. Try again later, or set a longer `tokenTimeout`.";
    /// `getToken` gave something that is no token.
    TokenUnusable = 8, TokenUnavailable, "%m %u was not sent: `getToken` returned %d. It must return the bare token, without `Bearer`, as `useAuth().getToken` and `(await auth()).getToken` do, or `null` when nobody is signed in.";
    /// Clerk or the device is offline.
    Offline = 9, Offline, "%m %u was not sent: the device is offline and has no token. Try again when it is online.";
    /// An origin that nobody listed.
    ForeignOrigin = 10, OriginNotAllowed, "%m %u was not sent: %o may not get the token. If it is yours, add `allowedOrigins: [\"%o\"]`. To send without the token, set `foreignOrigin: 'anonymous'` or pass `token: false`.";
    /// Plain `http:` on another host than loopback.
    InsecureOrigin = 11, OriginNotAllowed, "%m %u was not sent: %o uses plain http. Use https. If it is yours, add `allowedOrigins: [\"%o\"]`.";
    /// `data:`, `blob:`, `file:` and the like.
    OpaqueOrigin = 12, OriginNotAllowed, "%m %u was not sent: only URLs with `http://` or `https://` can get the token. To send without the token, set `foreignOrigin: 'anonymous'` or pass `token: false`.";
    /// `https://user:password@host`
    UserInfo = 13, OriginNotAllowed, "%m %u was not sent: the URL has a user name or password. Remove it.";
    /// Another user, session or organization.
    IdentityChanged = 14, IdentityChanged, "The user, session or organization changed during %m %u. Its answer is discarded. Call again as the current one.";
    /// `fetch` rejected.
    Network = 15, Network, "%m %u got no answer. Check the network and the URL. `cause` says why.";
    /// `fetch` rejected for another origin.
    NetworkCors = 16, Network, "%m %u got no answer: the network failed, or CORS refused. `Authorization` causes a preflight: the API must answer OPTIONS with `Access-Control-Allow-Origin` for this page and `Access-Control-Allow-Headers: authorization`.";
    /// `timeout` passed.
    Timeout = 17, Timeout, "%m %u took longer than %w ms. Try again, or set a longer `timeout`.";
    /// A status outside 200 to 299.
    Http = 18, Http, "%m %u failed with status %s%d. `body` has the answer.";
    /// A body that is not JSON.
    InvalidJson = 19, InvalidJson, "%m %u answered %s with a body that is not JSON (%d). Fix the API or the URL, or set `parseAs: 'text'`. `body` has the text.";
    /// A value that the schema refuses.
    InvalidResponse = 20, InvalidResponse, "%m %u answered %s with a value that `schema` refuses: %d. `issues` has all of it.";
    /// A segment or body that cannot be written down.
    KeyEncoding = 21, InvalidKey, "%d cannot be encoded. Use well-formed strings and values that JSON can hold.";
    /// An input that is no URL.
    KeyUrl = 22, InvalidKey, "Invalid URL: %d. Pass a string or URL first. For a path, set `baseUrl` in the options, or for hooks on `<ClerkFetchProvider>`.";
    /// A name that is not known.
    UnknownOption = 23, InvalidOptions, "Unknown option `%d`. Did you mean `%n`?";
    /// A value of the wrong type.
    OptionType = 24, InvalidOptions, "The option `%d` %n.";
    /// `allowedOrigins`: no origin.
    RuleNotAnOrigin = 25, InvalidOptions, "`%d` in `allowedOrigins` is not an http or https origin, such as `https://api.foo.com` or `https://*.foo.com`.";
    /// `allowedOrigins`: path.
    RulePath = 26, InvalidOptions, "An entry of `allowedOrigins` can never match: an origin has no path, query, fragment or credentials. Write `%o`, or `new URL(value).origin` for a value from the environment.";
    /// `allowedOrigins`: wildcard.
    RuleWildcard = 27, InvalidOptions, "`%d` in `allowedOrigins` can never match: `*` must be the whole first label, before two or more, such as `https://*.foo.com`.";
    /// Two bodies.
    TwoBodies = 28, InvalidOptions, "`json` and `body` exclude each other: pass a plain object as `json` alone.";
    /// Clerk's reverification.
    Reverification = 29, ReverificationRequired, "%m %u needs the user to verify again. Wrap a fetcher with `reverification: 'return'` in Clerk's `useReverification()`. `metadata` says how.";
    /// A bad status, and what the API says of it.
    HttpSays = 30, Http, "%m %u failed with status %s%d. The API says: %n";
    /// HTML of the page's own origin: no `baseUrl` leads to the API.
    PageNotJson = 31, InvalidJson, "%m %u answered %s with a body that is not JSON (%d). Without `baseUrl` it went to the page's own origin. Set `baseUrl` in the options, or for hooks on `<ClerkFetchProvider>`.";
    /// What `fetch` resolved with is no response.
    NoResponse = 32, Network, "%m %u got no answer: `fetch` must return a `Response`, not %d.";
    /// A function or URL in place of the options.
    NoOptions = 33, InvalidOptions, "The options must be an object, not %d. Write %n.";
    /// Neither `getToken` nor `clerk`, and nowhere that Clerk could load.
    NoSource = 34, ClerkNotLoaded, "%m %u was not sent: a server has no Clerk. Pass `getToken`: `(await auth()).getToken` in Next.js and TanStack Start, `getAuth(request)` or `locals.auth()` elsewhere.\0";
    /// Clerk's API knows no such template.
    TemplateMissing = 35, TokenUnavailable, "%m %u was not sent: the template `%n` does not exist. Create it in Clerk, or fix `template`.\0";
    /// Another 4xx of the token endpoint.
    TokenDenied = 36, TokenUnavailable, "%m %u was not sent: `getToken` failed with status %s. `cause` says why.\0";
    /// `.token` with `refused`: the refresh gave none.
    TokenNotRenewed = 37, TokenUnavailable, "%m %u was not sent: there is no new token yet. Try again later.";
    }
    KEY_TEXT {
    /// A key's first element.
    KeyBase = 38, InvalidKey, "A key must be a URL or an array that starts with one, such as `['/todos', { done: true }]`, but got %d. Pass the key itself. Map other keys with `request`.";
    /// A key's later element.
    KeyPart = 39, InvalidKey, "Element [%n] of the key is %d: after the URL come non-empty strings and numbers, and last an object of query parameters. Map other keys with `request`.";
    /// A segment of dots.
    KeyDots = 40, InvalidKey, "Element [%n] of the key is `%d`, which would leave the path. Put the resulting path into the first element.";
    /// A query parameter's value.
    KeyParam = 41, InvalidKey, "The query parameter `%n` is %d: it must be a string, number, boolean, date, or an array of those. Map other keys with `request`.";
    /// What `request` returned.
    KeyRequest = 42, InvalidKey, "`request` must return a string, a `URL`, or `[input, init]`, not %d.";
    /// A page parameter without a place.
    PageParamUnplaced = 43, InvalidKey, "The page parameter is %d, and `pageParam` does not place it. Set it to a query parameter, such as `pageParam: 'cursor'`, or to a function `(value, url) => url`.";
    /// What the function `pageParam` returned.
    PageParamResult = 44, InvalidKey, "`pageParam` must change the `URL` that it gets or return one, not %d.";
    /// A mutation's argument.
    KeyArgument = 45, InvalidKey, "The mutation's argument is %d. It must be a plain value (`[...set]`, `{ ...instance }`), FormData, Blob, URLSearchParams, a buffer or a stream.";
    /// A query function that was called by hand.
    KeyContext = 46, InvalidKey, "TanStack Query calls a query function, with its `queryKey`. Write `queryFn: clerkQueryFn(options)` beside `queryKey`, or elsewhere `createAuthenticatedFetch(options).json('/todos')`.";
    }
}

impl Message {
    /// Whether the same call can succeed later without a change: `ClerkFetchError.retryable`. A NUL at the end of the words
    /// says that it cannot, although what has this code often can.
    #[cfg(test)]
    pub fn is_retryable(self, status: u32) -> bool {
        !self.words().ends_with(b"\0") && self.code().is_retryable(status)
    }

    /// The first message's code.
    const FIRST: u32 = 2;

    /// The code's name as JavaScript sees it, NUL, and the template; nothing for those of [`Message::key_words`].
    #[cfg(test)]
    pub fn words(self) -> &'static [u8] {
        Self::words_of(self as u32)
    }

    /// The words of a code from JavaScript.
    pub fn words_of(code: u32) -> &'static [u8] {
        line(TEXT, code.wrapping_sub(Self::FIRST))
    }

    /// The lines of what is said of keys only. They are no part of the core: `js/core/codes.ts` has them, and only who imports
    /// a function that takes keys pays for them.
    pub fn key_words() -> std::str::Lines<'static> {
        KEY_TEXT.lines()
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    fn said(message: Message) -> &'static str {
        let line = message.words();
        if line.is_empty() {
            let first = Message::KeyBase as usize;
            return Message::key_words().nth(message as usize - first).unwrap();
        }
        std::str::from_utf8(line).unwrap()
    }

    fn name(message: Message) -> &'static str {
        said(message).split_once('\0').unwrap().0
    }

    fn all() -> impl Iterator<Item = Message> {
        Message::CODES
            .iter()
            .map(|&(_, code)| Message::from_code(code))
    }

    #[test]
    fn every_message_is_one_line_and_says_what_to_do() {
        for message in all() {
            let words = said(message);
            let (code, template) = words.split_once('\0').unwrap();
            assert!(
                !template.trim_end_matches('\0').contains('\0'),
                "{message:?}"
            );
            // What an option must be is in its slot.
            let is_long = template.len() > 25 || message == Message::OptionType;
            assert!(!code.is_empty() && is_long, "{message:?}");
            assert!(words.is_ascii(), "{message:?}");
        }
    }

    #[test]
    fn codes_round_trip_and_leave_room_for_none() {
        for (index, &(name, code)) in (Message::FIRST..).zip(Message::CODES) {
            assert_eq!(
                code, index,
                "the lines of the text are in the order of the codes"
            );
            let message = Message::from_code(code);
            assert_eq!(message as u32, code);
            assert_eq!(format!("{message:?}"), name);
        }
    }

    #[test]
    fn every_code_has_a_message() {
        let codes: std::collections::HashSet<_> = all().map(name).collect();
        assert_eq!(codes.len(), 15);
    }

    #[test]
    fn what_can_pass_by_itself_is_retryable() {
        for code in [
            Code::Network,
            Code::Offline,
            Code::Timeout,
            Code::TokenUnavailable,
            Code::ClerkNotLoaded,
        ] {
            assert!(code.is_retryable(0));
        }
        assert!(Code::Http.is_retryable(503) && !Code::Http.is_retryable(404));
        assert!(!Code::SignedOut.is_retryable(503) && !Code::InvalidJson.is_retryable(503));
        for message in [
            Message::NoSource,
            Message::TemplateMissing,
            Message::TokenDenied,
        ] {
            assert!(!message.is_retryable(0), "{message:?}");
        }
        assert!(Message::TokenRejected.is_retryable(0) && Message::TokenNotRenewed.is_retryable(0));
    }
}
