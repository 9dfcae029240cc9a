// Whatever a caller passes as a request, and whatever sends it: classes of polyfills and libraries, members of `init` that a
// Request does not hold, a fetcher in the place of `fetch`, pages and their HTTP cache.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import ky from 'ky';
import nodeFetch, { FormData as NodeFetchFormData, Request as NodeFetchRequest } from 'node-fetch';
import * as undici from 'undici';
import { serve } from './support/server.mjs';
import { assertCode, caught, forBothBuilds, promise, thrown } from './support/suite.mjs';
import { giving } from './support/tokens.mjs';
import { beOnPage, recordingFetch, replaceGlobal } from './support/world.mjs';

const API = 'https://api.foo.com';

const sentBy = ({ requests }) => requests.map(({ method, path, authorization, text, headers }) => [method, path, authorization, text, headers['x-own']]);

/** whatwg-fetch's classes, which React Native still has: over the platform's `fetch`, since Node has no XMLHttpRequest. */
async function polyfilled(t) {
  for (const name of ['fetch', 'Request', 'Response', 'Headers']) replaceGlobal(t, name, globalThis[name]);
  const native = { fetch, Request };
  const polyfill = await import('whatwg-fetch');
  const send = (input, init) => {
    const request = new polyfill.Request(input, init);
    const body = request._bodyInit == null ? undefined : request._bodyInit;
    return native.fetch(request.url, { method: request.method, headers: [...request.headers], body, signal: request.signal });
  };
  Object.assign(globalThis, { fetch: send, Request: polyfill.Request, Headers: polyfill.Headers });
  return polyfill;
}

forBothBuilds(({ createAuthenticatedFetch, clerkSWRFetcher }) => {
  const making = (options = {}) => {
    const sent = recordingFetch();
    const source = giving('tok');
    return { sent, source, api: createAuthenticatedFetch({ getToken: source.getToken, baseUrl: API, fetch: sent.fetch, ...options }) };
  };

  describe('a Request of another class', () => {
    const CLASSES = {
      undici: () => ({ Request: undici.Request, fetch: undici.fetch }),
      'node-fetch': () => ({ Request: NodeFetchRequest, fetch: nodeFetch }),
      'whatwg-fetch': async (t) => ({ Request: (await polyfilled(t)).Request }),
    };
    for (const [name, classes] of Object.entries(CLASSES)) {
      promise(`${name}: is sent with its method, headers and body, by its own fetch`, async (t) => {
        const server = await serve(t);
        const { Request, fetch } = await classes(t);
        const api = createAuthenticatedFetch({ getToken: giving('tok').getToken, baseUrl: server.origin, ...(fetch && { fetch }) });
        await api(new Request(`${server.origin}/one`, { method: 'DELETE', headers: { 'x-own': '1' } }));
        await api.json(new Request(`${server.origin}/two`, { method: 'POST', body: 'b' }), { headers: { 'x-own': '2' } });
        await clerkSWRFetcher({ getToken: giving('tok').getToken, baseUrl: server.origin, ...(fetch && { fetch }), request: (key) => [new Request(`${server.origin}${key}`)] })('/three');
        assert.deepEqual(sentBy(server), [
          ['DELETE', '/one', 'Bearer tok', '', '1'],
          ['POST', '/two', 'Bearer tok', 'b', '2'],
          ['GET', '/three', 'Bearer tok', '', undefined],
        ]);
      });

      promise(`${name}: is sent again after a 401, and refused where its body is used`, async (t) => {
        const server = await serve(t);
        server.routes['/x'] = ({ authorization }) => ({ status: authorization === 'Bearer new' ? 200 : 401 });
        const { Request, fetch } = await classes(t);
        const api = createAuthenticatedFetch({ getToken: giving('old', 'new').getToken, baseUrl: server.origin, ...(fetch && { fetch }) });
        const request = new Request(`${server.origin}/x`, { method: 'PUT', body: 'b' });
        assert.equal((await api(request)).status, 200);
        assert.deepEqual(server.requests.map(({ text }) => text), ['b', 'b']);
        if (name === 'node-fetch') return; // its copies do not use a request up
        assert.ok((await caught(api(request))) instanceof Error);
        assert.equal(server.requests.length, 2);
      });
    }

    promise('ky over whatwg-fetch deletes what it is told to', async (t) => {
      const server = await serve(t);
      await polyfilled(t);
      const api = createAuthenticatedFetch({ getToken: giving('tok').getToken, allowedOrigins: [server.origin] });
      await ky.delete(`${server.origin}/todos/1`, { fetch: api, retry: 0 });
      assert.deepEqual(sentBy(server), [['DELETE', '/todos/1', 'Bearer tok', '', undefined]]);
    });

    promise('a subclass of the platform’s is one of the platform’s, whatever its constructor takes', async () => {
      class ApiRequest extends Request {
        constructor(path) {
          super(`${API}${path}`, { method: 'PUT' });
        }
      }
      const { api, sent } = making();
      await api(new ApiRequest('/x'));
      assert.deepEqual([sent.calls[0].input.method, sent.calls[0].input.url], ['PUT', `${API}/x`]);
    });

    promise('what is neither a Request nor a text is never a URL', async () => {
      const { api, source, sent } = making();
      for (const input of [{}, { url: `${API}/x`, method: 'GET' }, new Headers(), Object.create({ [Symbol.toStringTag]: 'Request' })]) {
        assert.equal((await caught(api(input))).constructor, TypeError);
        assertCode(await caught(api.json(input)), 'invalid_key');
      }
      assert.deepEqual([source.calls.length, sent.calls.length], [0, 0]);
    });

    promise('a call without arguments throws as `fetch()` does', async () => {
      const { api, sent } = making();
      const native = await caught(fetch());
      for (const call of [api, api.json, api.headers]) assert.equal((await caught(call())).constructor, native.constructor);
      assert.equal(api.length, fetch.length);
      assert.equal(sent.calls.length, 0);
    });
  });

  describe('members of init that a Request does not hold', () => {
    const NEXT = { tags: ['a'] };

    promise('reach the sending function, from the call and from the option', async () => {
      const dispatcher = { dispatch() {} };
      const { api, sent } = making({ init: { proxy: 'http://proxy', credentials: 'include', method: 'PUT' } });
      await api(new Request(`${API}/x`), { next: NEXT, cf: { cacheTtl: 1 }, dispatcher, method: 'POST', body: 'b', headers: { 'x-own': '1' } });
      const [{ input, init }] = sent.calls;
      assert.deepEqual(init, { proxy: 'http://proxy', next: NEXT, cf: { cacheTtl: 1 }, dispatcher });
      assert.equal(init.dispatcher, dispatcher);
      assert.deepEqual([input.method, await input.text(), input.headers.get('x-own'), input.credentials], ['POST', 'b', '1', 'same-origin']);
    });

    promise('do so where the input is no Request', async () => {
      const { api, sent } = making();
      await api('/x', { next: NEXT, parseAs: 'auto', schema: {} });
      assert.deepEqual(sent.calls[0].init, { next: NEXT, headers: { Authorization: 'Bearer tok' } });
    });

    for (const body of [undefined, 'b']) {
      promise(`a dispatcher of the Request itself sends, also again after a 401${body ? ', with a body' : ''}`, async (t) => {
        const server = await serve(t);
        server.routes['/x'] = ({ authorization }) => ({ status: authorization === 'Bearer new' ? 200 : 401 });
        let dispatched = 0;
        const agent = new undici.Agent();
        t.after(() => agent.close());
        const dispatcher = { dispatch: (...args) => (dispatched++, agent.dispatch(...args)) };
        const request = new Request(`${server.origin}/x`, { method: 'PUT', body, dispatcher });
        const api = createAuthenticatedFetch({ getToken: giving('old', 'new').getToken, baseUrl: server.origin });
        await caught(fetch(new Request(`${server.origin}/native`, { dispatcher }))).catch(() => {});
        const natively = dispatched;
        await api(request).catch(() => {});
        assert.equal(natively, 1);
        assert.ok(dispatched >= 2, 'the dispatcher was passed by');
      });
    }

    promise('what a class keeps on the object itself is on what is sent', async () => {
      const { api, sent } = making();
      await api(Object.assign(new Request(`${API}/x`), { next: NEXT }));
      assert.equal(sent.calls[0].input.next, NEXT);
    });
  });

  describe('what the option `init` says of a Request that says nothing itself', () => {
    const init = { cache: 'reload', redirect: 'error', credentials: 'include' };
    const called = async (request, options) => {
      const { api, sent } = making({ init, ...options });
      await api(request);
      return new Request(...Object.values(sent.calls[0]).slice(0, 2));
    };

    promise('`cache` and `redirect` hold, and the rest is the Request\'s own', async () => {
      const request = await called(new Request(`${API}/x`, { referrerPolicy: 'origin' }));
      assert.deepEqual([request.cache, request.redirect, request.credentials, request.referrerPolicy], ['reload', 'error', 'same-origin', 'origin']);
    });

    promise('neither holds where the Request says another', async () => {
      const request = await called(new Request(`${API}/x`, { cache: 'no-cache', redirect: 'manual' }));
      assert.deepEqual([request.cache, request.redirect], ['no-cache', 'manual']);
    });

    promise('a page sends with such a `cache`, too', async (t) => {
      beOnPage(t, API);
      assert.equal((await called(new Request(`${API}/x`))).cache, 'reload');
      assert.equal((await called(new Request(`${API}/x`), { init: {} })).cache, 'no-store');
    });

    promise("a redirect is refused to node-fetch's Request", async (t) => {
      const server = await serve(t, { '/a': { status: 302, headers: { location: '/b' } } });
      const api = createAuthenticatedFetch({ getToken: giving('tok').getToken, baseUrl: server.origin, fetch: nodeFetch, init: { redirect: 'error' } });
      await caught(api(new NodeFetchRequest(`${server.origin}/a`)));
      assert.deepEqual(server.requests.map(({ path }) => path), ['/a']);
    });
  });

  promise('`.headers()` leaves a Request to be sent', async () => {
    const { api, sent } = making();
    const request = new Request(`${API}/x`, { method: 'POST', body: 'b' });
    assert.equal((await api.headers(request)).get('authorization'), 'Bearer tok');
    assert.equal(request.bodyUsed, false);
    await api(request);
    assert.equal(await sent.calls[0].input.text(), 'b');
  });

  promise("`mode: 'no-cors'` is refused where it would strip the token", async () => {
    const { api, sent } = making({ allowedOrigins: ['https://b.foo.com'], foreignOrigin: 'anonymous' });
    for (const call of [() => api('/x', { mode: 'no-cors' }), () => api.json('/x', { mode: 'no-cors' }), () => api(new Request(`${API}/x`, { mode: 'no-cors' }))]) assertCode(await caught(call()), 'invalid_options', '`token: false`');
    assert.equal(sent.calls.length, 0);
    await api('/x', { mode: 'no-cors', token: false });
    await api('https://c.foo.com/', { mode: 'no-cors' });
    assert.equal(sent.calls.length, 2);
  });

  describe('a body that its caller changes after the call', () => {
    const BODIES = {
      URLSearchParams: [() => new URLSearchParams({ n: 1 }), (body) => body.set('n', 2)],
      FormData: [() => new FormData(), (body) => body.set('n', '2')],
      Uint8Array: [() => Uint8Array.of(65, 65), (body) => body.fill(66)],
      'a part of a buffer': [() => new Uint8Array(new ArrayBuffer(8), 2, 3).fill(65), (body) => body.fill(66)],
      Buffer: [() => Buffer.from('AA'), (body) => body.fill(66)],
      DataView: [() => new DataView(Uint8Array.of(65, 65).buffer), (body) => body.setUint8(0, 66)],
      ArrayBuffer: [() => Uint8Array.of(65, 65).buffer, (body) => new Uint8Array(body).fill(66)],
      'an ArrayBuffer that is handed on': [() => Uint8Array.of(65, 65).buffer, (body) => structuredClone(body, { transfer: [body] })],
    };
    const plain = ({ text, headers }) => [text.replace(/-+formdata-undici-\d+|----WebKitFormBoundary\w+/g, ''), headers['content-type']?.replace(/boundary=.*/, '')];
    promise('what a class of the caller makes of its methods is not asked', async (t) => {
      class Upload extends FormData {
        constructor(form) {
          super();
          this.set('from', form.name);
        }
        append(name, value) {
          super.append(`my-${name}`, value);
        }
        forEach() {}
      }
      class Query extends URLSearchParams {
        constructor(all) {
          super(all);
          this.append('more', '1');
        }
        *[Symbol.iterator]() {}
      }
      const server = await serve(t);
      const api = createAuthenticatedFetch({ getToken: giving('tok').getToken, baseUrl: server.origin });
      for (const make of [() => new Upload({ name: 'ada' }), () => new Query({ n: 1 })]) {
        for (const send of [fetch, api]) await send(`${server.origin}/x`, { method: 'POST', body: make() });
        const [expected, sent] = server.requests.splice(0).map(plain);
        assert.deepEqual(sent, expected);
      }
    });

    promise('a form that is a stream, and one of another platform, go as they are', async () => {
      const streams = Object.assign(Object.create({ [Symbol.toStringTag]: 'FormData' }), { pipe() {} });
      for (const body of [streams, new NodeFetchFormData()]) {
        const { api, sent } = making();
        await api('/x', { method: 'POST', body });
        assert.equal(sent.calls[0].init.body, body);
      }
    });

    for (const [name, [make, change]] of Object.entries(BODIES)) {
      promise(`${name}: is sent as it was, and again after a 401, as \`fetch\` sends it`, async (t) => {
        const server = await serve(t, { '*': ({ authorization }) => ({ status: authorization === 'Bearer old' ? 401 : 200 }) });
        const fill = () => {
          const body = make();
          if (name === 'FormData') body.append('file', new File(['x'], 'a.txt', { type: 'text/plain' }));
          return body;
        };
        const native = fill();
        const first = fetch(`${server.origin}/x`, { method: 'POST', body: native });
        change(native);
        await first;
        const api = createAuthenticatedFetch({ getToken: giving('old', 'new').getToken, baseUrl: server.origin });
        const body = fill();
        const second = api('/x', { method: 'POST', body });
        change(body);
        await second;
        const [expected, ...sent] = server.requests.map(plain);
        assert.deepEqual(sent, [expected, expected]);
      });
    }
  });

  promise('headers of another class reach a `fetch` that knows only its own', async () => {
    const { Headers: Others } = await import('whatwg-fetch');
    class Foreign {
      #all = new Map([['x-own', '1']]);
      append() {}
      get [Symbol.toStringTag]() {
        return 'Headers';
      }
      [Symbol.iterator]() {
        return this.#all[Symbol.iterator]();
      }
    }
    for (const headers of [new Others({ 'x-own': '1' }), new Foreign()]) {
      const { api, sent } = making();
      await api('/x', { headers });
      assert.deepEqual(sent.calls[0].init.headers, [['x-own', '1'], ['Authorization', 'Bearer tok']]);
    }
  });

  promise('an object of headers that can be gone through is one of pairs, as `fetch` has it', async () => {
    const { api, sent } = making();
    await api('/x', { headers: { *[Symbol.iterator]() { yield ['x-own', '1']; } } });
    assert.deepEqual([...new Headers(sent.calls[0].init.headers)], [['authorization', 'Bearer tok'], ['x-own', '1']]);
  });

  promise('`reverification` holds for one call', async () => {
    const body = { clerk_error: { type: 'forbidden', reason: 'reverification-error', metadata: {} } };
    const { api } = making({ fetch: async () => Response.json(body, { status: 403 }) });
    assert.deepEqual(await api.json('/x', { reverification: 'return' }), body);
    assertCode(await caught(api.json('/x')), 'reverification_required');
    assertCode(await caught(api.json('/x', { reverification: 'maybe' })), 'invalid_options');
  });

  promise('names of headers keep their case where they come as pairs', async () => {
    const pairs = [['X-Own', '1'], ['x-oWN', '2']];
    const { api, sent } = making();
    await api('/x', { headers: pairs });
    await api('/x', { headers: new Map(pairs) });
    await making({ fetch: sent.fetch, headers: { 'X-Option': 'o', 'x-own': 'lost' } }).api('/x', { headers: pairs });
    assert.deepEqual(sent.calls.map(({ init }) => init.headers), [
      [...pairs, ['Authorization', 'Bearer tok']],
      [...pairs, ['Authorization', 'Bearer tok']],
      [['x-option', 'o'], ...pairs, ['Authorization', 'Bearer tok']],
    ]);
  });

  describe('a fetcher in the place of fetch', () => {
    const WAYS = {
      'itself': (f) => f,
      'a wrapper': (f) => (...args) => f(...args),
      'a wrapper that waits for the answer': (f) => async (input, init) => (await f(input, { ...init })).clone(),
      'a second fetcher over it': (f, make) => make({ fetch: f }),
      'a second fetcher that takes the global one': (f, make) => ((globalThis.fetch = f), make()),
      'one that is passed the global one': (f, make) => make({ fetch: (...args) => fetch(...args) }),
    };
    for (const [name, wrap] of Object.entries(WAYS)) {
      promise(`${name}: sends once, with the token, by the fetch that was there`, async (t) => {
        const server = await serve(t);
        replaceGlobal(t, 'fetch', fetch);
        const make = (options) => createAuthenticatedFetch({ getToken: giving('tok').getToken, baseUrl: server.origin, ...options });
        globalThis.fetch = wrap(make(), make);
        for (const input of [`${server.origin}/x`, new Request(`${server.origin}/x`)]) assert.equal((await fetch(input)).status, 200);
        assert.deepEqual(sentBy(server).map(([, path, token]) => [path, token]), [['/x', 'Bearer tok'], ['/x', 'Bearer tok']]);
      });
    }

    promise('a mock that is installed later is still the one that sends', async (t) => {
      const api = createAuthenticatedFetch({ getToken: giving('tok').getToken, baseUrl: API });
      const { fetch, calls } = recordingFetch();
      replaceGlobal(t, 'fetch', fetch);
      await api('/x');
      assert.equal(calls.length, 1);
    });
  });

  describe('the HTTP cache', () => {
    const cacheOf = ({ calls }) => calls.map(({ input, init }) => init?.cache ?? input.cache);

    for (const [name, surroundings] of Object.entries({
      page: (t) => beOnPage(t, 'https://foo.com/'),
      worker: (t) => (replaceGlobal(t, 'location', { href: 'https://foo.com/w.js', origin: 'https://foo.com' }), replaceGlobal(t, 'importScripts', () => {})),
    })) {
      promise(`in a ${name} a call with our token is not stored, unless it says so`, async (t) => {
        surroundings(t);
        const { api, sent } = making();
        await api('/x');
        await api(new Request(`${API}/x`, { referrerPolicy: 'no-referrer' }));
        assert.equal(sent.calls[1].init.referrerPolicy, 'no-referrer');
        await api('/x', { cache: 'default' });
        await api(new Request(`${API}/x`, { cache: 'force-cache' }));
        await api(new Request(`${API}/x`), { cache: 'default' });
        await making({ fetch: sent.fetch, init: { cache: 'default' } }).api('/x');
        await api('/x', { token: false });
        await api('/x', { headers: { authorization: 'Basic own' } });
        assert.deepEqual(cacheOf(sent), ['no-store', 'no-store', 'default', 'force-cache', 'default', 'default', undefined, undefined]);
      });
    }

    promise('nobody says so on a server, or with a polyfill that would write it into the URL', async (t) => {
      const { api, sent } = making();
      await api('/x');
      beOnPage(t, 'https://foo.com/');
      await polyfilled(t);
      await api('/x');
      assert.deepEqual(cacheOf(sent), [undefined, undefined]);
    });
  });

  describe('`baseUrl`', () => {
    promise('as a path is one of the page’s origin', async (t) => {
      beOnPage(t, 'https://foo.com/some/where', 'https://cdn.com/base/');
      const { sent } = making();
      for (const [baseUrl, input, url] of [['/api', '/todos', 'https://foo.com/api/todos'], ['/api/', 'todos', 'https://foo.com/api/todos'], ['/', '//evil.com/x', 'https://foo.com/evil.com/x'], [' /api', '', 'https://foo.com/api']]) {
        await making({ fetch: sent.fetch, baseUrl }).api(input);
        assert.equal(sent.calls.at(-1).input, url);
        assert.equal(sent.calls.at(-1).headers.get('authorization'), 'Bearer tok');
      }
      for (const baseUrl of ['//evil.com', '/\\evil.com', '/\t/evil.com', '/api?x', '/api#x', 'api', './api']) {
        assertCode(thrown(() => making({ baseUrl })), 'invalid_options', '`baseUrl`');
      }
    });

    promise('as a path is refused where there is no page', () => {
      assertCode(thrown(() => making({ baseUrl: '/api' })), 'invalid_options', '`baseUrl`', 'in a page a path such as `/api`');
    });

    promise('as an empty text is none', async (t) => {
      const { api } = making({ baseUrl: '' });
      assert.equal((await caught(api('/x'))).constructor, TypeError);
      beOnPage(t, 'https://foo.com/a/b');
      const { api: onPage, sent } = making({ baseUrl: '' });
      await onPage('x');
      assert.equal(sent.calls[0].input, 'https://foo.com/a/x');
    });
  });

  describe('`retry.timeout`', () => {
    promise('a try past it is aborted, and followed by the next', async () => {
      const events = [];
      const signals = [];
      const fetch = (input, { signal }) => {
        signals.push(signal);
        if (signals.length > 2) return Promise.resolve(Response.json(signals.length));
        return new Promise((resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      };
      const { api } = making({ fetch, retry: { timeout: 5, maxDelay: 1 }, onEvent: ({ type }) => events.push(type) });
      assert.equal(await api.json('/x'), 3);
      assert.equal(events.filter((type) => type === 'retry').length, 2);
      assert.deepEqual(signals.map(({ aborted, reason }) => aborted && reason.name), ['TimeoutError', 'TimeoutError', false]);
    });

    promise('the last one fails with `timeout`, from the plain fetch too, also where `fetch` looks at no signal', async () => {
      for (const [method, tries] of [['GET', 2], ['POST', 1]]) {
        let count = 0;
        const { api } = making({ fetch: () => (count++, new Promise(() => {})), retry: { timeout: 5, attempts: 1, maxDelay: 1 } });
        assertCode(await caught(api('/x', { method })), 'timeout', 'longer than 5 ms');
        assertCode(await caught(api.json('/x', { method })), 'timeout');
        assert.equal(count, 2 * tries);
      }
    });

    /** A response whose body stops after its first piece, and ends as its signal or `end` says. */
    const stalled = (signal, end) => new Response(new ReadableStream({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode('[1'));
        signal?.addEventListener('abort', () => controller.error(signal.reason));
        end?.(controller);
      },
    }));

    for (const [surface, read] of Object.entries({ json: (api, init) => api.json('/x', init), text: (api, init) => api.json('/x', { ...init, parseAs: 'text' }) })) {
      promise(`covers the body of a parsed call: a try whose body hangs is followed by the next (${surface})`, async () => {
        let count = 0;
        const fetch = async (input, { signal }) => (++count < 3 ? stalled(count === 1 ? signal : undefined) : new Response('3'));
        const { api } = making({ fetch, retry: { timeout: 5, maxDelay: 1 } });
        assert.equal(`${await read(api)}`, '3');
        assert.equal(count, 3);
        count = -9;
        assertCode(await caught(read(api)), 'timeout', 'longer than 5 ms');
        assert.equal(count, -6);
      });
    }

    promise('does not cover the body of a plain call, nor a value that was read in time', async () => {
      const { api } = making({ fetch: async (input, { signal }) => stalled(signal, (controller) => setTimeout(() => { controller.enqueue(new Uint8Array(1)); controller.close(); }, 40)), retry: { timeout: 10 } });
      assert.equal((await (await api('/x')).text()).length, 3);
      assert.equal((await (await api.json('/x', { parseAs: 'response' })).text()).length, 3);
    });

    promise('a connection that breaks in the body of a parsed call is tried again as one that breaks before', async () => {
      for (const [method, want] of [['GET', 3], ['PUT', 3], ['POST', 1]]) {
        let count = 0;
        const events = [];
        const fetch = async () => (count++, stalled(undefined, (controller) => controller.error(new TypeError('terminated'))));
        const { api } = making({ fetch, retry: { attempts: 2, maxDelay: 1 }, onEvent: ({ type }) => events.push(type) });
        const error = await caught(api.json('/x', { method }));
        assertCode(error, 'network');
        assert.equal(error.cause.message, 'terminated');
        assert.equal(count, want, method);
        assert.equal(events.filter((type) => type === 'retry').length, want - 1);
        assert.equal(events.at(-1), 'error');
      }
    });

    promise("a caller's abort reaches the body of `parseAs: 'response'`", async () => {
      const controller = new AbortController();
      const { api } = making({ fetch: async (input, { signal }) => stalled(signal), timeout: 60_000 });
      const text = caught((await api.json('/x', { parseAs: 'response', signal: controller.signal })).text());
      controller.abort('enough');
      assert.equal(await text, 'enough');
    });

    promise('an abort and the option `timeout` end the call with all its tries', async () => {
      const options = { fetch: () => new Promise(() => {}), retry: { timeout: 5_000, attempts: 9 } };
      const controller = new AbortController();
      const call = caught(making(options).api('/x', { signal: controller.signal }));
      controller.abort('enough');
      assert.equal(await call, 'enough');
      assertCode(await caught(making({ ...options, timeout: 5 }).api('/x')), 'timeout', 'longer than 5 ms');
    });
  });
});
