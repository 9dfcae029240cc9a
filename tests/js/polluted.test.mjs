// A prototype that others pollute grants no origin, changes no request and outlives no call. And a sandboxed frame is of no
// origin, whatever its URL is.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { assertCode, caught, forBothBuilds, pkg, promise } from './support/suite.mjs';
import { beOnPage, recordingFetch } from './support/world.mjs';

const EVIL = 'https://evil.com';

/** Adds to what every object has, for one test. */
const pollute = (t, fields) => {
  for (const [name, value] of Object.entries(fields)) {
    Object.defineProperty(Object.prototype, name, { value, configurable: true, enumerable: true, writable: true });
    t.after(() => void delete Object.prototype[name]);
  }
};

forBothBuilds((build) => {
  const { createAuthenticatedFetch } = build;
  const start = (options) => {
    const { fetch, calls } = recordingFetch();
    return { api: createAuthenticatedFetch({ getToken: async () => 'tok', fetch, ...options }), calls };
  };

  describe('a polluted prototype grants no origin', () => {
    for (const fields of [{ origin: EVIL }, { location: { origin: EVIL, href: `${EVIL}/` } }, { document: { baseURI: `${EVIL}/` } }, { document: {}, origin: EVIL }, { baseUrl: EVIL }, { allowedOrigins: [EVIL] }, { foreignOrigin: 'anonymous' }]) {
      promise(JSON.stringify(fields), async (t) => {
        const { api, calls } = start({ baseUrl: 'https://a.foo.com' });
        pollute(t, fields);
        assertCode(await caught(api(`${EVIL}/x`)), 'origin_not_allowed');
        const { api: later } = start({ baseUrl: 'https://a.foo.com' });
        assertCode(await caught(later(`${EVIL}/x`)), 'origin_not_allowed');
        assert.equal(calls.length, 0);
      });
    }

    promise("and takes none from the page", async (t) => {
      beOnPage(t, 'https://foo.com/');
      pollute(t, { origin: EVIL });
      const { api, calls } = start();
      await api('https://foo.com/x');
      assertCode(await caught(api(`${EVIL}/x`)), 'origin_not_allowed');
      assert.equal(calls.length, 1);
    });
  });

  promise('a field of ours that was there during one call is in no other', async (t) => {
    const sent = [];
    const own = (init, name) => (init && Object.hasOwn(init, name) ? init[name] : undefined);
    const fetch = async (input, init) => {
      sent.push([own(init, 'method') ?? 'GET', own(init, 'body'), own(own(init, 'headers'), 'Authorization')]);
      return Response.json({ ok: true });
    };
    const { api } = start({ baseUrl: 'https://a.foo.com', fetch });
    const polluted = { json: { evil: true }, method: 'DELETE', body: 'evil', token: false, parseAs: 'text', headers: { authorization: 'Bearer evil' } };
    pollute(t, polluted);
    const during = [api.json('/x'), api.json('/x', {}), api('/x'), api('/x', {})];
    await Promise.allSettled(during);
    for (const name of Object.keys(polluted)) delete Object.prototype[name];
    for (const init of [undefined, {}]) assert.deepEqual(await api.json('/x', init), { ok: true });
    for (const call of sent) assert.deepEqual(call, ['GET', undefined, 'Bearer tok']);
    assert.equal(sent.length, 6);
  });

  // In one build: an engine forgets all that it knows of objects each time that their prototype changes.
  if (build === pkg) describe('a polluted prototype changes nothing of a call:', () => {
    const own = (of, field) => (of && Object.hasOwn(of, field) ? of[field] : undefined);

    /** What `fetch` would read of its arguments, inherited members as well. */
    const read = (input, init) => {
      const text = typeof input === 'string' ? input : input.url;
      const { method = typeof input === 'string' ? 'GET' : input.method, body, signal, cache, redirect, credentials } = init ?? {};
      const headers = new Headers(init?.headers ?? input.headers);
      return JSON.stringify([text, method, body, [...headers], typeof input === 'string' ? !!signal : !!signal?.aborted, cache, redirect, credentials]);
    };

    /** Each surface, from a fetcher's options; each is started while the prototype is polluted. */
    const SURFACES = {
      plain: (options) => createAuthenticatedFetch(options)('/x').then((response) => response.status),
      'plain, with an init': (options) => createAuthenticatedFetch(options)('/x', { method: 'PUT', body: 'b' }).then((response) => response.status),
      'the option init': (options) => createAuthenticatedFetch({ ...options, init: { mode: 'cors' } })('/x').then((response) => response.status),
      'the option init, a Request': (options, request) => createAuthenticatedFetch({ ...options, init: { mode: 'cors' } }).json(request),
      json: (options) => createAuthenticatedFetch(options).json('/x'),
      'json that posts': (options) => createAuthenticatedFetch(options).json('/x', { json: { a: 1 } }),
      'a template': (options) => createAuthenticatedFetch(options).json('/x', { token: { organizationId: 'org_1' } }),
      'a Request': (options, request) => createAuthenticatedFetch(options).json(request),
      'a 422': (options) => createAuthenticatedFetch({ ...options, baseUrl: `${options.baseUrl}/bad` }).json('/x'),
      'a broken connection': (options) => createAuthenticatedFetch({ ...options, fetch: () => Promise.reject(new TypeError('failed')) }).json('/x'),
      'a failing source': (options) => createAuthenticatedFetch({ ...options, getToken: () => Promise.reject(new Error('no')) }).json('/x'),
      SWR: (options) => build.clerkSWRFetcher(options)(['/x', 1, { q: 'a' }]),
      "SWR's mutation": (options) => build.clerkSWRFetcher(options)('/x', { arg: { a: 1 } }),
      TanStack: (options) => build.clerkQueryFn(options)({ queryKey: ['/x', 1] }),
      headers: (options) => createAuthenticatedFetch(options).headers('/x').then((headers) => [...headers]),
      token: (options) => createAuthenticatedFetch(options).token('/x'),
      'a Clerk': ({ getToken, ...options }) => createAuthenticatedFetch({ ...options, clerk: { loaded: true, session: { id: 's', status: 'active', getToken } } }).json('/x'),
      'a limit': (options) => createAuthenticatedFetch({ ...options, timeout: 60_000, retry: { attempts: 1 } }).json('/x'),
    };

    const play = async (surface, request) => {
      const seen = [];
      const fetch = (input, init) => {
        seen.push(read(input, init));
        return Promise.resolve({ status: `${typeof input === 'string' ? input : ''}`.includes('/bad') ? 422 : 200, headers: new Headers(), text: () => Promise.resolve('{"a":1}') });
      };
      const getToken = (options) => Promise.resolve(`tok-${JSON.stringify(options) ?? ''}`);
      const options = { __proto__: null, baseUrl: 'https://a.foo.com', getToken, fetch };
      const outcome = await Promise.resolve(surface(options, request)).then((value) => [value], (error) => ['code', 'status', 'body', 'retryable', 'message'].map((field) => own(error, field)).concat(own(own(error, 'cause'), 'message')));
      return [seen, outcome];
    };

    const aborted = AbortSignal.abort('evil');
    const schema = { validate: () => ({ value: 'evil' }) };
    for (const [name, value] of Object.entries({
      timeout: 2 ** 30, signal: aborted, method: 'DELETE', headers: { authorization: 'Bearer evil' }, body: 'evil', token: false, cache: 'force-cache', json: { evil: 1 },
      parseAs: 'text', schema: { '~standard': schema }, '~standard': schema, reverification: 'return', clerk: null, getToken: () => 'evil', fetch: () => 'evil', request: () => '/evil',
      then: 'evil', digest: 'evil', clone: () => 'evil', url: 'https://evil.com/', code: 'evil', skipCache: true, template: 'evil', organizationId: 'evil', retry: 3, attempts: 9,
      statuses: [200], methods: ['POST'], maxDelay: 0, init: { method: 'DELETE' }, onEvent: () => 'evil', mapError: () => 'evil', tokenRefused: () => true, pageParam: 'evil',
      tokenTimeout: 0, signedOut: 'anonymous', foreignOrigin: 'anonymous', baseUrl: EVIL, read: () => ['/evil'], instead: () => 'evil', sent: () => 'evil', place: () => 'evil', refused: 'evil',
      carried: ['evil'], redirect: 'error', credentials: 'include', getReader: () => 'evil', append: () => 'evil', slice: () => 'evil', arg: 1, status: 401, ok: false,
    })) {
      promise(`with \`${name}\``, async (t) => {
        for (const [surface, call] of Object.entries(SURFACES)) {
          const request = () => new Request('https://a.foo.com/x', { method: 'PUT', body: 'b', headers: { 'x-a': '1' }, redirect: 'manual', credentials: 'omit', cache: 'reload' });
          const wanted = await play(call, request());
          const ours = request();
          pollute(t, { [name]: value });
          const got = play(call, ours);
          for (let turn = 0; turn < 50; turn++) await undefined; // it is over but for a timer
          delete Object.prototype[name];
          const [seen, outcome] = await got;
          const expected = surface.endsWith('a Request') && ['redirect', 'credentials'].includes(name) ? seen : wanted[0]; // what a platform reads of \`undefined\` is its own
          assert.deepEqual([seen, outcome], [expected, wanted[1]], surface);
        }
      });
    }
  });

  promise("a sandboxed frame of the page's own URL does not get the token", async (t) => {
    beOnPage(t, 'https://foo.com/');
    globalThis.origin = 'null';
    t.after(() => void delete globalThis.origin);
    const { api, calls } = start();
    for (const url of ['https://foo.com/x', '/x']) assertCode(await caught(api(url)), 'origin_not_allowed');
    assert.equal(calls.length, 0);
    const { api: listed, calls: sent } = start({ allowedOrigins: ['https://foo.com'] });
    await listed('/x');
    assert.equal(sent.length, 1);
  });
});
