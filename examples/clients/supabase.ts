// Supabase, with Clerk as its third-party auth: https://supabase.com/docs/guides/auth/third-party/clerk
// Supabase puts an `Authorization` of its own on each request, which would be kept as the caller's: no renewal after a
// 401, and its key in the token's place when signed out. So it is taken off. An error of ours comes as it is with
// `.throwOnError()`; without, only its message is left, as `error.message`.
import { createClient } from '@supabase/supabase-js';
import type { AuthenticatedFetch } from 'clerk-fetch';

export const connect = (url: string, authenticatedFetch: AuthenticatedFetch, key = 'sb_publishable_key') =>
  createClient(url, key, {
    global: {
      fetch: (input, init) => {
        const headers = new Headers(init?.headers);
        headers.delete('authorization');
        return authenticatedFetch(input, { ...init, headers });
      },
    },
    // For Realtime, which is not fetch.
    accessToken: () => authenticatedFetch.token(url).catch(() => null),
    db: { retry: false }, // Supabase would try again whatever the error; see `retry` of createAuthenticatedFetch
  });
