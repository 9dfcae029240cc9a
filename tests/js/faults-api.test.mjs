// Faults of the API, over real connections.
import assert from 'node:assert/strict';
import { forEachCell } from './support/faults.mjs';
import { BROKEN, serve, SILENT } from './support/server.mjs';
import { deferred, eventually } from './support/suite.mjs';
import { giving, guarded, minting } from './support/tokens.mjs';

const HALF = '{"ok":';
const OK = { body: { ok: true } };
const TIMEOUT = { timeout: 5_432 };
const NOW = Date.parse('2026-01-01T00:00:00Z');

/** An API that gives these answers in turn, the last one again and again; `requests` is how many it may see. */
const answering = (answers, { options, steps, requests = answers.length }) => async (t, timers) => {
  t.mock.method(Date, 'now', () => NOW);
  const server = await serve(t, { '/x': (_request, seen) => answers[Math.min(seen.length, answers.length) - 1] });
  return {
    options: { getToken: giving('tok').getToken, baseUrl: server.origin, ...options },
    steps: () => steps?.(timers, server),
    check: () => {
      assert.equal(server.requests.length, requests);
      assert.ok(server.requests.every(({ authorization }) => authorization === 'Bearer tok'));
    },
  };
};

const one = (answer, how = {}) => answering([answer], how);

/** Ends the call by its `timeout`, once the API has the request. */
const runOut = async (timers, server) => {
  await server.arrived(1);
  await timers.fire(TIMEOUT.timeout);
};

/** One that never ends its body. A parsed call does so by a timer; a plain one has given the response, and has none. */
const hanging = (answer, { options, ms } = {}) => async (t, timers, column) => {
  const arranged = await one({ ...answer, after: SILENT }, { options })(t, timers);
  const headers = deferred();
  const steps = async () => {
    await headers.promise;
    if (column !== 'fetch') await (ms ? timers.fire(ms) : timers.fireNext());
  };
  const onEvent = ({ type }) => type === 'response' && headers.resolve();
  return { ...arranged, options: { ...arranged.options, onEvent }, steps };
};

/** A second try that works, after a wait of this length. */
const again = (first, ms, options = { retry: 1 }) =>
  answering([first, OK], { options, steps: (timers) => (ms === undefined ? timers.fireNext() : timers.fire(ms)) });

const unavailable = (retryAfter) => ({ status: 503, headers: { 'retry-after': retryAfter } });

/** From `/x` to another URL of the API, or to another origin, which sees all that arrives there. */
const redirecting = (target, { requests }) => async (t) => {
  const server = await serve(t, { '/there': OK });
  const foreign = await serve(t, { '/there': OK });
  server.routes['/x'] = { status: 302, headers: { location: target(server, foreign) } };
  return {
    options: { getToken: giving('tok').getToken, baseUrl: server.origin },
    check: () => {
      assert.equal(server.requests.length, requests);
      assert.ok(server.requests.every(({ authorization }) => authorization === 'Bearer tok'));
      assert.ok(foreign.requests.every(({ authorization }) => authorization === undefined));
    },
  };
};

forEachCell('api', {
  'hangs before its headers, with `timeout`': one(SILENT, { options: TIMEOUT, steps: runOut }),
  'hangs midway through the body, with `timeout`': hanging({ body: HALF }, { options: TIMEOUT, ms: TIMEOUT.timeout }),
  "hangs midway through an error's body": hanging({ status: 500, body: HALF }),
  'resets the connection before its headers': one(BROKEN),
  'resets the connection midway through the body': one({ body: HALF, after: BROKEN }),
  "resets the connection midway through an error's body": one({ status: 500, body: HALF, after: BROKEN }),
  'resets the connection, and answers the next try': again(BROKEN),
  'answers 500, without `retry`': one({ status: 500 }),
  'answers 500, and 200 to the next try': again({ status: 500 }),
  'answers 503 with `Retry-After` in seconds': again(unavailable('7'), 7_000),
  'answers 503 with `Retry-After` as a date': again(unavailable('Thu, 01 Jan 2026 00:00:20 GMT'), 20_000),
  'answers 503 with `Retry-After` beyond `maxDelay`': one(unavailable('31'), { options: { retry: 3 } }),
  'answers 503 with a `Retry-After` that `timeout` does not leave': one(unavailable('20'), {
    options: { ...TIMEOUT, retry: 3 },
    steps: async (timers) => {
      await eventually(() => timers.waits.includes(20_000));
      await timers.fire(TIMEOUT.timeout);
    },
  }),
  'redirects to itself': redirecting(() => '/there', { requests: 2 }),
  'redirects to another origin, which gets no token': redirecting((_server, { otherOrigin }) => `${otherOrigin}/there`, { requests: 1 }),
  'redirects in a loop': redirecting(() => '/x', { requests: 21 }),
  'answers 200 that is no JSON': one({ headers: { 'content-type': 'text/html' }, body: '<!doctype html>' }),
  'always answers 401': async (t) => {
    const source = minting();
    const server = await serve(t, { '/x': guarded(() => false) });
    return {
      options: { getToken: source.getToken, baseUrl: server.origin },
      check: () => assert.deepEqual([server.requests.length, source.mints], [2, 1]),
    };
  },
});
