// Every error of the contract is produced, says what to do, and never holds the token.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe } from 'node:test';
import { inspect } from 'node:util';
import { z } from 'zod';
import { serve } from './support/server.mjs';
import { assertCode, caught, forBothBuilds, pkg, promise, thrown } from './support/suite.mjs';
import { giving, jwt } from './support/tokens.mjs';
import { beOnPage, holdTimers } from './support/world.mjs';

const BASE = 'https://api.foo.com';
const TOKEN = jwt();
const [, PAYLOAD] = TOKEN.split('.');

const REVERIFY = { clerk_error: { type: 'forbidden', reason: 'reverification-error', metadata: {} } };

const failing = (code) => Object.assign(new Error('x'), { code });

/** For each code: how it is produced (`source`: what `getToken` gives; `fire`: a timer to let pass), and what is said of the way out. */
const CODES = {
  signed_out: { source: [null], says: ["signedOut: 'anonymous'"] },
  session_pending: {
    options: { getToken: undefined, clerk: { loaded: true, session: { status: 'pending', getToken: async () => null } } },
    says: ['task'],
  },
  clerk_not_loaded: { options: { getToken: undefined, clerk: { loaded: false }, tokenTimeout: 77 }, fire: 77, says: ['Clerk.load()', '77 ms'] },
  token_unavailable: { source: [new Error('down')], says: ['`cause`'] },
  offline: { source: [failing('clerk_offline')], says: ['offline', 'again'] },
  origin_not_allowed: { input: 'https://other.com/x', says: ['allowedOrigins: ["https://other.com"]'] },
  identity_changed: { source: [TOKEN, jwt({ sub: 'user_2' })], answer: { status: 401 }, says: ['again'] },
  network: { answer: new TypeError('fetch failed'), says: ['`cause`'] },
  timeout: { options: { getToken: () => new Promise(() => {}), timeout: 88 }, fire: 88, says: ['`timeout`', '88 ms'] },
  http: { answer: { status: 500, body: {} }, says: ['500', '`body`'] },
  invalid_json: { answer: { status: 200, body: '<' }, says: ["parseAs: 'text'"] },
  invalid_response: { options: { schema: z.number() }, answer: { status: 200, body: 'x' }, says: ['`issues`'] },
  invalid_options: { init: { token: { tmplate: 'x' } }, says: ['Did you mean `template`?'] },
  reverification_required: { answer: { status: 403, body: REVERIFY }, says: ['useReverification()', "reverification: 'return'"] },
};

const responseOf = ({ status, body }) => {
  const text = typeof body === 'string' && body !== 'x' ? body : JSON.stringify(body);
  return new Response(text, { status, headers: { 'content-type': 'application/json' } });
};

forBothBuilds((build) => {
  const { createAuthenticatedFetch, isClerkFetchError, ClerkFetchError } = build;

  /** The error of a code. */
  const produce = async (t, code) => {
    const { options, source, answer = { status: 200, body: {} }, input = '/x?q=secret', init, fire } = CODES[code];
    const timers = fire && holdTimers(t);
    const events = [];
    const api = createAuthenticatedFetch({
      getToken: async () => TOKEN,
      baseUrl: BASE,
      fetch: async () => (answer instanceof Error ? Promise.reject(answer) : responseOf(answer)),
      onEvent: (event) => events.push(event),
      ...options,
      ...(source && { getToken: giving(...source).getToken }),
    });
    const pending = api.json(input, init);
    if (fire) await timers.fire(fire);
    return { error: await caught(pending), events };
  };

  describe('each code', () => {
    for (const [code, { says }] of Object.entries(CODES)) {
      promise(`${code}: an error that says what happened and what to do`, async (t) => {
        const { error } = await produce(t, code);
        assertCode(error, code, ...says);
        assert.ok(error instanceof Error && error instanceof ClerkFetchError);
        assert.ok(isClerkFetchError(error) && isClerkFetchError(error, code) && !isClerkFetchError(error, 'other'));
        assert.equal(typeof error.retryable, 'boolean');
        assert.doesNotMatch(error.message, /[\n{}]|undefined|secret/);
        assert.match(error.message, new RegExp(`[.?] See clerk-fetch/docs/errors.md#${code}$`), 'the page that says more: docs.test.mjs');
        assert.ok(error.stack.includes(error.message));
        assert.match(String(error), /^ClerkFetchError: /);
        if (code === 'invalid_options') return;
        assert.deepEqual([error.url, error.method], [code === 'origin_not_allowed' ? 'https://other.com/x' : `${BASE}/x`, 'GET']);
        assert.ok(error.message.includes(error.url));
      });

      promise(`${code}: the token is in no message, stack, JSON, inspection or event`, async (t) => {
        const { error, events } = await produce(t, code);
        const everything = [error.message, error.stack, String(error), JSON.stringify(error), inspect(error, { depth: 9, showHidden: true }), JSON.stringify(events)];
        assert.ok(!everything.join().includes(PAYLOAD));
      });

      promise(`${code}: toJSON() is plain, safe to log, and leaves body, headers and cause out`, async (t) => {
        const { error } = await produce(t, code);
        const json = JSON.parse(JSON.stringify(error));
        assert.deepEqual([json.name, json.code, json.message, json.retryable], ['ClerkFetchError', code, error.message, error.retryable]);
        for (const field of ['body', 'headers', 'cause', 'stack', 'problem', 'issues']) assert.ok(!(field in json), field);
      });
    }

    promise('invalid_key: an error that says what to do', async () => {
      const error = await caught(build.clerkQueryFn({ getToken: async () => TOKEN, baseUrl: BASE })({ queryKey: [{}] }));
      assertCode(error, 'invalid_key', '`request`');
    });

    promise('wasm_unavailable is for where no core can be had: see packaging.test.mjs', () => {
      assert.equal(Object.keys(CODES).length + 2, 16);
    });
  });

  promise('a network failure across origins names CORS, the preflight and the headers; on one origin it does not', async (t) => {
    const api = createAuthenticatedFetch({ getToken: async () => TOKEN, baseUrl: BASE, fetch: () => Promise.reject(new TypeError('x')) });
    beOnPage(t, 'https://foo.com/');
    const { message } = await caught(api.json('/x'));
    for (const word of ['CORS', 'preflight', 'Access-Control-Allow-Origin', 'authorization']) assert.match(message, new RegExp(word, 'i'));
    beOnPage(t, 'https://api.foo.com/');
    assert.doesNotMatch((await caught(api.json('/x'))).message, /CORS/);
  });

  promise('a URL in an error has no user info, query or fragment, whatever the URL', async (t) => {
    const { origin } = await serve(t, { '*': { status: 500 } });
    const api = createAuthenticatedFetch({ getToken: async () => 'tok', baseUrl: origin });
    const error = await caught(api.json('/a/b?key=hunter2#hunter2'));
    assert.equal(error.url, `${origin}/a/b`);
    for (const url of ['https://me:hunter2@foo.com/x?hunter2', 'data:text/plain,hunter2', 'javascript:hunter2', 'https://foo.com?hunter2']) {
      const refused = await caught(api(url));
      assert.ok(!(refused.message + refused.url + JSON.stringify(refused)).includes('hunter2'), url);
    }
  });

  describe('isClerkFetchError', () => {
    promise('never throws, whatever it is given', () => {
      const traps = new Proxy({}, { get: () => assert.fail('trap'), has: () => assert.fail('trap'), getPrototypeOf: () => assert.fail('trap') });
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      for (const value of [undefined, null, 0, '', Symbol('x'), 1n, {}, [], () => {}, new Error('x'), traps, proxy, Object.create(null)]) {
        assert.equal(isClerkFetchError(value), false);
        assert.equal(value instanceof ClerkFetchError, false);
      }
    });

    promise('is not taken in by a name or a code alone', () => {
      assert.equal(isClerkFetchError({ name: 'ClerkFetchError', code: 'http' }), false);
      assert.equal(isClerkFetchError(Object.assign(new Error('x'), { name: 'ClerkFetchError', code: 'http' })), false);
    });
  });

  promise('its name can be set, as that of any error', () => {
    class ApiError extends pkg.ClerkFetchError {
      constructor(...all) {
        super(...all);
        this.name = 'ApiError';
      }
    }
    const error = new ApiError('http', 'no', { status: 404 });
    assert.deepEqual([error.name, `${error}`.split(':')[0], error.toJSON().name, Object.keys(error).includes('name')], ['ApiError', 'ApiError', 'ApiError', false]);
    const { message, ...rest } = new pkg.ClerkFetchError('http', 'no', { status: 404 }).toJSON();
    assert.equal(new pkg.ClerkFetchError('http', message, rest).name, 'ClerkFetchError');
  });

  promise('an error can be made by hand, for tests and stories', () => {
    const error = new ClerkFetchError('http', 'words', { status: 500, retryable: true, cause: 'why' });
    assertCode(error, 'http', 'words');
    assert.deepEqual([error.status, error.retryable, error.cause], [500, true, 'why']);
    assert.ok(!Object.keys(error).includes('cause'));
  });

  promise('a class that extends ClerkFetchError knows its own from the others', () => {
    class Mine extends ClerkFetchError {}
    assert.ok(new Mine('http', 'x') instanceof Mine && new Mine('http', 'x') instanceof ClerkFetchError);
    assert.ok(!(new ClerkFetchError('http', 'x') instanceof Mine));
  });
});

describe('two copies of the package', () => {
  const require = createRequire(import.meta.url);
  const copy = require('clerk-fetch');

  promise('are two', () => assert.notEqual(copy.ClerkFetchError, pkg.ClerkFetchError));

  for (const [from, to] of [[copy, pkg], [pkg, copy]]) {
    promise(`know each other's errors, ${from === pkg ? 'ESM to CommonJS' : 'CommonJS to ESM'}`, () => {
      const error = thrown(() => from.createAuthenticatedFetch({ nope: 1 }));
      assert.ok(error instanceof to.ClerkFetchError);
      assert.ok(to.isClerkFetchError(error, 'invalid_options'));
      assert.equal(to.clerkRetry(0, error), false);
    });
  }
});
