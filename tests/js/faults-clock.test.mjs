// Faults of clocks: a device that slept, whose two clocks jump apart from each other, and one that is an hour wrong.
import assert from 'node:assert/strict';
import { forEachCell } from './support/faults.mjs';
import { serve, SILENT } from './support/server.mjs';
import { deferred } from './support/suite.mjs';
import { giving, guarded, jwt } from './support/tokens.mjs';

const HOUR = 3_600_000;
const LIFETIME = 60_000;
const START = Date.parse('2026-01-01T00:00:00Z');

/** Both of the device's clocks, `wall` and `monotonic`, and the API's own, which is always right. */
function holdClocks(t) {
  const started = performance.now();
  const clocks = { wall: START, api: START, monotonic: started };
  t.mock.method(Date, 'now', () => clocks.wall);
  t.mock.method(performance, 'now', () => clocks.monotonic);
  clocks.jump = (...names) => {
    for (const name of names) clocks[name] += HOUR;
  };
  return clocks;
}

/** A token source that keeps its token for as long as the device's clock says it is valid, as Clerk's does. */
function caching(clocks) {
  const source = { plain: 0, forced: 0, current: undefined, isValid: (token) => expiries.get(token) > clocks.api };
  const expiries = new Map();
  source.getToken = async ({ skipCache } = {}) => {
    if (!skipCache && expiries.get(source.current) > clocks.wall) return source.current;
    source[skipCache ? 'forced' : 'plain']++;
    source.current = jwt();
    expiries.set(source.current, clocks.api + LIFETIME);
    return source.current;
  };
  return source;
}

/** A call with a token that was got before this happened to the clocks; how it got another: `plain`, or `forced` by a 401. */
const after = (happen, { plain = 0, forced = 0, requests = 1 }) => async (t) => {
  const clocks = holdClocks(t);
  const source = caching(clocks);
  const server = await serve(t, { '/x': guarded(source.isValid) });
  await source.getToken();
  source.plain = 0;
  happen(clocks);
  return {
    options: { getToken: source.getToken, baseUrl: server.origin },
    check: () => assert.deepEqual([source.plain, source.forced, server.requests.length], [plain, forced, requests]),
  };
};

/** A call during which `steps` makes the clocks jump; the API has one answer after the other. */
const during = (answers, options, steps) => async (t, timers, column) => {
  const clocks = holdClocks(t);
  const headers = deferred();
  const server = await serve(t, { '/x': (_request, { length }) => answers[length - 1] });
  const onEvent = ({ type }) => type === 'response' && headers.resolve();
  return {
    options: { getToken: giving(jwt()).getToken, baseUrl: server.origin, onEvent, ...options },
    steps: () => steps({ clocks, timers, server, column, headers: headers.promise }),
    check: () => assert.equal(server.requests.length, answers.length),
  };
};

const asleep = ({ clocks }) => clocks.jump('wall', 'monotonic', 'api');

const unavailable = { status: 503, headers: { 'retry-after': 'Thu, 01 Jan 2026 00:00:20 GMT' } };

forEachCell('clock', {
  "the wall clock jumps past the token's expiry, the monotonic one stands still": after(
    (clocks) => clocks.jump('wall', 'api'),
    { plain: 1 },
  ),
  'the monotonic clock jumps, the wall clock stands still': after((clocks) => clocks.jump('monotonic', 'api'), {
    forced: 1,
    requests: 2,
  }),
  'both jump, as after sleep': after((clocks) => asleep({ clocks }), { plain: 1 }),
  'both jump while the API hangs, with `timeout`': during([SILENT], { timeout: 5_432 }, async (scene) => {
    await scene.server.arrived(1);
    asleep(scene);
    await scene.timers.fire(5_432);
  }),
  'both jump during the wait before another try': during(
    [{ status: 503, headers: { 'retry-after': '7' } }, { body: { ok: true } }],
    { retry: 1 },
    async (scene) => {
      await scene.headers;
      asleep(scene);
      await scene.timers.fire(7_000);
    },
  ),
  "the monotonic clock jumps while an error's body is read": during(
    [{ status: 500, body: '{"half":', after: SILENT }],
    {},
    async ({ clocks, timers, column, headers }) => {
      await headers;
      clocks.jump('monotonic');
      if (column !== 'fetch') await timers.fireNext();
    },
  ),
  'the device is 1 h ahead: each token looks expired': after((clocks) => clocks.jump('wall'), { plain: 1 }),
  'the device is 1 h behind: an expired token looks fresh': after((clocks) => clocks.jump('api'), { forced: 1, requests: 2 }),
  'the device is 1 h ahead of a `Retry-After` date': during(
    [unavailable, { body: { ok: true } }],
    { retry: 1 },
    async ({ clocks, timers }) => {
      clocks.jump('wall');
      await timers.fire(0);
    },
  ),
  'the device is 1 h behind a `Retry-After` date': during([unavailable], { retry: 1 }, ({ clocks }) => {
    clocks.wall -= HOUR;
  }),
});
