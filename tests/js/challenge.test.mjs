// Why the API refused: a reason that a new token cannot fix starts no refresh.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { serve } from './support/server.mjs';
import { forBothBuilds, promise } from './support/suite.mjs';
import { minting } from './support/tokens.mjs';

forBothBuilds(({ createAuthenticatedFetch }) => {
  describe('why the API refused', () => {
    const refusing = async (t, headers) => {
      const source = minting();
      const first = source.current;
      const server = await serve(t, {
        '*': ({ authorization }) => (authorization === `Bearer ${first}` ? { status: 401, headers } : {}),
      });
      const response = await createAuthenticatedFetch({ getToken: source.getToken, baseUrl: server.origin })('/x');
      return { status: response.status, mints: source.mints };
    };

    for (const reason of ['token-expired', 'token-not-active-yet', 'token-iat-in-the-future', 'session-token-expired', 'session-token-iat-before-client-uat', 'session-token-and-uat-missing']) {
      promise(`${reason} is fixed by a new token`, async (t) => {
        assert.deepEqual(await refusing(t, { 'x-clerk-auth-reason': reason }), { status: 200, mints: 1 });
      });
    }
    for (const reason of ['token-invalid-signature', 'token-invalid-authorized-parties', 'token-invalid', 'jwk-kid-mismatch', 'unexpected-error', 'token-expired-long-ago']) {
      promise(`${reason} starts no refresh`, async (t) => {
        assert.deepEqual(await refusing(t, { 'x-clerk-auth-reason': reason }), { status: 401, mints: 0 });
      });
    }
    for (const challenge of [
      'Bearer error="insufficient_scope"',
      'Bearer realm="api", error="insufficient_scope", scope="write"',
      'Bearer realm="api",error=insufficient_scope',
      'bearer ERROR="insufficient_scope"',
      'Basic realm="x", Bearer error="insufficient_scope"',
    ]) {
      promise(`${challenge} starts no refresh`, async (t) => {
        assert.deepEqual(await refusing(t, { 'www-authenticate': challenge }), { status: 401, mints: 0 });
      });
    }
    for (const challenge of ['Bearer', 'Bearer error="invalid_token"', 'Bearer scope="insufficient_scope"', 'Bearer error_description="insufficient_scope"']) {
      promise(`${challenge} is fixed by a new token`, async (t) => {
        assert.deepEqual(await refusing(t, { 'www-authenticate': challenge }), { status: 200, mints: 1 });
      });
    }

    promise('a 403 and a 407 start no refresh', async (t) => {
      for (const status of [403, 407]) {
        const source = minting();
        const server = await serve(t, { '*': { status } });
        await createAuthenticatedFetch({ getToken: source.getToken, baseUrl: server.origin })('/x', { redirect: 'manual' }).catch(() => {});
        assert.deepEqual([source.mints, source.calls.length], [0, 1]);
      }
    });
  });
});
