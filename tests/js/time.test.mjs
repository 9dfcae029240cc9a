// Waiting that ends: for the whole call, and for a token.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { serve, SILENT } from './support/server.mjs';
import { assertCode, caught, eventually, forBothBuilds, promise, settled } from './support/suite.mjs';
import { giving } from './support/tokens.mjs';
import { beOnline, holdTimers, recordingFetch } from './support/world.mjs';

const never = () => new Promise(() => {});

forBothBuilds(({ createAuthenticatedFetch }) => {
  const make = (options) => {
    const sent = recordingFetch();
    return { sent, api: createAuthenticatedFetch({ baseUrl: 'https://a.foo.com', fetch: sent.fetch, ...options }) };
  };

  describe('`timeout`', () => {
    for (const way of ['plain', 'parsed']) {
      const call = (api, ...args) => (way === 'plain' ? api(...args) : api.json(...args));

      promise(`ends a ${way} call that gets no answer`, async (t) => {
        const timers = holdTimers(t);
        const server = await serve(t, { '/x': SILENT });
        const api = createAuthenticatedFetch({ getToken: giving('tok').getToken, baseUrl: server.origin, timeout: 5_432 });
        const pending = call(api, '/x?q=1');
        await server.arrived(1);
        await timers.fire(5_432);
        const error = await caught(pending);
        assertCode(error, 'timeout', '5432 ms', `${server.origin}/x`);
        assert.deepEqual([error.url, error.method, error.retryable], [`${server.origin}/x`, 'GET', true]);
      });

      promise(`covers the token of a ${way} call`, async (t) => {
        const timers = holdTimers(t);
        const { api, sent } = make({ getToken: never, timeout: 5_432 });
        const pending = call(api, '/x');
        await timers.fire(5_432);
        assertCode(await caught(pending), 'timeout');
        assert.equal(sent.calls.length, 0);
        timers.assertNone();
      });

      promise(`of a ${way} call that is done leaves no timer`, async (t) => {
        const timers = holdTimers(t);
        const { api } = make({ getToken: giving('tok').getToken, timeout: 5_432 });
        await call(api, '/x');
        timers.assertNone();
        const failing = make({ getToken: giving(null).getToken, timeout: 5_432 });
        await caught(call(failing.api, '/x'));
        timers.assertNone();
      });
    }

    promise('covers the body of a parsed call', async (t) => {
      const timers = holdTimers(t);
      const fetch = async () => new Response(new ReadableStream({}));
      const { api } = make({ getToken: giving('tok').getToken, timeout: 5_432, fetch });
      const pending = api.json('/x');
      await settled();
      await timers.fire(5_432);
      assertCode(await caught(pending), 'timeout');
    });

    promise('does not cover the body of a plain call', async (t) => {
      const timers = holdTimers(t);
      const { api } = make({ getToken: giving('tok').getToken, timeout: 5_432 });
      const response = await api('/x');
      timers.assertNone();
      assert.deepEqual(await response.json(), { ok: true });
    });

    promise('of Infinity, and of more than a timer can hold, is none', async (t) => {
      const timers = holdTimers(t);
      for (const timeout of [Infinity, 2 ** 31, Number.MAX_VALUE]) {
        const { api, sent } = make({ getToken: giving('tok').getToken, timeout });
        await api('/x');
        assert.equal(sent.calls.length, 1);
      }
      timers.assertNone();
    });

    promise("gives way to the caller's abort, whose reason is untouched", async (t) => {
      const timers = holdTimers(t);
      const controller = new AbortController();
      const { api } = make({ getToken: never, timeout: 5_432 });
      const pending = api('/x', { signal: controller.signal });
      await eventually(() => timers.waits.includes(5_432));
      controller.abort('mine');
      assert.equal(await caught(pending), 'mine');
      timers.assertNone();
    });
  });

  describe('`tokenTimeout`', () => {
    promise('is 10 s: a token that hangs is token_unavailable, with a TimeoutError as cause', async (t) => {
      const timers = holdTimers(t);
      const { api, sent } = make({ getToken: never });
      const pending = api('/x?q=1');
      await timers.fire(10_000);
      const error = await caught(pending);
      assertCode(error, 'token_unavailable', '10000 ms', '`tokenTimeout`');
      assert.equal(error.cause.name, 'TimeoutError');
      assert.deepEqual([error.retryable, error.url, error.method], [true, 'https://a.foo.com/x', 'GET']);
      assert.equal(sent.calls.length, 0);
    });

    promise('may be set', async (t) => {
      const timers = holdTimers(t);
      const pending = make({ getToken: never, tokenTimeout: 1_234 }).api('/x');
      await timers.fire(1_234);
      assertCode(await caught(pending), 'token_unavailable', '1234 ms');
    });

    promise('of Infinity waits without a timer', async (t) => {
      const timers = holdTimers(t);
      const { api } = make({ getToken: giving('tok').getToken, tokenTimeout: Infinity });
      const pending = api('/x');
      timers.assertNone();
      await pending;
    });

    promise('does not limit the API', async (t) => {
      const timers = holdTimers(t);
      const controller = new AbortController();
      const sent = recordingFetch(never);
      const { api } = make({ getToken: giving('tok').getToken, fetch: sent.fetch });
      const pending = api('/x', { signal: controller.signal });
      await eventually(() => sent.calls.length);
      timers.assertNone();
      controller.abort();
      await caught(pending);
    });
  });

  describe('a token source', () => {
    promise('that fails is token_unavailable, with its error as cause', async () => {
      const cause = new Error('down');
      const error = await caught(make({ getToken: giving(cause).getToken }).api('/x'));
      assertCode(error, 'token_unavailable', '`cause`');
      assert.equal(error.cause, cause);
      assert.equal(error.retryable, true);
    });

    promise('that throws at once, or gives no promise, is taken as one that does', async () => {
      const cause = new Error('down');
      const throwing = () => {
        throw cause;
      };
      assert.equal((await caught(make({ getToken: throwing }).api('/x'))).cause, cause);
      const { api, sent } = make({ getToken: () => 'tok' });
      await api('/x');
      assert.equal(sent.calls[0].headers.get('authorization'), 'Bearer tok');
    });

    const NO_TOKENS = { 'an empty string': '', undefined, 'a number': 5, false: false, 'an object': { jwt: 'tok' } };
    for (const [name, answer] of Object.entries(NO_TOKENS)) {
      promise(`that gives ${name} is token_unavailable, and never anonymous`, async () => {
        for (const signedOut of ['reject', 'anonymous']) {
          const { api, sent } = make({ getToken: giving(() => answer).getToken, signedOut });
          assertCode(await caught(api('/x')), 'token_unavailable', '`getToken`');
          assert.equal(sent.calls.length, 0);
        }
      });
    }

    promise('whose token no header can carry is token_unavailable, and the token is not shown', async () => {
      for (const token of ['qwe\nrty', 'qwerty ', 'qwérty', 'qwerty\r\nX-Evil: 1', 'qwerty\0']) {
        const { api, sent } = make({ getToken: giving(token).getToken });
        const error = await caught(api('/x'));
        assertCode(error, 'token_unavailable');
        assert.ok(!/qw/.test(error.message + error.stack + JSON.stringify(error)));
        assert.equal(sent.calls.length, 0);
      }
    });
  });

  describe('offline', () => {
    promise('is what Clerk says by `clerk_offline`, at once', async (t) => {
      beOnline(t, true);
      const cause = Object.assign(new Error('x'), { code: 'clerk_offline' });
      for (const signedOut of ['reject', 'anonymous']) {
        const { api, sent } = make({ getToken: giving(cause).getToken, signedOut });
        const error = await caught(api('/x'));
        assertCode(error, 'offline');
        assert.deepEqual([error.cause, error.retryable, sent.calls.length], [cause, true, 0]);
      }
    });

    promise('is what the device says, when no token comes while a mint has its time', async (t) => {
      beOnline(t, false);
      const timers = holdTimers(t);
      const { api, sent } = make({ getToken: never });
      const pending = api('/x');
      await timers.fire(3_000);
      assertCode(await caught(pending), 'offline');
      assert.equal(sent.calls.length, 0);
      timers.assertNone();
    });

    promise('is what the device says, when the token source fails', async (t) => {
      beOnline(t, false);
      const { api } = make({ getToken: giving(new TypeError('fetch failed')).getToken });
      assertCode(await caught(api('/x')), 'offline');
    });

    promise('keeps no token back that is there: the device may be wrong', async (t) => {
      beOnline(t, false);
      const { api, sent } = make({ getToken: giving('tok').getToken });
      await api('/x');
      assert.equal(sent.calls.length, 1);
    });
  });
});
