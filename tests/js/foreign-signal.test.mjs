// A signal of jsdom's AbortController under Node's own `fetch`, as Vitest and Jest have them. Some versions take Node's alone.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe } from 'node:test';
import { JSDOM } from 'jsdom';
import { serve } from './support/server.mjs';
import { caught, eventually, forBothBuilds, promise } from './support/suite.mjs';
import { giving } from './support/tokens.mjs';
import { replaceGlobal } from './support/world.mjs';

/** A page of jsdom's, whose classes stand in the place of Node's; its `fetch` is Node's. */
const beInDom = (t, url) => {
  const { window } = new JSDOM('', { url });
  t.after(() => window.close());
  for (const name of ['window', 'document', 'location', 'AbortController', 'AbortSignal', 'Event', 'EventTarget']) replaceGlobal(t, name, name === 'window' ? window : window[name]);
  return window;
};

/** Each way to give a signal. */
const WAYS = {
  fetch: ({ createAuthenticatedFetch }, options, signal) => createAuthenticatedFetch(options)('/x', { signal }),
  json: ({ createAuthenticatedFetch }, options, signal) => createAuthenticatedFetch(options).json('/x', { signal }),
  'fetch, with a limit': ({ createAuthenticatedFetch }, options, signal) => createAuthenticatedFetch({ ...options, timeout: 60_000 })('/x', { signal }),
  'json, with a limit of a try': ({ createAuthenticatedFetch }, options, signal) => createAuthenticatedFetch({ ...options, retry: { attempts: 1, timeout: 60_000 } }).json('/x', { signal }),
  queryFn: ({ clerkQueryFn }, options, signal) => clerkQueryFn(options)({ queryKey: ['/x'], signal }),
  'the option `init`': ({ createAuthenticatedFetch }, options, signal) => createAuthenticatedFetch({ ...options, init: { signal } })('/x'),
};

forBothBuilds((build) => {
  for (const [way, call] of Object.entries(WAYS)) {
    describe(way, () => {
      const start = async (t, routes) => {
        const server = await serve(t, routes);
        const window = beInDom(t, `${server.origin}/`);
        const controller = new window.AbortController();
        return { server, controller, options: { getToken: giving('tok').getToken, baseUrl: server.origin } };
      };

      promise('succeeds, with the token', async (t) => {
        const { server, controller, options } = await start(t, {});
        await call(build, options, controller.signal);
        assert.equal(server.requests[0].headers.authorization, 'Bearer tok');
      });

      promise('aborted, rejects with its reason and ends the connection', async (t) => {
        const connections = [];
        const silent = createServer((request, response) => {
          connections.push(once(response, 'close'));
          response.write('{');
        });
        await once(silent.listen(0, '127.0.0.1'), 'listening');
        t.after(() => silent.closeAllConnections() ?? silent.close());
        const { controller, options } = await start(t, {});
        const reason = new Error('mine');
        const baseUrl = `http://127.0.0.1:${silent.address().port}`;
        const pending = call(build, { ...options, baseUrl }, controller.signal).then((answer) => answer.text());
        await eventually(() => connections.length);
        controller.abort(reason);
        assert.equal(await caught(pending), reason);
        await connections[0];
      });

      promise('aborted beforehand, sends nothing', async (t) => {
        const { server, controller, options } = await start(t, {});
        controller.abort(new Error('mine'));
        assert.equal((await caught(call(build, options, controller.signal))).message, 'mine');
        assert.equal(server.requests.length, 0);
      });
    });
  }
});
