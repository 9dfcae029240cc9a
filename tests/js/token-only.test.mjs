// `authenticatedFetch.token`: the token alone, by the same origin rule and the same refresh, for what is no `fetch`.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { createFakeClerk } from 'clerk-fetch/testing';
import { assertCode, caught, eventually, forBothBuilds, promise } from './support/suite.mjs';
import { giving, jwt, minting } from './support/tokens.mjs';
import { beOnPage, recordingFetch } from './support/world.mjs';

const BASE = 'https://a.foo.com';

forBothBuilds((build) => {
  const { createAuthenticatedFetch } = build;
  const make = (options) => {
    const source = minting();
    const { fetch, calls } = recordingFetch();
    return { source, calls, api: createAuthenticatedFetch({ getToken: source.getToken, baseUrl: BASE, fetch, ...options }) };
  };

  describe('gives the token', () => {
    for (const input of ['/x', 'x', '', `${BASE}/x`, 'wss://a.foo.com/graphql', 'WSS://a.foo.com', ' wss://a.foo.com/x ', new URL('wss://a.foo.com/x?a=1'), new URL(BASE)]) {
      promise(`for ${input}`, async () => {
        const { source, calls, api } = make();
        assert.equal(await api.token(input), source.current);
        assert.equal(calls.length, 0);
      });
    }

    promise('for ws: on a loopback host, and to a listed http: origin', async () => {
      const { source, api } = make({ baseUrl: 'http://localhost:3000', allowedOrigins: ['http://rt.foo.com'] });
      for (const url of ['ws://localhost:3000/x', 'ws://rt.foo.com']) assert.equal(await api.token(url), source.current, url);
    });

    promise("for the page's own origin, as ws too", async (t) => {
      beOnPage(t, 'https://foo.com/');
      const { source, api } = make({ baseUrl: undefined });
      for (const url of ['wss://foo.com/live', '/live']) assert.equal(await api.token(url), source.current, url);
    });

    promise('with the template and the organization of the options', async () => {
      const source = giving('tok');
      await make({ getToken: source.getToken, template: 'a', organizationId: 'b' }).api.token('/x');
      assert.deepEqual(source.calls, [[{ template: 'a', organizationId: 'b' }]]);
    });
  });

  describe('to no other origin', () => {
    for (const url of ['wss://evil.com/x', 'https://evil.com', 'ws://a.foo.com', 'wss://a.foo.com:8443', 'wss://a.foo.com.evil.com', 'wss:\\\\evil.com', 'wss:evil.com', 'ftp://a.foo.com', 'wss://u:p@a.foo.com', 'data:,x']) {
      promise(`${url}: origin_not_allowed, and none is asked for`, async () => {
        const { source, api } = make();
        assertCode(await caught(api.token(url)), 'origin_not_allowed');
        assert.equal(source.calls.length, 0);
      });
    }

    promise("`foreignOrigin: 'anonymous'`: null", async () => {
      const { source, api } = make({ foreignOrigin: 'anonymous' });
      assert.equal(await api.token('wss://evil.com'), null);
      assert.equal(await api.token('wss://evil.com', { refused: jwt() }), null);
      assert.equal(source.calls.length, 0);
    });

    promise('the message prints the line to add, as `allowedOrigins` takes it', async () => {
      const error = await caught(make().api.token('wss://rt.foo.com/x'));
      assert.ok(error.message.includes('allowedOrigins: ["https://rt.foo.com"]'), error.message);
    });
  });

  describe('where nobody is signed in', () => {
    promise('signed_out, or null with `anonymous`', async () => {
      assertCode(await caught(make({ getToken: async () => null }).api.token('/x')), 'signed_out');
      assert.equal(await make({ getToken: async () => null, signedOut: 'anonymous' }).api.token('/x'), null);
    });
    promise('`clerk: null` is signed out at once, for calls too', async () => {
      const { calls, api } = make({ getToken: undefined, clerk: null, signedOut: 'anonymous' });
      assert.equal(await api.token('/x'), null);
      assert.equal((await api('/x')).status, 200);
      assert.equal(calls[0].headers.get('authorization'), null);
      assertCode(await caught(make({ getToken: undefined, clerk: null }).api.token('/x')), 'signed_out');
    });
  });

  describe('`refused`', () => {
    promise('is replaced by one mint for many, and for calls beside them', async () => {
      const source = minting();
      const first = source.current;
      const { fetch } = recordingFetch((_, { headers }) => new Response('', { status: headers.Authorization === `Bearer ${first}` ? 401 : 200 }));
      const { api } = make({ getToken: source.getToken, fetch });
      const call = api('/x');
      const tokens = await Promise.all(Array.from({ length: 20 }, () => api.token('wss://a.foo.com', { refused: first })));
      assert.equal((await call).status, 200);
      assert.deepEqual(new Set(tokens), new Set([source.current]));
      assert.equal(source.mints, 1);
    });

    promise('that was replaced meanwhile costs no mint', async () => {
      const { source, api } = make();
      assert.equal(await api.token('/x', { refused: jwt() }), source.current);
      assert.equal(source.mints, 0);
    });

    for (const [name, answer] of [['the same', (token) => token], ['nothing', () => null], ['an error', () => Promise.reject(new Error('down'))]]) {
      promise(`for which there is ${name}: token_unavailable, retryable`, async () => {
        const token = jwt();
        const { api } = make({ getToken: async (options) => (options?.skipCache ? answer(token) : token) });
        const error = await caught(api.token('/x', { refused: token }));
        assertCode(error, 'token_unavailable', `${BASE}/x`);
        assert.equal(error.retryable, true);
        assert.ok(!`${error.stack}${JSON.stringify(error)}`.includes(token));
      });
    }

    promise('again and again costs one mint', async () => {
      const { source, api } = make();
      let token = source.current;
      for (let n = 0; n < 20; n++) token = await api.token('/x', { refused: token }).catch(() => token);
      assert.equal(source.mints, 1);
    });

    promise("is not replaced by another user's", async () => {
      const { api } = make({ getToken: async () => jwt({ sub: 'user_2' }) });
      assertCode(await caught(api.token('/x', { refused: jwt() })), 'identity_changed');
    });

    promise('of `undefined` and `""` is none', async () => {
      const { source, api } = make();
      for (const refused of [undefined, '']) assert.equal(await api.token('/x', { refused }), source.current);
      assert.equal(source.mints, 0);
    });
  });

  describe('as every call', () => {
    promise('tells its events, without the token', async () => {
      const events = [];
      const { source, api } = make({ onEvent: ({ type, url }) => events.push([type, url]) });
      await api.token('wss://a.foo.com/x?secret=1');
      await api.token('/x', { refused: source.current });
      await caught(api.token('https://evil.com'));
      assert.deepEqual(events, [['token', `${BASE}/x`], ['refresh', `${BASE}/x`], ['error', 'https://evil.com/']]);
    });

    promise('ends with the signal of `init`', async () => {
      let asked = 0;
      const controller = new AbortController();
      const { api } = make({ getToken: () => new Promise(() => asked++), init: { signal: controller.signal } });
      const pending = api.token('/x');
      await eventually(() => asked);
      controller.abort('mine');
      assert.equal(await caught(pending), 'mine');
    });
  });

  describe('its second argument', () => {
    const SECRET = 'a-token-that-nobody-may-see';
    for (const [name, options, ...words] of [
      ['a neighbour of `refused`', { refuse: SECRET }, '`refuse`', 'Did you mean `refused`'],
      ['the token itself', SECRET, 'must be an object'],
      ['a signal', { signal: new AbortController().signal }, '`signal`', '`refused`'],
      ["a call's `token`", { token: { skipCache: true } }, '`token`', '`refused`'],
      ['a number as `refused`', { refused: 1 }, '`refused` must be a token'],
      ['`null` as `refused`', { refused: null }, '`refused` must be a token'],
      ['a response as `refused`', { refused: new Response(SECRET) }, '`refused` must be a token'],
      ['a list', [SECRET], 'must be an object'],
      ['an empty list', [], 'must be an object'],
      ['null', null, 'must be an object'],
      ['a number', 1, 'must be an object'],
      ['a function', () => SECRET, 'must be an object'],
      ['a String object', Object(SECRET)],
    ]) {
      promise(`refuses ${name}, before a token is asked for`, async () => {
        const { source, api } = make({ foreignOrigin: 'anonymous' });
        for (const url of ['/x', 'wss://evil.com']) {
          const error = await caught(api.token(url, options));
          assertCode(error, 'invalid_options', ...words);
          assert.ok(!`${error.stack}${JSON.stringify(error)}`.includes(SECRET));
        }
        assert.equal(source.calls.length, 0);
      });
    }

    promise('is read at once, and may be of a class', async () => {
      const source = minting();
      const { api } = make({ getToken: source.getToken, headers: async () => ({}) });
      class Refusal {
        refused = source.current;
      }
      const options = new Refusal();
      const pending = api.token('/x', options);
      options.refused = undefined;
      assert.equal(await pending, source.current);
      assert.equal(source.mints, 1);
    });

    promise('is not that of `.headers()`', async () => {
      const { source, api } = make();
      const headers = await api.headers('/x', { refused: source.current });
      assert.equal(headers.get('authorization'), `Bearer ${source.current}`);
      assert.equal(source.mints, 0);
    });

    promise('goes through `mapError`', async () => {
      const { api } = make({ mapError: ({ code }) => code });
      assert.equal(await caught(api.token('/x', { refuse: SECRET })), 'invalid_options');
    });
  });

  describe('its first argument', () => {
    promise('may be a Request', async () => {
      const { source, api } = make();
      assert.equal(await api.token(new Request(`${BASE}/x`, { method: 'POST', body: 'x' })), source.current);
      assertCode(await caught(api.token(new Request('https://evil.com/x'))), 'origin_not_allowed');
    });
    for (const [name, args] of [['missing', []], ['undefined', [undefined]], ['null', [null]], ['an object', [{ url: `${BASE}/x` }]]]) {
      promise(`${name}: a TypeError, as of fetch`, async () => {
        const { source, api } = make();
        assert.ok((await caught(api.token(...args))) instanceof TypeError);
        assert.equal(source.calls.length, 0);
      });
    }
  });

  describe('`token: { skipCache: true }` in a call', () => {
    promise('forces the token of that call alone, and of its first try', async () => {
      const source = giving('tok');
      const { fetch } = recordingFetch((_, init, n) => new Response('', { status: n === 1 ? 503 : 200, headers: { 'retry-after': '0' } }));
      const { api } = make({ getToken: source.getToken, template: 'a', retry: 1, fetch });
      await api('/x', { token: { skipCache: true } });
      await api('/x', { token: { skipCache: false } });
      assert.deepEqual(source.calls, [[{ template: 'a', skipCache: true }], [{ template: 'a' }], [{ template: 'a' }]]);
    });

    promise('after a role has changed gives the new claims', async () => {
      const clerk = createFakeClerk({ user: 'user_1' });
      const { api, calls } = make({ getToken: undefined, clerk });
      for (const token of [undefined, undefined, { skipCache: true }, undefined]) await api('/x', { token });
      assert.equal(clerk.mints, 2);
      assert.equal(calls[3].headers.get('authorization'), calls[2].headers.get('authorization'));
    });

    promise('must be true or false, and is no option', async () => {
      assertCode(await caught(make().api('/x', { token: { skipCache: 'yes' } })), 'invalid_options', '`token.skipCache`', 'true or false');
      assert.throws(() => make({ skipCache: true }), /Unknown option `skipCache`/);
    });
  });
});
