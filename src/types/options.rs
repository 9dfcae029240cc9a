//! The options object of the exports.

use tsify::Tsify;

/// One options object for all three exports and for the hooks. Every option is optional.
/// An unknown option and a value of a wrong type throw `invalid_options`, which names the option.
#[derive(Tsify)]
#[allow(dead_code, reason = "a declaration: its TypeScript is what is used")]
#[serde(rename_all = "camelCase")]
pub struct ClerkFetchOptions {
    /// The token source: `useAuth().getToken`, `(await auth()).getToken`, `() => session.getToken()`.
    /// It resolves to `null` when nobody is signed in. Without `getToken`, a call asks `clerk`.
    #[tsify(optional, type = "GetToken")]
    get_token: (),
    /// The Clerk object that a call asks when there is no `getToken`. A call waits until Clerk has loaded, and asks its
    /// current session. `null` means that there is no Clerk here: a call without `getToken` is signed out at once.
    /// @default globalThis.Clerk, looked up at each call
    #[tsify(optional, type = "ClerkLike | null")]
    clerk: (),
    /// The name of a JWT template, which `getToken` receives.
    #[tsify(optional)]
    template: String,
    /// The ID of an organization, which `getToken` receives.
    #[tsify(optional)]
    organization_id: String,
    /// The URL that inputs without a scheme are appended to. Its origin may get the token.
    /// A path such as `/api` belongs to the page's origin, and throws `invalid_options` where there is no page.
    /// `''` means no `baseUrl`. A query, a fragment, a user name and a password throw `invalid_options`.
    /// @default none: an input means what it means to `fetch`
    #[tsify(optional, type = "string | URL")]
    base_url: (),
    /// More origins that may get the token: exact (`https://api.foo.com`) or any subdomain (`https://*.foo.com`).
    /// An entry that can never match throws `invalid_options`.
    /// @default []
    #[tsify(optional, type = "readonly string[]")]
    allowed_origins: (),
    /// What a call to any other origin does: `'reject'` rejects with `origin_not_allowed` before it asks for a token,
    /// and `'anonymous'` sends without the token.
    /// @default 'reject'
    #[tsify(optional, type = "'reject' | 'anonymous'")]
    foreign_origin: (),
    /// What a call does when nobody is signed in: `'reject'` rejects with `signed_out`, and `'anonymous'` sends without
    /// `Authorization`.
    /// @default 'reject'
    #[tsify(optional, type = "'reject' | 'anonymous'")]
    signed_out: (),
    /// Headers for every call to an origin that may get the token, or a function that returns them. The call's own
    /// headers win.
    #[tsify(
        optional,
        type = "HeadersOption | ((call: { url: string; method: string }) => HeadersOption | Promise<HeadersOption>)"
    )]
    headers: (),
    /// Other defaults of `RequestInit`. The call's own `init` wins.
    #[tsify(optional, type = "RequestInit")]
    init: (),
    /// Milliseconds for the whole call with all its tries. For a parsed call, reading the body counts too.
    /// A call that takes longer rejects with `timeout`.
    /// @default none
    #[tsify(optional)]
    timeout: f64,
    /// Milliseconds to wait for Clerk to load (past them: `clerk_not_loaded`) and for a token (`token_unavailable`).
    /// @default 10_000
    #[tsify(optional)]
    token_timeout: f64,
    /// How many tries may follow the first, from 0 to 1,000, or an object that says more.
    /// @default 0
    #[tsify(optional, type = "number | RetryOptions")]
    retry: (),
    /// Whether a response to a call with our token says that the API does not accept the token. Then the token is
    /// refreshed and the call is sent once more. The function reads the body from `response.clone()`.
    /// What the function throws, the call rejects with.
    /// @default a response with status 401
    #[tsify(optional, type = "(response: Response) => boolean | Promise<boolean>")]
    token_refused: (),
    /// What a call rejects with instead of `error`. An abort and a framework's control flow stay as they are.
    /// @default the error itself
    #[tsify(optional, type = "(error: unknown) => unknown")]
    map_error: (),
    /// The function that sends.
    /// @default globalThis.fetch, looked up at each call
    #[tsify(optional, type = "(input: any, init?: any) => Promise<Response>")]
    fetch: (),
    /// One observer of what happens. What the observer throws is ignored. No event holds the token.
    #[tsify(optional, type = "(event: ClerkFetchEvent) => void")]
    on_event: (),
    /// How parsed calls read a response.
    /// @default 'json'
    #[tsify(optional, type = "ParseAs")]
    parse_as: (),
    /// Validates and types what parsed calls return: zod, valibot, arktype. A value that the schema refuses rejects with
    /// `invalid_response`.
    #[tsify(optional, type = "StandardSchema<any>")]
    schema: (),
    /// What a parsed call does with Clerk's reverification, a 403 that asks the user to verify again: `'throw'` rejects
    /// with `reverification_required`, and `'return'` returns the body, which is what `useReverification()` looks at.
    /// @default 'throw'
    #[tsify(optional, type = "'throw' | 'return'")]
    reverification: (),
    /// Maps an SWR or query key to what is fetched. It is called for each key.
    /// @default a key is a URL, or an array of base, path segments and query parameters
    #[tsify(
        optional,
        type = "(key: any) => string | URL | readonly [input: FetchInput, init?: CallInit]"
    )]
    request: (),
    /// Where an infinite query's page parameter goes: the name of a query parameter, or a function that changes the URL.
    /// @default none: a page parameter rejects with `invalid_key`
    #[tsify(optional, type = "string | ((value: any, url: URL) => URL | void)")]
    page_param: (),
}

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
}
