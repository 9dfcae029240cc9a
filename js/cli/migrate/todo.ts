// What is left for a person to do: each line once, with the places that need it.

const ALLOWED = "`allowedOrigins: ['https://api.foo.com']` (or `baseUrl`)";

/** Where an origin is told to the new functions. */
export const ORIGIN = {
  hook: `if it is another origin than the page's, add it once, around the app: \`<ClerkFetchProvider options={{ baseUrl: 'https://api.foo.com' }}>\`, or ${ALLOWED} to the hook's options`,
  module: `if it is another origin than the page's, add ${ALLOWED} to \`createAuthenticatedFetch({ … })\``,
  script: `if it is another origin than the page's, add ${ALLOWED} to \`ClerkFetch.createAuthenticatedFetch({ … })\``,
};

/** Hooks of SWR and TanStack Query that are not clerk-fetch's know nothing of a change of user. */
export const CLEAR = {
  swr: "call it once: `clearOnIdentityChange(mutate)` of 'clerk-fetch/swr', with SWR's global `mutate` (docs/swr.md)",
  'react-query': "call it once, where the `QueryClient` is made: `clearOnIdentityChange(queryClient)` of 'clerk-fetch/react-query' (docs/tanstack-query.md)",
};

/** The version is put in when the command is built. */
export const SCRIPT_TAG = 'put this before it: `<script src="https://cdn.jsdelivr.net/npm/clerk-fetch/dist/clerk-fetch.global.js"></script>`';

export const MOCKS = 'give the test a Clerk instead: `createFakeClerk` of \'clerk-fetch/testing\' (docs/testing.md)';
