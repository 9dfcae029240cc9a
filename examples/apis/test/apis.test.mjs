// Each API does what docs/api.md asks for: preflights without a token, CORS, the user of the token, and a 401 that says why.
import assert from 'node:assert/strict';
import { createSign, generateKeyPairSync } from 'node:crypto';
import { describe, test } from 'node:test';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PAGE_ORIGIN = 'https://foo.com';
Object.assign(process.env, {
  PAGE_ORIGIN,
  CLERK_JWT_KEY: publicKey.export({ type: 'spki', format: 'pem' }),
  CLERK_SECRET_KEY: `sk_test_${'0'.repeat(40)}`, // not used with the public key, but some of Clerk's SDKs want it
  CLERK_PUBLISHABLE_KEY: `pk_test_${Buffer.from('clerk.local.example$').toString('base64')}`,
});

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
function tokenOf(claims) {
  const now = Math.floor(Date.now() / 1000);
  const payload = { azp: PAGE_ORIGIN, iss: 'https://clerk.local.example', sid: 'sess_1', sub: 'user_1', v: 2, iat: now - 10, nbf: now - 10, exp: now + 60, ...claims };
  const text = `${part({ alg: 'RS256', typ: 'JWT', kid: 'ins_1' })}.${part(payload)}`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(privateKey, 'base64url')}`;
}

/** Each answers as fetch does. */
const APIS = {
  async Hono() {
    const { app } = await import('../hono.ts');
    return (init) => app.request('https://api.foo.com/todos', init);
  },
  async 'a Next route handler'() {
    const route = await import('../next-route.ts');
    return (init) => route[init.method](new Request('https://api.foo.com/todos', init));
  },
  async Fastify() {
    const { app } = await import('../fastify.ts');
    return async ({ method, headers }) => {
      const { statusCode, headers: received, body } = await app.inject({ method, headers, url: '/todos' });
      return new Response(statusCode === 204 ? null : body, { status: statusCode, headers: Object.entries(received).map(([name, value]) => [name, String(value)]) });
    };
  },
};

for (const [name, start] of Object.entries(APIS)) {
  describe(name, async () => {
    const ask = await start();
    const get = (authorization) => ask({ method: 'GET', headers: { origin: PAGE_ORIGIN, ...(authorization && { authorization }) } });

    test('answers a preflight without a token', async () => {
      const headers = { origin: PAGE_ORIGIN, 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' };
      const response = await ask({ method: 'OPTIONS', headers });
      assert.ok(response.ok, String(response.status));
      assert.equal(response.headers.get('access-control-allow-origin'), PAGE_ORIGIN);
      assert.match(response.headers.get('access-control-allow-headers'), /authorization/);
      assert.equal(response.headers.get('access-control-max-age'), '600');
    });

    test('allows each method, or those that it has', async () => {
      const methods = name.includes('route') ? ['GET'] : ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
      for (const method of methods) {
        const headers = { origin: PAGE_ORIGIN, 'access-control-request-method': method, 'access-control-request-headers': 'authorization' };
        const response = await ask({ method: 'OPTIONS', headers });
        assert.match(response.headers.get('access-control-allow-methods'), new RegExp(`\\b${method}\\b`));
      }
    });

    test('knows the user of a token', async () => {
      const response = await get(`Bearer ${tokenOf({})}`);
      assert.equal(response.status, 200);
      assert.deepEqual(await response.json(), { userId: 'user_1' });
    });

    const refused = {
      'no token': [undefined, /^[a-z-]+$/],
      'an expired token': [`Bearer ${tokenOf({ exp: Math.floor(Date.now() / 1000) - 30 })}`, /^(session-)?token-expired/],
      'the token of another site': [`Bearer ${tokenOf({ azp: 'https://evil.com' })}`, /^token-invalid-authorized-parties$/],
    };
    for (const [what, [authorization, reason]] of Object.entries(refused)) {
      test(`answers 401 to ${what}, and lets the page read why`, async () => {
        const response = await get(authorization);
        assert.equal(response.status, 401);
        assert.equal(response.headers.get('access-control-allow-origin'), PAGE_ORIGIN);
        assert.match(response.headers.get('access-control-expose-headers'), /x-clerk-auth-reason/);
        assert.match(String(response.headers.get('x-clerk-auth-reason')), reason);
      });
    }
  });
}
