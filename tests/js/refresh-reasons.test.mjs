// Every reason that Clerk's own back-end can give for a 401, as its installed packages list them, and each way that a
// `WWW-Authenticate` can be written.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe } from 'node:test';
import { TokenVerificationErrorReason } from '@clerk/backend/errors';
import { serve } from './support/server.mjs';
import { forBothBuilds, promise } from './support/suite.mjs';
import { minting } from './support/tokens.mjs';

/** `AuthErrorReason` is not exported: its source says what it holds. */
const source = readFileSync(createRequire(import.meta.url).resolve('@clerk/backend'), 'utf8');
const [, members] = /var AuthErrorReason = \{([^}]+)\}/.exec(source);
const AuthErrorReason = Object.fromEntries([...members.matchAll(/(\w+): "([^"]+)"/g)].map(([, name, value]) => [name, value]));

/** What a new token can fix, written out: a reason that Clerk adds fails here until somebody has thought about it. */
const FIXES = new Set([
  'token-expired',
  'token-not-active-yet',
  'token-iat-in-the-future',
  'session-token-and-uat-missing',
  'session-token-missing',
  'session-token-expired',
  'session-token-iat-before-client-uat',
  'session-token-nbf',
  'session-token-iat-in-the-future',
  'session-token-but-no-client-uat',
]);
const STANDS = new Set([
  'token-invalid',
  'token-invalid-algorithm',
  'token-invalid-authorized-parties',
  'token-invalid-issuer',
  'token-invalid-signature',
  'token-verification-failed',
  'secret-key-invalid',
  'jwk-local-missing',
  'jwk-remote-failed-to-load',
  'jwk-remote-invalid',
  'jwk-remote-missing',
  'jwk-failed-to-resolve',
  'jwk-kid-mismatch',
  'client-uat-but-no-session-token',
  'dev-browser-missing',
  'dev-browser-sync',
  'primary-responds-to-syncing',
  'primary-domain-cross-origin-sync',
  'satellite-needs-syncing',
  'active-organization-mismatch',
  'token-type-mismatch',
  'unexpected-error',
]);

/** Headers of the 401, and whether a new token is worth asking for. */
const CHALLENGES = [
  ['Bearer error = "insufficient_scope"', false, 'spaces around the sign (RFC 9110 §11.2)'],
  ['Bearer error\t=\t"insufficient_scope"', false, 'tabs around the sign'],
  ['Bearer realm="a", error= "insufficient_scope"', false, 'one space'],
  ['Bearer error="INSUFFICIENT_SCOPE"', false, 'capital letters'],
  ["Bearer error='insufficient_scope'", true, 'single quotes, which are no quotes'],
  ['Bearer error="insufficient_scope_x"', true, 'a longer value'],
  ['Bearer error=insufficient_scope_x', true, 'a longer token'],
  ['Bearer x_error="insufficient_scope"', true, 'a longer name'],
  ['Bearer my-error=insufficient_scope', true, 'a longer name, unquoted'],
  [String.raw`Bearer realm="error=\"insufficient_scope\""`, true, 'inside of another value, escaped'],
  ['Bearer error_description="not error=insufficient_scope"', true, 'inside of another value'],
  ['Bearer error="invalid_token", error_description="insufficient_scope"', true, 'as a description'],
  [`Bearer realm="${'x'.repeat(7_000)}", error="insufficient_scope"`, false, 'behind 7 KB'],
];

forBothBuilds(({ createAuthenticatedFetch }) => {
  /** One call whose first token is refused with these headers: its status, and the mints. */
  const refusing = async (t, headers) => {
    const tokens = minting();
    const first = tokens.current;
    const server = await serve(t, {
      '*': ({ authorization }) => (authorization === `Bearer ${first}` ? { status: 401, headers } : {}),
    });
    const response = await createAuthenticatedFetch({ getToken: tokens.getToken, baseUrl: server.origin })('/x');
    return [response.status, tokens.mints];
  };
  const FIXED = [200, 1];
  const STOOD = [401, 0];

  describe("Clerk's own reasons", () => {
    const all = Object.values({ ...TokenVerificationErrorReason, ...AuthErrorReason });

    promise('are each known here', () => {
      assert.ok(all.length > 30, `${all}`);
      assert.deepEqual([...new Set(all)].sort(), [...FIXES, ...STANDS].sort());
    });

    for (const reason of all) {
      promise(`${reason} ${FIXES.has(reason) ? 'is fixed by a new token' : 'starts no refresh'}`, async (t) => {
        assert.deepEqual(await refusing(t, { 'x-clerk-auth-reason': reason }), FIXES.has(reason) ? FIXED : STOOD);
      });
    }

    promise('with what became of the back-end\'s own refresh behind them, are the same', async (t) => {
      assert.deepEqual(await refusing(t, { 'x-clerk-auth-reason': 'session-token-expired-refresh-non-eligible' }), FIXED);
    });

    promise('an empty one is none', async (t) => {
      assert.deepEqual(await refusing(t, { 'x-clerk-auth-reason': '' }), FIXED);
    });

    promise('a fixable one beside insufficient_scope starts no refresh', async (t) => {
      const headers = { 'x-clerk-auth-reason': 'token-expired', 'www-authenticate': 'Bearer error="insufficient_scope"' };
      assert.deepEqual(await refusing(t, headers), STOOD);
    });
  });

  describe('WWW-Authenticate', () => {
    for (const [challenge, fixes, name] of CHALLENGES) {
      promise(`with ${name}: ${fixes ? 'a new token is tried' : 'starts no refresh'}`, async (t) => {
        assert.deepEqual(await refusing(t, { 'www-authenticate': challenge }), fixes ? FIXED : STOOD);
      });
    }

    promise('twice, of which one says insufficient_scope, starts no refresh', async (t) => {
      const headers = { 'www-authenticate': ['Basic realm="x"', 'Bearer error="insufficient_scope"'] };
      assert.deepEqual(await refusing(t, headers), STOOD);
    });
  });
});
