//! The options object of the exports.

use tsify::Tsify;

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
    /// `null` where there is no Clerk: signed out, at once.
    #[tsify(optional, type = "ClerkLike | null")]
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
    /// Whether an answer to a call with our token says that the token is not accepted; it alone decides then. The answer
    /// must stay unread: look into a `clone()`.
    /// @default the status is 401
    #[tsify(optional, type = "(response: Response) => boolean | Promise<boolean>")]
    token_refused: (),
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
