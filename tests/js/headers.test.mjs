// The headers of a request: whose win, whose Authorization is kept, and what `.headers()` gives.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { serve } from './support/server.mjs';
import { assertCode, caught, forBothBuilds, promise } from './support/suite.mjs';
import { giving } from './support/tokens.mjs';

forBothBuilds(({ createAuthenticatedFetch }) => {
  /** An API, and a fetch for it. */
  const start = async (t, routes, options) => {
    const server = await serve(t, routes);
    const source = giving('tok');
    const authenticatedFetch = createAuthenticatedFetch({ getToken: source.getToken, baseUrl: server.origin, ...options });
    return { server, source, authenticatedFetch };
  };

  describe('headers', () => {
    promise("the caller's win over the option `headers`, and those over `init.headers`", async (t) => {
      const options = { headers: { 'x-a': 'option', 'x-b': 'option' }, init: { headers: { 'x-a': 'init', 'x-b': 'init', 'x-c': 'init' } } };
      const { server, authenticatedFetch } = await start(t, {}, options);
      await authenticatedFetch('/x', { headers: { 'X-A': 'call' } });
      const { headers } = server.requests[0];
      assert.deepEqual([headers['x-a'], headers['x-b'], headers['x-c']], ['call', 'option', 'init']);
    });

    promise('as a function gets the URL and the method, and may be async', async (t) => {
      const seen = [];
      const headers = async (call) => (seen.push(call), { 'x-a': 'option' });
      const { server, authenticatedFetch } = await start(t, {}, { headers });
      await authenticatedFetch('/x?q=1', { method: 'post' });
      assert.deepEqual(seen, [{ url: `${server.origin}/x?q=1`, method: 'POST' }]);
      assert.equal(server.requests[0].headers['x-a'], 'option');
    });

    promise('a function that throws rejects the call with its own error, and nothing is sent', async (t) => {
      const error = new Error('mine');
      const headers = () => {
        throw error;
      };
      const { server, source, authenticatedFetch } = await start(t, {}, { headers });
      assert.equal(await caught(authenticatedFetch('/x')), error);
      assert.deepEqual([server.requests.length, source.calls.length], [0, 0]);
    });

    for (const [where, options, init] of [
      ['the call', {}, { headers: { authorization: 'Basic own' } }],
      ['the call as Headers', {}, { headers: new Headers({ AUTHORIZATION: 'Basic own' }) }],
      ['the call as pairs', {}, { headers: [['Authorization', 'Basic own']] }],
      ['the option `headers`', { headers: { AUTHORIZATION: 'Basic own' } }],
      ['the option `headers` as a function', { headers: () => ({ Authorization: 'Basic own' }) }],
      ['the option `init`', { init: { headers: { Authorization: 'Basic own' } } }],
    ]) {
      promise(`an Authorization of ${where} is kept as it is, asks for no token and starts no refresh`, async (t) => {
        const { server, source, authenticatedFetch } = await start(t, { '/x': { status: 401 } }, options);
        assert.equal((await authenticatedFetch('/x', init)).status, 401);
        assert.deepEqual(
          server.requests.map(({ authorization }) => authorization),
          ['Basic own'],
        );
        assert.equal(source.calls.length, 0);
      });
    }
  });

  describe('`.headers()`', () => {
    promise('gives what would be sent, and sends nothing', async (t) => {
      const { server, authenticatedFetch } = await start(t, {}, { headers: { 'x-a': 'option' } });
      const headers = await authenticatedFetch.headers('/x', { headers: { 'x-own': '1' } });
      assert.ok(headers instanceof Headers);
      assert.deepEqual([...headers], [['authorization', 'Bearer tok'], ['x-a', 'option'], ['x-own', '1']]);
      assert.equal(server.requests.length, 0);
    });

    promise('has no Authorization where the call would go without', async (t) => {
      const { server, authenticatedFetch } = await start(t, {}, { foreignOrigin: 'anonymous' });
      assert.deepEqual([...(await authenticatedFetch.headers(`${server.otherOrigin}/x`))], []);
      assert.deepEqual([...(await authenticatedFetch.headers('/x', { token: false }))], []);
      const anonymous = createAuthenticatedFetch({ getToken: giving(null).getToken, baseUrl: server.origin, signedOut: 'anonymous' });
      assert.deepEqual([...(await anonymous.headers('/x'))], []);
    });

    promise('refuses what the call would refuse', async (t) => {
      const { server, authenticatedFetch } = await start(t);
      assertCode(await caught(authenticatedFetch.headers(`${server.otherOrigin}/x`)), 'origin_not_allowed');
    });

    promise("keeps the caller's own Authorization, and takes a Request", async (t) => {
      const { server, authenticatedFetch } = await start(t);
      const own = await authenticatedFetch.headers('/x', { headers: { authorization: 'Basic own' } });
      assert.equal(own.get('authorization'), 'Basic own');
      const request = await authenticatedFetch.headers(new Request(`${server.origin}/x`, { headers: { 'x-own': '1' } }));
      assert.deepEqual([...request], [['authorization', 'Bearer tok'], ['x-own', '1']]);
    });
  });
});
