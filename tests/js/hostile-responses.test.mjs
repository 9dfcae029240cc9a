// What a stub of `fetch` may give in a response's place, and reasons that no careful program aborts with.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { assertNotFromInside, assertUntouched, outcome, THROWN } from './support/hostile.mjs';
import { forBothBuilds, promise, settled } from './support/suite.mjs';

const trap = () => {
  throw new Error('a trap');
};
const getter = (object, name) => Object.defineProperty(object, name, { get: trap });

/** No response at all. (`undefined` and `null` are the engine's own TypeError: the stub was not told what to give.) */
const NONE = {
  'a number': () => 200,
  'a string': () => '{}',
  'a revoked Proxy': THROWN['a revoked Proxy'],
  'a Proxy that throws on everything': THROWN['a Proxy that throws on everything'],
};

/** A bad response: its status leads into each of the ways in which one is read. */
const BAD = {
  'an empty object': () => ({}),
  'a status of NaN': () => ({ status: NaN }),
  'a status of 2 ** 40': () => ({ status: 2 ** 40, text: async () => '' }),
  'a status that is a string': () => ({ status: '401' }),
  'a status that throws': () => getter({}, 'status'),
  'a bad status alone': () => ({ status: 500 }),
  'a 401 alone': () => ({ status: 401 }),
  'null for headers': () => ({ status: 401, headers: null, text: async () => 'x' }),
  'headers that are an object': () => ({ status: 401, headers: { 'retry-after': '1' }, text: async () => 'x' }),
  'headers that throw': () => getter({ status: 401, text: async () => 'x' }, 'headers'),
  '`headers.get` that throws': () => ({ status: 503, headers: { get: trap }, text: async () => 'x' }),
  '`headers.get` that gives a number': () => ({ status: 401, headers: { get: () => 42 }, text: async () => 'x' }),
  'a body that throws': () => getter({ status: 500, text: async () => 'x' }, 'body'),
  'a reader that throws': () => ({ status: 500, body: { getReader: trap } }),
  'a reader that gives nothing': () => ({ status: 500, body: { getReader: () => undefined }, text: async () => 'x' }),
  'a reader without `read`': () => ({ status: 500, body: { getReader: () => ({}) } }),
  'a reader that reads numbers': () => ({ status: 500, body: { getReader: () => ({ read: async () => ({ value: 4 }), cancel: async () => {} }) } }),
  'a reader whose `cancel` throws': () => ({ status: 500, body: { getReader: () => ({ read: async () => ({ done: true }), cancel: trap }) } }),
  '`text` that throws': () => ({ status: 500, text: trap }),
  '`text` that gives a number': () => ({ status: 500, text: async () => 42 }),
  '`text` that gives no promise': () => ({ status: 500, text: () => 'x' }),
  'a `cancel` that throws': () => ({ status: 401, body: { cancel: trap }, text: async () => 'x' }),
};
const GOOD = {
  'a 200 alone': () => ({ status: 200 }),
  'a 204 alone': () => ({ status: 204 }),
  '`json` that throws': () => ({ status: 200, json: trap }),
  '`text` that throws': () => ({ status: 200, text: trap }),
  '`text` that gives a number': () => ({ status: 200, text: async () => 42 }),
  '`text` that gives undefined': () => ({ status: 200, text: async () => undefined }),
  '`text` that gives null': () => ({ status: 200, text: async () => null }),
  '`text` that gives no promise': () => ({ status: 200, text: () => '{"a":1}' }),
  'a body that throws': () => getter({ status: 204 }, 'body'),
};

forBothBuilds(({ createAuthenticatedFetch, isClerkFetchError }) => {
  const api = (make, options) =>
    createAuthenticatedFetch({ baseUrl: 'https://a.foo.com', getToken: async () => 'tok', fetch: async () => make(), timeout: 5_000, ...options });

  for (const [name, make] of Object.entries(NONE)) {
    describe(`a \`fetch\` that gives ${name}`, () => {
      promise('is given untouched by the plain call, or it rejects with no error of our own code', async () => {
        const given = make();
        const { value, error } = await outcome(api(() => given)('/x'));
        if (error === undefined) assertUntouched(value, given);
        else assertNotFromInside(error);
      });
      promise('is an error of ours in a parsed call', async () => {
        const { error } = await outcome(api(make).json('/x'));
        assert.ok(isClerkFetchError(error, 'network') || isClerkFetchError(error, 'http'), 'another error');
      });
    });
  }

  for (const [name, make] of Object.entries({ ...BAD, ...GOOD })) {
    describe(`a response of ${name}`, () => {
      promise('is given untouched by the plain call, or it rejects with no error of our own code', async () => {
        const response = make();
        const { value, error } = await outcome(api(() => response)('/x'));
        if (error === undefined) assertUntouched(value, response);
        else assertNotFromInside(error);
      });

      promise('ends a parsed call with a value or a clear error, whatever it is parsed as', async () => {
        for (const parseAs of ['json', 'text', 'blob', 'arrayBuffer', 'response']) {
          const { error } = await outcome(api(make).json('/x', { parseAs }));
          if (error === undefined) continue;
          assertNotFromInside(error);
          assert.ok(isClerkFetchError(error) || error.message === 'a trap', `${parseAs}: ${error}`);
        }
        await settled();
      });

      promise('ends a call that may be retried, and one that ends at `timeout`', async (t) => {
        t.mock.method(Math, 'random', () => 0);
        const { error } = await outcome(api(make, { retry: 1 }).json('/x'));
        if (error) assertNotFromInside(error);
      });
    });
  }

  describe('a reason to abort', () => {
    for (const [name, make] of Object.entries(THROWN)) {
      promise(`that is ${name} rejects untouched, before the call and in it`, async () => {
        const reason = make() ?? null;
        const controller = new AbortController();
        const stuck = api(undefined, { fetch: () => new Promise(() => {}) });
        const calls = [stuck, stuck.json].flatMap((call) => [AbortSignal.abort(reason), controller.signal].map((signal) => outcome(call('/x', { signal }))));
        await settled();
        controller.abort(reason);
        for (const { error } of await Promise.all(calls)) assertUntouched(error, reason);
      });
    }
  });
});
