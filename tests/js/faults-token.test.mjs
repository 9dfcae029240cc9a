// Faults of the token source, which asks a real endpoint as Clerk's does.
import assert from 'node:assert/strict';
import { forEachCell } from './support/faults.mjs';
import { BROKEN, serve, SILENT } from './support/server.mjs';
import { deferred, settled } from './support/suite.mjs';
import { giving, guarded, jwt } from './support/tokens.mjs';

/** What `getToken` does that asks `origin`: an answer that is no 200 is an error with its status. */
const asking = (origin) => async () => {
  const response = await fetch(`${origin}/token`, { method: 'POST' });
  if (!response.ok) throw Object.assign(new Error('Token endpoint'), { status: response.status });
  return (await response.json()).jwt;
};

/** A token endpoint with this answer, in front of an API that works; nothing may reach that without a token. */
const endpoint = (answer, steps) => async (t, timers) => {
  const server = await serve(t, { '/token': answer });
  const asked = () => server.requests.filter(({ path }) => path === '/x');
  return {
    options: { getToken: asking(server.origin), baseUrl: server.origin },
    steps: () => steps?.(server, timers),
    check: ({ error }) => assert.equal(asked().length, error ? 0 : 1),
  };
};

/** One that hangs ends with the limit of the token, and no sooner. */
const overdue = async (server, timers) => {
  await server.arrived(1);
  await timers.fire(10_000);
};

/** A token that the API refuses, and then this answer of the endpoint to whoever asks for another. */
const refreshing = (answer, steps) => async (t, timers) => {
  const server = await serve(t, { '/token': answer, '/x': guarded(() => false) });
  const { getToken } = giving(jwt(), asking(server.origin));
  return {
    options: { getToken, baseUrl: server.origin },
    steps: () => steps?.(server, timers),
    check: () => assert.equal(server.requests.filter(({ path }) => path === '/x').length, 1),
  };
};

forEachCell('token', {
  hangs: endpoint(SILENT, overdue),
  'answers 401': endpoint({ status: 401, body: {} }),
  'answers 404': endpoint({ status: 404, body: {} }),
  'answers 429 with `Retry-After`': endpoint({ status: 429, headers: { 'retry-after': '3600' } }),
  'answers 500': endpoint({ status: 500, body: 'oops' }),
  'answers no JSON': endpoint({ headers: { 'content-type': 'text/html' }, body: '<!doctype html>' }),
  'resets the connection': endpoint(BROKEN),
  'is slow': async (t, timers) => {
    const { promise: gate, resolve: open } = deferred();
    const steps = async (server) => {
      await server.arrived(1);
      await settled(); // the call waits for it, with its timer
      assert.deepEqual(timers.waits, [10_000]);
      open();
    };
    return endpoint(() => gate.then(() => ({ body: { jwt: jwt() } })), steps)(t, timers);
  },
  'hangs while a 401 is refreshed': refreshing(SILENT, async (server, timers) => {
    await server.arrived(2);
    await timers.fire(10_000);
  }),
  'answers 500 while a 401 is refreshed': refreshing({ status: 500 }),
  'resets the connection while a 401 is refreshed': refreshing(BROKEN),
  'hangs before the second try': async (t, timers) => {
    const server = await serve(t, { '/x': { status: 503, headers: { 'retry-after': '7' } }, '/token': SILENT });
    return {
      options: { getToken: giving('tok', asking(server.origin)).getToken, baseUrl: server.origin, retry: 1 },
      steps: async () => {
        await timers.fire(7_000);
        await server.arrived(2);
        await timers.fire(10_000);
      },
      check: () => assert.deepEqual(server.requests.map(({ path }) => path), ['/x', '/token']),
    };
  },
});
