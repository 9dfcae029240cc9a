// SWR keys and TanStack query keys mean the same request.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { readFileSync } from 'node:fs';
import { serve } from './support/server.mjs';
import { assertCode, caught, forBothBuilds, promise } from './support/suite.mjs';
import { giving } from './support/tokens.mjs';
import { recordingFetch } from './support/world.mjs';

const KEYS = JSON.parse(readFileSync(new URL('../data/keys.json', import.meta.url)));

class Point {
  x = 1;
}

const WHEN = new Date('2026-01-02T03:04:05.678Z');

/** What JSON cannot say: keys that mean something. */
const MEANT = [
  ['a URL', () => new URL('https://api.foo.com/todos?a=1'), 'https://api.foo.com/todos?a=1'],
  ['a URL with segments and parameters', () => [new URL('https://api.foo.com/todos?a=1'), 5, { b: 2 }], 'https://api.foo.com/todos/5?a=1&b=2'],
  ['a bigint segment', () => ['/todos', 12345678901234567890n], '/todos/12345678901234567890'],
  ['a date segment', () => ['/todos', WHEN], '/todos/2026-01-02T03%3A04%3A05.678Z'],
  ['a date, a bigint and a URL as parameters', () => ['/todos', { since: WHEN, id: 1n }], '/todos?since=2026-01-02T03%3A04%3A05.678Z&id=1'],
  ['undefined among the parameters', () => ['/todos', { a: undefined, b: [1, undefined, null, 2] }], '/todos?b=1&b=2'],
  ['parameters without a prototype', () => ['/todos', Object.assign(Object.create(null), { a: 1 })], '/todos?a=1'],
  ['negative zero', () => ['/todos', -0], '/todos/0'],
  ['a frozen key', () => Object.freeze(['/todos', Object.freeze({ a: 1 })]), '/todos?a=1'],
];

/** What means nothing. */
const MEANINGLESS = [
  ['null', null],
  ['undefined', undefined],
  ['a boolean', true],
  ['a number', 5],
  ['an object', { url: '/todos' }],
  ['a function', () => '/todos'],
  ['a symbol', Symbol('todos')],
  ['an empty array', []],
  ['an array that starts with null', [null, 1]],
  ['an array that starts with a number', [5, 'todos']],
  ['an array that starts with an array', [['/todos'], 1]],
  ['an array that starts with parameters', [{ a: 1 }]],
  ['a null segment', ['/todos', null]],
  ['an undefined segment', ['/todos', undefined]],
  ['a hole', Object.assign(['/todos'], { length: 2 })],
  ['a true segment', ['/todos', true]],
  ['a false segment', ['/todos', false]],
  ['an empty segment', ['/todos', '', 1]],
  ['a symbol segment', ['/todos', Symbol('x')]],
  ['a NaN segment', ['/todos', NaN]],
  ['an infinite segment', ['/todos', Infinity]],
  ['an array segment', ['/todos', [1]]],
  ['a function segment', ['/todos', () => {}]],
  ['an instance of a class', ['/todos', new Point()]],
  ['a Map', ['/todos', new Map([['a', 1]])]],
  ['an invalid date', ['/todos', new Date(NaN)]],
  ['parameters before the end', ['/todos', { a: 1 }, 5]],
  ['two objects of parameters', ['/todos', { a: 1 }, { b: 2 }]],
  ['a lone surrogate', ['/todos', '\ud800']],
  ['a dot', ['/todos', '.']],
  ['two dots', ['/todos', '..', 'admin']],
  ['nested parameters', ['/todos', { a: { b: 1 } }]],
  ['an array within a repeated parameter', ['/todos', { a: [[1]] }]],
  ['a NaN parameter', ['/todos', { a: NaN }]],
  ['a symbol parameter', ['/todos', { a: Symbol('x') }]],
  ['a function as a parameter', ['/todos', { a: () => {} }]],
];

/** Those of the table. */
const REFUSED = KEYS.filter(({ refused }) => refused).map(({ key }) => [JSON.stringify(key), key]);

forBothBuilds((build) => {
  const make = (options) => {
    const { fetch, calls } = recordingFetch();
    const given = { getToken: giving('tok').getToken, baseUrl: 'https://api.foo.com', fetch, ...options };
    return { calls, given };
  };

  /** How each of the two asks for a key. */
  const LIBRARIES = {
    SWR: (options) => build.clerkSWRFetcher(options),
    TanStack: (options) => {
      const queryFn = build.clerkQueryFn(options);
      return (key) => queryFn({ queryKey: key });
    },
  };

  const absolute = (url) => new URL(url, 'https://api.foo.com').href;

  for (const [library, makeFetcher] of Object.entries(LIBRARIES)) {
    describe(library, () => {
      const sends = async (key, url) => {
        const { calls, given } = make();
        assert.deepEqual(await makeFetcher(given)(key), { ok: true });
        assert.deepEqual([String(calls[0].input), calls[0].headers.get('authorization')], [absolute(url), 'Bearer tok']);
      };

      for (const { key, url } of KEYS.filter(({ refused }) => !refused)) promise(`${JSON.stringify(key)} is ${url}`, () => sends(key, url));
      for (const [name, key, url] of MEANT) promise(`${name} is ${url}`, () => sends(key(), url));

      for (const [name, key] of [...MEANINGLESS, ...REFUSED]) {
        promise(`${name} is an invalid_key, and nothing is asked for or sent`, async () => {
          const source = giving('tok');
          const { calls, given } = make({ getToken: source.getToken });
          const error = await caught(makeFetcher(given)(key));
          assertCode(error, 'invalid_key');
          assert.equal(error.retryable, false);
          assert.deepEqual([calls.length, source.calls.length], [0, 0]);
        });
      }

      if (library === 'SWR') {
        promise("a key's elements, one by one, are the key that they are of", async () => {
          for (const key of [['/list', { done: true }], ['/todos', 5], ['/todos', 5, 'comments', { page: 2 }], ['/list', {}], ['/list', { arg: 1, page: 2 }], [new URL('https://api.foo.com/list'), { a: 1 }]]) {
            const whole = make();
            const parted = make();
            await build.clerkSWRFetcher(whole.given)(key);
            await build.clerkSWRFetcher(parted.given)(...key);
            assert.deepEqual([String(parted.calls[0].input), parted.calls[0].method ?? 'GET'], [String(whole.calls[0].input), 'GET']);
          }
        });

        promise('what means nothing beside a key is an invalid_key: `map` gives an index and the array', async () => {
          const { calls, given } = make();
          const fetcher = build.clerkSWRFetcher(given);
          for (const pending of [...['/a', '/b'].map(fetcher), fetcher('/a', null), fetcher('/a', true), fetcher(['/a'], 1), fetcher('/a', { page: 1 }, 2), fetcher('/a', new Map()), fetcher('/a', () => 1)]) {
            assertCode(await caught(pending), 'invalid_key');
          }
          assert.equal(calls.length, 0);
        });

        promise('undefined is an element that means nothing beside a string, and nothing beside an array', async () => {
          const { calls, given } = make();
          const fetcher = build.clerkSWRFetcher(given);
          assertCode(await caught(fetcher('/a', undefined)), 'invalid_key', '[1]', 'undefined');
          assertCode(await caught(fetcher('/a', 1, undefined)), 'invalid_key', '[2]', 'undefined');
          assert.equal(calls.length, 0);
          await fetcher(['/a'], undefined);
          assert.equal(String(calls[0].input), absolute('/a'));
        });

        promise('`request` is asked for the whole key', async () => {
          const asked = [];
          const { given } = make({ request: (key) => (asked.push(key), '/mapped') });
          await build.clerkSWRFetcher(given)('list', { done: true });
          assert.deepEqual(asked, [['list', { done: true }]]);
        });
      }

      promise('a segment never changes the host or the path before it', async () => {
        for (const segment of ['//evil.com', '/\\evil.com', '../..', '?x', '#x', '@evil.com', '%2e%2e', 'a/../../b', '\\..\\', '\t', '..;']) {
          const { calls, given } = make();
          await makeFetcher(given)(['/v1/todos', segment]);
          const { origin, pathname, search, hash } = new URL(calls[0].input);
          assert.equal(origin, 'https://api.foo.com');
          assert.equal(pathname, `/v1/todos/${encodeURIComponent(segment)}`);
          assert.equal(search + hash, '');
        }
      });

      describe('`request`', () => {
        promise('is asked for every key, and its answer is what is sent', async () => {
          for (const answer of ['/mapped', new URL('https://api.foo.com/mapped'), ['/mapped'], new Request('https://api.foo.com/mapped')]) {
            const asked = [];
            const { calls, given } = make({ request: (key) => (asked.push(key), answer) });
            const key = ['todos', { any: { thing: true } }];
            await makeFetcher(given)(key);
            assert.deepEqual([asked.length, asked[0]], [1, key]);
            assert.equal(calls[0].input.url ?? String(calls[0].input), 'https://api.foo.com/mapped');
            assert.equal(calls[0].headers.get('authorization'), 'Bearer tok');
          }
        });

        promise('may give an init with method, body, headers and token', async () => {
          const init = { method: 'PUT', body: 'body', headers: { 'x-own': '1' }, token: { template: 'a' } };
          const source = giving('tok');
          const { calls, given } = make({ getToken: source.getToken, request: () => ['/mapped', init] });
          await makeFetcher(given)(['anything']);
          const [{ init: sent, headers }] = calls;
          assert.deepEqual([sent.method, sent.body, headers.get('x-own')], ['PUT', 'body', '1']);
          assert.deepEqual(source.calls, [[{ template: 'a' }]]);
        });

        promise('that gives nothing is an invalid_key; one that throws rejects with its own error', async () => {
          for (const answer of [undefined, null, 5, {}, [], [null], Promise.resolve('/x')]) {
            const { given } = make({ request: () => answer });
            assertCode(await caught(makeFetcher(given)(['x'])), 'invalid_key', '`request`');
          }
          const error = new Error('mine');
          const { given } = make({
            request: () => {
              throw error;
            },
          });
          assert.equal(await caught(makeFetcher(given)(['x'])), error);
        });

        promise("cannot send the token to a host that may not have it", async () => {
          const { calls, given } = make({ request: () => 'https://evil.com/' });
          assertCode(await caught(makeFetcher(given)(['x'])), 'origin_not_allowed');
          assert.equal(calls.length, 0);
        });
      });

      promise('a key that names a foreign host is refused', async () => {
        for (const key of ['https://evil.com/x', ['https://evil.com', 'x']]) {
          const { calls, given } = make();
          assertCode(await caught(makeFetcher(given)(key)), 'origin_not_allowed');
          assert.equal(calls.length, 0);
        }
      });

      promise('an API error rejects, and does not become data', async () => {
        const { fetch } = recordingFetch(() => Response.json({ no: true }, { status: 500 }));
        assertCode(await caught(makeFetcher(make({ fetch }).given)(['/x'])), 'http');
      });

      promise('`parseAs` and `schema` hold', async () => {
        assert.equal(await makeFetcher(make({ parseAs: 'text' }).given)(['/x']), '{"ok":true}');
      });
    });
  }

  promise("a query's signal ends it, together with that of `request`", async (t) => {
    const server = await serve(t, { '/x': () => new Promise(() => {}) });
    for (const which of ['context', 'mapped']) {
      const signals = { context: new AbortController(), mapped: new AbortController() };
      const request = () => ['/x', { signal: signals.mapped.signal }];
      const queryFn = build.clerkQueryFn({ getToken: giving('tok').getToken, baseUrl: server.origin, request });
      const pending = queryFn({ queryKey: ['x'], signal: signals.context.signal });
      await server.arrived(which === 'context' ? 1 : 2);
      signals[which].abort(which);
      assert.equal(await caught(pending), which);
    }
  });
});
