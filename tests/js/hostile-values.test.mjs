// Whatever the functions that a user gives throw or return: a clear error, or the very value, as the contract says;
// never a hang, an unhandled rejection, or an engine's error that names our own variables.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { assertNotFromInside, assertUntouched, BROKEN_THENABLES, outcome, THENABLES, THROWN } from './support/hostile.mjs';
import { assertCode, caught, forBothBuilds, promise, settled } from './support/suite.mjs';
import { holdTimers } from './support/world.mjs';

const BASE = { baseUrl: 'https://a.foo.com', getToken: async () => 'tok', fetch: async () => Response.json({ ok: true }) };

/** Both ways in which a function fails. */
const FAILS = {
  throws: (value) => () => {
    throw value;
  },
  'rejects with': (value) => () => Promise.reject(value),
};

/** What may be given where something else belongs. A Proxy that throws is its maker's own: its error passes. */
const GIVEN = Object.entries(THROWN).filter(([name]) => !name.includes('Proxy'));

/** Every hostile value, each thrown and rejected with. */
const eachFailure = (body) => {
  for (const [name, make] of Object.entries(THROWN)) {
    for (const [how, fail] of Object.entries(FAILS)) body(`${how} ${name}`, make, fail);
  }
};

forBothBuilds((build) => {
  const { createAuthenticatedFetch, clerkSWRFetcher, clerkQueryFn } = build;
  const api = (options) => createAuthenticatedFetch({ ...BASE, ...options });

  describe('a `getToken` that', () => {
    eachFailure((name, make, fail) => {
      promise(`${name} is token_unavailable, with it as the cause, in both calls`, async () => {
        const value = make();
        for (const call of [api({ getToken: fail(value) }), api({ getToken: fail(value) }).json]) {
          const error = await caught(call('/x'));
          assertNotFromInside(error);
          assert.ok(build.isClerkFetchError(error, 'token_unavailable'), 'not token_unavailable');
          assertUntouched(error.cause, value);
        }
      });
      promise(`${name} while a token is refreshed gives the first 401`, async () => {
        const value = make();
        let asked = 0;
        const getToken = () => (asked++ ? fail(value)() : 'tok');
        const fetch = async () => new Response('first', { status: 401 });
        assert.equal(await (await api({ getToken, fetch })('/x')).text(), 'first');
      });
    });

    for (const [name, make] of GIVEN) {
      if (name === 'null' || name === 'a string') continue; // nobody is signed in; a token
      promise(`gives ${name} is token_unavailable`, async () => {
        const error = await caught(api({ getToken: () => make() })('/x'));
        assertNotFromInside(error);
        assert.ok(build.isClerkFetchError(error, 'token_unavailable'), 'not token_unavailable');
      });
      promise(`gives ${name} while a token is refreshed gives the first 401`, async () => {
        let asked = 0;
        const getToken = () => (asked++ ? make() : 'tok');
        const fetch = async () => new Response('first', { status: 401 });
        assert.equal(await (await api({ getToken, fetch })('/x')).text(), 'first');
      });
    }

    for (const [name, make] of Object.entries(THENABLES)) {
      promise(`gives ${name} is taken at its first word`, async () => {
        assert.deepEqual(await api({ getToken: () => make('tok') }).json('/x'), { ok: true });
      });
    }
    for (const [name, make] of Object.entries(BROKEN_THENABLES)) {
      promise(`gives ${name} is token_unavailable`, async () => {
        assertCode(await caught(api({ getToken: make })('/x')), 'token_unavailable');
      });
    }
    promise('gives a thenable that never settles is token_unavailable when the time is over', async (t) => {
      const timers = holdTimers(t);
      const pending = api({ getToken: () => ({ then: () => {} }), tokenTimeout: 77 })('/x');
      await timers.fire(77);
      assertCode(await caught(pending), 'token_unavailable');
      timers.assertNone();
    });
  });

  describe('a `fetch` that', () => {
    eachFailure((name, make, fail) => {
      promise(`${name} rejects the plain call with that very value, and a parsed one as \`network\``, async () => {
        const value = make();
        assertUntouched((await outcome(api({ fetch: fail(value) })('/x'))).error, value);
        const error = await caught(api({ fetch: fail(value) }).json('/x'));
        assert.ok(build.isClerkFetchError(error, 'network'), 'not network');
        assertUntouched(error.cause, value);
      });
      promise(`${name} and is retried ends the same`, async (t) => {
        t.mock.method(Math, 'random', () => 0);
        const value = make();
        assertUntouched((await outcome(api({ fetch: fail(value), retry: 1 })('/x'))).error, value);
      });
    });
    for (const [name, make] of Object.entries(THENABLES)) {
      promise(`gives ${name} is taken at its first word`, async () => {
        assert.deepEqual(await api({ fetch: () => make(Response.json({ ok: true })) }).json('/x'), { ok: true });
        const { signal } = new AbortController();
        assert.deepEqual(await api({ fetch: () => make(Response.json({ ok: true })) }).json('/x', { signal }), { ok: true });
      });
    }
    promise('gives a thenable that never settles ends with the abort and with `timeout`', async (t) => {
      const timers = holdTimers(t);
      const fetch = () => ({ then: () => {} });
      const controller = new AbortController();
      const aborted = api({ fetch })('/x', { signal: controller.signal });
      await settled();
      controller.abort('mine');
      assert.equal(await caught(aborted), 'mine');
      const timed = api({ fetch, timeout: 99 })('/x');
      await timers.fire(99);
      assertCode(await caught(timed), 'timeout');
    });
  });

  describe('a `schema` that', () => {
    const schema = (validate) => ({ '~standard': { version: 1, vendor: 'hostile', validate } });
    eachFailure((name, make, fail) => {
      promise(`${name} is invalid_response, with it as the cause`, async () => {
        const value = make();
        const error = await caught(api().json('/x', { schema: schema(fail(value)) }));
        assert.ok(build.isClerkFetchError(error, 'invalid_response'), 'not invalid_response');
        assertUntouched(error.cause, value);
      });
    });
    const NONSENSE = {
      undefined: () => undefined,
      null: () => null,
      'issues that are no array': () => ({ issues: 'x' }),
      'issues that are an object': () => ({ issues: {} }),
      'issues that are true': () => ({ issues: true }),
      'no issue in its issues': () => ({ issues: [] }),
      'null as an issue': () => ({ issues: [null] }),
      'a string as an issue': () => ({ issues: ['x'] }),
      'a symbol in a path': () => ({ issues: [{ message: 'x', path: [Symbol('a'), { key: Symbol('b') }] }] }),
      'a path that is a string': () => ({ issues: [{ message: 'x', path: 'a.b' }] }),
      'null as a path': () => ({ issues: [{ message: 'x', path: null }] }),
      'null in a path': () => ({ issues: [{ message: 'x', path: [null, undefined] }] }),
      'a symbol as a message': () => ({ issues: [{ message: Symbol('x'), path: [] }] }),
      'an object without a prototype as a message': () => ({ issues: [{ message: Object.create(null) }] }),
      'an object that throws': THROWN['a Proxy that throws on everything'],
      'issues that throw': () => ({ issues: THROWN['a Proxy that throws on everything']() }),
    };
    for (const [name, make] of Object.entries(NONSENSE)) {
      promise(`gives ${name} is invalid_response`, async () => {
        const error = await caught(api().json('/x', { schema: schema(make) }));
        assertNotFromInside(error);
        assertCode(error, 'invalid_response');
      });
    }
    promise('gives a thenable that never settles ends with `timeout`', async (t) => {
      const timers = holdTimers(t);
      const pending = api({ timeout: 99 }).json('/x', { schema: schema(() => ({ then: () => {} })) });
      await timers.fire(99);
      assertCode(await caught(pending), 'timeout');
    });
  });

  describe('an `onEvent` that', () => {
    eachFailure((name, make, fail) => {
      promise(`${name} disturbs nothing`, async () => {
        assert.deepEqual(await api({ onEvent: fail(make()) }).json('/x'), { ok: true });
      });
    });
    for (const [name, make] of Object.entries({ ...THROWN, ...BROKEN_THENABLES })) {
      promise(`gives ${name} disturbs nothing`, async () => {
        assert.deepEqual(await api({ onEvent: make }).json('/x'), { ok: true });
        await settled();
      });
    }
  });

  describe('what a user maps and names by a function', () => {
    eachFailure((name, make, fail) => {
      promise(`a \`headers\` that ${name} rejects with that very value, and nothing is sent`, async (t) => {
        const value = make();
        const fetch = t.mock.fn(BASE.fetch);
        assertUntouched((await outcome(api({ fetch, headers: fail(value) })('/x'))).error, value);
        assert.equal(fetch.mock.callCount(), 0);
      });
    });
    for (const [name, make] of GIVEN) {
      const fail = FAILS.throws;
      promise(`a \`request\` that throws ${name} rejects with that very value`, async () => {
        const value = make();
        assertUntouched((await outcome(clerkSWRFetcher({ ...BASE, request: fail(value) })('/x'))).error, value);
        assertUntouched((await outcome(clerkQueryFn({ ...BASE, request: fail(value) })({ queryKey: ['/x'] }))).error, value);
      });
      promise(`a \`pageParam\` that throws ${name} rejects with that very value`, async () => {
        const value = make();
        assertUntouched((await outcome(clerkQueryFn({ ...BASE, pageParam: fail(value) })({ queryKey: ['/x'], pageParam: 2 }))).error, value);
      });
      if (name === 'a string') continue; // an input
      promise(`a \`request\` that gives ${name} is invalid_key`, async () => {
        const error = await caught(clerkSWRFetcher({ ...BASE, request: () => make() })('/x'));
        assertNotFromInside(error);
        assertCode(error, 'invalid_key');
      });
      if (name === 'undefined' || name === 'null') continue; // the URL, changed in place
      promise(`a \`pageParam\` that gives ${name} is invalid_key`, async () => {
        const error = await caught(clerkQueryFn({ ...BASE, pageParam: () => make() })({ queryKey: ['/x'], pageParam: 2 }));
        assertNotFromInside(error);
        assertCode(error, 'invalid_key');
      });
    }
  });
});
