// What TanStack Query and SWR are told to do after an error: no 4xx is tried three times.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { forBothBuilds, promise } from './support/suite.mjs';

const RETRYABLE = ['network', 'offline', 'timeout', 'token_unavailable', 'clerk_not_loaded'];

forBothBuilds(({ ClerkFetchError, clerkRetry, clerkRetryDelay, clerkOnErrorRetry }) => {
  const error = (code, fields) => new ClerkFetchError(code, 'x', { retryable: RETRYABLE.includes(code), ...fields });

  describe('clerkRetry', () => {
    promise('allows three tries of what can pass by itself', () => {
      for (const code of RETRYABLE) {
        assert.deepEqual([0, 1, 2, 3, 4].map((failures) => clerkRetry(failures, error(code))), [true, true, true, false, false]);
      }
    });

    promise('allows none of what stays wrong, nor of anything that is not ours', () => {
      const others = [error('http', { status: 404 }), error('signed_out'), error('invalid_json'), new Error('x'), new TypeError('x'), null, undefined, 'x'];
      for (const other of others) assert.equal(clerkRetry(0, other), false);
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

    promise('grows with each failure, up to 30 s', () => {
      assert.deepEqual([0, 1, 2, 3].map((failures) => clerkRetryDelay(failures, error('network'))), [1_000, 2_000, 4_000, 8_000]);
      assert.equal(clerkRetryDelay(30, error('network')), 30_000);
      assert.equal(clerkRetryDelay(0, new Error('x')), 1_000);
    });
  });

  describe('clerkOnErrorRetry', () => {
    /** What SWR is made to do after `retryCount` errors. */
    const after = (t, retryCount, failure, config = {}) => {
      const seen = [];
      const waits = [];
      const hold = t.mock.method(globalThis, 'setTimeout', (run, ms) => {
        waits.push(ms);
        run();
      });
      clerkOnErrorRetry(failure, '/x', config, (options) => seen.push(options), { retryCount, dedupe: true });
      hold.mock.restore();
      return { seen, waits };
    };

    promise('revalidates what can pass by itself three times, with what SWR gave it', (t) => {
      for (const [retryCount, wait] of [[1, 1_000], [2, 2_000], [3, 4_000]]) {
        const { seen, waits } = after(t, retryCount, error('network'));
        assert.deepEqual([seen, waits], [[{ retryCount, dedupe: true }], [wait]]);
      }
      assert.deepEqual(after(t, 4, error('network')).seen, []);
    });

    promise('waits for what the API asked for', (t) => {
      assert.deepEqual(after(t, 1, error('http', { status: 503, retryable: true, retryAfter: 9_000 })).waits, [9_000]);
    });

    promise('leaves a 4xx, and what is not ours, alone', (t) => {
      assert.deepEqual(after(t, 1, error('http', { status: 404 })).waits, []);
      assert.deepEqual(after(t, 1, new Error('x')).waits, []);
    });

    promise("keeps to SWR's own `errorRetryCount`", (t) => {
      assert.equal(after(t, 1, error('network'), { errorRetryCount: 1 }).seen.length, 1);
      assert.equal(after(t, 2, error('network'), { errorRetryCount: 1 }).seen.length, 0);
      assert.equal(after(t, 1, error('network'), { errorRetryCount: 0 }).seen.length, 0);
    });
  });
});
