// The option `tokenRefused`: APIs that say in another way than by a 401 that the token is not accepted.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { serve } from './support/server.mjs';
import { assertCode, caught, eventually, forBothBuilds, promise, thrown } from './support/suite.mjs';
import { giving, jwt, minting } from './support/tokens.mjs';
import { holdTimers, recordingFetch } from './support/world.mjs';

const BASE = 'https://a.foo.com';

/** How real APIs say it: the refusing answer, and what recognises it. */
const SIGNS = {
  "a gateway's 403": [{ status: 403, body: { message: 'Forbidden' } }, ({ status }) => status === 403],
  "Laravel's 419": [{ status: 419, body: 'Page Expired' }, ({ status }) => status === 419],
  '498': [{ status: 498, body: {} }, async ({ status }) => status === 498],
  "GraphQL's UNAUTHENTICATED in a 200": [
    { body: { errors: [{ message: 'x', extensions: { code: 'UNAUTHENTICATED' } }] } },
    async (response) => (await response.clone().json()).errors?.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED'),
  ],
  "Hasura's invalid-jwt in a 200": [
    { body: { errors: [{ message: 'Could not verify JWT: JWTExpired', extensions: { code: 'invalid-jwt', path: '$' } }] } },
    async (response) => JSON.stringify(await response.clone().json()).includes('invalid-jwt'),
  ],
};

forBothBuilds((build) => {
  const { createAuthenticatedFetch } = build;

  promise('that reads the body itself is told to read a clone', async () => {
    const options = { getToken: async () => jwt(), baseUrl: BASE, tokenRefused: async (response) => (await response.json()).refused };
    for (const answer of [{}, { refused: true }]) for (const call of [(api) => api('/x'), (api) => api.json('/x')]) {
      const error = await caught(call(createAuthenticatedFetch({ ...options, fetch: async () => Response.json(answer) })));
      assertCode(error, 'invalid_options');
      assert.match(error.message, /`tokenRefused`.*`response\.clone\(\)/);
      assert.equal(error.retryable, false);
    }
  });

  for (const [name, [refusal, tokenRefused]] of Object.entries(SIGNS)) {
    describe(name, () => {
      const start = async (t, options) => {
        const source = minting();
        const first = source.current;
        const server = await serve(t, { '*': ({ authorization }) => (authorization === `Bearer ${first}` ? refusal : { body: { data: 'ok' } }) });
        return { source, server, api: createAuthenticatedFetch({ getToken: source.getToken, baseUrl: server.origin, tokenRefused, ...options }) };
      };

      promise('is refreshed and sent once more, plain and parsed', async (t) => {
        const { source, server, api } = await start(t);
        assert.deepEqual(await (await api('/x', { method: 'POST', body: '{}' })).json(), { data: 'ok' });
        assert.deepEqual([source.mints, server.requests.length], [1, 2]);
        const again = await start(t);
        assert.deepEqual(await again.api.json('/x', { json: {} }), { data: 'ok' });
      });

      promise('met by 30 calls at once costs one mint', async (t) => {
        const { source, server, api } = await start(t);
        for (const value of await Promise.all(Array.from({ length: 30 }, (_, n) => api.json(`/${n}`)))) assert.deepEqual(value, { data: 'ok' });
        assert.deepEqual([source.mints, server.requests.length], [1, 60]);
      });

      promise('that never ends costs one mint, and each call gets its second answer', async (t) => {
        const source = minting();
        const server = await serve(t, { '*': refusal });
        const api = createAuthenticatedFetch({ getToken: source.getToken, baseUrl: server.origin, tokenRefused });
        for (let n = 0; n < 20; n++) assert.equal((await api('/x')).status, refusal.status ?? 200);
        assert.deepEqual([source.mints, server.requests.length], [1, 21]);
      });

      promise('for which there is no new token gives the caller the first answer, unread', async (t) => {
        const server = await serve(t, { '*': refusal });
        const options = { getToken: giving(jwt(), new Error('down')).getToken, baseUrl: server.origin, tokenRefused };
        const response = await createAuthenticatedFetch(options)('/x');
        assert.equal(response.bodyUsed, false);
        assert.equal(response.status, refusal.status ?? 200);
        const parsed = createAuthenticatedFetch({ ...options, getToken: giving(jwt(), new Error('down')).getToken }).json('/x');
        if (refusal.status) assertCode(await caught(parsed), 'http', `${refusal.status}`);
        else assert.deepEqual(await parsed, refusal.body);
      });

      promise('is never repeated as another user', async (t) => {
        const server = await serve(t, { '*': refusal });
        const options = { getToken: giving(jwt(), jwt({ sub: 'user_2' })).getToken, baseUrl: server.origin, tokenRefused };
        assertCode(await caught(createAuthenticatedFetch(options)('/x')), 'identity_changed');
        assert.equal(server.requests.length, 1);
      });

      promise("on a caller's own Authorization, or on none, is the caller's", async (t) => {
        const { source, api } = await start(t, {});
        await api('/x', { token: false });
        await api('/x', { headers: { authorization: 'Basic x' } });
        assert.equal(source.mints, 0);
      });
    });
  }

  const stub = (answer, options) => {
    const source = minting();
    const { fetch, calls } = recordingFetch(answer);
    return { source, calls, api: createAuthenticatedFetch({ getToken: source.getToken, baseUrl: BASE, fetch, ...options }) };
  };

  promise('alone decides: a 401 that it does not name starts no refresh', async () => {
    const { source, calls, api } = stub(() => new Response('', { status: 401 }), { tokenRefused: () => false });
    assert.equal((await api('/x')).status, 401);
    assert.deepEqual([source.mints, calls.length], [0, 1]);
  });

  promise('is given the answer itself, unread, once a try, whatever its status', async () => {
    const seen = [];
    const { api } = stub((_, init, n) => new Response('body', { status: n % 2 ? 503 : 204 === 0 ? 1 : 200, headers: { 'retry-after': '0' } }), {
      retry: 1,
      tokenRefused: (response) => (seen.push([response.status, response.bodyUsed]), 0),
    });
    assert.equal(await (await api('/x')).text(), 'body');
    assert.deepEqual(seen, [[503, false], [200, false]]);
  });

  promise('what it throws, or rejects with, the call rejects with', async () => {
    for (const tokenRefused of [() => { throw new RangeError('mine'); }, async () => { throw new RangeError('mine'); }]) {
      const { api } = stub(() => new Response(''), { tokenRefused });
      for (const call of [api('/x'), api.json('/x')]) {
        const error = await caught(call);
        assert.ok(error instanceof RangeError);
        assert.equal(error.message, 'mine');
      }
    }
  });

  promise('an abort ends the wait for it, and so does `timeout`', async (t) => {
    const timers = holdTimers(t);
    const asked = [];
    const { api } = stub(() => new Response(''), { timeout: 4_321, tokenRefused: () => new Promise(() => asked.push(0)) });
    const controller = new AbortController();
    const aborted = api('/x', { signal: controller.signal });
    await eventually(() => asked.length === 1);
    controller.abort('mine');
    assert.equal(await caught(aborted), 'mine');
    const late = api('/x');
    await eventually(() => asked.length === 2);
    await timers.fire(4_321);
    assertCode(await caught(late), 'timeout');
  });

  promise('with insufficient_scope, or a reason that no new token fixes, starts no refresh', async () => {
    for (const headers of [{ 'www-authenticate': 'Bearer error="insufficient_scope"' }, { 'x-clerk-auth-reason': 'token-invalid-signature' }]) {
      const { source, api } = stub(() => new Response('', { status: 403, headers }), { tokenRefused: ({ status }) => status === 403 });
      assert.equal((await api('/x')).status, 403);
      assert.equal(source.mints, 0);
    }
  });

  promise('must be a function', () => {
    assertCode(thrown(() => createAuthenticatedFetch({ tokenRefused: true })), 'invalid_options', '`tokenRefused`', 'function');
    assertCode(thrown(() => createAuthenticatedFetch({ tokenRefuse: () => true })), 'invalid_options', '`tokenRefused`');
  });
});
