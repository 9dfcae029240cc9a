// Tokens for clients that ask for one at each connection or request, and tell when it was refused.
import type { AuthenticatedFetch } from 'clerk-fetch';

/** A token per connection. After `refuse()`, `next()` gives another one, or rejects. */
export function tokens(url: string, authenticatedFetch: AuthenticatedFetch) {
  let last: string | undefined;
  let refused: string | undefined;
  return {
    async next() {
      const old = refused;
      last = (await authenticatedFetch.token(url, old ? { refused: old } : {})) ?? '';
      if (refused === old) refused = undefined; // until then, all wait for the new one
      return last;
    },
    /** Without an argument it is the last one that was refused. */
    refuse(token = last) {
      refused = token;
    },
  };
}
