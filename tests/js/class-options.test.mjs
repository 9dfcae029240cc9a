// Options of a class, a Clerk that every object has, and a long value that a schema refuses.
import assert from 'node:assert/strict';
import { assertCode, caught, forBothBuilds, promise, thrown } from './support/suite.mjs';

const BASE = 'https://a.foo.com';

forBothBuilds(({ createAuthenticatedFetch }) => {
  promise('options are read from a class: accessors, methods, and what it extends', async () => {
    const sent = [];
    class Base {
      get baseUrl() {
        return BASE;
      }
      async getToken() {
        return 'token';
      }
    }
    class Options extends Base {
      get fetch() {
        return async (url, { headers }) => {
          sent.push([url, new Headers(headers).get('authorization')]);
          return Response.json(1);
        };
      }
    }
    for (const options of [new Options(), Object.create(new Options())]) await createAuthenticatedFetch(options)('/x');
    assert.deepEqual(sent, Array(2).fill([`${BASE}/x`, 'Bearer token']));
  });

  promise('a member of a class that is no option is named', () => {
    class Options {
      baseURL() {}
    }
    assertCode(thrown(() => createAuthenticatedFetch(new Options())), 'invalid_options', 'baseURL');
  });

  promise('a `Clerk` that every object has is none', async () => {
    Object.defineProperty(Object.prototype, 'Clerk', { value: { loaded: true, session: { id: 's', getToken: async () => 'theirs' } }, configurable: true });
    try {
      assertCode(await caught(createAuthenticatedFetch({ baseUrl: BASE, fetch: async () => Response.json(1) })('/x')), 'clerk_not_loaded');
    } finally {
      delete Object.prototype.Clerk;
    }
  });

  promise('of a long value that a schema refuses, the body has the beginning of the text', async () => {
    const text = JSON.stringify({ list: Array.from({ length: 20_000 }, (_, id) => ({ id, title: 'Milk' })) });
    const schema = { '~standard': { version: 1, vendor: 'test', validate: () => ({ issues: [{ message: 'no' }] }) } };
    const of = (sent) => caught(createAuthenticatedFetch({ baseUrl: BASE, getToken: async () => 'token', fetch: async () => new Response(sent) }).json('/x', { schema }));
    const error = await of(text);
    assertCode(error, 'invalid_response');
    assert.equal(error.body, text.slice(0, 64 * 1024));
    assert.deepEqual((await of('{"a":1}')).body, { a: 1 });
  });
});
