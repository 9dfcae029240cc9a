// An API that tokens are for, an origin that must never get one, and what was sent.
import assert from 'node:assert/strict';
import { giving } from './tokens.mjs';
import { recordingFetch } from './world.mjs';

export const API = 'https://api.foo.com';
export const EVIL = 'https://evil.com/';

/** For a build: makes fetchers for the API, each with what it `sent`, and with its token's `source`. */
export const makerOf = (build) => (options) => {
  const source = giving('tok');
  const sent = recordingFetch();
  const own = { getToken: source.getToken, baseUrl: API, fetch: sent.fetch };
  const api = build.createAuthenticatedFetch({ ...own, ...options });
  return { api, sent, source };
};

/** One request, to `href`, with the token. */
export function assertSent({ calls }, href) {
  assert.deepEqual(
    calls.map(({ input, headers }) => [input, headers.get('authorization')]),
    [[href, 'Bearer tok']],
  );
}
