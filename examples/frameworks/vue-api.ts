// Vue, src/api.ts: one fetcher and one cache for the app.
import { QueryClient } from '@tanstack/vue-query';
import { createAuthenticatedFetch } from 'clerk-fetch';
import { clearOnIdentityChange } from 'clerk-fetch/query';

export const baseUrl = 'https://api.foo.com';
/** Gets the token from `window.Clerk`, which @clerk/vue sets. */
export const authenticatedFetch = createAuthenticatedFetch({ baseUrl });
export const queryClient = new QueryClient();

clearOnIdentityChange(queryClient); // once: the next user must not see this one's data
