// The words of errors: what an API says itself, and what a first mistake is told.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { assertCode, caught, forBothBuilds, promise, thrown } from './support/suite.mjs';
import { beOnPage } from './support/world.mjs';

const BASE = 'https://a.foo.com';

forBothBuilds((build) => {
  const { createAuthenticatedFetch, clerkQueryFn, clerkSWRFetcher, onIdentityChange } = build;

  describe("`http` ends with the API's own words", () => {
    const messageOf = async (body, { type = 'application/json', token = 'tok' } = {}) => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const fetch = async () => new Response(text, { status: 422, headers: { 'content-type': type } });
      const { message } = await caught(createAuthenticatedFetch({ baseUrl: BASE, getToken: async () => token, fetch }).json('/x'));
      const [, said] = /^GET https:\/\/a\.foo\.com\/x failed with status 422\. (.*) See clerk-fetch\/docs\/errors\.md#http$/.exec(message) ?? [];
      assert.ok(said, message);
      return said;
    };
    const problem = { type: 'application/problem+json' };

    promise('in this order: a detail, a title of a problem, a message, an error', async () => {
      const all = { error: 'error', message: 'message', title: 'title', detail: 'detail' };
      assert.equal(await messageOf(all, problem), 'The API says: detail.');
      assert.equal(await messageOf({ ...all, detail: '' }, problem), 'The API says: title.');
      assert.equal(await messageOf(all), 'The API says: message.');
      assert.equal(await messageOf({ error: 'No such todo!' }), 'The API says: No such todo!');
    });

    promise('and where it has none, says where the answer is', async () => {
      for (const body of ['', '<h1>Oops</h1>', 'null', '[]', '[{"message":"x"}]', '"message"', { message: '  ' }, { message: 1, error: { code: 1 } }, { other: 'x' }]) {
        assert.equal(await messageOf(body), '`body` has the answer.', JSON.stringify(body));
      }
    });

    promise('in one line, of 200 characters at most, without control characters', async () => {
      assert.equal(await messageOf({ message: ' one\n\ttwo\u2028three\u009bm\u0007four ' }), 'The API says: one two three m four.');
      assert.equal(await messageOf({ message: 'x'.repeat(500) }), `The API says: ${'x'.repeat(200)}.`);
      assert.equal(await messageOf({ message: `x${'😀'.repeat(200)}` }), `The API says: x${'😀'.repeat(99)}.`);
    });

    promise('without the token, also where it is cut', async () => {
      const token = `eyJhbGciOi.${'abcdefgh'.repeat(20)}.signature`;
      assert.equal(await messageOf({ message: `bad ${token} sent` }, { token }), 'The API says: bad [token] sent.');
      assert.equal(await messageOf({ message: `${'x'.repeat(180)}${token}` }, { token }), `The API says: ${'x'.repeat(180)}[token].`);
    });

    promise("and not with those of a polluted prototype", async (t) => {
      t.after(() => void delete Object.prototype.message);
      Object.prototype.message = 'polluted'; // eslint-disable-line no-extend-native
      assert.equal(await messageOf({}), '`body` has the answer.');
    });
  });

  describe('a first mistake', () => {
    const HTML = async () => new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } });

    promise("HTML of the page's own origin without `baseUrl` says where the call went, and what to set", async (t) => {
      beOnPage(t, 'https://foo.com/');
      const own = { getToken: async () => 'tok', fetch: HTML };
      const error = await caught(clerkQueryFn(own)({ queryKey: ['/todos'] }));
      assertCode(error, 'invalid_json', 'https://foo.com/todos', 'text/html', "page's own origin", '`baseUrl`', '<ClerkFetchProvider>');
      assert.equal(error.body, '<!doctype html>');
      const elsewhere = await caught(createAuthenticatedFetch({ ...own, baseUrl: BASE }).json('/todos'));
      assertCode(elsewhere, 'invalid_json', "`parseAs: 'text'`");
      const text = async () => new Response('plain', { headers: { 'content-type': 'text/plain' } });
      assertCode(await caught(createAuthenticatedFetch({ ...own, fetch: text }).json('/todos')), 'invalid_json', "`parseAs: 'text'`");
    });

    for (const [name, make, line] of [
      ['createAuthenticatedFetch', createAuthenticatedFetch, '`createAuthenticatedFetch({ getToken })`'],
      ['clerkSWRFetcher', clerkSWRFetcher, "`useSWR('/todos', clerkSWRFetcher({ getToken }))`"],
      ['clerkQueryFn', clerkQueryFn, "`useQuery({ queryKey: ['/todos'], queryFn: clerkQueryFn({ getToken }) })`"],
    ]) {
      promise(`${name} of a function, a URL or a promise says its name, what it got, and the line to write`, () => {
        const said = (given, ...words) => {
          const error = thrown(() => make(given));
          assertCode(error, 'invalid_options', ...words, line);
          assert.equal(error.message.includes('`useFetch()`'), name === 'createAuthenticatedFetch');
        };
        said(async () => 'tok', 'a function');
        said('/todos', 'a string');
        said(['/todos'], 'an array');
        said(null, 'null');
        said(Promise.resolve({ getToken: async () => 'tok' }), 'a promise');
      });
    }

    promise('an option of SWR or TanStack Query is told whose it is, and where it goes', () => {
      for (const name of ['refreshInterval', 'onError']) assertCode(thrown(() => createAuthenticatedFetch({ [name]: 1_000 })), 'invalid_options', `\`${name}\` is SWR's: move it out of \`auth\` or options.`);
      for (const make of [createAuthenticatedFetch, clerkQueryFn]) {
        assertCode(thrown(() => make({ staleTime: 1_000 })), 'invalid_options', "`staleTime` is TanStack Query's: move it out of `auth` or options.");
      }
      assertCode(thrown(() => createAuthenticatedFetch({ retry: { staleTime: 1 } })), 'invalid_options', 'Unknown option `retry.staleTime`');
    });

    promise('a factory in the place of its function is told to be called', async () => {
      const context = { client: {}, queryKey: ['/todos'], meta: undefined, signal: new AbortController().signal };
      for (const given of [context, { queryKey: ['/todos'], signal: context.signal }, { ...context, pageParam: 1, direction: 'forward' }]) {
        assertCode(thrown(() => clerkQueryFn(given)), 'invalid_options', "not a query's context", 'queryFn: clerkQueryFn({ getToken })');
      }
      assertCode(thrown(() => clerkQueryFn({ queryKey: ['/todos'] })), 'invalid_options', "`queryKey` is TanStack Query's");
      for (const key of ['/todos', ['/todos', 1]]) assertCode(thrown(() => clerkSWRFetcher(key)), 'invalid_options', 'clerkSWRFetcher({ getToken })');
    });

    promise('a query function that is called by hand is told who calls it, with what', async () => {
      const queryFn = clerkQueryFn({ baseUrl: BASE, getToken: async () => 'tok', fetch: () => assert.fail('sent') });
      for (const given of [[], ['/todos'], [['/todos']], [new URL(`${BASE}/todos`)], [{ signal: new AbortController().signal }], [null], [{}]]) {
        assertCode(await caught(queryFn(...given)), 'invalid_key', '`queryFn: clerkQueryFn(options)`', '`queryKey`', "`createAuthenticatedFetch(options).json('/todos')`");
      }
    });

    promise('an object in the place of a URL is told what a call takes', async () => {
      const api = createAuthenticatedFetch({ baseUrl: BASE, getToken: async () => 'tok', fetch: () => assert.fail('sent') });
      for (const given of [{ url: '/todos' }, { url: '/todos', method: 'POST', data: {} }, {}]) {
        const error = await caught(api.json(given));
        assertCode(error, 'invalid_key', 'an object', 'Pass a string or URL first');
        const plain = await caught(api(given));
        assert.equal(plain.name, 'TypeError');
        assert.match(plain.message, /an object\. Pass a string or URL/);
      }
    });

    promise('a relative URL where there is no page is told of `baseUrl`', async () => {
      const api = createAuthenticatedFetch({ getToken: async () => 'tok', fetch: () => assert.fail('sent') });
      assertCode(await caught(api.json('/todos')), 'invalid_key', '`/todos`', '`baseUrl`', '<ClerkFetchProvider>');
      const plain = await caught(api('/todos'));
      assert.equal(plain.name, 'TypeError');
      assert.match(plain.message, /`\/todos`.*`baseUrl`/);
    });

    promise('what is no Clerk object in the place of one is told what is, and waits for nothing', () => {
      const getToken = async () => 'tok';
      const useAuth = { isLoaded: true, isSignedIn: true, userId: 'user_1', getToken };
      class Session {
        status = 'active';
        getToken() {}
      }
      const others = {
        'useAuth()': useAuth,
        'useAuth() that loads': { isLoaded: false, isSignedIn: undefined, getToken },
        'useAuth() of Vue': { isLoaded: { value: true }, getToken: { value: getToken } },
        'auth()': { userId: 'user_1', sessionId: 'sess_1', tokenType: 'session_token', getToken },
        'a session': { id: 'sess_1', status: 'active', getToken },
        'a session of a class': new Session(),
        'useClerk() of Vue': { value: { loaded: true, session: null } },
        'useUser()': { isLoaded: true, isSignedIn: true, user: { id: 'user_1' } },
        'useSession()': { isLoaded: true, isSignedIn: true, session: { id: 'sess_1', getToken } },
        'useSession() that loads': { isLoaded: false, isSignedIn: undefined, session: undefined },
        'useUser() of Vue': { isLoaded: { value: true }, user: { value: {} } },
        'clerkClient of Express': { users: {}, sessions: {}, authenticateRequest() {} },
        'a promise': Promise.resolve({ loaded: true, session: null }),
      };
      for (const clerk of Object.values(others)) {
        assertCode(thrown(() => createAuthenticatedFetch({ clerk })), 'invalid_options', '`clerk` must be the Clerk object or null', '`useAuth()`', 'pass its `getToken` alone');
        assertCode(thrown(() => onIdentityChange(() => {}, { clerk })), 'invalid_options', '`onIdentityChange(listener, { clerk })`', 'Clerk object');
      }
    });

    promise('what may be a Clerk object is none of those', () => {
      class Clerk {
        get session() {
          return undefined;
        }
      }
      for (const clerk of [{}, { session: { getToken: async () => 'tok' } }, { loaded: false }, { loaded: true, session: null, getToken() {} }, new Clerk(), null, undefined, { status: 'loading', addListener: () => () => {} }]) {
        assert.ok(createAuthenticatedFetch({ clerk }));
        onIdentityChange(() => {}, { clerk })();
      }
    });

    promise('`auth`, which only the hooks have, is told where its fields go', () => {
      for (const make of [createAuthenticatedFetch, clerkSWRFetcher, clerkQueryFn]) {
        assertCode(thrown(() => make({ auth: { baseUrl: BASE } })), 'invalid_options', "`auth` is for hooks only: write its fields here");
      }
    });

    promise('a `retry` as other clients have it names `attempts`', () => {
      for (const name of ['limit', 'retries', 'count', 'max', 'maxRetries', 'maxAttempts', 'attempt']) {
        assertCode(thrown(() => createAuthenticatedFetch({ retry: { [name]: 3 } })), 'invalid_options', `\`retry.${name}\``, '`attempts`');
      }
      for (const [name, near] of [['delay', 'maxDelay'], ['minDelay', 'maxDelay'], ['statusCodes', 'statuses'], ['method', 'methods'], ['timeOut', 'timeout']]) {
        assertCode(thrown(() => createAuthenticatedFetch({ retry: { [name]: 3 } })), 'invalid_options', `\`${near}\``);
      }
    });

    promise("a call's `token` that is neither `false` nor an object is told what it may be", async () => {
      const api = createAuthenticatedFetch({ baseUrl: BASE, getToken: async () => 'tok', fetch: () => assert.fail('sent') });
      for (const token of [true, 'tok', null, async () => 'tok', ['tok']]) {
        assertCode(await caught(api('/x', { token })), 'invalid_options', '`token` must be an object, or left out');
      }
    });

    promise('`headers` that are no headers are refused when they are configured', () => {
      for (const headers of [['X-A: b'], ['X-A', 'b'], [['X-A', 'b'], 'X-B: c'], 'X-A: b', 1, null]) {
        assertCode(thrown(() => createAuthenticatedFetch({ headers })), 'invalid_options', "`headers` must be an object of headers");
      }
      for (const headers of [[], [['X-A', 'b']], { 'X-A': 'b' }, new Headers(), new Map([['X-A', 'b']]), new URLSearchParams('x=y'), () => [['X-A', 'b']]]) assert.ok(createAuthenticatedFetch({ headers }));
    });

    promise("an option of `fetch` is told that it belongs into `init`, and what `useAuth()` has besides, whose it is", () => {
      for (const name of ['method', 'mode', 'credentials', 'cache', 'redirect', 'keepalive', 'next']) assertCode(thrown(() => createAuthenticatedFetch({ [name]: 'x' })), 'invalid_options', `\`${name}\` belongs into \`init\``);
      const useAuth = { isLoaded: true, isSignedIn: true, userId: 'user_1', sessionId: 'sess_1', getToken: async () => 'tok' };
      const auth = { tokenType: 'session_token', sessionClaims: {}, ...useAuth };
      for (const given of [useAuth, auth]) assertCode(thrown(() => createAuthenticatedFetch(given)), 'invalid_options', "is Clerk's: pass its `getToken` alone");
    });

    promise('what belongs into a call is told so, and a header of the token to be left out', () => {
      for (const name of ['body', 'json', 'signal', 'url', 'params']) assertCode(thrown(() => createAuthenticatedFetch({ [name]: {} })), 'invalid_options', `\`${name}\` belongs into a call: its URL or \`init\``);
      for (const name of ['authorization', 'Authorization']) assertCode(thrown(() => createAuthenticatedFetch({ [name]: 'Bearer tok' })), 'invalid_options', `\`${name}\` is the token's: leave it out`);
      for (const name of ['queryKey', 'queryFn']) assertCode(thrown(() => createAuthenticatedFetch({ [name]: 1 })), 'invalid_options', "is TanStack Query's");
    });

    promise('a `baseUrl` that is none is shown, but for what may be a secret', () => {
      for (const baseUrl of ['undefined/api', 'undefined', 'api.foo.com', 'localhost:3001', '//api.foo.com']) {
        assertCode(thrown(() => createAuthenticatedFetch({ baseUrl })), 'invalid_options', '`baseUrl` must be an absolute http or https URL', `not \`${baseUrl}\``);
      }
      for (const baseUrl of ['foo.com?key=hunter2', 'me:hunter2@foo.com', 'foo.com#hunter2']) {
        const { message } = thrown(() => createAuthenticatedFetch({ baseUrl }));
        assert.doesNotMatch(message, /hunter2|foo\.com[?#]/);
      }
    });

    promise('`allowedOrigins` that are no array are told so', () => {
      for (const allowedOrigins of [BASE, '*', new URL(BASE)]) assertCode(thrown(() => createAuthenticatedFetch({ allowedOrigins })), 'invalid_options', '`allowedOrigins` must be an array of origins');
    });

    promise('`headers` that return a text are refused, and the text is not shown', async () => {
      for (const headers of [() => 'X-A: SECRET', async () => 'SECRET']) {
        const error = await caught(createAuthenticatedFetch({ baseUrl: BASE, getToken: async () => 'tok', headers })('/x'));
        assertCode(error, 'invalid_options', '`headers` must be an object of headers or a function that returns them');
        assert.doesNotMatch(`${error.stack} ${error.cause}`, /SECRET/);
      }
      for (const headers of [() => undefined, () => null, async () => ({ 'X-A': 'b' }), () => new Map([['X-A', 'b']])]) {
        assert.equal((await createAuthenticatedFetch({ baseUrl: BASE, getToken: async () => 'tok', headers, fetch: async () => new Response('') })('/x')).status, 200);
      }
    });

    promise('a plain object as `body` of a parsed call belongs into `json`', async () => {
      const api = createAuthenticatedFetch({ baseUrl: BASE, getToken: async () => 'tok', fetch: () => assert.fail('sent') });
      for (const body of [{ title: 'x' }, [1]]) assertCode(await caught(api.json('/x', { method: 'POST', body })), 'invalid_options', 'pass a plain object as `json` alone');
      assertCode(await caught(api.json('/x', { json: {}, body: 'x' })), 'invalid_options', '`json` and `body` exclude each other');
      const sends = createAuthenticatedFetch({ baseUrl: BASE, getToken: async () => 'tok', fetch: async (url, { body }) => Response.json(body instanceof FormData || body) });
      for (const body of ['{}', new FormData()]) assert.equal(await sends.json('/x', { method: 'POST', body }), body === '{}' ? body : true);
    });

    promise('no URL in a parsed call is told so', async () => {
      const api = createAuthenticatedFetch({ baseUrl: BASE, getToken: async () => 'tok', fetch: () => assert.fail('sent') });
      for (const input of [undefined, null]) assertCode(await caught(api.json(input)), 'invalid_key', 'Pass a string or URL first');
    });

    promise('a URL without its scheme is told of schemes', async () => {
      const api = createAuthenticatedFetch({ getToken: async () => 'tok', fetch: () => assert.fail('sent') });
      assertCode(await caught(api.json('localhost:3001/todos')), 'origin_not_allowed', '`http://` or `https://`');
    });

    promise('a promise as `token` of a call is refused', async () => {
      const api = createAuthenticatedFetch({ baseUrl: BASE, getToken: async () => 'tok', fetch: () => assert.fail('sent') });
      for (const token of [Promise.resolve('tok'), Promise.resolve({ template: 'x' })]) assertCode(await caught(api('/x', { token })), 'invalid_options', '`token` must be an object, or left out, not a promise');
      assertCode(await caught(api('/x', { token: 'tok' })), 'invalid_options', 'not a string');
    });

    promise('a `getToken` that is no function of ours to call is told what it must be', async () => {
      for (const getToken of ['eyJ', Promise.resolve('tok'), null, {}]) {
        assertCode(thrown(() => createAuthenticatedFetch({ getToken })), 'invalid_options', 'a function that returns the token', 'not `getToken()`');
      }
      for (const [given, said] of [['Bearer eyJhbGciOi.x.y', 'without `Bearer`'], ['bearer x', 'without `Bearer`'], ['"eyJ x"', 'a string'], [async () => 'x', 'a function']]) {
        const error = await caught(createAuthenticatedFetch({ baseUrl: BASE, getToken: async () => given }).json('/x'));
        assertCode(error, 'token_unavailable', said, 'bare token');
        assert.doesNotMatch(error.message, /eyJ/);
      }
      const auth = async () => ({ userId: 'user_1', getToken: async () => 'tok' });
      for (const getToken of [auth, () => ({}), () => async () => 'tok', () => 'Bearer tok', () => undefined]) {
        assertCode(await caught(createAuthenticatedFetch({ baseUrl: BASE, getToken }).json('/x')), 'token_unavailable', 'bare token', '`useAuth().getToken`', '`(await auth()).getToken`');
      }
      for (const clerk of ['pk_test_x', () => ({})]) assertCode(thrown(() => createAuthenticatedFetch({ clerk })), 'invalid_options', 'the Clerk object or null');
    });

    promise('what is no object in the place of the options of `.token` is told their name', async () => {
      assertCode(await caught(createAuthenticatedFetch({ baseUrl: BASE, getToken: async () => 'tok' }).token('/x', 'tok')), 'invalid_options', '`{ refused }` must be an object');
    });

    promise("a `getToken` that is a ref of `@clerk/vue` is told what to pass", () => {
      const computed = { value: async () => 'tok', __v_isRef: true };
      assertCode(thrown(() => createAuthenticatedFetch({ getToken: computed })), 'invalid_options', '`(o) => getToken.value(o)`', 'leave it out');
    });

    promise('an object as a key is told what to write instead, and never becomes `[object Object]`', async () => {
      const options = { baseUrl: BASE, getToken: async () => 'tok', fetch: () => assert.fail('sent') };
      for (const call of [clerkSWRFetcher(options)({ url: '/todos' }), clerkQueryFn(options)({ queryKey: [{ queryKey: ['/todos'] }] })]) {
        assertCode(await caught(call), 'invalid_key', 'an object', "`['/todos', { done: true }]`", 'Pass the key itself');
      }
    });

    promise('an element of a key is counted as in the code', async () => {
      const error = await caught(clerkSWRFetcher({ baseUrl: BASE, getToken: async () => 'tok' })(['/todos', 'a', null]));
      assertCode(error, 'invalid_key', 'Element [2] of the key is null');
    });
  });

  describe('credentials in what is no URL', () => {
    for (const input of [
      '\\\\user:SECRET@host:99999/x',
      '/\\user:SECRET@host:99999/x',
      '//user:SECRET@host:99999/x',
      'https:user:SECRET@host:99999/x',
      'https:/user:SECRET@host:99999/x',
      'https:\\\\user:SECRET@host:99999/x',
      ' \t/\n/user:SECRET@host:99999/x',
      'ht\ntps://user:SEC\tRET@host:99999/x',
      'https://SECRET@host:99999/x',
      '//SECRET@host:99999/x',
      'https://a:b@c:SECRET@host:99999/x',
    ]) {
      promise(`${JSON.stringify(input)} are in no error`, async (t) => {
        beOnPage(t, 'https://foo.com/');
        for (const baseUrl of [undefined, ...(input.includes('user:') ? [BASE] : [])]) {
          const api = createAuthenticatedFetch({ getToken: async () => 'tok', fetch: async () => new Response('', { status: 500 }), ...(baseUrl && { baseUrl }) });
          for (const call of [api.json(input), api(input)]) {
            const error = await call.catch((reason) => reason);
            assert.doesNotMatch(`${error.message} ${error.stack} ${error.url} ${JSON.stringify(error)}`.replaceAll(/\s/g, ''), /SECRET/);
          }
        }
      });
    }
  });

  promise('no message says "See" twice, and each begins with a capital or with what the user wrote', async () => {
    const codes = [
      { fetch: () => Promise.reject(new TypeError('x')) },
      { fetch: async () => new Response('', { status: 500 }) },
      { fetch: async () => new Response('<') },
      { getToken: () => Promise.reject(new Error('x')) },
    ];
    for (const options of codes) {
      const { message } = await caught(createAuthenticatedFetch({ baseUrl: BASE, getToken: async () => 'tok', ...options }).json('/x'));
      assert.equal(message.match(/\bSee\b/g).length, 1, message);
      assert.match(message, /^[A-Z`]/);
    }
  });
});
