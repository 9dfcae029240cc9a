// `.json()`: how a response becomes a value.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { type } from 'arktype';
import * as v from 'valibot';
import { z } from 'zod';
import { serve } from './support/server.mjs';
import { assertCode, caught, forBothBuilds, promise } from './support/suite.mjs';
import { giving } from './support/tokens.mjs';
import { recordingFetch } from './support/world.mjs';

const TODO = { id: 1, title: 'a' };

/** The same type in three libraries. */
const SCHEMAS = {
  zod: z.object({ id: z.number(), title: z.string() }),
  valibot: v.object({ id: v.number(), title: v.string() }),
  arktype: type({ id: 'number', title: 'string' }),
};

forBothBuilds(({ createAuthenticatedFetch }) => {
  const start = async (t, routes, options) => {
    const server = await serve(t, routes);
    const api = createAuthenticatedFetch({ getToken: giving('tok').getToken, baseUrl: server.origin, ...options });
    return { server, api };
  };

  /** `.json()` of one response. */
  const reading = (response, init, options) => {
    const { fetch } = recordingFetch(() => response);
    return createAuthenticatedFetch({ getToken: giving('tok').getToken, baseUrl: 'https://a.foo.com', fetch, ...options }).json('/x?q=1', init);
  };

  describe('`parseAs`', () => {
    promise('is JSON by default, whatever the content type says', async (t) => {
      const { api } = await start(t, { '/x': { headers: { 'content-type': 'text/plain' }, body: '{"id":1}' } });
      assert.deepEqual(await api.json('/x'), { id: 1 });
    });

    for (const value of [null, false, 0, '', 'text', [], [1], {}]) {
      promise(`${JSON.stringify(value)} is a value`, async () => {
        assert.deepEqual(await reading(Response.json(value)), value);
      });
    }

    promise("'text' gives the text", async () => {
      assert.equal(await reading(new Response('{"id":1}'), { parseAs: 'text' }), '{"id":1}');
    });

    promise("'blob' gives a Blob of its type", async () => {
      const blob = await reading(new Response('a,b', { headers: { 'content-type': 'text/csv' } }), { parseAs: 'blob' });
      assert.ok(blob instanceof Blob);
      assert.deepEqual([await blob.text(), blob.type], ['a,b', 'text/csv']);
    });

    promise("'arrayBuffer' gives the bytes", async () => {
      const buffer = await reading(new Response(new Uint8Array([0, 255])), { parseAs: 'arrayBuffer' });
      assert.ok(buffer instanceof ArrayBuffer);
      assert.deepEqual([...new Uint8Array(buffer)], [0, 255]);
    });

    promise("'response' gives the response, unread, also of a 204, and still throws on a bad status", async () => {
      const response = new Response('body');
      assert.equal(await reading(response, { parseAs: 'response' }), response);
      assert.equal(response.bodyUsed, false);
      const empty = new Response(null, { status: 204 });
      assert.equal(await reading(empty, { parseAs: 'response' }), empty);
      assertCode(await caught(reading(new Response('no', { status: 404 }), { parseAs: 'response' })), 'http');
    });

    promise('as an option holds for all calls, and a call may say otherwise', async () => {
      assert.equal(await reading(new Response('1'), undefined, { parseAs: 'text' }), '1');
      assert.equal(await reading(new Response('1'), { parseAs: 'json' }, { parseAs: 'text' }), 1);
    });
  });

  describe('no body is null', () => {
    for (const parseAs of ['json', 'text', 'blob', 'arrayBuffer']) {
      promise(`as ${parseAs}: 204, 205 and an empty 200`, async () => {
        assert.equal(await reading(new Response(null, { status: 204 }), { parseAs }), null);
        assert.equal(await reading(new Response(null, { status: 205 }), { parseAs }), null);
        assert.equal(await reading(new Response(''), { parseAs }), null);
      });
    }

    promise('over the wire', async (t) => {
      const { api } = await start(t, { '/x': { status: 204 } });
      assert.equal(await api.json('/x', { method: 'DELETE' }), null);
    });

    promise('which a schema then sees', async () => {
      assert.equal(await reading(new Response(null, { status: 204 }), { schema: z.null() }), null);
      assertCode(await caught(reading(new Response(null, { status: 204 }), { schema: z.object({}) })), 'invalid_response');
    });
  });

  describe('a body that is not JSON', () => {
    promise('is invalid_json: status, content type, text, and what to do', async () => {
      const response = new Response('<html>Sign in</html>', { headers: { 'content-type': 'text/html' } });
      const error = await caught(reading(response));
      assertCode(error, 'invalid_json', '200', 'text/html', "`parseAs: 'text'`");
      assert.equal(error.body, '<html>Sign in</html>');
      assert.deepEqual([error.status, error.url, error.method, error.retryable], [200, 'https://a.foo.com/x', 'GET', false]);
      assert.equal(error.headers.get('content-type'), 'text/html');
      assert.ok(error.cause instanceof SyntaxError);
    });

    promise('cut short, or of spaces alone, is invalid_json too', async () => {
      for (const text of ['{"id":', ' ', 'undefined', 'NaN', "{'id':1}"]) {
        const error = await caught(reading(new Response(text)));
        assertCode(error, 'invalid_json');
        assert.equal(error.body, text);
      }
    });

    promise('may begin with a byte order mark', async () => {
      assert.deepEqual(await reading(new Response('\ufeff{"id":1}')), { id: 1 });
    });
  });

  describe('`schema`', () => {
    for (const [library, schema] of Object.entries(SCHEMAS)) {
      promise(`of ${library} lets a value through`, async () => {
        assert.deepEqual(await reading(Response.json(TODO), { schema }), TODO);
      });

      promise(`of ${library} refuses one as invalid_response, with its issues`, async () => {
        const error = await caught(reading(Response.json({ id: 'one', title: 'a' }), { schema }));
        assertCode(error, 'invalid_response', '`schema`', 'id');
        assert.ok(error.issues.length >= 1);
        assert.deepEqual(error.body, { id: 'one', title: 'a' });
        assert.deepEqual([error.status, error.url, error.method, error.retryable], [200, 'https://a.foo.com/x', 'GET', false]);
      });
    }

    promise('may transform the value, also asynchronously', async () => {
      const schema = z.object({ id: z.number() }).transform(async ({ id }) => new Map([[id, true]]));
      assert.deepEqual(await reading(Response.json({ id: 1 }), { schema }), new Map([[1, true]]));
    });

    promise('of a call wins over that of the options', async () => {
      assert.equal(await reading(Response.json('text'), { schema: z.string() }, { schema: z.number() }), 'text');
      assertCode(await caught(reading(Response.json('text'), {}, { schema: z.number() })), 'invalid_response');
    });

    promise('that throws is invalid_response with the cause', async () => {
      const cause = new Error('mine');
      const validate = () => {
        throw cause;
      };
      const error = await caught(reading(Response.json(1), { schema: { '~standard': { version: 1, vendor: 'mine', validate } } }));
      assertCode(error, 'invalid_response');
      assert.equal(error.cause, cause);
    });

    promise("is called as a method of its `~standard`, and does not see an error's body", async () => {
      let receiver;
      const standard = {
        version: 1,
        vendor: 'mine',
        validate(value) {
          receiver = this;
          return { value };
        },
      };
      await reading(Response.json(1), { schema: { '~standard': standard } });
      assert.equal(receiver, standard);
      assertCode(await caught(reading(Response.json({}, { status: 400 }), { schema: z.string() })), 'http');
    });
  });

  describe('`json`', () => {
    promise('is sent as JSON with its content type, and POST without a method', async (t) => {
      const { server, api } = await start(t);
      await api.json('/x', { json: TODO });
      await api.json('/x', { json: [1], method: 'PUT', headers: { 'x-own': '1' } });
      const [first, second] = server.requests;
      assert.deepEqual([first.method, first.text, first.headers['content-type']], ['POST', JSON.stringify(TODO), 'application/json']);
      assert.deepEqual([second.method, second.text, second.headers['x-own']], ['PUT', '[1]', '1']);
      assert.equal(first.authorization, 'Bearer tok');
    });

    for (const value of [null, false, 0, '']) {
      promise(`${JSON.stringify(value)} is a body`, async (t) => {
        const { server, api } = await start(t);
        await api.json('/x', { json: value });
        assert.deepEqual([server.requests[0].method, server.requests[0].text], ['POST', JSON.stringify(value)]);
      });
    }

    promise('`undefined` is none, and the method stays GET', async (t) => {
      const { server, api } = await start(t);
      await api.json('/x', { json: undefined });
      assert.deepEqual([server.requests[0].method, server.requests[0].text], ['GET', '']);
    });

    promise("leaves the caller's own content type", async (t) => {
      const { server, api } = await start(t);
      await api.json('/x', { json: TODO, headers: { 'Content-Type': 'application/merge-patch+json' } });
      assert.equal(server.requests[0].headers['content-type'], 'application/merge-patch+json');
    });

    promise('gives way to a default method of the options', async (t) => {
      const { server, api } = await start(t, {}, { init: { method: 'PATCH' } });
      await api.json('/x', { json: TODO });
      assert.equal(server.requests[0].method, 'PATCH');
    });

    promise('goes with a Request, whose method and headers stay', async (t) => {
      const { server, api } = await start(t);
      await api.json(new Request(`${server.origin}/x`, { method: 'PUT', headers: { 'x-own': '1' } }), { json: TODO });
      const [{ method, text, headers }] = server.requests;
      assert.deepEqual([method, text, headers['x-own'], headers['content-type']], ['PUT', JSON.stringify(TODO), '1', 'application/json']);
    });

    promise('that is no JSON is refused, and nothing is sent', async (t) => {
      const { server, api } = await start(t);
      const circular = {};
      circular.self = circular;
      for (const json of [circular, 1n, () => {}, Symbol('s')]) assertCode(await caught(api.json('/x', { json })), 'invalid_key');
      assert.equal(server.requests.length, 0);
    });
  });

  promise('a parsed call rejects with `network` where no answer comes, and keeps the cause', async () => {
    const cause = new TypeError('fetch failed');
    const error = await caught(reading(Promise.reject(cause)));
    assertCode(error, 'network', 'https://a.foo.com/x');
    assert.equal(error.cause, cause);
    assert.deepEqual([error.url, error.method, error.retryable, error.status], ['https://a.foo.com/x', 'GET', true, undefined]);
  });

  promise('a body that breaks off is `network`, with the cause and without a status', async () => {
    const cause = new TypeError('terminated');
    const body = new ReadableStream({ pull: (controller) => controller.error(cause) });
    const error = await caught(reading(new Response(body)));
    assertCode(error, 'network');
    assert.equal(error.cause, cause);
    assert.deepEqual([error.retryable, error.status, error.headers], [true, undefined, undefined]);
  });

  promise('a stub of fetch that has `json()` alone will do', async () => {
    assert.deepEqual(await reading({ ok: true, status: 200, json: async () => TODO }), TODO);
  });
});
