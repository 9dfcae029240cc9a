// One long-lived signal that 10,000 callers share: a page's, an app's. Nothing of a call that is over stays with it. They
// come in waves, for Node compares each new listener with all that are there; FULL=1 has them come at once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { byQuery } from './support/dom.mjs';
import { serve, SILENT } from './support/server.mjs';
import { caught, pkg, settled } from './support/suite.mjs';
import { watchedSignal, watchProcess } from './support/traces.mjs';
import { holdTimers, recordingFetch, replaceGlobal } from './support/world.mjs';

const { createAuthenticatedFetch, clerkQueryFn } = pkg;
const CALLERS = 10_000;
const WAVE = process.env.FULL ? CALLERS : 500;

/** A promise about many calls, which take their time. */
const many = (name, body) => test(name, { timeout: 120_000 }, body);

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc');

/** Collects until it shows. */
async function collected(check) {
  for (let round = 0; round < 50 && !check(); round++) {
    await settled();
    gc();
  }
  assert.ok(check(), `it is kept: ${check}`);
}

const BASE = { baseUrl: 'https://a.foo.com' };

/** No real `fetch` listens to it: all count. A look at the stack for each of 10,000 would take long. */
const sharedSignal = () => watchedSignal(() => true);

/** Counts the timers that wait; none fires. */
function countTimers(t) {
  const waiting = new Set();
  const start = () => {
    const timer = {};
    waiting.add(timer);
    return timer;
  };
  replaceGlobal(t, 'setTimeout', start); // a mock would keep each call, with its stack
  replaceGlobal(t, 'clearTimeout', (timer) => void waiting.delete(timer));
  return waiting;
}

const later = () => new Promise((resolve) => setImmediate(() => resolve('tok')));

const answering = async () => ({ status: 200, text: async () => '{"ok":true}' });

const ENDINGS = {
  'that succeed': { fetch: answering },
  'that fail': { fetch: () => Promise.reject(new TypeError('fetch failed')) },
  'that are signed out': { getToken: async () => null },
  'with a `timeout`': { fetch: answering, timeout: 60_000 },
};
for (const [name, options] of Object.entries(ENDINGS)) {
  many(`10,000 callers ${name} leave no listener and cause no warning`, async (t) => {
    const timers = countTimers(t);
    const quiet = watchProcess(t);
    const signal = sharedSignal();
    const given = { ...BASE, getToken: later, ...options };
    const { json } = createAuthenticatedFetch(given);
    const queryFn = clerkQueryFn(given);
    const call = (_, n) => (n % 2 ? json('/x', { signal }) : queryFn({ queryKey: ['/x'], signal }));
    for (let called = 0; called < CALLERS; called += WAVE) await Promise.allSettled(Array.from({ length: WAVE }, call));
    await settled();
    assert.deepEqual([signal.listeners.size, timers.size], [0, 0]);
    assert.deepEqual(quiet.map(String), []);
  });
}

many('an abort reaches all who wait, each with the reason itself', async () => {
  const signal = sharedSignal();
  const { json } = createAuthenticatedFetch({ ...BASE, getToken: () => new Promise(() => {}), tokenTimeout: Infinity });
  const pending = Array.from({ length: WAVE }, () => json('/x', { signal }).catch((error) => error));
  await settled();
  const reason = new Error('mine');
  signal.abort(reason);
  assert.ok((await Promise.all(pending)).every((error) => error === reason));
  assert.equal(signal.listeners.size, 0);
});

many('over real connections too, where Node itself listens', async (t) => {
  const quiet = watchProcess(t);
  const server = await serve(t);
  const signal = watchedSignal();
  const api = createAuthenticatedFetch({ getToken: async () => 'tok', baseUrl: server.origin, timeout: 60_000 });
  for (let round = 0; round < 5; round++) await Promise.all(Array.from({ length: 50 }, () => api.json('/x', { signal })));
  assert.equal(signal.listeners.size, 0);
  assert.deepEqual(quiet, []);
});

many('with a `timeout`, what they were can be collected', async () => {
  const signal = sharedSignal();
  const kept = [];
  const fetch = async (_input, init) => (kept.push(new WeakRef(init.signal)), Response.json({}));
  const { json } = createAuthenticatedFetch({ ...BASE, getToken: later, fetch, timeout: 60_000 });
  for (let call = 0; call < 100; call++) await json('/x', { signal });
  await collected(() => kept.filter((each) => each.deref()).length <= 2); // the last may still be in a register
});

many('with a `timeout`, plain responses hold on to it until they are collected, and no longer', async (t) => {
  const server = await serve(t, { '/x': { body: 'x'.repeat(1_000) } });
  const signal = watchedSignal();
  const api = createAuthenticatedFetch({ getToken: later, baseUrl: server.origin, timeout: 60_000 });
  for (let call = 0; call < 50; call++) await (await api('/x', { signal })).text();
  await api('/x', { signal }).then((response) => response.body.cancel());
  await collected(() => signal.listeners.size === 0);
});

many('a component that unmounts ends its request, and nothing is left', async (t) => {
  const timers = holdTimers(t);
  const quiet = watchProcess(t);
  const server = await serve(t, { '/x': SILENT });
  const options = { getToken: later, baseUrl: server.origin, timeout: 60_000 };
  const { end } = byQuery(clerkQueryFn(options), '/x');
  await server.arrived(1);
  assert.deepEqual(timers.waits, [60_000]);
  end();
  await settled();
  timers.assertNone();
  assert.deepEqual(quiet, []);
});

many('an aborted signal ends each later call at once', async () => {
  const { fetch, calls } = recordingFetch();
  const { json } = createAuthenticatedFetch({ ...BASE, getToken: later, fetch });
  const signal = watchedSignal();
  signal.abort('mine');
  for (let call = 0; call < 100; call++) assert.equal(await caught(json('/x', { signal })), 'mine');
  assert.deepEqual([calls.length, signal.listeners.size], [0, 0]);
});
