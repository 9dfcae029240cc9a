// Values that are not what they seem: another realm's objects, `__proto__` keys, a polluted `Object.prototype`, and
// characters that no header can carry.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { inspect } from 'node:util';
import vm from 'node:vm';
import { JSDOM } from 'jsdom';
import { API, assertSent, EVIL, makerOf } from './support/evil.mjs';
import { serve } from './support/server.mjs';
import { assertCode, caught, forBothBuilds, promise, thrown } from './support/suite.mjs';
import { giving } from './support/tokens.mjs';
import { recordingFetch } from './support/world.mjs';

/** A value made in another realm. */
const REALM = vm.createContext({});
const foreign = (source) => vm.runInContext(`(${source})`, REALM);

/** Other classes than Node's, as an iframe has its own. */
const { URL: ForeignURL, Headers: ForeignHeaders } = new JSDOM('', { url: 'https://foo.com/' }).window;

/** Gives every object these properties for the time of a test. */
function pollute(t, properties) {
  const names = Object.keys(properties);
  t.after(() => names.forEach((name) => delete Object.prototype[name]));
  for (const name of names) Object.defineProperty(Object.prototype, name, { value: properties[name], configurable: true, enumerable: true, writable: true });
}

const SECRET = 'sssecret';

/** What shows an error: its message and stack, what logging prints, its JSON. */
const assertHides = (error, text) => {
  for (let cause = error; cause; cause = cause.cause) {
    for (const shown of [cause.message, cause.stack, inspect(cause, { depth: null, showHidden: true }), JSON.stringify(cause)]) {
      assert.ok(!shown?.includes(text), shown);
    }
  }
};

forBothBuilds((build) => {
  const making = makerOf(build);

  describe("another realm's objects", () => {
    promise('options, lists and nested options', async () => {
      const sent = recordingFetch();
      const options = foreign(`{ allowedOrigins: ['https://b.foo.com'], retry: { attempts: 1, statuses: [599] }, init: { mode: 'cors' } }`);
      options.getToken = giving('tok').getToken;
      options.fetch = sent.fetch;
      await build.createAuthenticatedFetch(options)('https://b.foo.com/x');
      assertSent(sent, 'https://b.foo.com/x');
      const refused = foreign(`{ allowedOrigins: ['https://*.com'] }`);
      assertCode(thrown(() => build.createAuthenticatedFetch(refused)), 'invalid_options', 'allowedOrigins');
      assertCode(thrown(() => build.createAuthenticatedFetch(foreign(`['https://b.foo.com']`))), 'invalid_options');
    });

    promise('a URL as input, as `baseUrl` and in a key', async () => {
      for (const [input, options] of [[new ForeignURL(`${API}/x`)], ['x', { baseUrl: new ForeignURL(API) }]]) {
        const { api, sent } = making(options);
        await api(input);
        assertSent(sent, `${API}/x`);
      }
      const { api, sent } = making();
      assertCode(await caught(api(new ForeignURL(EVIL))), 'origin_not_allowed');
      const options = { getToken: giving('tok').getToken, fetch: sent.fetch, baseUrl: API };
      await build.clerkSWRFetcher(options)([new ForeignURL(`${API}/todos`), 5]);
      assertSent(sent, `${API}/todos/5`);
    });

    promise('init, and headers as a literal, an array or `Headers`', async () => {
      for (const headers of [foreign(`{ 'x-own': '1' }`), foreign(`[['x-own', '1']]`), new ForeignHeaders({ 'x-own': '1' })]) {
        const { api, sent } = making();
        const init = foreign(`{ method: 'PUT' }`);
        init.headers = headers;
        await api('/x', init);
        assert.deepEqual([sent.calls[0].init.method, sent.calls[0].headers.get('x-own')], ['PUT', '1']);
        assertSent(sent, `${API}/x`);
      }
    });

    promise("a caller's own `Authorization` in them is seen, and kept", async () => {
      for (const headers of [foreign(`{ aUTHorization: 'Basic x' }`), foreign(`[['authorization', 'Basic x']]`), new ForeignHeaders({ authorization: 'Basic x' })]) {
        const { api, sent, source } = making();
        await api('/x', { headers });
        assert.deepEqual([sent.calls[0].headers.get('authorization'), source.calls.length], ['Basic x', 0]);
      }
    });

    promise('keys, parameters and arguments', async () => {
      const { sent } = making();
      const fetcher = build.clerkSWRFetcher({ getToken: giving('tok').getToken, baseUrl: API, fetch: sent.fetch });
      await fetcher(foreign(`['/todos', 5, { tag: ['a', 'b'], since: new Date(0) }]`), { arg: foreign(`{ title: 'x', at: [1] }`) });
      const [{ input, init }] = sent.calls;
      assert.equal(input, `${API}/todos/5?tag=a&tag=b&since=1970-01-01T00%3A00%3A00.000Z`);
      assert.equal(init.body, '{"title":"x","at":[1]}');
    });

    promise('the promise and the error of a token source', async () => {
      const { api, sent } = making({ getToken: foreign(`async () => 'tok'`) });
      await api('/x');
      assertSent(sent, `${API}/x`);
      const failing = making({ getToken: foreign(`async () => { throw Object.assign(new Error('theirs'), { code: 'x' }); }`) });
      const error = await caught(failing.api('/x'));
      assertCode(error, 'token_unavailable');
      assert.equal(error.cause.message, 'theirs');
      assert.equal(failing.sent.calls.length, 0);
    });
  });

  describe('a `__proto__` key does nothing', () => {
    promise('in options and nested options it is an unknown option', () => {
      for (const text of [
        '{"__proto__":{"allowedOrigins":["https://evil.com"]}}',
        '{"retry":{"__proto__":{"statuses":[200]}}}',
      ]) {
        assertCode(thrown(() => build.createAuthenticatedFetch(JSON.parse(text))), 'invalid_options', '__proto__');
      }
    });

    promise('in init and in `token`', async () => {
      const { api, sent, source } = making();
      await api('/x', JSON.parse('{"__proto__":{"method":"DELETE","token":false,"headers":{"authorization":"Basic x"}}}'));
      assertSent(sent, `${API}/x`);
      assert.equal(sent.calls[0].init.method, undefined);
      assert.equal(Object.getPrototypeOf(sent.calls[0].init), Object.prototype);
      const token = JSON.parse('{"__proto__":{"template":"other"}}');
      assertCode(await caught(api('/x', { token })), 'invalid_options', '__proto__');
      assert.deepEqual(source.calls, [[]]);
    });

    promise('in headers it is what it is to `Headers`', async () => {
      const headers = JSON.parse('{"__proto__":"own","x-own":"1"}');
      for (const options of [{}, { headers: JSON.parse('{"__proto__":{"authorization":"Basic x"}}') }]) {
        const { api, sent } = making(options);
        await api('/x', { headers });
        assertSent(sent, `${API}/x`);
        assert.equal(sent.calls[0].headers.get('__proto__'), new Headers(headers).get('__proto__'));
      }
    });

    promise('in JSON it is text', async () => {
      const { api, sent } = making();
      const text = '{"__proto__":{"admin":true},"a":1}';
      await api.json('/x', { json: JSON.parse(text) });
      assert.equal(sent.calls[0].init.body, text);
    });

    promise("in an API's answer and error body it stays what it is", async () => {
      const text = '{"__proto__":{"polluted":true}}';
      const problem = { status: 400, headers: { 'content-type': 'application/problem+json' } };
      const { fetch } = recordingFetch((input) => new Response(text, input.endsWith('bad') ? problem : undefined));
      const { api } = making({ fetch });
      assert.equal(JSON.stringify(await api.json('/x')), text);
      const error = await caught(api.json('/bad'));
      assert.equal(JSON.stringify(error.body), text);
      assert.equal({}.polluted ?? error.polluted ?? error.toJSON().polluted, undefined);
    });
  });

  describe('a polluted Object.prototype', () => {
    promise('lists no origin', async (t) => {
      const { api, sent, source } = making();
      pollute(t, { allowedOrigins: ['https://evil.com'], foreignOrigin: 'anonymous' });
      const late = making();
      for (const made of [api, late.api]) assertCode(await caught(made(EVIL)), 'origin_not_allowed');
      assert.deepEqual([sent.calls.length, late.sent.calls.length, source.calls.length, late.source.calls.length], [0, 0, 0, 0]);
    });

    promise('moves no relative input to another origin', async (t) => {
      const sent = recordingFetch();
      const api = () => build.createAuthenticatedFetch({ getToken: giving('tok').getToken, fetch: sent.fetch });
      const before = api();
      pollute(t, { baseUrl: EVIL });
      for (const made of [before, api()]) assert.equal((await caught(made('/x'))).constructor, TypeError);
      assert.equal(sent.calls.length, 0);
    });

    promise('adds no header, and takes the place of none', async (t) => {
      const { api, sent } = making();
      pollute(t, { authorization: 'Basic x', 'x-polluted': '1' });
      await api('/x', { headers: { 'x-own': '1' } });
      assertSent(sent, `${API}/x`);
      assert.equal(sent.calls[0].headers.get('x-polluted'), null);
    });
  });

  describe('what no header can carry', () => {
    const ODD = { CR: '\r', LF: '\n', NUL: '\0', tab: '\t', space: ' ', DEL: '\x7f', 'a Latin letter': 'é', 'a full-width letter': 'ａ', 'an astral character': '😀', 'a lone surrogate': '\ud800' };

    for (const [name, character] of Object.entries(ODD)) {
      promise(`a token with ${name} is token_unavailable, unsent and unseen`, async (t) => {
        const server = await serve(t);
        for (const token of [`${SECRET}${character}x`, `${character}${SECRET}`, `${SECRET}${character}`]) {
          const api = build.createAuthenticatedFetch({ getToken: async () => token, baseUrl: server.origin });
          for (const call of [() => api('/x'), () => api.json('/x'), () => api.headers('/x')]) {
            const error = await caught(call());
            assertCode(error, 'token_unavailable');
            assertHides(error, SECRET);
          }
        }
        assert.equal(server.requests.length, 0);
      });
    }

    promise('a header with CR, LF or NUL, or beyond Latin-1, is a TypeError, and nothing is sent', async (t) => {
      const server = await serve(t);
      for (const character of ['\r', '\n', '\r\nx-injected: 1', '\0', 'ａ', '😀']) {
        const headers = { 'x-own': `a${character}b` };
        for (const kind of ['literal', 'array', 'options', 'function', 'name']) {
          const options = { getToken: giving(SECRET).getToken, baseUrl: server.origin };
          if (kind === 'options') options.headers = headers;
          if (kind === 'function') options.headers = () => headers;
          const init = { literal: { headers }, array: { headers: Object.entries(headers) }, name: { headers: { [`x${character}`]: '1' } } };
          const error = await caught(build.createAuthenticatedFetch(options)('/x', init[kind]));
          assert.ok(error instanceof TypeError, inspect(error));
          assertHides(error, SECRET);
        }
      }
      assert.equal(server.requests.length, 0);
    });
  });
});
