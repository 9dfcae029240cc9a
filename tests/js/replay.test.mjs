// What may be sent a second time after a 401: which body, and for whom.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { createFakeClerk } from 'clerk-fetch/testing';
import { serve } from './support/server.mjs';
import { assertCode, caught, forBothBuilds, promise } from './support/suite.mjs';
import { giving, guarded, jwt, minting } from './support/tokens.mjs';
import { recordingFetch } from './support/world.mjs';

/** Every byte there is, and more than one chunk. */
const BYTES = Uint8Array.from({ length: 200_000 }, (_, n) => n % 256);

const BODIES = {
  'a string': [() => 'text é', Buffer.from('text é')],
  URLSearchParams: [() => new URLSearchParams({ a: '1' }), Buffer.from('a=1')],
  'a Blob': [() => new Blob([BYTES]), BYTES],
  'an ArrayBuffer': [() => BYTES.slice().buffer, BYTES],
  'a typed array': [() => BYTES.slice(), BYTES],
};

forBothBuilds(({ createAuthenticatedFetch, clerkSWRFetcher }) => {
  const start = async (t, source = minting()) => {
    const first = source.current;
    const server = await serve(t, { '*': guarded((token) => token !== first) });
    const options = { getToken: source.getToken, baseUrl: server.origin };
    return { server, source, options, authenticatedFetch: createAuthenticatedFetch(options) };
  };

  describe('the body', () => {
    for (const [name, [body, bytes]] of Object.entries(BODIES)) {
      promise(`of ${name} is sent again byte for byte, with the same method and headers`, async (t) => {
        const { server, authenticatedFetch } = await start(t);
        const response = await authenticatedFetch('/x', { method: 'PUT', body: body(), headers: { 'x-own': '1' } });
        assert.equal(response.status, 200);
        for (const request of server.requests) {
          assert.deepEqual([request.method, request.headers['x-own']], ['PUT', '1']);
          assert.ok(Buffer.from(bytes).equals(request.body));
        }
        assert.equal(server.requests.length, 2);
      });
    }

    promise('of FormData is sent again with all its parts', async (t) => {
      const { server, authenticatedFetch } = await start(t);
      const body = new FormData();
      body.append('a', '1');
      body.append('file', new Blob(['content']), 'a.txt');
      await authenticatedFetch('/x', { method: 'POST', body });
      assert.equal(server.requests.length, 2);
      for (const { text } of server.requests) assert.ok(text.includes('name="a"') && text.includes('content'));
    });

    promise('of a Request is sent again byte for byte', async (t) => {
      const { server, authenticatedFetch } = await start(t);
      const request = new Request(`${server.origin}/x`, { method: 'POST', body: BYTES, headers: { 'x-own': '1' } });
      assert.equal((await authenticatedFetch(request)).status, 200);
      assert.equal(server.requests.length, 2);
      for (const { body, headers } of server.requests) {
        assert.ok(Buffer.from(BYTES).equals(body));
        assert.equal(headers['x-own'], '1');
      }
    });

    promise('of a Request made from a stream is sent again from a clone', async (t) => {
      const { server, authenticatedFetch } = await start(t);
      const body = new Blob([BYTES]).stream();
      await authenticatedFetch(new Request(`${server.origin}/x`, { method: 'POST', body, duplex: 'half' }));
      assert.deepEqual(server.requests.map((request) => Buffer.from(BYTES).equals(request.body)), [true, true]);
    });

    promise('of a stream in `init` is not sent again: the 401 is the answer, and a refresh starts for the calls after it', async (t) => {
      const { server, source, authenticatedFetch } = await start(t);
      const response = await authenticatedFetch('/x', { method: 'POST', body: new Blob(['stream']).stream(), duplex: 'half' });
      assert.deepEqual([response.status, server.requests.length], [401, 1]);
      assert.equal((await authenticatedFetch('/y')).status, 200);
      assert.deepEqual([server.requests.length, source.mints], [2, 1]);
    });

    promise('of an async iterable in `init` is not sent again either', async (t) => {
      const { server, authenticatedFetch } = await start(t);
      const body = (async function* () {
        yield new TextEncoder().encode('part');
      })();
      const response = await authenticatedFetch('/x', { method: 'POST', body, duplex: 'half' });
      assert.deepEqual([response.status, server.requests[0].text, server.requests.length], [401, 'part', 1]);
    });

    promise('of a mutation is sent again, but not its stream', async (t) => {
      const { server, options } = await start(t);
      assert.equal((await clerkSWRFetcher(options)('/x', { arg: { a: 1 } })).text, '{"a":1}');
      assert.equal(server.requests.length, 2);
      const other = await start(t);
      const error = await caught(clerkSWRFetcher(other.options)('/x', { arg: new Blob(['s']).stream() }));
      assertCode(error, 'http', '401');
      assert.equal(other.server.requests.length, 1);
    });
  });

  promise('the first answer is let go before the second is asked for', async () => {
    const source = minting();
    let cancelled = 0;
    const body = () => new ReadableStream({ cancel: () => void cancelled++ });
    const { fetch } = recordingFetch((_input, _init, n) => (n === 1 ? new Response(body(), { status: 401 }) : new Response()));
    await createAuthenticatedFetch({ getToken: source.getToken, baseUrl: 'https://a.foo.com', fetch })('/x');
    assert.equal(cancelled, 1);
  });

  promise('a Request that is answered at once leaves no unread clone behind', async () => {
    let cancelled = 0;
    const body = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(1)), cancel: () => void cancelled++ });
    const { fetch } = recordingFetch((input) => (void input.body.cancel(), new Response()));
    const request = new Request('https://a.foo.com/x', { method: 'POST', body, duplex: 'half' });
    await createAuthenticatedFetch({ getToken: async () => 'tok', baseUrl: 'https://a.foo.com', fetch })(request);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(cancelled, 1);
  });

  promise('the option `headers` is asked once a call, not once a try', async (t) => {
    let asked = 0;
    const { server, options } = await start(t);
    const headers = () => ({ 'x-n': String(++asked) });
    await createAuthenticatedFetch({ ...options, headers })('/x');
    assert.deepEqual(server.requests.map((request) => request.headers['x-n']), ['1', '1']);
  });

  describe('a replay never crosses identities', () => {
    const OTHERS = {
      'another user': { sub: 'user_2', sid: 'sess_2' },
      'another session of the user': { sid: 'sess_2' },
      'another organization': { o: { id: 'org_2', rol: 'admin' } },
      'no organization any more': {},
      'another organization, in the older claims': { org_id: 'org_2' },
    };
    for (const [name, claims] of Object.entries(OTHERS)) {
      for (const [when, answers] of [['when asked again', (token) => [token]], ['when forced', (token, old) => [old, token]]]) {
        promise(`${name}, ${when}: identity_changed, and nothing is sent again`, async (t) => {
          const old = jwt(name.startsWith('no ') || name === 'another organization' ? { o: { id: 'org_1', rol: 'admin' } } : {});
          const source = giving(old, ...answers(jwt(claims), old));
          const server = await serve(t, { '*': guarded((token) => token !== old) });
          const options = { getToken: source.getToken, baseUrl: server.origin };
          const error = await caught(createAuthenticatedFetch(options)('/x', { method: 'POST', body: 'mine' }));
          assertCode(error, 'identity_changed', 'POST', `${server.origin}/x`);
          assert.equal(error.retryable, false);
          assert.equal(server.requests.length, 1);
        });
      }
    }

    promise('a sign-out between the refusal and the refresh: identity_changed, and nothing is sent again', async (t) => {
      const clerk = createFakeClerk({ user: 'user_1' });
      const server = await serve(t, { '*': async () => (await clerk.signOut(), { status: 401 }) });
      const call = createAuthenticatedFetch({ clerk, baseUrl: server.origin });
      const errors = await Promise.all([caught(call('/x', { method: 'POST', body: 'mine' })), caught(call.json('/y'))]);
      for (const error of errors) assertCode(error, 'identity_changed', server.origin);
      assert.equal(server.requests.length, 2);
    });

    promise('the same identity with a new role is the same', async (t) => {
      const old = jwt({ o: { id: 'org_1', rol: 'admin' } });
      const source = giving(old, jwt({ o: { id: 'org_1', rol: 'member' } }));
      const server = await serve(t, { '*': guarded((token) => token !== old) });
      const response = await createAuthenticatedFetch({ getToken: source.getToken, baseUrl: server.origin })('/x');
      assert.equal(response.status, 200);
    });

    promise('a token that is no JWT has no identity to compare', async (t) => {
      for (const [old, renewed] of [['opaque', 'other'], ['opaque', jwt()], [jwt(), 'opaque'], ['a.b.c', 'd.e.f'], ['a.!!.c', jwt()]]) {
        const source = giving(old, renewed);
        const server = await serve(t, { '*': guarded((token) => token === renewed) });
        const response = await createAuthenticatedFetch({ getToken: source.getToken, baseUrl: server.origin })('/x');
        assert.equal(response.status, 200, `${old} ${renewed}`);
      }
    });

    promise('claims beyond ASCII, and a token of 12 KB, are compared too', async (t) => {
      for (const extra of [{ name: 'Jürgen 日本 😀' }, { big: 'x'.repeat(8_000) }]) {
        const old = jwt(extra);
        const server = await serve(t, { '*': guarded((token) => token !== old) });
        const same = giving(old, jwt(extra));
        assert.equal((await createAuthenticatedFetch({ getToken: same.getToken, baseUrl: server.origin })('/x')).status, 200);
        const other = giving(old, jwt({ ...extra, sub: 'user_2' }));
        const error = await caught(createAuthenticatedFetch({ getToken: other.getToken, baseUrl: server.origin })('/x'));
        assertCode(error, 'identity_changed');
      }
    });

    promise('later calls go on as the new identity', async (t) => {
      const old = jwt();
      const renewed = jwt({ sub: 'user_2', sid: 'sess_2' });
      const source = giving(old, renewed);
      const server = await serve(t, { '*': guarded((token) => token !== old) });
      const authenticatedFetch = createAuthenticatedFetch({ getToken: source.getToken, baseUrl: server.origin });
      assertCode(await caught(authenticatedFetch('/x')), 'identity_changed');
      assert.equal((await authenticatedFetch('/x')).status, 200);
      assert.equal(server.requests.at(-1).authorization, `Bearer ${renewed}`);
    });

    promise('every one of many concurrent calls is told', async (t) => {
      const old = jwt();
      let current = old;
      const server = await serve(t, {
        '*': (request) => {
          current = jwt({ sub: 'user_2' });
          return guarded((token) => token !== old)(request);
        },
      });
      const authenticatedFetch = createAuthenticatedFetch({ getToken: async () => current, baseUrl: server.origin });
      const errors = await Promise.all(Array.from({ length: 10 }, () => caught(authenticatedFetch('/x'))));
      for (const error of errors) assertCode(error, 'identity_changed');
      assert.equal(server.requests.length, 10);
    });

    promise('nor does a retry: a try after a wait is not made as another user', async (t) => {
      const source = giving(jwt(), jwt({ sub: 'user_2' }));
      const server = await serve(t, { '*': { status: 503, headers: { 'retry-after': '0' } } });
      const options = { getToken: source.getToken, baseUrl: server.origin, retry: 3 };
      assertCode(await caught(createAuthenticatedFetch(options)('/x')), 'identity_changed');
      assert.equal(server.requests.length, 1);
    });

    promise('nor as nobody', async (t) => {
      const source = giving(jwt(), null);
      const server = await serve(t, { '*': { status: 503, headers: { 'retry-after': '0' } } });
      const options = { getToken: source.getToken, baseUrl: server.origin, retry: 3, signedOut: 'anonymous' };
      assertCode(await caught(createAuthenticatedFetch(options)('/x')), 'identity_changed');
      assert.equal(server.requests.length, 1);
    });
  });
});
