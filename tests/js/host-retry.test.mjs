// What TanStack Query and SWR are told to do after an error: no 4xx is tried three times.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe } from 'node:test';
import { inspect } from 'node:util';
import { THROWN } from './support/hostile.mjs';
import { caught, forBothBuilds, promise } from './support/suite.mjs';

const RETRYABLE = ['network', 'offline', 'timeout', 'token_unavailable', 'clerk_not_loaded'];

forBothBuilds((build) => {
  const { ClerkFetchError, clerkRetry, clerkRetryDelay, clerkOnErrorRetry, createAuthenticatedFetch } = build;
  const error = (code, fields) => new ClerkFetchError(code, 'x', { retryable: RETRYABLE.includes(code), ...fields });

  /** TanStack Query tells a page by its `window`. */
  beforeEach(() => void (globalThis.window = globalThis));
  afterEach(() => void delete globalThis.window);

  /** How often an error is tried again. */
  const tries = (failure) => [0, 1, 2, 3, 4].filter((failures) => clerkRetry(failures, failure)).length;

  const finals = (status) => ({
    'its status': Object.assign(new Error('x'), { status }),
    "its response's, as axios and ky have it": Object.assign(new Error('x'), { response: { status } }),
    'its own, beside another of its response': Object.assign(new Error('x'), { status, response: { status: 503 } }),
    "its cause's": new Error('x', { cause: { status } }),
    "its cause's response's": new Error('x', { cause: Object.assign(new Error('y'), { response: { status } }) }),
    'a plain object, as openapi-fetch gives it': { status, message: 'x' },
  });

  describe('clerkRetry', () => {
    promise('allows three tries of what can pass by itself', () => {
      for (const code of RETRYABLE) {
        assert.deepEqual([0, 1, 2, 3, 4].map((failures) => clerkRetry(failures, error(code))), [true, true, true, false, false]);
      }
    });

    promise('allows none of what stays wrong', () => {
      for (const ours of [error('http', { status: 404 }), error('signed_out'), error('invalid_json')]) assert.equal(tries(ours), 0);
    });

    promise('does with errors of others as TanStack Query does: three tries', () => {
      for (const other of [new Error('x'), new TypeError('fetch failed'), null, undefined, 'x', 0, { data: 1 }]) assert.equal(tries(other), 3, inspect(other));
    });

    for (const place of Object.keys(finals(0))) {
      promise(`tries none of others with a 4xx in ${place}, but 408, 425 and 429`, () => {
        for (const status of [400, 401, 403, 404, 409, 410, 422, 499]) assert.equal(tries(finals(status)[place]), 0, String(status));
        for (const status of [0, 200, 302, 408, 425, 429, 500, 502, 503, 504, 599]) assert.equal(tries(finals(status)[place]), 3, String(status));
      });
    }

    promise('follows the error of this package that another has as its cause', () => {
      assert.equal(tries(new Error('Please sign in', { cause: error('signed_out') })), 0);
      assert.equal(tries(new Error('No network', { cause: error('network') })), 3);
    });

    promise('does with what cannot be read as with an error of others', () => {
      for (const make of Object.values(THROWN)) assert.equal(tries(make()), 3);
    });

    promise('tries nothing on a server, as TanStack Query tells one', (t) => {
      delete globalThis.window;
      for (const each of [error('network'), new Error('x')]) assert.equal(tries(each), 0);
      globalThis.window = globalThis;
      globalThis.Deno = {};
      t.after(() => delete globalThis.Deno);
      for (const each of [error('network'), new Error('x')]) assert.equal(tries(each), 0);
    });

    promise('gives up where `Retry-After` is beyond 30 s', () => {
      assert.equal(tries(error('http', { status: 503, retryable: true, retryAfter: 30_000 })), 3);
      for (const retryAfter of [30_001, 3_600_000, 2_147_484_000, Infinity]) {
        assert.equal(tries(error('http', { status: 503, retryable: true, retryAfter })), 0, String(retryAfter));
      }
    });

    promise('gives up where it is beyond the `maxDelay` of its fetcher, and never beyond what a timer holds', async () => {
      const failing = (seconds, maxDelay) => {
        const fetch = async () => new Response('', { status: 503, headers: { 'retry-after': String(seconds) } });
        const api = createAuthenticatedFetch({ baseUrl: 'https://a.foo.com', getToken: async () => 'tok', fetch, retry: { attempts: 0, maxDelay } });
        return caught(api.json('/x'));
      };
      assert.equal(tries(await failing(60, 60_000)), 3);
      assert.equal(tries(await failing(61, 60_000)), 0);
      assert.equal(tries(await failing(2, 1_000)), 0);
      assert.equal(tries(await failing(2_147_483, Infinity)), 3);
      assert.equal(tries(await failing(2_147_484, Infinity)), 0);
      assert.equal(clerkRetryDelay(0, await failing(60, 60_000)), 60_000);
      assert.equal(clerkRetryDelay(9, await failing(0, 1_000)), 0);
      assert.equal(clerkRetryDelay(0, await failing(2_147_484, Infinity)), 2 ** 31 - 1);
    });

    promise('is synchronous: an async `retry` never stops', () => {
      assert.equal(typeof clerkRetry(0, error('network')), 'boolean');
      assert.equal(typeof clerkRetry(0, error('http')), 'boolean');
    });
  });

  describe('clerkRetryDelay', () => {
    promise('is what the API asked for', () => {
      assert.equal(clerkRetryDelay(0, error('http', { retryAfter: 7_000 })), 7_000);
      assert.equal(clerkRetryDelay(5, error('http', { retryAfter: 0 })), 0);
    });

    promise('is what the API asked for, and at most `maxDelay`, where `mapError` made another error of it', async () => {
      const mapped = async (seconds, maxDelay) => {
        const fetch = async () => new Response('', { status: 503, headers: { 'retry-after': String(seconds) } });
        const mapError = (cause) => new Error('ours', { cause });
        return caught(createAuthenticatedFetch({ baseUrl: 'https://a.foo.com', getToken: async () => 'tok', fetch, mapError, retry: { attempts: 0, maxDelay } }).json('/x'));
      };
      assert.equal(clerkRetryDelay(0, await mapped(7)), 7_000);
      assert.equal(clerkRetryDelay(5, await mapped(60, 1_000)), 1_000);
      const unreadable = Object.defineProperty(new Error('x'), 'cause', { get: () => assert.fail() });
      assert.equal(clerkRetryDelay(1, unreadable), 2_000);
    });

    promise('grows with each failure, up to 30 s', () => {
      assert.deepEqual([0, 1, 2, 3].map((failures) => clerkRetryDelay(failures, error('network'))), [1_000, 2_000, 4_000, 8_000]);
      assert.equal(clerkRetryDelay(30, error('network')), 30_000);
      assert.equal(clerkRetryDelay(2_000, new Error('x')), 30_000);
      assert.equal(clerkRetryDelay(0, new Error('x')), 1_000);
      assert.equal(clerkRetryDelay(0, null), 1_000);
    });

    promise('is never longer than 30 s, whatever the API asked for', () => {
      for (const retryAfter of [30_001, 2_147_484_000, Infinity]) assert.equal(clerkRetryDelay(0, error('http', { retryAfter })), 30_000);
    });
  });

  describe('clerkOnErrorRetry', () => {
    /** What SWR is made to do after `retryCount` errors. */
    const after = (t, retryCount, failure, config = {}, random = 0.5) => {
      const seen = [];
      const waits = [];
      const chance = t.mock.method(Math, 'random', () => random);
      const hold = t.mock.method(globalThis, 'setTimeout', (run, ms) => {
        waits.push(ms);
        run();
      });
      clerkOnErrorRetry(failure, '/x', config, (options) => seen.push(options), { retryCount, dedupe: true });
      hold.mock.restore();
      chance.mock.restore();
      return { seen, waits };
    };

    promise('revalidates what can pass by itself three times, with what SWR gave it', (t) => {
      for (const [retryCount, wait] of [[1, 1_000], [2, 2_000], [3, 4_000]]) {
        const { seen, waits } = after(t, retryCount, error('network'));
        assert.deepEqual([seen, waits], [[{ retryCount, dedupe: true }], [wait]]);
      }
      assert.deepEqual(after(t, 4, error('network')).seen, []);
    });

    promise('waits for what the API asked for, and gives up where that is beyond 30 s', (t) => {
      assert.deepEqual(after(t, 1, error('http', { status: 503, retryable: true, retryAfter: 9_000 })).waits, [9_000]);
      assert.deepEqual(after(t, 1, error('http', { status: 503, retryable: true, retryAfter: 31_000 })).waits, []);
    });

    promise('leaves a 4xx alone, of this package and of others', (t) => {
      assert.deepEqual(after(t, 1, error('http', { status: 404 })).waits, []);
      for (const failure of Object.values(finals(404))) assert.deepEqual(after(t, 1, failure).waits, []);
    });

    promise("waits as SWR itself does: its `errorRetryInterval`, exponential, with jitter, up to 30 s", (t) => {
      const config = { errorRetryInterval: 50 };
      for (const failure of [error('network'), new Error('x')]) {
        assert.deepEqual([1, 2, 3].flatMap((count) => after(t, count, failure, config).waits), [100, 200, 400]);
        assert.deepEqual(after(t, 1, failure, config, 0).waits, [50]);
        assert.deepEqual(after(t, 3, failure, { errorRetryInterval: 5_000 }).waits, [30_000]);
      }
    });

    promise('retries errors of others without end, as SWR does', (t) => {
      assert.equal(after(t, 100, new Error('x'), { errorRetryInterval: 10 }).waits[0], 256 * 10);
    });

    promise("keeps to SWR's own `errorRetryCount`, below three and above", (t) => {
      for (const failure of [error('network'), new Error('x')]) {
        assert.equal(after(t, 1, failure, { errorRetryCount: 1 }).seen.length, 1);
        assert.equal(after(t, 2, failure, { errorRetryCount: 1 }).seen.length, 0);
        assert.equal(after(t, 1, failure, { errorRetryCount: 0 }).seen.length, 0);
        assert.equal(after(t, 7, failure, { errorRetryCount: 7 }).seen.length, 1);
      }
    });

    promise('does nothing on a server', (t) => {
      delete globalThis.window;
      assert.deepEqual(after(t, 1, error('network')).waits, []);
    });
  });
});
