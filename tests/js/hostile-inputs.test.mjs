// What is checked is what is sent: inputs that change after the call, or answer differently the second time.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { API, assertSent, EVIL, makerOf } from './support/evil.mjs';
import { serve } from './support/server.mjs';
import { assertCode, caught, deferred, eventually, forBothBuilds, promise, settled } from './support/suite.mjs';
import { giving, jwt } from './support/tokens.mjs';
import { holdTimers, recordingFetch } from './support/world.mjs';

/** A getter that counts its readings, and tells another story from the second on. */
const shifty = (target, name, first, later) => {
  let readings = 0;
  Object.defineProperty(target, name, { get: () => (readings++ ? later : first), enumerable: true, configurable: true });
  return () => readings;
};

forBothBuilds((build) => {
  /** A fetcher whose token comes when `token` is resolved. */
  const waiting = (options) => {
    const token = deferred();
    const sent = recordingFetch();
    const api = build.createAuthenticatedFetch({ getToken: () => token.promise, baseUrl: API, fetch: sent.fetch, ...options });
    return { api, sent, token };
  };

  const making = makerOf(build);

  describe('changed after the call', () => {
    promise('a URL: it goes where it pointed when the call was made', async () => {
      const { api, sent, token } = waiting();
      const url = new URL(`${API}/x`);
      const pending = api(url);
      url.href = EVIL;
      await settled();
      url.host = 'other.evil.com';
      token.resolve('tok');
      await pending;
      assertSent(sent, `${API}/x`);
    });

    promise('a URL, by the token source itself', async () => {
      const url = new URL(`${API}/x`);
      const { api, sent } = making({ getToken: async () => ((url.href = EVIL), 'tok') });
      await api(url);
      assertSent(sent, `${API}/x`);
    });

    promise('a URL, between two tries', async (t) => {
      const timers = holdTimers(t);
      const url = new URL(`${API}/x`);
      const { fetch, calls } = recordingFetch((input, init, count) => new Response(null, { status: count === 1 ? 503 : 200 }));
      const { api } = making({ fetch, retry: 1 });
      const pending = api(url);
      await eventually(() => calls.length === 1);
      url.href = EVIL;
      await timers.fireNext();
      await pending;
      assert.deepEqual(calls.map(({ input }) => input), [`${API}/x`, `${API}/x`]);
    });

    promise('init and its headers, as a literal, an array or `Headers`: all is sent as it was', async () => {
      for (const kind of ['literal', 'array', 'Headers']) {
        const { api, sent, token } = waiting();
        const headers = { literal: { 'x-own': '1' }, array: [['x-own', '1']], Headers: new Headers({ 'x-own': '1' }) }[kind];
        const init = { method: 'PUT', body: 'first', headers };
        const pending = api('/x', init);
        Object.assign(init, { method: 'DELETE', body: 'second', token: false, headers: { authorization: 'Bearer other' } });
        if (kind === 'literal') Object.assign(headers, { 'x-own': '2', authorization: 'Bearer other' });
        if (kind === 'array') headers.splice(0, 1, ['authorization', 'Bearer other'], ['x-own', '2']);
        if (kind === 'Headers') headers.set('authorization', 'Bearer other');
        token.resolve('tok');
        await pending;
        const [{ init: given, headers: all }] = sent.calls;
        assert.deepEqual([given.method, given.body, all.get('x-own'), all.get('authorization')], ['PUT', 'first', '1', 'Bearer tok']);
      }
    });

    promise('the value of `json`: its first text is the body', async () => {
      const { api, sent, token } = waiting();
      const json = { a: 1 };
      const pending = api.json('/x', { json });
      json.a = 2;
      token.resolve('tok');
      await pending;
      assert.equal(sent.calls[0].init.body, '{"a":1}');
    });

    promise("a Request's headers", async () => {
      const { api, sent, token } = waiting();
      const request = new Request(`${API}/x`, { headers: { 'x-own': '1' } });
      const pending = api(request);
      request.headers.set('x-own', '2');
      request.headers.set('authorization', 'Bearer other');
      token.resolve('tok');
      await pending;
      const [{ input }] = sent.calls;
      assert.notEqual(input, request);
      assert.deepEqual([input.headers.get('x-own'), input.headers.get('authorization')], ['1', 'Bearer tok']);
    });

    promise('an SWR key, its argument, and a query key', async () => {
      const { sent, token } = waiting();
      const options = { getToken: () => token.promise, baseUrl: API, fetch: sent.fetch };
      const key = ['/todos', 1, { done: true }];
      const arg = { title: 'first' };
      const mutation = build.clerkSWRFetcher(options)(key, { arg });
      const context = { queryKey: ['/todos', 2] };
      const query = build.clerkQueryFn(options)(context);
      key[2].done = false;
      key.splice(0, 2, EVIL, 'x');
      arg.title = 'second';
      context.queryKey.splice(0, 1, EVIL);
      token.resolve('tok');
      await Promise.all([mutation, query]);
      assert.deepEqual(sent.calls.map(({ input }) => input), [`${API}/todos/1?done=true`, `${API}/todos/2`]);
      assert.equal(sent.calls[0].init.body, '{"title":"first"}');
    });

    promise('what a receiver does to one try is not seen by the next', async () => {
      const source = giving(jwt(), jwt());
      const { fetch, calls } = recordingFetch((input, init, count) => {
        Object.assign(init, { method: 'DELETE' });
        Object.assign(init.headers, { 'x-added': '1', authorization: 'Bearer other' });
        return new Response(null, { status: count === 1 ? 401 : 200 });
      });
      await making({ getToken: source.getToken, fetch }).api('/x', { headers: { 'x-own': '1' } });
      assert.equal(calls.length, 2);
      const [, { init, headers, input }] = calls;
      assert.deepEqual([input, headers.get('x-added'), headers.get('x-own')], [`${API}/x`, null, '1']);
      assert.equal(init.headers.Authorization, `Bearer ${await source.getToken()}`);
    });
  });

  describe('options changed after they were given', () => {
    promise('lists, `baseUrl` and single options are as they were', async () => {
      const baseUrl = new URL(`${API}/v1`);
      const options = { baseUrl, allowedOrigins: ['https://b.foo.com'], retry: { attempts: 1, statuses: [599], methods: ['PUT'] } };
      const sent = recordingFetch(() => new Response(null, { status: 418 }));
      const api = build.createAuthenticatedFetch({ ...options, getToken: giving('tok').getToken, fetch: sent.fetch });
      options.allowedOrigins.push('https://evil.com', 'https://*.evil.com');
      options.retry.statuses.push(418);
      options.retry.methods.push('GET');
      baseUrl.href = EVIL;
      await api('/x');
      assertSent(sent, `${API}/v1/x`);
      assertCode(await caught(api(EVIL)), 'origin_not_allowed');
    });

    promise('an option set later does nothing', async () => {
      const options = { getToken: giving('tok').getToken };
      const api = build.createAuthenticatedFetch(options);
      Object.assign(options, { allowedOrigins: ['https://evil.com'], foreignOrigin: 'anonymous', getToken: () => assert.fail('asked') });
      assertCode(await caught(api(EVIL)), 'origin_not_allowed');
    });

    promise('an option that answers differently the second time is read once', async () => {
      const options = { getToken: giving('tok').getToken, fetch: recordingFetch().fetch };
      const readings = [
        shifty(options, 'baseUrl', API, EVIL),
        shifty(options, 'allowedOrigins', [], ['https://evil.com']),
        shifty(options, 'foreignOrigin', 'reject', 'anonymous'),
      ];
      const api = build.createAuthenticatedFetch(options);
      await api('/x');
      assertCode(await caught(api(EVIL)), 'origin_not_allowed');
      assert.deepEqual(readings.map((count) => count()), [1, 1, 1]);
    });
  });

  describe('different the second time', () => {
    promise('text: `toString`, `Symbol.toPrimitive`, a subclass of URL', async () => {
      const once = () => {
        let readings = 0;
        return () => (readings++ ? EVIL : `${API}/x`);
      };
      class Lying extends URL {
        #tell = once();
        toString() {
          return this.#tell();
        }
        get href() {
          return this.#tell();
        }
        get origin() {
          return API;
        }
      }
      for (const input of [{ toString: once() }, { [Symbol.toPrimitive]: once() }, new Lying(EVIL)]) {
        const { api, sent } = making();
        await api(input);
        assertSent(sent, `${API}/x`);
      }
    });

    promise('every member of init is read once', async () => {
      const init = {};
      const readings = [
        shifty(init, 'headers', { 'x-own': '1' }, { authorization: 'Bearer other' }),
        shifty(init, 'method', 'PUT', 'DELETE'),
        shifty(init, 'body', 'first', 'second'),
        shifty(init, 'token', { template: 'a' }, false),
        shifty(init, 'signal', undefined, AbortSignal.abort()),
      ];
      const { api, sent } = making();
      await api('/x', init);
      const [{ init: given, headers }] = sent.calls;
      assert.deepEqual([given.method, given.body, headers.get('x-own')], ['PUT', 'first', '1']);
      assert.equal(headers.get('authorization'), 'Bearer tok');
      assert.deepEqual(readings.map((count) => count()), [1, 1, 1, 1, 1]);
    });

    promise('headers whose values or names change', async () => {
      const literal = {};
      const count = shifty(literal, 'x-own', '1', 'other');
      const { api, sent } = making();
      await api('/x', { headers: literal });
      assert.deepEqual([sent.calls[0].headers.get('x-own'), count()], ['1', 1]);
    });

    promise('the page parameter’s URL is copied', async () => {
      class Lying extends URL {
        #readings = 0;
        get href() {
          return this.#readings++ ? EVIL : `${API}/page`;
        }
      }
      const { sent } = making();
      const options = { getToken: giving('tok').getToken, baseUrl: API, fetch: sent.fetch, pageParam: () => new Lying(API) };
      await build.clerkQueryFn(options)({ queryKey: ['/x'], pageParam: 1 });
      assertSent(sent, `${API}/page`);
    });
  });

  describe('a Proxy', () => {
    const watched = (target, log) =>
      new Proxy(target, { get: (object, name) => (log.push(name), Reflect.get(object, name, object)) });

    promise('around init, headers and options is read as what it wraps, each member once', async () => {
      const log = [];
      const { api, sent } = making(watched({ allowedOrigins: ['https://b.foo.com'] }, []));
      await api('https://b.foo.com/x', watched({ method: 'PUT', headers: watched({ 'x-own': '1' }, []) }, log));
      assert.deepEqual([sent.calls[0].init.method, sent.calls[0].headers.get('x-own')], ['PUT', '1']);
      assert.deepEqual(log.filter((name) => name === 'method' || name === 'headers'), ['method', 'headers']);
      assertSent(sent, 'https://b.foo.com/x');
    });

    promise('around a URL says where it goes once', async () => {
      let href = `${API}/x`;
      const url = new Proxy(new URL(API), {
        get(object, name) {
          const value = Reflect.get(object, name, object);
          if (name !== 'toString' && name !== 'href') return value;
          const told = href;
          href = EVIL;
          return name === 'href' ? told : () => told;
        },
      });
      const { api, sent } = making();
      await api(url);
      assertSent(sent, `${API}/x`);
    });

    promise('around a Request, and a subclass of it, cannot lie about their URL', async () => {
      class Lying extends Request {
        get url() {
          return `${API}/x`;
        }
        clone() {
          return new Request(EVIL);
        }
      }
      const proxy = new Proxy(new Request(EVIL), {
        get: (object, name) => (name === 'url' ? `${API}/x` : Reflect.get(object, name, object)),
      });
      for (const request of [new Lying(EVIL), proxy]) {
        const { api, sent, source } = making();
        assertCode(await caught(api(request)), 'origin_not_allowed');
        assert.deepEqual([sent.calls.length, source.calls.length], [0, 0]);
      }
      const { api, sent } = making();
      await api(new Lying(`${API}/true`));
      assert.equal(sent.calls[0].input.url, `${API}/true`);
    });

    promise('what only calls itself a Request is judged by what it would be to `fetch`', async () => {
      const fake = (text) => ({ [Symbol.toStringTag]: 'Request', url: `${API}/x`, headers: {}, method: 'GET', toString: () => text });
      const { api, sent } = making();
      assertCode(await caught(api(fake(EVIL))), 'origin_not_allowed');
      assert.equal(sent.calls.length, 0);
      await api(fake('/x')); // a text as any other, which `baseUrl` precedes
      assertSent(sent, `${API}/x`);
    });
  });

  promise('a real server sees what was checked', async (t) => {
    const server = await serve(t);
    const token = deferred();
    const api = build.createAuthenticatedFetch({ getToken: () => token.promise, baseUrl: server.origin });
    const url = new URL(`${server.origin}/first`);
    const pending = api(url);
    url.href = `${server.otherOrigin}/second`;
    token.resolve('tok');
    await pending;
    assert.deepEqual(server.requests.map(({ path, headers }) => [path, headers.host]), [['/first', new URL(server.origin).host]]);
  });
});
