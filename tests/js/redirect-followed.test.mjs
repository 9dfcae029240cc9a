// Deno and the edge runtimes: their builds follow redirects themselves, hop by hop, as the Fetch standard has it.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe } from 'node:test';
import { pathToFileURL } from 'node:url';
import { INSTALLED } from '../../scripts/lib/artifact.mjs';
import { serve } from './support/server.mjs';
import { assertCode, caught, promise } from './support/suite.mjs';
import { giving } from './support/tokens.mjs';

const redirect = (status, location) => ({ status, headers: { location } });

/** What the standard compares: all but what a runtime adds by itself. */
const seenOf = ({ requests }) =>
  requests.map(({ method, url, text, headers }) => [method, headers.host.replace(/:.*/, ''), url, headers.authorization, headers['content-type'], headers['x-option'], headers['x-own'], text]);

for (const file of ['deno.js', 'worker-no-wasm.js', 'worker-no-wasm.cjs']) {
  const { createAuthenticatedFetch } = await import(pathToFileURL(join(INSTALLED, 'dist', file)));

  describe(file, () => {
    /** A runtime that would follow a redirect with every header, as workerd did before 2025-09-01: it is not let. */
    const making = (server, options) => {
      const modes = [];
      const fetch = (input, init) => {
        modes.push(init?.redirect ?? input.redirect);
        return globalThis.fetch(input, init);
      };
      const api = createAuthenticatedFetch({ getToken: giving('tok').getToken, baseUrl: server.origin, fetch, headers: { 'x-option': 'o' }, ...options });
      return { api, modes };
    };

    const ROWS = [
      [301, 'GET', 'GET'],
      [302, 'GET', 'GET'],
      [303, 'GET', 'GET'],
      [307, 'GET', 'GET'],
      [308, 'GET', 'GET'],
      [301, 'POST', 'GET'],
      [302, 'POST', 'GET'],
      [303, 'POST', 'GET'],
      [307, 'POST', 'POST'],
      [308, 'POST', 'POST'],
      [301, 'PUT', 'PUT'],
      [303, 'PUT', 'GET'],
      [303, 'HEAD', 'HEAD'],
      [307, 'DELETE', 'DELETE'],
    ];
    for (const [status, method, then] of ROWS) {
      for (const [way, input] of Object.entries({ url: (url) => url, Request: (url, init) => new Request(url, init) })) {
        promise(`${status} of a ${method} becomes ${then}: ${way}`, async (t) => {
          const server = await serve(t);
          server.routes['/go'] = redirect(status, 'end?a=1#f');
          server.routes['/end'] = redirect(307, `${server.otherOrigin}/away`);
          const body = method === 'GET' || method === 'HEAD' ? {} : { body: '{"a":1}' };
          const init = { method, headers: { 'content-type': 'application/json', 'x-own': '1' }, ...body };
          const { api } = making(server);
          const request = input(`${server.origin}/go`, init);
          const response = await (typeof request === 'string' ? api(request, init) : api(request));
          const text = then === method && init.body ? init.body : '';
          const type = then !== 'GET' || method === 'GET' ? 'application/json' : undefined;
          assert.deepEqual(seenOf(server), [
            [method, '127.0.0.1', '/go', 'Bearer tok', 'application/json', 'o', '1', init.body ?? ''],
            [then, '127.0.0.1', '/end?a=1', 'Bearer tok', type, 'o', '1', text],
            [then, 'localhost', '/away', undefined, type, undefined, '1', text],
          ]);
          assert.deepEqual([response.url, response.redirected, response.status], [`${server.otherOrigin}/away`, true, 200]);
        });
      }
    }

    promise("a caller's own Authorization and Cookie stay at their origin too, and never come back", async (t) => {
      const server = await serve(t);
      server.routes['/go'] = redirect(302, `${server.otherOrigin}/away`);
      server.routes['/away'] = redirect(302, `${server.origin}/end`);
      await making(server).api('/go', { headers: { authorization: 'Basic own', cookie: 'a=b' } });
      assert.deepEqual(server.requests.map(({ headers }) => [headers.authorization, headers.cookie]), [['Basic own', 'a=b'], [undefined, undefined], [undefined, undefined]]);
    });

    promise('`error` and `manual` are left to the platform', async (t) => {
      const server = await serve(t);
      server.routes['/go'] = redirect(302, '/end');
      const { api, modes } = making(server);
      assert.equal((await api('/go', { redirect: 'manual' })).status, 302);
      assert.equal((await api(new Request(`${server.origin}/go`, { redirect: 'manual' }))).status, 302);
      assert.equal((await caught(api('/go', { redirect: 'error' }))).constructor, TypeError);
      assert.deepEqual(modes, ['manual', 'manual', 'error']);
      assert.equal(server.requests.length, 3);
    });

    promise('a redirect without a Location, and an answer that is none, are the caller’s', async (t) => {
      const server = await serve(t, { '/none': { status: 302 }, '/not': { status: 304 }, '/created': { status: 201, headers: { location: '/x' } } });
      const { api } = making(server);
      for (const [path, status] of [['/none', 302], ['/not', 304], ['/created', 201]]) {
        const response = await api(path);
        assert.deepEqual([response.status, response.redirected], [status, false]);
      }
    });

    promise('twenty redirects are followed, and no more', async (t) => {
      const server = await serve(t);
      server.routes['*'] = ({ url }) => (url === '/0' ? { body: 1 } : redirect(302, `/${Number(url.slice(1)) - 1}`));
      const { api } = making(server);
      assert.equal(await api.json('/20'), 1);
      const error = await caught(api('/21'));
      assert.equal(error.constructor, TypeError);
      assertCode(await caught(api.json('/21')), 'network');
    });

    promise('where no request may go, none goes: user info, other schemes, what is no URL', async (t) => {
      const server = await serve(t);
      for (const location of ['http://me:secret@localhost/', 'file:///etc/passwd', 'data:,x', 'http://', 'http://[']) {
        server.routes['/go'] = redirect(302, location);
        const error = await caught(making(server).api('/go'));
        assert.equal(error.constructor, TypeError, location);
        assert.ok(!/tok|secret/.test(error.stack));
      }
    });

    promise('a stream cannot be sent again', async (t) => {
      const server = await serve(t, { '/go': redirect(307, '/end'), '/see': redirect(303, '/end') });
      const stream = () => new Blob(['x']).stream();
      assert.equal((await caught(making(server).api('/go', { method: 'POST', body: stream(), duplex: 'half' }))).constructor, TypeError);
      assert.equal((await making(server).api('/see', { method: 'POST', body: stream(), duplex: 'half' })).status, 200);
    });

    promise('an abort ends it between two hops', async (t) => {
      const server = await serve(t);
      const controller = new AbortController();
      server.routes['/go'] = () => (controller.abort(new Error('enough')), redirect(302, '/end'));
      assert.equal((await caught(making(server).api('/go', { signal: controller.signal }))).message, 'enough');
      assert.deepEqual(server.requests.map(({ path }) => path), ['/go']);
    });
  });
}
