// A status outside 200 to 299 in a parsed call: everything the API said, in one error.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { serve } from './support/server.mjs';
import { assertCode, caught, forBothBuilds, promise } from './support/suite.mjs';
import { giving } from './support/tokens.mjs';
import { holdClock, holdTimers, recordingFetch } from './support/world.mjs';

const REVERIFICATION = {
  clerk_error: { type: 'forbidden', reason: 'reverification-error', metadata: { reverification: { level: 'first_factor', afterMinutes: 10 } } },
};

forBothBuilds((build) => {
  const { createAuthenticatedFetch } = build;

  const failing = async (t, answer, { init, ...options } = {}) => {
    const server = await serve(t, { '/x': answer });
    const api = createAuthenticatedFetch({ getToken: giving('tok').getToken, baseUrl: server.origin, ...options });
    return { server, api, error: await caught(api.json('/x?secret=1#part', init)) };
  };

  const failingWith = (response, options) => {
    const { fetch } = recordingFetch(() => response);
    return caught(createAuthenticatedFetch({ getToken: giving('tok').getToken, baseUrl: 'https://a.foo.com', fetch, ...options }).json('/x'));
  };

  promise('has status, statusText, method, headers, and the URL without its query', async (t) => {
    const answer = { status: 404, statusText: 'Not Here', headers: { 'x-request-id': 'r1' }, body: { error: 'no such todo' } };
    const { server, error } = await failing(t, answer, { init: { method: 'DELETE' } });
    assertCode(error, 'http', '404', 'Not Here', 'DELETE', `${server.origin}/x`);
    assert.deepEqual([error.status, error.statusText, error.method], [404, 'Not Here', 'DELETE']);
    assert.equal(error.url, `${server.origin}/x`);
    assert.equal(error.headers.get('x-request-id'), 'r1');
    assert.ok(error.headers instanceof Headers);
    assert.deepEqual(error.body, { error: 'no such todo' });
    assert.ok(!error.message.includes('secret'));
  });

  describe('`body`', () => {
    promise('is parsed where it is JSON, and text where it is not', async (t) => {
      assert.equal((await failing(t, { status: 500, body: '<h1>Oops</h1>' })).error.body, '<h1>Oops</h1>');
      assert.deepEqual((await failing(t, { status: 500, body: '{"a":1}' })).error.body, { a: 1 });
      const broken = { status: 500, headers: { 'content-type': 'application/json' }, body: '{"a":' };
      assert.equal((await failing(t, broken)).error.body, '{"a":');
    });

    promise('is read up to 64 KiB, and the rest is let go', async () => {
      let cancelled = false;
      let sent = 0;
      const body = new ReadableStream({
        pull(controller) {
          controller.enqueue(new Uint8Array(10_000).fill(120));
          sent++;
        },
        cancel: () => void (cancelled = true),
      });
      const error = await failingWith(new Response(body, { status: 500 }));
      assert.equal(error.body, 'x'.repeat(64 * 1024));
      assert.ok(cancelled);
      assert.ok(sent < 12);
    });

    promise('that never ends is read for 5 s at most, and what came is kept', async (t) => {
      const timers = holdTimers(t);
      holdClock(t);
      const body = new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode('half')) });
      const pending = failingWith(new Response(body, { status: 500 }), { tokenTimeout: Infinity });
      await timers.fire(5_000);
      const error = await pending;
      assertCode(error, 'http');
      assert.equal(error.body, 'half');
    });

    promise('that breaks off leaves the error an http error', async () => {
      const body = new ReadableStream({ pull: (controller) => controller.error(new Error('broken')) });
      const error = await failingWith(new Response(body, { status: 502 }));
      assertCode(error, 'http');
      assert.equal(error.status, 502);
    });

    promise('never shows the token to whom an API echoes it', async () => {
      const error = await failingWith(Response.json({ you: 'sent Bearer tok' }, { status: 400 }));
      assert.deepEqual(error.body, { you: 'sent Bearer [token]' });
    });
  });

  describe('`problem`', () => {
    const problem = { type: 'https://foo.com/probs/out', title: 'Out', status: 403, detail: 'no credit' };

    promise('is an RFC 9457 body, and `body` too', async (t) => {
      const headers = { 'content-type': 'application/problem+json; charset=utf-8' };
      const { error } = await failing(t, { status: 403, headers, body: JSON.stringify(problem) });
      assert.deepEqual(error.problem, problem);
      assert.deepEqual(error.body, problem);
    });

    promise('is absent for any other content type, and for what is no object', async (t) => {
      assert.equal((await failing(t, { status: 403, body: problem })).error.problem, undefined);
      const headers = { 'content-type': 'application/problem+json' };
      assert.equal((await failing(t, { status: 403, headers, body: '"text"' })).error.problem, undefined);
    });
  });

  describe('`retryAfter`', () => {
    promise('is in ms, from seconds', async () => {
      assert.equal((await failingWith(new Response('', { status: 429, headers: { 'retry-after': '120' } }))).retryAfter, 120_000);
      assert.equal((await failingWith(new Response('', { status: 503, headers: { 'retry-after': '0' } }))).retryAfter, 0);
    });

    promise('is in ms, from a date, and 0 for one that has passed', async (t) => {
      t.mock.method(Date, 'now', () => Date.parse('2026-01-01T00:00:00Z'));
      const after = async (date) => (await failingWith(new Response('', { status: 503, headers: { 'retry-after': date } }))).retryAfter;
      assert.equal(await after('Thu, 01 Jan 2026 00:00:30 GMT'), 30_000);
      assert.equal(await after('Wed, 31 Dec 2025 00:00:00 GMT'), 0);
    });

    promise('is absent where the header is, or means nothing', async () => {
      assert.equal((await failingWith(new Response('', { status: 429 }))).retryAfter, undefined);
      for (const odd of ['soon', '-1', '1.5', '']) {
        assert.equal((await failingWith(new Response('', { status: 429, headers: { 'retry-after': odd } }))).retryAfter, undefined, odd);
      }
    });
  });

  promise('`authReason` is what `x-clerk-auth-reason` says', async () => {
    const headers = { 'x-clerk-auth-reason': 'token-invalid-signature' };
    assert.equal((await failingWith(new Response('', { status: 401, headers }))).authReason, 'token-invalid-signature');
    assert.equal((await failingWith(new Response('', { status: 403 }))).authReason, undefined);
  });

  promise('`retryable` is true for 408, 425, 429, 500, 502, 503 and 504 alone', async () => {
    const retryable = [];
    for (let status = 400; status < 600; status++) {
      const error = await failingWith(new Response('', { status }), { getToken: async () => 'tok' });
      if (error.retryable) retryable.push(status);
    }
    assert.deepEqual(retryable, [408, 425, 429, 500, 502, 503, 504]);
  });

  promise('a 304 and a redirect that was not followed are http errors', async (t) => {
    assert.equal((await failing(t, { status: 304 })).error.status, 304);
    const redirect = { status: 302, headers: { location: '/y' } };
    assert.equal((await failing(t, redirect, { init: { redirect: 'manual' } })).error.status, 302);
  });

  describe("Clerk's reverification", () => {
    const ANSWER = { status: 403, body: REVERIFICATION };

    promise('is reverification_required, with its metadata and what to do', async (t) => {
      const { error } = await failing(t, ANSWER);
      assertCode(error, 'reverification_required', 'useReverification', "`reverification: 'return'`");
      assert.deepEqual(error.metadata, REVERIFICATION.clerk_error.metadata);
      assert.deepEqual(error.body, REVERIFICATION);
      assert.deepEqual([error.status, error.retryable], [403, false]);
    });

    promise("with `reverification: 'return'` gives the body, whatever `parseAs` and `schema` say", async (t) => {
      const { origin } = await serve(t, { '/x': ANSWER });
      const options = { getToken: giving('tok').getToken, baseUrl: origin, reverification: 'return' };
      assert.deepEqual(await createAuthenticatedFetch(options).json('/x'), REVERIFICATION);
      for (const parseAs of ['text', 'blob', 'arrayBuffer']) {
        assert.deepEqual(await createAuthenticatedFetch(options).json('/x', { parseAs }), REVERIFICATION);
      }
      const schema = { '~standard': { version: 1, vendor: 'mine', validate: () => ({ issues: [{ message: 'no' }] }) } };
      assert.deepEqual(await createAuthenticatedFetch({ ...options, schema }).json('/x'), REVERIFICATION);
      assert.deepEqual(await build.clerkSWRFetcher(options)('/x'), REVERIFICATION);
      assert.deepEqual(await build.clerkQueryFn(options)({ queryKey: ['/x'] }), REVERIFICATION);
    });

    promise("with `reverification: 'return'` and `parseAs: 'response'` gives a response whose JSON can be read", async (t) => {
      const { origin } = await serve(t, { '/x': ANSWER });
      const options = { getToken: giving('tok').getToken, baseUrl: origin, reverification: 'return', parseAs: 'response' };
      const response = await createAuthenticatedFetch(options).json('/x');
      assert.deepEqual([response.status, await response.json()], [403, REVERIFICATION]);
    });

    promise('is only a 403 of this type and reason', async (t) => {
      const { clerk_error: error } = REVERIFICATION;
      for (const answer of [
        { status: 401, body: REVERIFICATION },
        { status: 403, body: { clerk_error: { ...error, reason: 'missing-role' } } },
        { status: 403, body: { clerk_error: { ...error, type: 'unauthorized' } } },
        { status: 403, body: { clerk_error: null } },
        { status: 403, body: [REVERIFICATION] },
        { status: 403, body: 'forbidden reverification-error' },
      ]) {
        assertCode((await failing(t, answer, { reverification: 'return' })).error, 'http');
      }
    });

    promise('in the plain fetch is its Response', async (t) => {
      const { origin } = await serve(t, { '/x': ANSWER });
      const response = await createAuthenticatedFetch({ getToken: giving('tok').getToken, baseUrl: origin })('/x');
      assert.deepEqual(await response.json(), REVERIFICATION);
    });
  });
});
