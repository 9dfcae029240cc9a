// What frameworks throw to catch it themselves goes through untouched, from wherever the user's code threw it; and `mapError`,
// which makes the application's own errors of all others.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { assertCode, caught, eventually, forBothBuilds, promise } from './support/suite.mjs';
import { holdTimers } from './support/world.mjs';

const BASE = { baseUrl: 'https://a.foo.com', getToken: async () => 'tok', fetch: async () => Response.json({ ok: true }) };

/** As Next, React and React Router throw them. */
const CONTROL_FLOW = {
  "Next's redirect": () => Object.assign(new Error('NEXT_REDIRECT'), { digest: 'NEXT_REDIRECT;replace;/sign-in;307;' }),
  "Next's not-found": () => Object.assign(new Error('NEXT_HTTP_ERROR_FALLBACK;404'), { digest: 'NEXT_HTTP_ERROR_FALLBACK;404' }),
  "Next's dynamic server usage": () => Object.assign(new Error('Dynamic server usage'), { digest: 'DYNAMIC_SERVER_USAGE' }),
  "Next's postpone": () => Object.assign(new Error('Route / needs to bail out'), { digest: 'NEXT_PRERENDER_INTERRUPTED', $$typeof: Symbol.for('react.postpone') }),
  "React's promise": () => ({ status: 'pending', then: () => {} }),
  "React Router's redirect": () => new Response(null, { status: 302, headers: { location: '/sign-in' } }),
};

const AN_ABORT = () => new DOMException('This operation was aborted', 'AbortError');

const wordFor = (value) => (value == null ? String(value) : `a ${typeof value}`);

/** In an array: a promise would wait for a thenable. */
const rejection = (pending) => pending.then(() => assert.fail('it resolved'), (reason) => [reason]);

forBothBuilds((build) => {
  const { createAuthenticatedFetch, clerkQueryFn, isClerkFetchError } = build;
  const schemaOf = (validate) => ({ '~standard': { version: 1, vendor: 'mine', validate } });

  /** What rejects, from each function that a user gives; `fail` throws or rejects. */
  const FROM = {
    getToken: (fail) => ({ options: { getToken: fail } }),
    headers: (fail) => ({ options: { headers: fail } }),
    fetch: (fail) => ({ options: { fetch: fail, retry: 2 } }),
    "the body's reader": (fail) => ({ options: { fetch: async () => ({ ok: true, status: 200, text: fail }) }, parsedOnly: true }),
    schema: (fail) => ({ options: { schema: schemaOf(fail) }, parsedOnly: true }),
  };
  const FAILS = {
    throws: (value) => () => {
      throw value;
    },
    'rejects with': (value) => () => Promise.reject(value),
  };

  for (const [from, arrange] of Object.entries(FROM)) {
    describe(`control flow from ${from}`, () => {
      for (const [what, make] of Object.entries(CONTROL_FLOW)) {
        for (const [how, fail] of Object.entries(FAILS)) {
          promise(`that ${how} ${what} is what the call rejects with, unmapped`, async (t) => {
            const thrown = make();
            const mapError = t.mock.fn();
            const { options, parsedOnly } = arrange(fail(thrown));
            const api = createAuthenticatedFetch({ ...BASE, mapError, ...options });
            assert.equal((await rejection(api.json('/x')))[0], thrown);
            if (!parsedOnly) assert.equal((await rejection(api('/x')))[0], thrown);
            assert.equal(mapError.mock.callCount(), 0);
          });
        }
      }
    });
  }

  promise("an AbortError of `fetch` without the caller's signal is passed on, at once, by every call", async (t) => {
    for (const retry of [0, 2]) {
      const thrown = AN_ABORT();
      const fetch = t.mock.fn(() => Promise.reject(thrown));
      const mapError = t.mock.fn();
      const api = createAuthenticatedFetch({ ...BASE, fetch, retry, mapError });
      assert.equal(await caught(api.json('/x')), thrown);
      assert.equal(await caught(api('/x')), thrown);
      assert.deepEqual([fetch.mock.callCount(), mapError.mock.callCount()], [2, 0]);
    }
    const thrown = AN_ABORT();
    const text = () => Promise.reject(thrown);
    assert.equal(await caught(createAuthenticatedFetch({ ...BASE, fetch: async () => ({ status: 200, text }) }).json('/x')), thrown);
  });

  describe('`mapError`', () => {
    class AppError extends Error {}
    const mapError = (error) => new AppError(`Sorry: ${error.code ?? error.name}`, { cause: error });
    const failing = { fetch: async () => new Response('', { status: 500 }) };

    promise('makes what each way to call rejects with: plain, parsed, `.headers`, TanStack', async () => {
      const signedOut = createAuthenticatedFetch({ ...BASE, getToken: async () => null, mapError });
      for (const call of [signedOut, signedOut.json, signedOut.headers]) {
        const error = await caught(call('/x'));
        assert.ok(error instanceof AppError);
        assert.equal(error.message, 'Sorry: signed_out');
        assert.ok(isClerkFetchError(error.cause, 'signed_out'));
      }
      assert.equal((await caught(clerkQueryFn({ ...BASE, ...failing, mapError })({ queryKey: ['/x'] }))).message, 'Sorry: http');
      assert.equal((await caught(clerkQueryFn({ ...BASE, mapError })({ queryKey: [null] }))).message, 'Sorry: invalid_key');
      assert.equal((await caught(createAuthenticatedFetch({ ...BASE, mapError })('/x', 'no init'))).message, 'Sorry: TypeError');
    });

    promise("gets a plain call's own TypeError, and a timeout", async (t) => {
      const timers = holdTimers(t);
      const down = createAuthenticatedFetch({ ...BASE, mapError, fetch: () => Promise.reject(new TypeError('fetch failed')) });
      assert.equal((await caught(down('/x'))).message, 'Sorry: TypeError');
      const slow = createAuthenticatedFetch({ ...BASE, mapError, timeout: 77, fetch: () => new Promise(() => {}) })('/x');
      await timers.fire(77);
      assert.equal((await caught(slow)).message, 'Sorry: timeout');
    });

    promise('that does not answer holds up neither an abort nor the `timeout`', async (t) => {
      const timers = holdTimers(t);
      const asked = t.mock.fn(() => new Promise(() => {}));
      const options = { ...BASE, getToken: async () => null, mapError: asked };
      const controller = new AbortController();
      const aborted = createAuthenticatedFetch(options)('/x', { signal: controller.signal });
      await eventually(() => asked.mock.callCount() === 1);
      controller.abort('mine');
      assert.equal(await caught(aborted), 'mine');
      const slow = createAuthenticatedFetch({ ...options, timeout: 77 }).json('/x');
      await eventually(() => asked.mock.callCount() === 2);
      await timers.fire(77);
      assert.equal((await caught(slow)).code, 'timeout');
      timers.assertNone();
    });

    promise('is not asked for an abort, whatever its reason is', async (t) => {
      const asked = t.mock.fn();
      const api = createAuthenticatedFetch({ ...BASE, mapError: asked });
      for (const reason of [undefined, 'mine', new Error('mine'), new DOMException('x', 'TimeoutError')]) {
        const signal = AbortSignal.abort(reason);
        assert.equal(await caught(api.json('/x', { signal })), signal.reason);
      }
      assert.equal(asked.mock.callCount(), 0);
    });

    promise('may give anything; what it throws is what the call rejects with', async () => {
      for (const value of [undefined, null, 'text', 0]) {
        assert.equal(await createAuthenticatedFetch({ ...BASE, ...failing, mapError: () => value }).json('/x').then(() => 'resolved', (reason) => reason), value);
      }
      const thrown = new Error('mine');
      const throwing = () => {
        throw thrown;
      };
      assert.equal(await caught(createAuthenticatedFetch({ ...BASE, ...failing, mapError: throwing }).json('/x')), thrown);
    });

    promise('does not hide the code from events', async () => {
      const codes = [];
      await caught(createAuthenticatedFetch({ ...BASE, ...failing, mapError, onEvent: ({ code }) => codes.push(code) }).json('/x'));
      assert.equal(codes.at(-1), 'http');
    });

    promise('must be a function', () => {
      for (const wrong of [null, 'x', {}]) assert.throws(() => createAuthenticatedFetch({ mapError: wrong }), /`mapError` must be a function/);
    });
  });

  describe('a stub of `fetch`', () => {
    const stubbed = (answer, options) => createAuthenticatedFetch({ ...BASE, fetch: async () => answer, ...options });

    promise('without a status goes by `ok`', async () => {
      assert.deepEqual(await stubbed({ ok: true, json: async () => ({ a: 1 }) }).json('/x'), { a: 1 });
      assert.deepEqual(await stubbed({ json: async () => ({ a: 1 }) }).json('/x'), { a: 1 });
      assert.equal(await stubbed({ ok: true, text: async () => '1' }).json('/x'), 1);
      const error = await caught(stubbed({ ok: false, json: async () => ({ a: 1 }) }).json('/x'));
      assertCode(error, 'http', 'failed with status unknown.');
      assert.deepEqual([error.status, error.body, error.retryable], [undefined, { a: 1 }, false]);
    });

    promise('without `text` is read by `json`, also for an error', async () => {
      for (const body of [{ message: 'no' }, [1], 'text', null, 0]) {
        const error = await caught(stubbed({ ok: false, status: 422, json: async () => body }).json('/x'));
        assertCode(error, 'http', '422');
        assert.deepEqual(error.body, body);
      }
      assertCode(await caught(stubbed({ ok: false, status: 422 }).json('/x')), 'http', '422');
    });

    for (const nothing of [undefined, null, 0, 'text']) {
      promise(`that gives ${nothing} is a clear error, which names no variable of ours, at once`, async (t) => {
        const fetch = t.mock.fn(async () => nothing);
        const api = stubbed(nothing, { fetch, retry: 2 });
        for (const call of [api, api.json]) assertCode(await caught(call('/x')), 'network', '`fetch`', '`Response`', wordFor(nothing));
        assert.equal(fetch.mock.callCount(), 2);
      });
    }

    promise('that gives what cannot be read is one too', async () => {
      assertCode(await caught(stubbed({}).json('/x')), 'network', '`Response`', 'an object');
      assertCode(await caught(stubbed({ ok: true, json: async () => 1 }).json('/x', { parseAs: 'blob' })), 'network', '`Response`', 'an object');
      const bare = { ok: true };
      assert.equal(await stubbed(bare)('/x'), bare);
    });
  });
});
