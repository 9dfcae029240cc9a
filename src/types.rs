//! The TypeScript surface: option, event and error types by tsify, functions and generics as written here.
//!
//! Types only: nothing of this module is in the compiled output.

use tsify::Tsify;
use wasm_bindgen::prelude::wasm_bindgen;

/// One options object for all three exports; every field is optional.
#[derive(Tsify)]
#[allow(dead_code, reason = "a declaration: its TypeScript is what is used")]
#[serde(rename_all = "camelCase")]
pub struct ClerkFetchOptions {
    /// Asks for the token: `useAuth().getToken`, `(await auth()).getToken`, `() => session.getToken()`.
    /// `null` means signed out. Without it, `clerk` is asked.
    #[tsify(optional, type = "GetToken")]
    get_token: (),
    /// The Clerk object to ask when there is no `getToken`; waited for until loaded, its current session is used.
    /// @default globalThis.Clerk, looked up at each call
    #[tsify(optional, type = "ClerkLike")]
    clerk: (),
    /// A JWT template, passed on to `getToken`.
    #[tsify(optional)]
    template: String,
    /// An organization, passed on to `getToken`.
    #[tsify(optional)]
    organization_id: String,
    /// What inputs without a scheme are appended to. Its origin may get the token.
    #[tsify(optional, type = "string | URL")]
    base_url: (),
    /// More origins that may get the token: exact (`https://api.foo.com`) or any subdomain (`https://*.foo.com`).
    /// @default []
    #[tsify(optional, type = "readonly string[]")]
    allowed_origins: (),
    /// For any other origin: reject before a token is asked for, or send without the token.
    /// @default 'reject'
    #[tsify(optional, type = "'reject' | 'anonymous'")]
    foreign_origin: (),
    /// When nobody is signed in: reject, or send without `Authorization`.
    /// @default 'reject'
    #[tsify(optional, type = "'reject' | 'anonymous'")]
    signed_out: (),
    /// Headers for every call to an origin that may get the token; the caller's own win.
    #[tsify(
        optional,
        type = "HeadersOption | ((call: { url: string; method: string }) => HeadersOption | Promise<HeadersOption>)"
    )]
    headers: (),
    /// Other `RequestInit` defaults; the caller's win.
    #[tsify(optional, type = "RequestInit")]
    init: (),
    /// Milliseconds for the whole call, with the body for the parsed calls; past it: code `timeout`.
    /// @default none
    #[tsify(optional)]
    timeout: f64,
    /// Milliseconds to wait for Clerk to load and for a token.
    /// @default 10_000
    #[tsify(optional)]
    token_timeout: f64,
    /// Tries after the first.
    /// @default 0
    #[tsify(optional, type = "number | RetryOptions")]
    retry: (),
    /// The function that sends.
    /// @default globalThis.fetch, looked up at each call
    #[tsify(optional, type = "(input: any, init?: any) => Promise<Response>")]
    fetch: (),
    /// One observer of what happens; what it throws is ignored. It never sees the token.
    #[tsify(optional, type = "(event: ClerkFetchEvent) => void")]
    on_event: (),
    /// How parsed calls read a response.
    /// @default 'json'
    #[tsify(optional, type = "ParseAs")]
    parse_as: (),
    /// Validates and types what parsed calls return: zod, valibot, arktype.
    #[tsify(optional, type = "StandardSchema<any>")]
    schema: (),
    /// Clerk's reverification (a 403 that asks the user to verify again): reject with `reverification_required`, or
    /// return the body, which is what `useReverification()` looks at.
    /// @default 'throw'
    #[tsify(optional, type = "'throw' | 'return'")]
    reverification: (),
    /// Maps an SWR or query key to what is fetched.
    #[tsify(
        optional,
        type = "(key: any) => string | URL | readonly [input: FetchInput, init?: CallInit]"
    )]
    request: (),
    /// Where an infinite query's page parameter goes: a query parameter's name, or a function that changes the URL.
    #[tsify(optional, type = "string | ((value: any, url: URL) => URL | void)")]
    page_param: (),
}

/// The option `retry`, spelt out.
#[derive(Tsify)]
#[allow(dead_code, reason = "a declaration: its TypeScript is what is used")]
#[serde(rename_all = "camelCase")]
pub struct RetryOptions {
    /// Tries after the first.
    /// @default 2
    #[tsify(optional)]
    attempts: f64,
    /// Methods that are tried again.
    /// @default the idempotent ones: GET, HEAD, PUT, DELETE, OPTIONS, TRACE
    #[tsify(optional, type = "readonly string[]")]
    methods: (),
    /// Statuses that are tried again.
    /// @default [408, 425, 429, 500, 502, 503, 504]
    #[tsify(optional, type = "readonly number[]")]
    statuses: (),
    /// The longest wait, in milliseconds; a `Retry-After` beyond it ends the retrying.
    /// @default 30_000
    #[tsify(optional)]
    max_delay: f64,
}

/// How parsed calls read a response.
#[derive(Tsify)]
#[allow(dead_code, reason = "a declaration: its TypeScript is what is used")]
#[allow(
    missing_docs,
    reason = "each is the method of `Response` that its name spells"
)]
#[serde(rename_all = "camelCase")]
pub enum ParseAs {
    Json,
    Text,
    Blob,
    ArrayBuffer,
    Response,
}

/// What went wrong.
#[derive(Tsify)]
#[allow(dead_code, reason = "a declaration: its TypeScript is what is used")]
#[allow(missing_docs, reason = "docs/options.md says what each means")]
#[serde(rename_all = "snake_case")]
pub enum ClerkFetchErrorCode {
    SignedOut,
    SessionPending,
    ClerkNotLoaded,
    TokenUnavailable,
    Offline,
    OriginNotAllowed,
    IdentityChanged,
    Network,
    Timeout,
    Http,
    InvalidJson,
    InvalidResponse,
    InvalidKey,
    InvalidOptions,
    ReverificationRequired,
    WasmUnavailable,
}

/// What happened in a call, for the option `onEvent`. Times are in milliseconds; the token is in none.
#[derive(Tsify)]
#[allow(dead_code, reason = "a declaration: its TypeScript is what is used")]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum ClerkFetchEvent {
    /// A token was got for this try.
    Token {
        /// Without user info, query and fragment.
        url: String,
        /// The HTTP method.
        method: String,
        /// 1 for the first try.
        attempt: f64,
        /// How long it took.
        duration: f64,
    },
    /// The refresh of a refused token that this call waited for is over.
    Refresh {
        /// Without user info, query and fragment.
        url: String,
        /// The HTTP method.
        method: String,
        /// The try whose token was refused.
        attempt: f64,
        /// How long this call waited for it.
        duration: f64,
        /// Whether a new token came.
        renewed: bool,
    },
    /// Another try is made after a wait.
    Retry {
        /// Without user info, query and fragment.
        url: String,
        /// The HTTP method.
        method: String,
        /// The try that failed.
        attempt: f64,
        /// Since the call began.
        duration: f64,
        /// How long is waited.
        wait: f64,
        /// The status that is retried; none where no answer came.
        #[tsify(optional)]
        status: f64,
    },
    /// The API answered.
    Response {
        /// Without user info, query and fragment.
        url: String,
        /// The HTTP method.
        method: String,
        /// 1 for the first try.
        attempt: f64,
        /// How long this try took.
        duration: f64,
        /// The HTTP status.
        status: f64,
    },
    /// The call rejects; always the last event.
    Error {
        /// Without user info, query and fragment.
        url: String,
        /// The HTTP method.
        method: String,
        /// The try that failed; 0 before the first.
        attempt: f64,
        /// Since the call began.
        duration: f64,
        /// Of a `ClerkFetchError`; `'abort'` for an abort, and none for anything else.
        #[tsify(optional, type = "ClerkFetchErrorCode | 'abort'")]
        code: (),
    },
}

#[wasm_bindgen(typescript_custom_section)]
const FUNCTIONS: &str = r#"
/** What `fetch` takes as its first argument, with or without the DOM's types. */
export type FetchInput = string | URL | Request;
/** `HeadersInit`, with or without the DOM's types. */
export type HeadersOption = NonNullable<RequestInit['headers']>;

/** A token source: any Clerk SDK's `getToken`. `null` means signed out. */
export type GetToken = (options?: { template?: string; organizationId?: string; skipCache?: boolean }) => Promise<string | null>;

/** What is used of the Clerk object. */
export interface ClerkLike {
  readonly loaded?: boolean;
  readonly status?: string | undefined;
  readonly session?: { getToken: GetToken; readonly status?: string | undefined } | null | undefined;
}

/** A validator that follows Standard Schema: https://standardschema.dev */
export interface StandardSchema<Output> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown, ...rest: any[]) => StandardResult<Output> | Promise<StandardResult<Output>>;
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
  };
}
export type StandardResult<Output> = { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly StandardIssue[] };
export interface StandardIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** What a call takes: everything that `fetch` does, and `token`. */
export interface CallInit extends RequestInit {
  /** `false`: this call without a token; otherwise the token that this call wants. */
  token?: false | { template?: string; organizationId?: string };
}

/** What a parsed call takes. */
export interface JsonCallInit<T = any> extends CallInit {
  /** The body, sent as JSON; without a method it is a `POST`. */
  json?: unknown;
  parseAs?: ParseAs;
  schema?: StandardSchema<T>;
}

/** What `createAuthenticatedFetch` returns: a drop-in for `fetch`. */
export interface AuthenticatedFetch {
  /**
   * As `fetch`: any status resolves, and what `fetch` throws is thrown.
   * @throws ClerkFetchError where no request may be sent (`signed_out`, `origin_not_allowed`, `token_unavailable` …) or `timeout` passed
   */
  (input: FetchInput, init?: CallInit): Promise<Response>;
  /**
   * The response's value, `null` where there is no body.
   * @throws ClerkFetchError `http` for a status outside 200 to 299, `invalid_json`, `invalid_response`, `network` …
   */
  json<T = any>(input: FetchInput, init?: JsonCallInit<T>): Promise<T>;
  /** The headers that would be sent, for clients that are not `fetch`: XHR, EventSource, WebSocket. */
  headers(input: FetchInput, init?: CallInit): Promise<Headers>;
}

export interface ClerkSWRFetcherOptions<T = any> extends Omit<ClerkFetchOptions, 'schema'> {
  schema?: StandardSchema<T>;
}
export interface ClerkQueryFnOptions<T = any> extends Omit<ClerkFetchOptions, 'schema'> {
  schema?: StandardSchema<T>;
}

/** What of TanStack Query's `QueryFunctionContext` is used. */
export interface QueryFnContext {
  readonly queryKey: readonly unknown[];
  readonly signal?: AbortSignal;
  readonly pageParam?: unknown;
}

/**
 * Makes a `fetch` that carries Clerk's session token to the page's own origin, `baseUrl` and `allowedOrigins`, and nowhere else.
 * @throws ClerkFetchError `invalid_options`, which names the option and its nearest neighbour
 */
export function createAuthenticatedFetch(options?: ClerkFetchOptions): AuthenticatedFetch;

/**
 * Makes a fetcher for `useSWR`, `useSWRInfinite` and `useSWRMutation` (whose `arg` becomes the body).
 * @throws ClerkFetchError `invalid_options`
 */
export function clerkSWRFetcher<T = any>(options?: ClerkSWRFetcherOptions<T>): (key: any, extra?: { readonly arg?: any }) => Promise<T>;

/**
 * Makes a `queryFn` for TanStack Query; the query key is what is fetched.
 * @throws ClerkFetchError `invalid_options`
 */
export function clerkQueryFn<T = unknown>(options?: ClerkQueryFnOptions<T>): ClerkQueryFn<T>;

/** The intersection is for TypeScript alone: beside a bare function, `select` and `getNextPageParam` would see `unknown`. */
export type ClerkQueryFn<T> = ((context: QueryFnContext) => Promise<T>) & Function;

/** Every rejection of this package that is not an abort or `fetch`'s own. */
export class ClerkFetchError extends Error {
  constructor(code: ClerkFetchErrorCode, message: string, fields?: Partial<Omit<ClerkFetchError, 'code' | 'message' | 'name' | 'toJSON'>>);
  readonly name: 'ClerkFetchError';
  readonly code: ClerkFetchErrorCode;
  /** The HTTP status, where the API answered. */
  readonly status?: number;
  readonly statusText?: string;
  /** Without user info, query and fragment. */
  readonly url?: string;
  readonly method?: string;
  /** The response's body: parsed JSON, or text; at most 64 KiB are read. */
  readonly body?: unknown;
  /** The body, where it is an RFC 9457 problem. */
  readonly problem?: Record<string, unknown>;
  readonly headers?: Headers;
  /** `Retry-After` in milliseconds. */
  readonly retryAfter?: number;
  /** `x-clerk-auth-reason`, where the API exposes it. */
  readonly authReason?: string;
  /** What a schema said. */
  readonly issues?: readonly StandardIssue[];
  /** What reverification Clerk asks for. */
  readonly metadata?: unknown;
  /** Whether the same call can succeed later without a change. */
  readonly retryable: boolean;
  readonly cause?: unknown;
  /** Safe to log: without `body` and `headers`. */
  toJSON(): Record<string, unknown>;
}

/** Whether a value is a `ClerkFetchError`, of whichever copy of this package; with `code`, of that code. Never throws. */
export function isClerkFetchError(value: unknown): value is ClerkFetchError;
export function isClerkFetchError<Code extends ClerkFetchErrorCode>(value: unknown, code: Code | undefined): value is ClerkFetchError & { readonly code: Code };

/** TanStack Query's `retry`: three tries of what can pass by itself, none of a 4xx. */
export function clerkRetry(failureCount: number, error: unknown): boolean;

/** TanStack Query's `retryDelay`, in milliseconds: what the API asked for, or exponential up to 30 s. */
export function clerkRetryDelay(failureCount: number, error: unknown): number;

/** SWR's `onErrorRetry`: the same rule. */
export function clerkOnErrorRetry(
  error: unknown,
  key: string,
  config: { readonly errorRetryCount?: number },
  revalidate: (options: { retryCount: number; dedupe: boolean }) => unknown,
  options: { retryCount: number; dedupe?: boolean },
): void;
"#;

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use crate::options::OPTIONS;

    #[test]
    fn the_declared_options_are_the_known_ones() {
        let declared = <ClerkFetchOptions as Tsify>::DECL;
        for name in OPTIONS
            .lines()
            .map(|line| line.trim_start_matches(char::is_uppercase))
        {
            assert!(
                declared.contains(&format!("    {name}?: ")),
                "{name} in {declared}"
            );
        }
        assert_eq!(declared.matches("?: ").count(), OPTIONS.lines().count() + 2);
    }

    #[test]
    fn every_code_is_declared() {
        let declared = <ClerkFetchErrorCode as Tsify>::DECL;
        for &(_, message) in crate::error::Message::CODES {
            let words = crate::error::Message::from_code(message).words();
            if let Some((code, _)) = std::str::from_utf8(words).unwrap().split_once('\0') {
                assert!(declared.contains(&format!("\"{code}\"")), "{code}");
            }
        }
    }
}
