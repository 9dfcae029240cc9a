// What every shape calls: the protected API, and two tokens that the local Frontend API signed.
import assert from 'node:assert/strict';
import { startFrontendApi } from '../../../tests/support/frontend-api.mjs';
import { startProtectedApi } from '../../../tests/support/protected-api.mjs';

const HOURS = 3600;

/** `config` is what tests/packaging/shared/probe.js reads; `query` is the same as a URL's query. */
export async function startApi() {
  const frontend = await startFrontendApi();
  const protectedApi = await startProtectedApi({ jwtKey: frontend.publicKeyPem });
  const [user] = frontend.users;
  const session = frontend.session(user.id);
  const config = {
    apiUrl: protectedApi.url,
    token: frontend.issue(user.id, { session, lifetime: 4 * HOURS }),
    expired: frontend.issue(user.id, { session, clockOffset: -HOURS }),
  };
  return {
    config,
    frontend,
    protectedApi,
    userId: user.id,
    query: `probe=${Buffer.from(JSON.stringify(config)).toString('base64url')}`,
    close: () => Promise.all([frontend.close(), protectedApi.close()]),
  };
}

/** Asserts that a probe's outcome is that of a real call, done by this build of the core. */
export function assertOutcome(outcome, { core = 'wasm', userId }) {
  assert.ok(outcome && !outcome.error, outcome?.error ?? 'no outcome');
  assert.deepEqual(outcome, {
    userId,
    text: '{"title":"Grüße"}',
    authorized: true,
    problem: 'ClerkFetchError http 422',
    refused: 'origin_not_allowed',
    moved: { status: 200, to: 'localhost/echo', authorization: false, saysSo: true },
    asked: 'plain plain forced plain plain plain',
    core,
  });
}
