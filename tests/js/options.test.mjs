// What may be configured, and what is said of anything else.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { z } from 'zod';
import { assertCode, caught, forBothBuilds, promise, thrown } from './support/suite.mjs';
import { giving } from './support/tokens.mjs';
import { recordingFetch } from './support/world.mjs';

const noop = () => {};

/** Misspelt, and what is meant. */
const NEAREST = [
  ['getTokne', 'getToken'],
  ['gettoken', 'getToken'],
  ['token', 'getToken'],
  ['Clerk', 'clerk'],
  ['templates', 'template'],
  ['organisationId', 'organizationId'],
  ['organizationID', 'organizationId'],
  ['baseURL', 'baseUrl'],
  ['base_url', 'baseUrl'],
  ['allowedOrigin', 'allowedOrigins'],
  ['allowOrigins', 'allowedOrigins'],
  ['foreignOrigins', 'foreignOrigin'],
  ['signedout', 'signedOut'],
  ['header', 'headers'],
  ['timeOut', 'timeout'],
  ['tokenTimeOut', 'tokenTimeout'],
  ['retries', 'retry'],
  ['tokenRefuse', 'tokenRefused'],
  ['isTokenRefused', 'tokenRefused'],
  ['mapErrors', 'mapError'],
  ['fetcher', 'fetch'],
  ['onEvents', 'onEvent'],
  ['parse', 'parseAs'],
  ['schemas', 'schema'],
  ['reverifications', 'reverification'],
  ['requests', 'request'],
  ['pageParams', 'pageParam'],
];

/** Each option, values that it takes, and values that it does not. */
const TYPES = {
  getToken: { takes: [async () => null], refuses: ['tok', null, {}, 1, Promise.resolve('tok')] },
  clerk: { takes: [{}, null, Object.create({ session: null })], refuses: ['clerk', 1, noop, []] },
  template: { takes: ['supabase'], refuses: ['', 1, null, {}] },
  organizationId: { takes: ['org_1'], refuses: ['', 1, null, {}] },
  baseUrl: { takes: ['', 'https://api.foo.com', new URL('http://127.0.0.1:1/v1')], refuses: [1, null, {}, [], true] },
  allowedOrigins: { takes: [[], ['https://a.foo.com']], refuses: ['https://a.foo.com', null, {}, new Set()] },
  foreignOrigin: { takes: ['reject', 'anonymous'], refuses: ['Reject', '', true, null, 'allow'] },
  signedOut: { takes: ['reject', 'anonymous'], refuses: ['null', '', false, null] },
  headers: { takes: [{ a: 'b' }, new Headers(), [['a', 'b']], noop], refuses: ['a: b', 1, null, true] },
  init: { takes: [{ credentials: 'include' }, { next: { revalidate: 1 } }], refuses: ['include', null, 1, noop] },
  timeout: { takes: [0, 1, 1.5, Infinity], refuses: [-1, NaN, '1000', null, 1n] },
  tokenTimeout: { takes: [0, 1, Infinity], refuses: [-1, NaN, '1000', null] },
  retry: { takes: [0, 3, {}, { attempts: 1 }], refuses: [-1, 1.5, NaN, Infinity, '3', true, null, [], noop] },
  tokenRefused: { takes: [noop, async () => true], refuses: [403, [403], {}, true, null] },
  mapError: { takes: [noop], refuses: ['x', {}, new Error('x'), null] },
  fetch: { takes: [noop], refuses: [{}, 'fetch', null] },
  onEvent: { takes: [noop], refuses: [{}, [noop], null] },
  parseAs: { takes: ['json', 'text', 'blob', 'arrayBuffer', 'response'], refuses: ['JSON', 'xml', '', null, noop] },
  schema: { takes: [z.string()], refuses: [{}, noop, null, { parse: noop }, { '~standard': {} }] },
  reverification: { takes: ['throw', 'return'], refuses: ['retry', true, null] },
  request: { takes: [noop], refuses: ['/x', {}, null] },
  pageParam: { takes: ['cursor', noop], refuses: ['', 1, null, {}] },
};

/** What is refused within `retry`. */
const RETRY_REFUSES = {
  attempts: [-1, 1.5, NaN, '1', null],
  methods: ['GET', [1], ['GET', ''], [null], {}],
  statuses: [503, ['503'], [5.5], [null], {}],
  maxDelay: [-1, NaN, '1', null],
  timeout: [-1, NaN, '1', null],
};

const shown = (value) => {
  if (typeof value === 'bigint' || typeof value === 'function') return String(value);
  return JSON.stringify(value) ?? String(value);
};

forBothBuilds((build) => {
  const { createAuthenticatedFetch } = build;

  for (const factory of ['createAuthenticatedFetch', 'clerkSWRFetcher', 'clerkQueryFn']) {
    describe(factory, () => {
      promise('takes no options at all', () => assert.equal(typeof build[factory](), 'function'));

      promise('takes one object with the options of all three', () => {
        const shared = Object.freeze({ retry: 1, pageParam: 'cursor', request: (key) => key, schema: z.any(), parseAs: 'text' });
        assert.equal(typeof build[factory](shared), 'function');
      });

      promise('takes `undefined` for an option as absent', () => {
        const names = Object.keys(TYPES);
        assert.equal(typeof build[factory](Object.fromEntries(names.map((name) => [name, undefined]))), 'function');
      });

      promise('refuses an unknown option at once', () => {
        const error = thrown(() => build[factory]({ baseURL: 'https://api.foo.com' }));
        assertCode(error, 'invalid_options', 'Unknown option `baseURL`', 'Did you mean `baseUrl`?');
      });

      promise('refuses options that are no object', () => {
        for (const options of [null, 'https://api.foo.com', 1, true, [], [{}], noop]) {
          assertCode(thrown(() => build[factory](options)), 'invalid_options', 'must be an object');
        }
      });
    });
  }

  describe('an unknown option is told its nearest neighbour', () => {
    for (const [typed, meant] of NEAREST) {
      promise(`${typed}: ${meant}`, () => {
        const error = thrown(() => createAuthenticatedFetch({ [typed]: undefined }));
        assertCode(error, 'invalid_options', `\`${typed}\``, `Did you mean \`${meant}\`?`);
      });
    }
  });

  promise('an unknown name of any length or script is refused with one line', () => {
    for (const name of ['', '__proto__', 'constructor', 'é', '日本語', 'x'.repeat(10_000), 'a\nb', 'a\0b', 'timeout\0']) {
      const error = thrown(() => createAuthenticatedFetch(JSON.parse(JSON.stringify({ x: 1 }), () => ({ [name]: 1 }))));
      assertCode(error, 'invalid_options', /Did you mean `\w+`\?/);
      assert.ok(!/[\n\0]/.test(error.message));
    }
  });

  for (const [name, { takes, refuses }] of Object.entries(TYPES)) {
    describe(`the option ${name}`, () => {
      for (const value of takes) {
        promise(`takes ${shown(value)}`, () => void createAuthenticatedFetch({ [name]: value }));
      }
      for (const value of refuses) {
        promise(`refuses ${shown(value)}, with its name`, () => {
          assertCode(thrown(() => createAuthenticatedFetch({ [name]: value })), 'invalid_options', `\`${name}\``);
        });
      }
    });
  }

  promise('a wrong type is told what it must be', () => {
    const said = (options) => thrown(() => createAuthenticatedFetch(options)).message;
    assert.match(said({ getToken: 'tok' }), /must be a function/);
    assert.match(said({ timeout: '5' }), /a number of milliseconds/);
    assert.match(said({ signedOut: true }), /'reject' or 'anonymous'/);
    assert.match(said({ parseAs: 'xml' }), /'json', 'text', 'blob', 'arrayBuffer' or 'response'/);
    assert.match(said({ schema: {} }), /zod, valibot, arktype/);
    assert.match(said({ retry: '3' }), /`{ attempts, methods, statuses, maxDelay, timeout }`/);
  });

  promise('a message never shows the value of an option that may be secret', () => {
    const error = thrown(() => createAuthenticatedFetch({ getToken: 'eyJhbGciOi.secret', headers: 'x-api-key: secret' }));
    assert.ok(!error.message.includes('secret'));
  });

  describe('within `retry`', () => {
    promise('an unknown name is told its nearest neighbour', () => {
      const refused = (retry, ...words) => assertCode(thrown(() => createAuthenticatedFetch({ retry })), 'invalid_options', ...words);
      refused({ attempt: 2 }, '`retry.attempt`', '`attempts`');
      refused({ status: [503] }, '`retry.status`', '`statuses`');
      refused({ maxdelay: 1 }, '`retry.maxdelay`', '`maxDelay`');
      refused({ limit: 1 }, '`retry.limit`');
    });
    for (const [name, values] of Object.entries(RETRY_REFUSES)) {
      for (const value of values) {
        promise(`${name} refuses ${shown(value)}, with its path`, () => {
          const error = thrown(() => createAuthenticatedFetch({ retry: { [name]: value } }));
          assertCode(error, 'invalid_options', `retry.${name}`);
        });
      }
    }
  });

  describe("within a call's `token`", () => {
    const call = (token) => {
      const { fetch } = recordingFetch();
      return createAuthenticatedFetch({ getToken: giving('tok').getToken, baseUrl: 'https://a.foo.com', fetch })('/x', { token });
    };

    promise('an unknown name is told its nearest neighbour', async () => {
      assertCode(await caught(call({ tempalte: 'x' })), 'invalid_options', '`token.tempalte`', '`template`');
      assertCode(await caught(call({ skipcache: true })), 'invalid_options', '`token.skipcache`', '`skipCache`');
    });

    promise('a wrong type is refused with its path', async () => {
      assertCode(await caught(call({ template: 1 })), 'invalid_options', '`token.template`', 'a non-empty string');
      for (const skipCache of [null, 1, 'true']) assertCode(await caught(call({ skipCache })), 'invalid_options', '`token.skipCache`', 'true or false');
      for (const token of [true, 'tok', 1, null, []]) assertCode(await caught(call(token)), 'invalid_options', '`token`');
    });
  });

  promise('`allowedOrigins` shows no password, whatever stands around it, and an origin to write', () => {
    for (const entry of ['ftp://me:hunter2@foo.com', 'me:hunter2@foo.com', '//me:hunter2@foo.com', 'https://me:hunter2@foo.com', 'https://me:hunter2@[', 'https://me:hunter2@*.com', 'https://a@me:hunter2@foo']) {
      const { message } = thrown(() => createAuthenticatedFetch({ allowedOrigins: [entry] }));
      assert.ok(!message.includes('hunter2') && !message.includes('``'), message);
    }
  });

  describe('`baseUrl`', () => {
    const refused = (baseUrl, ...words) =>
      assertCode(thrown(() => createAuthenticatedFetch({ baseUrl })), 'invalid_options', '`baseUrl`', ...words);

    promise('is refused with a query, a fragment or user info, which are not shown', () => {
      for (const extra of ['https://foo.com/?key=hunter2', 'https://foo.com/#hunter2', 'https://me:hunter2@foo.com', 'https://hunter2@foo.com']) {
        refused(extra, 'no query, fragment, user name or password');
        assert.ok(!thrown(() => createAuthenticatedFetch({ baseUrl: extra })).message.includes('hunter2'));
      }
    });

    promise('is refused without a host and an http scheme', () => {
      for (const odd of ['/v1', 'api.foo.com', 'api.foo.com:443', '//api.foo.com', 'ftp://foo.com', 'wss://foo.com', 'file:///v1', 'data:,x', 'blob:https://foo.com/x', 'about:blank', 'https://', 'javascript:x']) {
        refused(odd, 'an absolute http or https URL');
      }
    });

    promise('as a URL object is read once, when configured', async () => {
      const { fetch, calls } = recordingFetch();
      const baseUrl = new URL('https://api.foo.com/v1');
      const authenticatedFetch = createAuthenticatedFetch({ getToken: giving('tok').getToken, fetch, baseUrl });
      baseUrl.host = 'evil.com';
      await authenticatedFetch('/x');
      assert.equal(calls[0].input, 'https://api.foo.com/v1/x');
    });
  });

  promise('a list that is changed later changes nothing', async () => {
    const allowedOrigins = ['https://api.foo.com'];
    const options = { getToken: giving('tok').getToken, fetch: recordingFetch().fetch, allowedOrigins };
    const authenticatedFetch = createAuthenticatedFetch(options);
    allowedOrigins.push('https://evil.com');
    options.foreignOrigin = 'anonymous';
    assertCode(await caught(authenticatedFetch('https://evil.com/')), 'origin_not_allowed');
  });

  promise('an `init` that is changed later changes nothing', async () => {
    const { fetch, calls } = recordingFetch();
    const init = { credentials: 'include' };
    const authenticatedFetch = createAuthenticatedFetch({ getToken: giving('tok').getToken, baseUrl: 'https://a.foo.com', fetch, init });
    init.method = 'DELETE';
    await authenticatedFetch('/x');
    assert.deepEqual([calls[0].init.method ?? 'GET', calls[0].init.credentials], ['GET', 'include']);
  });

  describe("a parsed call's own fields", () => {
    const json = (init) => {
      const { fetch } = recordingFetch();
      return createAuthenticatedFetch({ getToken: giving('tok').getToken, baseUrl: 'https://a.foo.com', fetch }).json('/x', init);
    };

    promise('are checked as the options are', async () => {
      assertCode(await caught(json({ parseAs: 'xml' })), 'invalid_options', '`parseAs`');
      assertCode(await caught(json({ schema: {} })), 'invalid_options', '`schema`');
      assertCode(await caught(json({ json: 1, body: 'x' })), 'invalid_options', '`json` and `body`');
    });

    promise('are ignored by the plain fetch, and do not reach the function that sends', async () => {
      const { fetch, calls } = recordingFetch();
      const authenticatedFetch = createAuthenticatedFetch({ getToken: giving('tok').getToken, baseUrl: 'https://a.foo.com', fetch });
      for (const init of [{ json: {} }, { parseAs: 'auto' }, { schema: z.never() }, { reverification: 1 }]) {
        await authenticatedFetch('/x', init);
        await authenticatedFetch.headers('/x', init);
      }
      assert.deepEqual(calls.map(({ init }) => Object.keys(init)), [['headers'], ['headers'], ['headers'], ['headers']]);
    });
  });
});
