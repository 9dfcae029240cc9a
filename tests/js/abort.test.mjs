// An abort rejects with the signal's reason, untouched and at once, whatever the call is waiting for.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { serve, SILENT } from './support/server.mjs';
import { caught, deferred, eventually, forBothBuilds, promise } from './support/suite.mjs';
import { giving, jwt } from './support/tokens.mjs';
import { holdTimers, recordingFetch } from './support/world.mjs';

const never = () => new Promise(() => {});
const BASE = { baseUrl: 'https://a.foo.com' };

/** The three ways to call, each with a signal. */
const WAYS = {
  fetch: ({ createAuthenticatedFetch }, options, signal) => createAuthenticatedFetch(options)('/x', { signal }),
  json: ({ createAuthenticatedFetch }, options, signal) => createAuthenticatedFetch(options).json('/x', { signal }),
  queryFn: ({ clerkQueryFn }, options, signal) => clerkQueryFn(options)({ queryKey: ['/x'], signal }),
};

const REASONS = { 'an error': new Error('mine'), 'a string': 'mine', null: null, zero: 0, 'an object': { mine: true } };

forBothBuilds((build) => {
  describe('a stream as the body', () => {
    for (const when of ['beforehand', 'while the token is pending']) {
      promise(`is cancelled with the reason when the call is aborted ${when}`, async () => {
        const controller = new AbortController();
        const reason = new Error('mine');
        const cancelled = deferred();
        const source = giving(never);
        const body = new ReadableStream({ cancel: cancelled.resolve });
        if (when === 'beforehand') controller.abort(reason);
        const api = build.createAuthenticatedFetch({ ...BASE, getToken: source.getToken, fetch: recordingFetch().fetch });
        const pending = api('/x', { method: 'POST', body, duplex: 'half', signal: controller.signal });
        if (when !== 'beforehand') {
          await eventually(() => source.calls.length);
          controller.abort(reason);
        }
        assert.equal(await caught(pending), reason);
        assert.equal(await cancelled.promise, reason);
      });
    }
  });

  for (const [way, call] of Object.entries(WAYS)) {
    describe(way, () => {
      promise('aborted beforehand, asks for no token and sends nothing', async () => {
        const source = giving('tok');
        const { fetch, calls } = recordingFetch();
        const reason = new Error('mine');
        const error = await caught(call(build, { ...BASE, getToken: source.getToken, fetch }, AbortSignal.abort(reason)));
        assert.equal(error, reason);
        assert.deepEqual([source.calls.length, calls.length], [0, 0]);
      });

      for (const [kind, reason] of Object.entries(REASONS)) {
        promise(`rejects with ${kind} as the reason, while the token is pending`, async () => {
          const controller = new AbortController();
          const { fetch, calls } = recordingFetch();
          const source = giving(never);
          const pending = call(build, { ...BASE, getToken: source.getToken, fetch }, controller.signal);
          await eventually(() => source.calls.length);
          controller.abort(reason);
          assert.equal(await caught(pending), reason);
          assert.equal(calls.length, 0);
        });
      }

      promise('without a reason, rejects with an AbortError', async () => {
        const controller = new AbortController();
        const pending = call(build, { ...BASE, getToken: never }, controller.signal);
        controller.abort();
        const error = await caught(pending);
        assert.equal(error, controller.signal.reason);
        assert.equal(error.name, 'AbortError');
      });

      promise('in flight, rejects at once and closes the connection', async (t) => {
        const server = await serve(t, { '/x': SILENT });
        const controller = new AbortController();
        const reason = new Error('mine');
        const pending = call(build, { baseUrl: server.origin, getToken: giving('tok').getToken }, controller.signal);
        await server.arrived(1);
        controller.abort(reason);
        assert.equal(await caught(pending), reason);
      });

      promise('in flight, rejects even where the given `fetch` does not look at signals', async () => {
        const controller = new AbortController();
        const sent = recordingFetch(never);
        const pending = call(build, { ...BASE, getToken: giving('tok').getToken, fetch: sent.fetch }, controller.signal);
        await eventually(() => sent.calls.length);
        controller.abort('mine');
        assert.equal(await caught(pending), 'mine');
      });

      promise('during the wait before another try, rejects at once and leaves no timer', async (t) => {
        const timers = holdTimers(t);
        t.mock.method(Math, 'random', () => 0.5);
        const controller = new AbortController();
        const sent = recordingFetch(() => new Response('', { status: 503 }));
        const pending = call(build, { ...BASE, getToken: async () => 'tok', fetch: sent.fetch, retry: 3 }, controller.signal);
        await eventually(() => timers.waits.includes(150));
        controller.abort('mine');
        assert.equal(await caught(pending), 'mine');
        timers.assertNone();
        assert.equal(sent.calls.length, 1);
      });

      promise('while a refresh is awaited, rejects at once', async () => {
        const controller = new AbortController();
        const renewed = deferred();
        const source = giving(jwt(), () => renewed.promise);
        const { fetch } = recordingFetch(() => new Response('', { status: 401 }));
        const pending = call(build, { ...BASE, getToken: source.getToken, fetch }, controller.signal);
        await eventually(() => source.calls.length === 2);
        controller.abort('mine');
        assert.equal(await caught(pending), 'mine');
        renewed.resolve(null);
      });

      promise('while the `headers` function is awaited, rejects at once', async () => {
        const controller = new AbortController();
        const { promise: asked, resolve } = deferred();
        const headers = () => (resolve(), never());
        const pending = call(build, { ...BASE, getToken: giving('tok').getToken, headers }, controller.signal);
        await asked;
        controller.abort('mine');
        assert.equal(await caught(pending), 'mine');
      });

      promise('while Clerk is loading, rejects at once and leaves no timer', async (t) => {
        const timers = holdTimers(t);
        const controller = new AbortController();
        const pending = call(build, { ...BASE, clerk: { loaded: false } }, controller.signal);
        await eventually(() => timers.waits.length);
        controller.abort('mine');
        assert.equal(await caught(pending), 'mine');
        timers.assertNone();
      });
    });
  }

  promise('while the body of a parsed call is read, rejects at once', async () => {
    const controller = new AbortController();
    const reading = deferred();
    const body = new ReadableStream({ pull: () => (reading.resolve(), never()) }, { highWaterMark: 0 });
    const { fetch } = recordingFetch(() => new Response(body));
    const pending = WAYS.json(build, { ...BASE, getToken: async () => 'tok', fetch }, controller.signal);
    await reading.promise;
    controller.abort('mine');
    assert.equal(await caught(pending), 'mine');
  });

  promise("while an error's body is read, rejects at once", async () => {
    const controller = new AbortController();
    const reading = deferred();
    const body = new ReadableStream({ pull: () => (reading.resolve(), never()) }, { highWaterMark: 0 });
    const { fetch } = recordingFetch(() => new Response(body, { status: 500 }));
    const pending = WAYS.json(build, { ...BASE, getToken: async () => 'tok', fetch }, controller.signal);
    await reading.promise;
    controller.abort('mine');
    assert.equal(await caught(pending), 'mine');
  });

  promise("after the plain fetch has resolved, still ends the response's body, as fetch does", async (t) => {
    const server = await serve(t, { '/x': { body: 'x'.repeat(1_000_000) } });
    const controller = new AbortController();
    const authenticatedFetch = build.createAuthenticatedFetch({ getToken: giving('tok').getToken, baseUrl: server.origin, timeout: 60_000 });
    const response = await authenticatedFetch('/x', { signal: controller.signal });
    const own = await fetch(`${server.origin}/x`, { signal: controller.signal });
    controller.abort();
    assert.equal((await caught(response.text())).name, (await caught(own.text())).name);
  });

  promise('a late rejection of what was abandoned is nobody’s unhandled rejection', async (t) => {
    const unhandled = [];
    const note = (error) => unhandled.push(error);
    process.on('unhandledRejection', note);
    t.after(() => process.off('unhandledRejection', note));
    const token = deferred();
    const controller = new AbortController();
    const pending = WAYS.fetch(build, { ...BASE, getToken: () => token.promise }, controller.signal);
    controller.abort('mine');
    await caught(pending);
    token.reject(new Error('late'));
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(unhandled, []);
  });

  promise('a signal that many calls share keeps no listener of any that is over', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    let listeners = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args) => (listeners++, add(...args));
    signal.removeEventListener = (...args) => (listeners--, remove(...args));
    const { fetch } = recordingFetch();
    for (let call = 0; call < 20; call++) await WAYS.json(build, { ...BASE, getToken: async () => 'tok', fetch }, signal);
    assert.equal(listeners, 0);
  });
});
