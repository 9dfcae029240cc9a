// Tries after the first: which, how many, and after which wait.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { BROKEN, serve } from './support/server.mjs';
import { assertCode, caught, eventually, forBothBuilds, promise } from './support/suite.mjs';
import { giving, guarded, minting } from './support/tokens.mjs';
import { holdTimers, recordingFetch } from './support/world.mjs';

const NOW = { 'retry-after': '0' };

forBothBuilds(({ createAuthenticatedFetch }) => {
  /** An API that fails `failures` times and then answers. */
  const start = async (t, options, { failures = Infinity, status = 503, headers = NOW } = {}) => {
    let left = failures;
    const server = await serve(t, { '*': () => (left-- > 0 ? { status, headers } : { body: { ok: true } }) });
    const source = giving('tok');
    return { server, source, api: createAuthenticatedFetch({ getToken: source.getToken, baseUrl: server.origin, ...options }) };
  };

  describe('how many', () => {
    promise('none by default', async (t) => {
      const { server, api } = await start(t, {});
      assert.equal((await api('/x')).status, 503);
      assert.equal(server.requests.length, 1);
    });

    promise('a number is that of tries after the first, and the last answer is the result', async (t) => {
      const { server, api } = await start(t, { retry: 2 });
      assert.equal((await api('/x')).status, 503);
      assert.equal(server.requests.length, 3);
      assertCode(await caught(api.json('/x')), 'http', '503');
      assert.equal(server.requests.length, 6);
    });

    promise('a try that succeeds ends them', async (t) => {
      const { server, api } = await start(t, { retry: 5 }, { failures: 2 });
      assert.deepEqual(await api.json('/x'), { ok: true });
      assert.equal(server.requests.length, 3);
    });

    promise('an object without `attempts` means two, and `attempts: 0` none', async (t) => {
      const two = await start(t, { retry: {} });
      await two.api('/x');
      assert.equal(two.server.requests.length, 3);
      const none = await start(t, { retry: { attempts: 0 } });
      await none.api('/x');
      assert.equal(none.server.requests.length, 1);
    });

    promise('each try asks for a token of its own', async (t) => {
      const { server, source, api } = await start(t, { retry: 2 });
      await api('/x');
      assert.equal(source.calls.length, 3);
      assert.ok(server.requests.every(({ authorization }) => authorization === 'Bearer tok'));
    });
  });

  describe('which methods', () => {
    for (const [method, tries] of Object.entries({ GET: 2, HEAD: 2, PUT: 2, DELETE: 2, OPTIONS: 2, POST: 1, PATCH: 1 })) {
      promise(`${method}: ${tries} in all`, async (t) => {
        const { server, api } = await start(t, { retry: 1 });
        await api('/x', { method });
        assert.equal(server.requests.length, tries);
      });
    }

    promise('`methods` replaces the idempotent ones, in any letter case', async (t) => {
      const { server, api } = await start(t, { retry: { attempts: 1, methods: ['post', 'PATCH'] } });
      for (const method of ['POST', 'PATCH', 'GET']) await api('/x', { method });
      assert.deepEqual(server.requests.map(({ method }) => method), ['POST', 'POST', 'PATCH', 'PATCH', 'GET']);
    });

    promise('an empty `methods` is none', async (t) => {
      const { server, api } = await start(t, { retry: { attempts: 1, methods: [] } });
      await api('/x');
      assert.equal(server.requests.length, 1);
    });

    promise('a PUT of a stream is not tried again, and one of a string is, with its body', async (t) => {
      const { server, api } = await start(t, { retry: 1 });
      await api('/x', { method: 'PUT', body: new Blob(['stream']).stream(), duplex: 'half' });
      await api('/x', { method: 'PUT', body: 'string' });
      await api(new Request(`${server.origin}/x`, { method: 'PUT', body: 'request' }));
      assert.deepEqual(server.requests.map(({ text }) => text), ['stream', 'string', 'string', 'request', 'request']);
    });
  });

  describe('which statuses', () => {
    for (const [status, tries] of Object.entries({ 400: 1, 403: 1, 404: 1, 408: 2, 409: 1, 425: 2, 429: 2, 500: 2, 501: 1, 502: 2, 503: 2, 504: 2 })) {
      promise(`${status}: ${tries} in all`, async (t) => {
        const { server, api } = await start(t, { retry: 1 }, { status: Number(status) });
        assert.equal((await api('/x')).status, Number(status));
        assert.equal(server.requests.length, tries);
      });
    }

    promise('`statuses` replaces them', async (t) => {
      const conflict = await start(t, { retry: { attempts: 1, statuses: [409] } }, { status: 409 });
      await conflict.api('/x');
      assert.equal(conflict.server.requests.length, 2);
      const unavailable = await start(t, { retry: { attempts: 1, statuses: [409] } });
      await unavailable.api('/x');
      assert.equal(unavailable.server.requests.length, 1);
    });

    promise('an empty `statuses` is none', async (t) => {
      const { server, api } = await start(t, { retry: { attempts: 1, statuses: [] } });
      await api('/x');
      assert.equal(server.requests.length, 1);
    });
  });

  describe('network errors', () => {
    const broken = (failures, options) => {
      const error = new TypeError('fetch failed');
      const sent = recordingFetch((_input, _init, n) => (n > failures ? Response.json({ ok: true }) : Promise.reject(error)));
      const api = createAuthenticatedFetch({ getToken: async () => 'tok', baseUrl: 'https://a.foo.com', fetch: sent.fetch, ...options });
      return { error, sent, api };
    };

    promise('are tried again, and the last one is what is thrown', async (t) => {
      const timers = holdTimers(t);
      const { error, sent, api } = broken(Infinity, { retry: 2 });
      const pending = api('/x');
      await timers.fireNext();
      await timers.fireNext();
      assert.equal(await caught(pending), error);
      assert.equal(sent.calls.length, 3);
    });

    promise('in a parsed call end as `network`', async (t) => {
      const timers = holdTimers(t);
      const { error, api } = broken(Infinity, { retry: 1 });
      const pending = api.json('/x');
      await timers.fireNext();
      const last = await caught(pending);
      assertCode(last, 'network');
      assert.equal(last.cause, error);
    });

    // Clients that stand for `fetch`, as ky and axios do, throw for a status.
    for (const [name, shape] of Object.entries({ 'a status': { status: 404 }, 'a response': { response: { status: 403 } } })) {
      promise(`that hold ${name} of 4xx are not tried again, nor said to pass`, async () => {
        const thrown = Object.assign(new Error('no'), shape);
        const { fetch, calls } = recordingFetch(() => Promise.reject(thrown));
        const api = createAuthenticatedFetch({ getToken: async () => 'tok', baseUrl: 'https://a.foo.com', fetch, retry: 2 });
        assert.equal(await caught(api('/x')), thrown);
        const error = await caught(api.json('/x'));
        assertCode(error, 'network');
        assert.deepEqual([error.cause, error.retryable, calls.length], [thrown, false, 2]);
      });
    }

    promise('that hold a 503 are tried again', async (t) => {
      const timers = holdTimers(t);
      const { fetch, calls } = recordingFetch(() => Promise.reject(Object.assign(new Error('no'), { response: { status: 503 } })));
      const pending = createAuthenticatedFetch({ getToken: async () => 'tok', baseUrl: 'https://a.foo.com', fetch, retry: 1 }).json('/x');
      await timers.fireNext();
      assert.equal((await caught(pending)).retryable, true);
      assert.equal(calls.length, 2);
    });

    promise('are not tried again for a POST', async () => {
      const { error, sent, api } = broken(1, { retry: 2 });
      assert.equal(await caught(api('/x', { method: 'POST' })), error);
      assert.equal(sent.calls.length, 1);
    });

    promise('on a real connection that breaks', async (t) => {
      const timers = holdTimers(t);
      const server = await serve(t, { '*': (_request, seen) => (seen.length === 1 ? BROKEN : { body: { ok: true } }) });
      const api = createAuthenticatedFetch({ getToken: async () => 'tok', baseUrl: server.origin, retry: 1 });
      const pending = api.json('/x');
      await timers.fireNext();
      assert.deepEqual(await pending, { ok: true });
    });
  });

  describe('the wait', () => {
    /** The waits between the tries of a call that always fails. */
    const waits = async (t, { retry, headers, random = 1 }) => {
      const timers = holdTimers(t);
      t.mock.method(Math, 'random', () => random);
      const { fetch, calls } = recordingFetch(() => new Response('', { status: 503, headers }));
      const api = createAuthenticatedFetch({ getToken: async () => 'tok', baseUrl: 'https://a.foo.com', fetch, retry });
      let over = false;
      const pending = api('/x').finally(() => (over = true));
      const seen = [];
      for (;;) {
        await eventually(() => over || timers.waits.some((ms) => ms !== 10_000));
        if (over) break;
        const ms = timers.waits.find((each) => each !== 10_000);
        seen.push(ms);
        await timers.fire(ms);
      }
      assert.equal((await pending).status, 503);
      assert.equal(calls.length, seen.length + 1);
      return seen;
    };

    promise('doubles, up to `maxDelay`', async (t) => {
      assert.deepEqual(await waits(t, { retry: { attempts: 5, maxDelay: 2_000 } }), [300, 600, 1_200, 2_000, 2_000]);
    });

    promise('is at most 30 s by default, however many there are', async (t) => {
      const seen = await waits(t, { retry: 50 });
      assert.equal(Math.max(...seen), 30_000);
      assert.equal(seen.length, 50);
    });

    promise('has full jitter', async (t) => {
      assert.deepEqual(await waits(t, { retry: 3, random: 0.5 }), [150, 300, 600]);
    });

    promise('is what `Retry-After` says in seconds, without jitter', async (t) => {
      assert.deepEqual(await waits(t, { retry: 2, headers: { 'retry-after': '7' }, random: 0.1 }), [7_000, 7_000]);
    });

    promise('is what `Retry-After` says as a date, and none for a date that has passed', async (t) => {
      t.mock.method(Date, 'now', () => Date.parse('2026-01-01T00:00:00Z'));
      assert.deepEqual(await waits(t, { retry: 1, headers: { 'retry-after': 'Thu, 01 Jan 2026 00:00:20 GMT' } }), [20_000]);
    });

    promise('for a date that has passed is none', async (t) => {
      assert.deepEqual(await waits(t, { retry: 1, headers: { 'retry-after': 'Thu, 01 Jan 2015 00:00:20 GMT' } }), [0]);
    });

    promise('beyond `maxDelay` ends the retrying: the answer is the result', async (t) => {
      assert.deepEqual(await waits(t, { retry: 3, headers: { 'retry-after': '31' } }), []);
    });

    promise('of exactly `maxDelay` is waited', async (t) => {
      assert.deepEqual(await waits(t, { retry: { attempts: 1, maxDelay: 5_000 }, headers: { 'retry-after': '5' } }), [5_000]);
    });

    promise('is its own where `Retry-After` means nothing', async (t) => {
      assert.deepEqual(await waits(t, { retry: 1, headers: { 'retry-after': 'soon' } }), [300]);
    });
  });

  promise('`timeout` ends the wait and the tries: the code is `timeout`', async (t) => {
    const timers = holdTimers(t);
    const { fetch, calls } = recordingFetch(() => new Response('', { status: 503, headers: { 'retry-after': '20' } }));
    const api = createAuthenticatedFetch({ getToken: async () => 'tok', baseUrl: 'https://a.foo.com', fetch, retry: 3, timeout: 4_444 });
    const pending = api('/x');
    await eventually(() => timers.waits.includes(20_000));
    await timers.fire(4_444);
    assertCode(await caught(pending), 'timeout', '4444');
    assert.equal(calls.length, 1);
    timers.assertNone();
  });

  promise('a `Retry-After` beyond `maxDelay` is in the error of a parsed call', async (t) => {
    const { api } = await start(t, { retry: 1 }, { headers: { 'retry-after': '3600' } });
    assert.equal((await caught(api.json('/x'))).retryAfter, 3_600_000);
  });

  promise('the answers between are let go, and the last one is not', async () => {
    let cancelled = 0;
    const answer = () => new Response(new ReadableStream({ cancel: () => void cancelled++ }), { status: 503, headers: NOW });
    const { fetch } = recordingFetch(answer);
    const response = await createAuthenticatedFetch({ getToken: async () => 'tok', baseUrl: 'https://a.foo.com', fetch, retry: 2 })('/x');
    assert.equal(cancelled, 2);
    assert.equal(response.bodyUsed, false);
  });

  promise('a 401 after a retry is refreshed still, and a 503 after a refresh is retried still', async (t) => {
    const source = minting();
    const first = source.current;
    const answers = [{ status: 503, headers: NOW }, undefined, { status: 503, headers: NOW }, undefined];
    const server = await serve(t, { '*': (request) => answers.shift() ?? guarded((token) => token !== first)(request) });
    const api = createAuthenticatedFetch({ getToken: source.getToken, baseUrl: server.origin, retry: 3 });
    assert.equal((await api('/x')).status, 200);
    assert.deepEqual([server.requests.length, source.mints], [4, 1]);
  });

  promise('a refusal of this package is not tried again', async () => {
    for (const [options, code] of [
      [{ getToken: giving(null).getToken }, 'signed_out'],
      [{ getToken: giving(new Error('down')).getToken }, 'token_unavailable'],
    ]) {
      const { fetch, calls } = recordingFetch();
      assertCode(await caught(createAuthenticatedFetch({ ...options, baseUrl: 'https://a.foo.com', fetch, retry: 5 })('/x')), code);
      assert.equal(calls.length, 0);
    }
  });
});
