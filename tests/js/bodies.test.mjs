// Bodies of each kind arrive byte for byte, the first time and when they are sent again, after a 401 and after a 500.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { describe } from 'node:test';
import { BODIES, bytesOf } from './support/bodies.mjs';
import { serve } from './support/server.mjs';
import { caught, deferred, forBothBuilds, promise, settled } from './support/suite.mjs';
import { minting } from './support/tokens.mjs';

const SIZES = { '1 B': 1, '1 MB': 1_000_000 };
const BIG = 100_000_000;

/** Ways in which the first try is refused: the answers, and the options that make it a second one. */
const AGAIN = {
  'after a 401': [{ status: 401 }, {}],
  'after a 500': [{ status: 500, headers: { 'retry-after': '0' } }, { retry: 1 }],
};

forBothBuilds((build) => {
  /** An API whose first answer is `first`, and any later one a 200. */
  const start = async (t, [first, options]) => {
    const source = minting();
    const server = await serve(t, { '*': (_, requests) => (requests.length === 1 ? first : { body: { ok: true } }) });
    return { server, source, api: build.createAuthenticatedFetch({ getToken: source.getToken, baseUrl: server.origin, ...options }) };
  };

  for (const [when, again] of Object.entries(AGAIN)) {
    describe(when, () => {
      for (const [kind, make] of Object.entries(BODIES)) {
        for (const [name, size] of Object.entries(SIZES)) {
          promise(`${kind} of ${name} is the same`, async (t) => {
            const { server, api } = await start(t, again);
            const [body, check] = make(size);
            assert.equal((await api('/x', { method: 'PUT', body })).status, 200);
            assert.equal(server.requests.length, 2);
            for (const request of server.requests) await check(request);
          }, 60);

          promise(`a Request with ${kind} of ${name} is the same`, async (t) => {
            const { server, api } = await start(t, again);
            const [body, check] = make(size);
            const request = new Request(`${server.origin}/x`, { method: 'PUT', body, headers: { 'x-own': '1' } });
            assert.equal((await api(request)).status, 200);
            assert.equal(server.requests.length, 2);
            for (const seen of server.requests) await check(seen);
            const types = server.requests.map(({ headers }) => headers['content-type']);
            assert.equal(types[0], types[1]); // a Request's boundary is its own
          }, 60);
        }
      }

      promise('`json` is the same', async (t) => {
        const { server, api } = await start(t, again);
        const json = { text: 'é😀"\\', list: [1, null, { a: true }] };
        assert.deepEqual(await api.json('/x', { method: 'PUT', json }), { ok: true });
        assert.deepEqual(server.requests.map(({ text, headers }) => [text, headers['content-type']]), Array(2).fill([JSON.stringify(json), 'application/json']));
      });

      promise('no body is none, of any method', async (t) => {
        for (const method of ['PUT', 'DELETE']) {
          const { server, api } = await start(t, again);
          assert.equal((await api('/x', { method, body: null })).status, 200);
          assert.deepEqual(server.requests.map(({ method, body }) => [method, body.length]), [[method, 0], [method, 0]]);
        }
      });

      promise('a stream goes once: the first answer is the caller\'s, body and all, and no other token is asked for but by the refresh after a 401', async (t) => {
        const bytes = bytesOf(300_000);
        const streams = {
          'a ReadableStream': () => new Blob([bytes]).stream(),
          'an async iterable': async function* () {
            yield bytes.subarray(0, 100_000);
            yield bytes.subarray(100_000);
          },
        };
        for (const [name, make] of Object.entries(streams)) {
          const first = { ...again[0], body: { why: 'first' } };
          const { server, source, api } = await start(t, [first, again[1]]);
          const response = await api('/x', { method: 'PUT', body: make(), duplex: 'half' });
          assert.deepEqual([response.status, await response.json()], [first.status, { why: 'first' }], name);
          assert.equal(server.requests.length, 1);
          if (first.status !== 401) assert.equal(source.calls.length, 1);
          assert.ok(Buffer.from(bytes).equals(server.requests[0].body));
        }
      });
    });
  }

  promise('a stream without `duplex` is the TypeError of fetch, before it is read', async (t) => {
    const { server, api } = await start(t, AGAIN['after a 401']);
    const error = await caught(api('/x', { method: 'POST', body: new Blob(['x']).stream() }));
    assert.ok(error instanceof TypeError && /duplex/.test(error.message), `${error}`);
    assert.equal(server.requests.length, 0);
  });

  promise('a Blob of 100 MB is sent again, and copied neither into the core nor onto the heap', async (t) => {
    const hashes = [];
    const server = createServer(async (request, response) => {
      const hash = createHash('sha256');
      let size = 0;
      for await (const chunk of request) {
        hash.update(chunk);
        size += chunk.length;
      }
      hashes.push(`${size} ${hash.digest('hex')}`);
      response.writeHead(hashes.length === 1 ? 401 : 200).end();
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.after(() => (server.closeAllConnections(), server.close()));
    const part = bytesOf(BIG / 100);
    const blob = new Blob(Array(100).fill(part));
    const source = minting();
    const api = build.createAuthenticatedFetch({ getToken: source.getToken, baseUrl: `http://127.0.0.1:${server.address().port}` });
    const grown = t.mock.method(WebAssembly.Memory.prototype, 'grow');
    const before = process.memoryUsage().heapUsed;
    assert.equal((await api('/x', { method: 'POST', body: blob })).status, 200);
    assert.ok(process.memoryUsage().heapUsed - before < BIG / 2, 'the heap grew');
    assert.equal(grown.mock.callCount(), 0);
    const expected = createHash('sha256');
    for (let n = 0; n < 100; n++) expected.update(part);
    assert.deepEqual(hashes, Array(2).fill(`${BIG} ${expected.digest('hex')}`));
  }, 180);

  describe('a Request', () => {
    for (const [ending, options, init] of [
      ['answered before it was read', { fetch: async (sent) => (void sent.body.cancel(), new Response()) }],
      ['not sent, as nobody is signed in', { getToken: async () => null }],
      ['not sent, as its origin is refused', { baseUrl: 'https://b.foo.com' }],
      ['aborted while the token is pending', { getToken: () => new Promise(() => {}) }, () => ({ signal: AbortSignal.timeout(1) })],
      ['lost on the way', { fetch: async (sent) => (void sent.body.cancel(), Promise.reject(new TypeError('x'))) }],
    ]) {
      promise(`that is ${ending} leaves no unread body behind`, async () => {
        const cancelled = deferred();
        const body = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(1)), cancel: cancelled.resolve });
        const request = new Request('https://a.foo.com/x', { method: 'POST', body, duplex: 'half' });
        const given = { getToken: async () => 'tok', baseUrl: 'https://a.foo.com', fetch: async () => new Response(), ...options };
        await build.createAuthenticatedFetch(given)(request, init?.()).catch(() => {});
        await settled();
        const end = await Promise.race([cancelled.promise.then(() => 'cancelled'), settled(100).then(() => 'left behind')]);
        assert.equal(end, 'cancelled');
      });
    }
  });
});
