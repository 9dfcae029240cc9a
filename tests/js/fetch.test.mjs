// `createAuthenticatedFetch` as a drop-in for `fetch`.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { serve, unreachable } from './support/server.mjs';
import { assertCode, caught, forBothBuilds, promise } from './support/suite.mjs';
import { giving } from './support/tokens.mjs';
import { recordingFetch, replaceGlobal } from './support/world.mjs';

forBothBuilds(({ createAuthenticatedFetch }) => {
  /** An API, and a fetch for it. */
  const start = async (t, routes, options) => {
    const server = await serve(t, routes);
    const source = giving('tok');
    const authenticatedFetch = createAuthenticatedFetch({ getToken: source.getToken, baseUrl: server.origin, ...options });
    return { server, source, authenticatedFetch };
  };

  describe("the caller's arguments", () => {
    promise('a bare URL is a GET with the token and nothing else', async (t) => {
      const { server, authenticatedFetch } = await start(t);
      const response = await authenticatedFetch('/x?q=1');
      assert.ok(response instanceof Response);
      assert.deepEqual(await response.json(), { ok: true });
      const [{ method, url, authorization, text }] = server.requests;
      assert.deepEqual([method, url, authorization, text], ['GET', '/x?q=1', 'Bearer tok', '']);
    });

    promise('method, body and headers arrive as given', async (t) => {
      const { server, authenticatedFetch } = await start(t);
      await authenticatedFetch('/x', { method: 'PATCH', body: '{"a":1}', headers: { 'content-type': 'application/json', 'x-own': '1' } });
      const [{ method, text, headers, authorization }] = server.requests;
      assert.deepEqual([method, text, headers['content-type'], headers['x-own']], ['PATCH', '{"a":1}', 'application/json', '1']);
      assert.equal(authorization, 'Bearer tok');
    });

    promise('headers may be an object, pairs or Headers', async (t) => {
      const { server, authenticatedFetch } = await start(t);
      for (const headers of [{ 'X-Own': '1' }, [['X-Own', '1']], new Headers({ 'X-Own': '1' }), new Map([['X-Own', '1']])]) {
        await authenticatedFetch('/x', { headers });
      }
      assert.deepEqual(
        server.requests.map((request) => [request.headers['x-own'], request.authorization]),
        Array(4).fill(['1', 'Bearer tok']),
      );
    });

    promise('pairs of the same name are kept', async (t) => {
      const { server, authenticatedFetch } = await start(t);
      await authenticatedFetch('/x', { headers: [['x-own', '1'], ['x-own', '2']] });
      assert.equal(server.requests[0].headers['x-own'], '1, 2');
    });

    for (const [kind, body, text] of [
      ['URLSearchParams', () => new URLSearchParams({ a: '1' }), 'a=1'],
      ['a Blob', () => new Blob(['blob']), 'blob'],
      ['an ArrayBuffer', () => new TextEncoder().encode('buffer').buffer, 'buffer'],
      ['a typed array', () => new TextEncoder().encode('array'), 'array'],
      ['a stream', () => new Blob(['stream']).stream(), 'stream'],
    ]) {
      promise(`${kind} is sent as a body`, async (t) => {
        const { server, authenticatedFetch } = await start(t);
        await authenticatedFetch('/x', { method: 'POST', body: body(), duplex: 'half' });
        assert.deepEqual([server.requests[0].method, server.requests[0].text], ['POST', text]);
      });
    }

    promise("what the package does not know is handed to fetch: a framework's fields", async () => {
      const { fetch, calls } = recordingFetch();
      const authenticatedFetch = createAuthenticatedFetch({ getToken: giving('tok').getToken, baseUrl: 'https://a.foo.com', fetch });
      await authenticatedFetch('/x', { next: { tags: ['a'] }, cf: { cacheTtl: 1 }, cache: 'no-store', token: undefined });
      const { headers, ...rest } = calls[0].init;
      assert.deepEqual(rest, { next: { tags: ['a'] }, cf: { cacheTtl: 1 }, cache: 'no-store' });
    });

    promise("the caller's own objects are not changed", async (t) => {
      const { authenticatedFetch } = await start(t);
      const headers = new Headers({ 'x-own': '1' });
      const init = Object.freeze({ headers: Object.freeze({ 'x-own': '1' }), method: 'POST', body: 'x' });
      await authenticatedFetch('/x', init);
      await authenticatedFetch('/x', { headers });
      assert.deepEqual([...headers], [['x-own', '1']]);
      assert.deepEqual(init.headers, { 'x-own': '1' });
    });

    promise('what is changed after the call began changes nothing', async (t) => {
      const { server, authenticatedFetch } = await start(t);
      const url = new URL(`${server.origin}/x`);
      const init = { method: 'POST', body: 'before', headers: { 'x-own': 'before' } };
      const pending = authenticatedFetch(url, init);
      url.pathname = '/evil';
      init.body = 'after';
      init.headers['x-own'] = 'after';
      await pending;
      const [{ path, text, headers }] = server.requests;
      assert.deepEqual([path, text, headers['x-own']], ['/x', 'before', 'before']);
    });

    promise('an `init` that is null or a Request is taken as fetch takes it', async (t) => {
      const { server, authenticatedFetch } = await start(t);
      await authenticatedFetch('/x', null);
      await authenticatedFetch('/x', new Request(server.origin, { method: 'PUT', headers: { 'x-own': '1' } }));
      assert.deepEqual([server.requests[1].method, server.requests[1].headers['x-own']], ['PUT', '1']);
      assert.equal(server.requests[1].authorization, 'Bearer tok');
    });

    promise("an `init` that is no object is fetch's own TypeError", async (t) => {
      const { server, authenticatedFetch } = await start(t);
      for (const init of ['POST', 1, true]) assert.equal((await caught(authenticatedFetch('/x', init))).constructor, TypeError);
      assert.equal(server.requests.length, 0);
    });
  });

  describe('a Request as input', () => {
    promise('is sent with its method, body, headers and the token', async (t) => {
      const { server, authenticatedFetch } = await start(t);
      await authenticatedFetch(new Request(`${server.origin}/x`, { method: 'POST', body: 'body', headers: { 'x-own': '1' } }));
      const [{ method, text, headers, authorization }] = server.requests;
      assert.deepEqual([method, text, headers['x-own'], authorization], ['POST', 'body', '1', 'Bearer tok']);
    });

    promise('is used up, as fetch uses it up, and then refused', async (t) => {
      const { server, authenticatedFetch } = await start(t);
      const request = new Request(`${server.origin}/x`, { method: 'POST', body: 'body' });
      await authenticatedFetch(request);
      assert.equal(request.bodyUsed, true);
      assert.equal((await caught(authenticatedFetch(request))).constructor, TypeError);
    });

    promise('gives way to `init`, as in fetch', async (t) => {
      const { server, authenticatedFetch } = await start(t);
      const request = new Request(`${server.origin}/x`, { method: 'POST', body: 'request', headers: { 'x-a': '1' } });
      await authenticatedFetch(request, { method: 'PUT', body: 'init', headers: { 'x-b': '2' } });
      const [{ method, text, headers }] = server.requests;
      assert.deepEqual([method, text, headers['x-a'], headers['x-b']], ['PUT', 'init', undefined, '2']);
    });

    promise('keeps its own Authorization', async (t) => {
      const { server, source, authenticatedFetch } = await start(t);
      await authenticatedFetch(new Request(`${server.origin}/x`, { headers: { Authorization: 'Basic own' } }));
      assert.deepEqual([server.requests[0].authorization, source.calls.length], ['Basic own', 0]);
    });

    promise('takes the headers of the options, and its own win', async (t) => {
      const { server, authenticatedFetch } = await start(t, {}, { headers: { 'x-a': 'option', 'x-b': 'option' } });
      await authenticatedFetch(new Request(`${server.origin}/x`, { headers: { 'x-a': 'own' } }));
      assert.deepEqual([server.requests[0].headers['x-a'], server.requests[0].headers['x-b']], ['own', 'option']);
    });

    promise('ends with its own signal', async (t) => {
      const { server, authenticatedFetch } = await start(t, { '/x': () => new Promise(() => {}) });
      const controller = new AbortController();
      const pending = authenticatedFetch(new Request(`${server.origin}/x`, { signal: controller.signal }));
      await server.arrived(1);
      const reason = new Error('mine');
      controller.abort(reason);
      assert.equal(await caught(pending), reason);
    });
  });

  describe('the option `init`', () => {
    promise('gives defaults, and the caller wins', async (t) => {
      const { server, authenticatedFetch } = await start(t, {}, { init: { method: 'PUT', body: 'default' } });
      await authenticatedFetch('/x');
      await authenticatedFetch('/x', { method: 'POST', body: 'own' });
      assert.deepEqual(
        server.requests.map(({ method, text }) => [method, text]),
        [['PUT', 'default'], ['POST', 'own']],
      );
    });

    promise('reaches fetch with its `credentials` and `cache`', async () => {
      const { fetch, calls } = recordingFetch();
      const init = { credentials: 'include', cache: 'no-store' };
      const authenticatedFetch = createAuthenticatedFetch({ getToken: giving('tok').getToken, baseUrl: 'https://a.foo.com', fetch, init });
      await authenticatedFetch('/x', { cache: 'reload', credentials: undefined });
      assert.deepEqual([calls[0].init.credentials, calls[0].init.cache], ['include', 'reload']);
    });

    promise('its `signal` ends a call that has none of its own', async (t) => {
      const controller = new AbortController();
      const { server, authenticatedFetch } = await start(t, { '/x': () => new Promise(() => {}) }, { init: { signal: controller.signal } });
      const pending = authenticatedFetch('/x');
      await server.arrived(1);
      controller.abort('mine');
      assert.equal(await caught(pending), 'mine');
    });
  });

  describe('the answer', () => {
    for (const status of [200, 204, 304, 400, 403, 404, 409, 429, 500, 503]) {
      promise(`a ${status} resolves`, async (t) => {
        const { authenticatedFetch } = await start(t, { '/x': { status, body: status === 204 || status === 304 ? undefined : 'said' } });
        const response = await authenticatedFetch('/x');
        assert.equal(response.status, status);
        assert.equal(await response.text(), status === 204 || status === 304 ? '' : 'said');
      });
    }

    promise("a network failure stays fetch's own TypeError, untouched", async (t) => {
      const authenticatedFetch = createAuthenticatedFetch({ getToken: giving('tok').getToken, baseUrl: await unreachable() });
      const error = await caught(authenticatedFetch('/x'));
      assert.equal(error.constructor, TypeError);
      const own = new TypeError('mine');
      const fetch = () => Promise.reject(own);
      assert.equal(await caught(createAuthenticatedFetch({ getToken: giving('tok').getToken, baseUrl: 'https://a.foo.com', fetch })('/x')), own);
    });

    promise('redirects are followed as fetch follows them', async (t) => {
      const { server, authenticatedFetch } = await start(t, { '/x': { status: 302, headers: { location: '/y' } } });
      const response = await authenticatedFetch('/x');
      assert.deepEqual([response.redirected, response.url], [true, `${server.origin}/y`]);
      assert.equal((await authenticatedFetch('/x', { redirect: 'manual' })).status, 302);
    });
  });

  describe('`fetch` itself', () => {
    promise('is looked up at each call, and called unbound', async (t) => {
      const authenticatedFetch = createAuthenticatedFetch({ getToken: giving('tok').getToken, baseUrl: 'https://a.foo.com' });
      const receivers = [];
      for (const name of ['first', 'second']) {
        const stub = async function () {
          'use strict';
          receivers.push(this);
          return Response.json(name);
        };
        replaceGlobal(t, 'fetch', stub);
        assert.equal(await (await authenticatedFetch('/x')).json(), name);
      }
      assert.deepEqual(receivers, [undefined, undefined]);
    });

    promise('as an option is called unbound too, with a URL and an init', async () => {
      let seen;
      const fetch = async function (...args) {
        seen = [this, ...args];
        return new Response();
      };
      await createAuthenticatedFetch({ getToken: giving('tok').getToken, baseUrl: 'https://a.foo.com', fetch })('/x');
      assert.equal(seen[0], undefined);
      assert.equal(String(seen[1]), 'https://a.foo.com/x');
    });

    promise('that throws at once rejects the call', async () => {
      const error = new Error('mine');
      const fetch = () => {
        throw error;
      };
      assert.equal(await caught(createAuthenticatedFetch({ getToken: giving('tok').getToken, baseUrl: 'https://a.foo.com', fetch })('/x')), error);
    });

    promise('that is nowhere is the TypeError of calling it, and `network` in a parsed call', async (t) => {
      const authenticatedFetch = createAuthenticatedFetch({ getToken: giving('tok').getToken, baseUrl: 'https://a.foo.com' });
      replaceGlobal(t, 'fetch', undefined);
      const error = await caught(authenticatedFetch('/x'));
      assert.equal(error.constructor, TypeError);
      assert.match(error.message, /is not a function/);
      assertCode(await caught(authenticatedFetch.json('/x')), 'network');
    });
  });

  describe("a call's `token`", () => {
    promise('`false` sends without a token, asks for none and starts no refresh', async (t) => {
      const { server, source, authenticatedFetch } = await start(t, { '/x': { status: 401 } });
      assert.equal((await authenticatedFetch('/x', { token: false })).status, 401);
      assert.deepEqual([server.requests.length, server.requests[0].authorization, source.calls.length], [1, undefined, 0]);
    });

    promise('`false` may go to any origin', async (t) => {
      const { server, authenticatedFetch } = await start(t);
      assert.equal((await authenticatedFetch(`${server.otherOrigin}/x`, { token: false })).status, 200);
      assert.equal(server.requests[0].authorization, undefined);
    });

    promise('template and organization are passed on, and win over the options one by one', async (t) => {
      const { source, authenticatedFetch } = await start(t, {}, { template: 'a', organizationId: 'org_a' });
      await authenticatedFetch('/x');
      await authenticatedFetch('/x', { token: { template: 'b' } });
      await authenticatedFetch('/x', { token: { organizationId: 'org_b' } });
      assert.deepEqual(
        source.calls.map(([options]) => options),
        [
          { template: 'a', organizationId: 'org_a' },
          { template: 'b', organizationId: 'org_a' },
          { template: 'a', organizationId: 'org_b' },
        ],
      );
    });

    promise('is never handed to fetch', async () => {
      const { fetch, calls } = recordingFetch();
      const authenticatedFetch = createAuthenticatedFetch({ getToken: giving('tok').getToken, baseUrl: 'https://a.foo.com', fetch });
      await authenticatedFetch('/x', { token: { template: 'b' } });
      assert.ok(!('token' in calls[0].init));
    });
  });

  promise('a relative input with neither page nor base is a TypeError; in parsed calls invalid_key', async () => {
    const { getToken, calls } = giving('tok');
    const authenticatedFetch = createAuthenticatedFetch({ getToken });
    assert.equal((await caught(authenticatedFetch('/x'))).constructor, TypeError);
    assertCode(await caught(authenticatedFetch.json('/x')), 'invalid_key', '`/x`', '`baseUrl`');
    assert.equal((await caught(authenticatedFetch.headers('/x'))).constructor, TypeError);
    assert.equal(calls.length, 0);
  });
});
