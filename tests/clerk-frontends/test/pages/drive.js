// What every page has: a fetcher without options, which asks `window.Clerk`, and one with the front end's own `getToken`.
import { createAuthenticatedFetch } from 'clerk-fetch';

/** Where Clerk and the API are, from the test. */
export const { api, publishableKey, proxyUrl, clerkJsUrl } = Object.fromEntries(new URLSearchParams(location.search));

/** Sign-in and sign-out navigate by these; the page is to stay. */
export const stay = { routerPush: () => {}, routerReplace: () => {} };

const allowedOrigins = [api];
const fetchers = { global: createAuthenticatedFetch({ allowedOrigins }) };

/** The page has started; `getToken` is its front end's own. */
export const ready = (getToken) => (fetchers.own = createAuthenticatedFetch({ getToken, allowedOrigins }));

/** Whom the API sees, or the error's code. */
window.call = (which) =>
  fetchers[which].json(`${api}/me`).then(
    ({ userId }) => userId,
    (error) => error.code ?? String(error),
  );
window.isReady = () => 'own' in fetchers && Boolean(window.Clerk?.loaded);
