// ofetch: https://github.com/unjs/ofetch
// An error of ours is the `cause` of its FetchError. ofetch tries a GET twice, whatever the error: `retry: 0` leaves
// that to the option `retry` of createAuthenticatedFetch, which knows what can pass by itself.
import type { AuthenticatedFetch } from 'clerk-fetch';
import { createFetch } from 'ofetch';

export const connect = (baseURL: string, authenticatedFetch: AuthenticatedFetch) =>
  createFetch({ fetch: authenticatedFetch, defaults: { baseURL, retry: 0 } });
