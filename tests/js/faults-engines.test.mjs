// Nothing hangs and nothing is left where `AbortSignal` can do less: React Native, older browsers.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { ENGINES } from './support/old-engine.mjs';
import { assertCode, caught, eventually, forBothBuilds, promise, settled } from './support/suite.mjs';
import { giving, jwt } from './support/tokens.mjs';
import { watchProcess } from './support/traces.mjs';
import { holdTimers, recordingFetch } from './support/world.mjs';

const never = () => new Promise(() => {});

/** The ways to call. */
const WAYS = {
  fetch: ({ createAuthenticatedFetch }, options, init) => createAuthenticatedFetch(options)('/x', init),
  json: ({ createAuthenticatedFetch }, options, init) => createAuthenticatedFetch(options).json('/x', init),
  queryFn: ({ clerkQueryFn }, options, init) => clerkQueryFn(options)({ queryKey: ['/x'], ...init }),
};

/** What a call waits for: its options, and how it is seen that it waits. */
const PHASES = {
  'before it begins': () => ({ options: { getToken: giving('tok').getToken } }),
  'during the token': () => {
    const { getToken, calls } = giving(never);
    return { options: { getToken }, begun: () => calls.length };
  },
  'while Clerk loads': (timers) => ({ options: { clerk: { loaded: false } }, begun: () => timers.waits.includes(50) }),
  'during the fetch': () => {
    const { fetch, calls } = recordingFetch(never);
    return { options: { fetch }, begun: () => calls.length };
  },
  'during the wait before another try': (timers) => ({
    options: { fetch: async () => new Response('', { status: 503, headers: { 'retry-after': '7' } }), retry: 3 },
    begun: () => timers.waits.includes(7_000),
  }),
  'during the refresh of a 401': () => {
    const { getToken, calls } = giving(jwt(), never);
    return { options: { getToken, fetch: async () => new Response('', { status: 401 }) }, begun: () => calls.length > 1 };
  },
  'while the body is read': () => {
    let reading = false;
    const body = () => new ReadableStream({ pull: () => ((reading = true), never()) }, { highWaterMark: 0 });
    return { options: { fetch: async () => new Response(body()) }, begun: () => reading, parsed: true };
  },
  "while an error's body is read": () => {
    let reading = false;
    const body = () => new ReadableStream({ pull: () => ((reading = true), never()) }, { highWaterMark: 0 });
    return { options: { fetch: async () => new Response(body(), { status: 500 }) }, begun: () => reading, parsed: true };
  },
};

const BASE = { baseUrl: 'https://a.foo.com', getToken: async () => 'tok' };
const TIMEOUT = 5_432;

/** Without `getToken` where the phase brings a Clerk. */
const optionsOf = ({ clerk, ...options }) => ({ ...BASE, ...options, ...(clerk && { clerk, getToken: undefined }) });

const assertAborted = (error, keepsReason) => (keepsReason ? assert.equal(error, 'mine') : assert.equal(error?.name, 'AbortError'));

/** A refresh is nobody's own: it goes on until its limit, the token's. */
const endRefresh = async (timers) => {
  if (timers.waits.includes(10_000)) await timers.fire(10_000);
  await settled();
};

forBothBuilds((build) => {
  for (const [engine, { enter, keepsReason }] of Object.entries(ENGINES)) {
    for (const [way, call] of Object.entries(WAYS)) {
      describe(`${way}, ${engine}`, () => {
        for (const [phase, arrange] of Object.entries(PHASES)) {
          if (arrange({ waits: [] }).parsed && way === 'fetch') continue; // the body is the caller's

          for (const timeout of [undefined, TIMEOUT]) {
            promise(`an abort ${phase}${timeout ? ', with `timeout` too,' : ''} rejects at once and leaves nothing`, async (t) => {
              const timers = holdTimers(t);
              const quiet = watchProcess(t);
              const controller = enter(t)();
              const { options, begun } = arrange(timers);
              if (!begun) controller.abort('mine');
              const pending = call(build, optionsOf({ ...options, ...(timeout && { timeout }) }), { signal: controller.signal });
              if (begun) await eventually(begun);
              controller.abort('mine');
              assertAborted(await caught(pending), keepsReason);
              await endRefresh(timers);
              timers.assertNone();
              assert.equal(controller.signal.listeners.size, 0);
              assert.deepEqual(quiet, []);
            });
          }

          if (phase === 'before it begins') continue;
          promise(`\`timeout\` ${phase} is the code \`timeout\`, and leaves nothing`, async (t) => {
            const timers = holdTimers(t);
            const quiet = watchProcess(t);
            const controller = enter(t)();
            const { options, begun } = arrange(timers);
            const pending = call(build, optionsOf({ ...options, timeout: TIMEOUT }), { signal: controller.signal });
            await eventually(begun);
            await timers.fire(TIMEOUT);
            assertCode(await caught(pending), 'timeout');
            await endRefresh(timers);
            timers.assertNone();
            assert.equal(controller.signal.listeners.size, 0);
            assert.deepEqual(quiet, []);
          });
        }

        promise('a Clerk that never loads is clerk_not_loaded, and leaves nothing', async (t) => {
          const timers = holdTimers(t);
          const controller = enter(t)();
          const pending = call(build, optionsOf({ clerk: { loaded: false } }), { signal: controller.signal });
          await timers.fire(10_000);
          assertCode(await caught(pending), 'clerk_not_loaded');
          timers.assertNone();
          assert.equal(controller.signal.listeners.size, 0);
        });

        promise('a call that succeeds leaves nothing, and its answer is still ended by the signal', async (t) => {
          const timers = holdTimers(t);
          const controller = enter(t)();
          const sent = recordingFetch();
          await call(build, optionsOf({ fetch: sent.fetch, timeout: TIMEOUT }), { signal: controller.signal });
          timers.assertNone();
          assert.equal(controller.signal.listeners.size, way === 'fetch' ? 1 : 0, 'a plain response is still to be read');
          if (way !== 'fetch') return;
          controller.abort('mine');
          assert.equal(sent.calls[0].init.signal.aborted, true);
        });
      });
    }
  }
});
