// A redirect to another origin carries no token: Node's `fetch` and real servers on 127.0.0.1 and localhost.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe } from 'node:test';
import { pathToFileURL } from 'node:url';
import { INSTALLED } from '../../scripts/lib/artifact.mjs';
import { serve } from './support/server.mjs';
import { forBothBuilds, promise } from './support/suite.mjs';
import { giving, jwt } from './support/tokens.mjs';

const STATUSES = [301, 302, 303, 307, 308];

const redirect = (status, location) => ({ status, headers: { location } });

/** Host and token of each request, in their order. */
const trail = ({ requests }) => requests.map(({ path, headers }) => [headers.host.replace(/:.*/, ''), path, headers.authorization]);

const deno = await import(pathToFileURL(join(INSTALLED, 'dist', 'deno.js')));

const suite = ({ createAuthenticatedFetch }) => {
  const making = (server, options) => createAuthenticatedFetch({ getToken: giving('tok').getToken, baseUrl: server.origin, ...options });

  for (const status of STATUSES) {
    describe(`${status}`, () => {
      /** The ways to ask: what differs in how the token gets into the request. */
      const WAYS = {
        'a plain call': (api) => api('/go'),
        'a call with headers': (api) => api('/go', { headers: new Headers({ 'x-own': '1' }) }),
        'a Request': (api, { origin }) => api(new Request(`${origin}/go`)),
        'a parsed call with a body': (api) => api.json('/go', { json: { a: 1 } }),
      };

      for (const [way, call] of Object.entries(WAYS)) {
        promise(`to another origin carries no token: ${way}`, async (t) => {
          const server = await serve(t);
          server.routes['/go'] = redirect(status, `${server.otherOrigin}/end`);
          await call(making(server), server);
          assert.deepEqual(trail(server), [
            ['127.0.0.1', '/go', 'Bearer tok'],
            ['localhost', '/end', undefined],
          ]);
        });
      }

      promise('to another origin and back again carries none on the way back either', async (t) => {
        const server = await serve(t);
        server.routes['/go'] = redirect(status, `${server.otherOrigin}/away`);
        server.routes['/away'] = redirect(status, `${server.origin}/end`);
        await making(server)('/go');
        assert.deepEqual(trail(server), [
          ['127.0.0.1', '/go', 'Bearer tok'],
          ['localhost', '/away', undefined],
          ['127.0.0.1', '/end', undefined],
        ]);
      });

      promise('within its own origin keeps it', async (t) => {
        const server = await serve(t);
        server.routes['/go'] = redirect(status, '/end');
        await making(server)('/go');
        assert.deepEqual(trail(server).map(([, path, token]) => [path, token]), [['/go', 'Bearer tok'], ['/end', 'Bearer tok']]);
      });
    });
  }

  promise('a 401 behind a redirect to another origin brings no token there, refreshed or not', async (t) => {
    const server = await serve(t);
    server.routes['/go'] = redirect(307, `${server.otherOrigin}/end`);
    server.routes['/end'] = { status: 401 };
    const response = await making(server, { getToken: giving(jwt(), jwt()).getToken })('/go');
    assert.equal(response.status, 401);
    const there = trail(server).filter(([host]) => host === 'localhost');
    assert.deepEqual(there, [['localhost', '/end', undefined], ['localhost', '/end', undefined]]);
  });

  promise('a repetition goes to the first URL again, and no token behind its redirect', async (t) => {
    const server = await serve(t);
    server.routes['/go'] = redirect(302, `${server.otherOrigin}/end`);
    server.routes['/end'] = (request, requests) => ({ status: requests.length < 3 ? 503 : 200, headers: { 'retry-after': '0' } });
    const response = await making(server, { retry: 1 })('/go');
    assert.equal(response.status, 200);
    assert.deepEqual(trail(server), [
      ['127.0.0.1', '/go', 'Bearer tok'],
      ['localhost', '/end', undefined],
      ['127.0.0.1', '/go', 'Bearer tok'],
      ['localhost', '/end', undefined],
    ]);
  });
};

forBothBuilds(suite);
describe('which follows redirects itself', () => suite(deno));
