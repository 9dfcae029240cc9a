// An infinite query's page parameter, and a mutation's argument: never dropped, never changed.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { serve } from './support/server.mjs';
import { assertCode, caught, forBothBuilds, promise } from './support/suite.mjs';
import { giving } from './support/tokens.mjs';
import { recordingFetch } from './support/world.mjs';

const WHEN = new Date('2026-01-02T03:04:05.678Z');

forBothBuilds(({ clerkQueryFn, clerkSWRFetcher }) => {
  describe("TanStack's page parameter", () => {
    const page = (pageParam, option, queryKey = ['/todos', { limit: 10 }]) => {
      const { fetch, calls } = recordingFetch();
      const options = { getToken: giving('tok').getToken, baseUrl: 'https://api.foo.com', fetch, ...(option && { pageParam: option }) };
      return { calls, pending: clerkQueryFn(options)({ queryKey, pageParam }) };
    };

    const sent = async (...args) => {
      const { calls, pending } = page(...args);
      await pending;
      return String(calls[0].input).replace('https://api.foo.com', '');
    };

    promise('goes into the query parameter that the option names', async () => {
      assert.equal(await sent('abc', 'cursor'), '/todos?limit=10&cursor=abc');
      assert.equal(await sent(0, 'page'), '/todos?limit=10&page=0');
      assert.equal(await sent('', 'cursor'), '/todos?limit=10&cursor=');
      assert.equal(await sent(10n, 'cursor'), '/todos?limit=10&cursor=10');
      assert.equal(await sent(WHEN, 'since'), '/todos?limit=10&since=2026-01-02T03%3A04%3A05.678Z');
      assert.equal(await sent('a&b=c', 'cursor'), '/todos?limit=10&cursor=a%26b%3Dc');
    });

    promise('replaces a parameter of that name', async () => {
      assert.equal(await sent(2, 'page', ['/todos?page=1&page=9']), '/todos?page=2');
    });

    promise('goes where the option as a function puts it, whether it changes the URL or returns one', async () => {
      const change = (value, url) => void url.searchParams.set('offset', value.offset);
      assert.equal(await sent({ offset: 20 }, change), '/todos?limit=10&offset=20');
      const replace = (value, url) => new URL(`/pages/${value}`, url);
      assert.equal(await sent(3, replace), '/pages/3');
    });

    promise('in a function may be the whole next link, which is judged like any URL', async () => {
      const next = (value) => new URL(value);
      assert.equal(await sent('https://api.foo.com/todos?after=5', next), '/todos?after=5');
      const { calls, pending } = page('https://evil.com/todos', next);
      assertCode(await caught(pending), 'origin_not_allowed');
      assert.equal(calls.length, 0);
    });

    promise('of one page does not leak into the next', async () => {
      const { fetch, calls } = recordingFetch();
      const option = (value, url) => void url.searchParams.append('page', value);
      const queryFn = clerkQueryFn({ getToken: giving('tok').getToken, baseUrl: 'https://api.foo.com', fetch, pageParam: option });
      for (const pageParam of [undefined, 1, 2]) await queryFn({ queryKey: ['/todos'], pageParam });
      assert.deepEqual(calls.map(({ input }) => new URL(input).search), ['', '?page=1', '?page=2']);
    });

    promise('of undefined or null is none, with the option and without', async () => {
      for (const option of ['cursor', () => assert.fail('it was called'), undefined]) {
        for (const none of [undefined, null]) assert.equal(await sent(none, option), '/todos?limit=10');
      }
    });

    promise('without the option is an error, never dropped', async () => {
      for (const value of ['abc', 0, '', false, {}]) {
        const { calls, pending } = page(value);
        assertCode(await caught(pending), 'invalid_key', "pageParam: 'cursor'");
        assert.equal(calls.length, 0);
      }
    });

    promise('that no query parameter can hold is an error', async () => {
      for (const value of [{ a: 1 }, [1, 2], NaN, () => {}, Symbol('x')]) {
        assertCode(await caught(page(value, 'cursor').pending), 'invalid_key', 'page parameter');
      }
    });

    promise('function that returns no URL is an error', async () => {
      for (const result of ['/todos', 5, {}, Promise.resolve()]) {
        assertCode(await caught(page(1, () => result).pending), 'invalid_key', '`pageParam`');
      }
    });

    promise('function gets the URL that the key means, absolute', async () => {
      let seen;
      await sent(1, (value, url) => void (seen = [value, url.href, url instanceof URL]));
      assert.deepEqual(seen, [1, 'https://api.foo.com/todos?limit=10', true]);
    });
  });

  describe("SWR's mutation argument", () => {
    const mutate = async (t, extra, options) => {
      const server = await serve(t);
      const fetcher = clerkSWRFetcher({ getToken: giving('tok').getToken, baseUrl: server.origin, ...options });
      assert.deepEqual(await fetcher(['/todos', 5], extra), { ok: true });
      const [{ method, path, headers, text, body, authorization }] = server.requests;
      assert.deepEqual([path, authorization], ['/todos/5', 'Bearer tok']);
      return { method, type: headers['content-type'], text, body };
    };

    for (const arg of [{ title: 'a' }, [1, 2], 'text', '', 0, 5, true, false, null, {}, []]) {
      promise(`${JSON.stringify(arg)} is sent as JSON, with POST`, async (t) => {
        const { method, type, text } = await mutate(t, { arg });
        assert.deepEqual([method, type, text], ['POST', 'application/json', JSON.stringify(arg)]);
      });
    }

    promise('what knows its own JSON is sent as that', async (t) => {
      class Todo {
        toJSON = () => ({ title: 'a' });
      }
      assert.equal((await mutate(t, { arg: new Todo() })).text, '{"title":"a"}');
      assert.equal((await mutate(t, { arg: WHEN })).text, JSON.stringify(WHEN));
    });

    promise('undefined sends no body, with POST', async (t) => {
      const { method, type, text } = await mutate(t, { arg: undefined });
      assert.deepEqual([method, type, text], ['POST', undefined, '']);
    });

    promise('none at all is a GET: useSWR has no mutation', async (t) => {
      assert.equal((await mutate(t, undefined)).method, 'GET');
      assert.equal((await mutate(t, {})).method, 'GET');
    });

    promise('FormData is sent as multipart, with its own boundary', async (t) => {
      const arg = new FormData();
      arg.append('file', new Blob(['content']), 'a.txt');
      const { method, type, text } = await mutate(t, { arg });
      assert.equal(method, 'POST');
      assert.match(type, /^multipart\/form-data; boundary=/);
      assert.ok(text.includes('filename="a.txt"') && text.includes('content'));
    });

    for (const [name, arg, type, text] of [
      ['a Blob', () => new Blob(['a,b'], { type: 'text/csv' }), 'text/csv', 'a,b'],
      ['a File', () => new Blob(['x'], { type: 'image/png' }), 'image/png', 'x'],
      ['URLSearchParams', () => new URLSearchParams({ a: '1 2' }), 'application/x-www-form-urlencoded;charset=UTF-8', 'a=1+2'],
      ['an ArrayBuffer', () => new TextEncoder().encode('bytes').buffer, undefined, 'bytes'],
      ['a Uint8Array', () => new TextEncoder().encode('bytes'), undefined, 'bytes'],
      ['a DataView', () => new DataView(new TextEncoder().encode('bytes').buffer), undefined, 'bytes'],
      ['a stream', () => new Blob(['stream']).stream(), undefined, 'stream'],
    ]) {
      promise(`${name} is sent as it is`, async (t) => {
        const sent = await mutate(t, { arg: arg() });
        assert.deepEqual([sent.method, sent.type, sent.text], ['POST', type, text]);
      });
    }

    promise('takes the method of `init.method`', async (t) => {
      assert.equal((await mutate(t, { arg: { a: 1 } }, { init: { method: 'PATCH' } })).method, 'PATCH');
    });

    promise('takes the method that `request` gives', async (t) => {
      const request = ([url, id]) => [`${url}/${id}`, { method: 'PUT', headers: { 'x-own': '1' } }];
      const { method, text } = await mutate(t, { arg: { a: 1 } }, { request });
      assert.deepEqual([method, text], ['PUT', '{"a":1}']);
    });

    promise('that cannot be sent is an invalid_key, and nothing is sent', async (t) => {
      const server = await serve(t);
      const fetcher = clerkSWRFetcher({ getToken: giving('tok').getToken, baseUrl: server.origin });
      const circular = {};
      circular.self = circular;
      class Todo {
        title = 'a';
      }
      for (const arg of [() => {}, Symbol('x'), NaN, circular, { big: 1n }, 1n, new Date(NaN)]) {
        assertCode(await caught(fetcher('/todos', { arg })), 'invalid_key');
      }
      for (const arg of [new Map([[1, 2]]), new Set([1]), new WeakMap(), new Todo(), Promise.resolve(1), /x/, new Error('x'), new Headers({ a: '1' }), Object(1)]) {
        assertCode(await caught(fetcher('/todos', { arg })), 'invalid_key', `is a ${arg.constructor.name}.`, '`[...set]`');
      }
      assert.equal(server.requests.length, 0);
    });
  });
});
