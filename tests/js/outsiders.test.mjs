// What testers found who had the contract alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { ClerkFetchError, onIdentityChange } from 'clerk-fetch';
import { clearOnIdentityChange, clerkQueryOptions } from 'clerk-fetch/query';
import { clearOnIdentityChange as clearSWR } from 'clerk-fetch/swr';
import { createFakeClerk } from 'clerk-fetch/testing';
import { assertCode, caught, forBothBuilds, thrown } from './support/suite.mjs';
import { replaceGlobal } from './support/world.mjs';

forBothBuilds(({ clerkSWRFetcher, createAuthenticatedFetch }) => {
  const fetch = () => assert.fail('nothing may be sent');

  for (const signedOut of ['reject', 'anonymous']) {
    test(`a device without a network, and a session that gives null: offline, with signedOut: '${signedOut}'`, async (t) => {
      replaceGlobal(t, 'navigator', { onLine: false });
      const clerk = { loaded: true, session: { id: 'sess_1', status: 'active', getToken: async () => null } };
      assertCode(await caught(createAuthenticatedFetch({ clerk, signedOut, fetch, baseUrl: 'https://a.foo.com' })('/x')), 'offline');
    });
  }

  test('a path as `baseUrl` makes no exception for a page without encryption', async (t) => {
    replaceGlobal(t, 'location', { origin: 'http://shop.lan', href: 'http://shop.lan/' });
    replaceGlobal(t, 'document', { baseURI: 'http://shop.lan/' });
    const api = createAuthenticatedFetch({ getToken: async () => 'tok', baseUrl: '/api', fetch });
    assertCode(await caught(api('/x')), 'origin_not_allowed', 'http://shop.lan');
  });

  const API = 'https://a.foo.com';
  const answering = (status = 200, body = '{}', headers = {}) => {
    const sent = [];
    const answer = async (input, init = {}) => {
      sent.push({ input, ...init });
      return new Response(body, { status, headers: { 'content-type': 'application/json', ...headers } });
    };
    return Object.assign(answer, { sent });
  };

  for (const [change, options, leave] of [
    ['another user', {}, (clerk) => clerk.signIn('user_bob')],
    ['another organization', {}, (clerk) => clerk.setOrganization('org_2')],
    ['a sign-out', { signedOut: 'anonymous' }, (clerk) => clerk.signOut()],
  ]) {
    test(`${change} while the option headers is awaited: nothing is sent as somebody else, or as nobody`, async () => {
      const clerk = createFakeClerk({ user: 'user_ada' });
      const headers = async () => (leave(clerk), {});
      const call = createAuthenticatedFetch({ clerk, baseUrl: API, headers, fetch, ...options })('/x', { method: 'DELETE' });
      assertCode(await caught(call), 'identity_changed');
    });
  }

  test('a mutation keeps the method of a Request that `request` makes; a GET becomes a POST', async () => {
    for (const [method, sentAs] of [['DELETE', 'DELETE'], ['PUT', 'PUT'], ['PATCH', 'PATCH'], ['GET', 'POST']]) {
      const send = answering();
      const request = () => [new Request(`${API}/x`, { method })];
      await clerkSWRFetcher({ getToken: async () => 'tok', allowedOrigins: [API], fetch: send, request })('key', { arg: { a: 1 } });
      assert.equal(send.sent[0].input.method, sentAs);
    }
  });

  test('`init.cache` turns `no-store` off for a Request too', async (t) => {
    replaceGlobal(t, 'document', { baseURI: `${API}/` });
    for (const [cache, sentWith] of [['default', 'default'], [undefined, 'no-store']]) {
      const send = answering();
      await createAuthenticatedFetch({ getToken: async () => 'tok', allowedOrigins: [API], fetch: send, init: cache && { cache } })(new Request(`${API}/x`));
      assert.equal(send.sent[0].cache ?? 'default', sentWith);
    }
  });

  for (const [field, value] of Object.entries({ token: false, json: {}, parseAs: 'text', schema: {}, reverification: 'return' })) {
    test(`\`init.${field}\` belongs into each call`, () => {
      assertCode(thrown(() => createAuthenticatedFetch({ init: { [field]: value } })), 'invalid_options', `\`init.${field}\` belongs into each call`);
    });
  }

  test('an init of a class is read by the names of its members, as `fetch` reads it', async () => {
    class Put {
      get method() {
        return 'PUT';
      }
      get body() {
        return 'text';
      }
      get token() {
        return false;
      }
    }
    const send = answering();
    await createAuthenticatedFetch({ getToken: async () => 'tok', baseUrl: API, fetch: send })('/x', new Put());
    const [{ method, body, headers }] = send.sent;
    assert.deepEqual([method, body, headers], ['PUT', 'text', undefined]);
  });

  test('a signal that is none is a TypeError, as for `fetch`', async () => {
    const api = createAuthenticatedFetch({ getToken: async () => 'tok', baseUrl: API, fetch });
    for (const signal of [3, 'x', {}]) assert.ok((await caught(api('/x', { signal }))) instanceof TypeError);
  });

  test('`mapError` may be async', async () => {
    const api = (mapError) => createAuthenticatedFetch({ getToken: async () => null, baseUrl: API, fetch, mapError })('/x');
    assert.equal(await caught(api(async (error) => `own: ${error.code}`)), 'own: signed_out');
    assert.equal(await caught(api(async () => Promise.reject('thrown'))), 'thrown');
  });

  test('each rejection ends with an `error` event, also one of arguments that nobody can read', async () => {
    for (const [call, code] of [
      [(api) => api(`${API}/x`, { token: 3 }), 'invalid_options'],
      [(api) => api.json(`${API}/x`, { json: {}, body: 'x' }), 'invalid_options'],
      [(api) => api.json('http://['), 'invalid_key'],
      [(api) => api('http://['), undefined],
    ]) {
      const events = [];
      const api = createAuthenticatedFetch({ getToken: async () => 'tok', fetch, onEvent: (event) => events.push(event) });
      await caught(call(api));
      assert.deepEqual(events.map(({ type, code: told, attempt }) => [type, told, attempt]), [['error', code, 0]]);
    }
  });

  test('what no request can be is no network failure, and is not tried again', async () => {
    const platform = globalThis.fetch;
    let calls = 0;
    const send = (...args) => (calls++, platform(...args));
    const api = createAuthenticatedFetch({ getToken: async () => 'tok', allowedOrigins: ['http://127.0.0.1:9'], fetch: send, retry: 2 });
    for (const init of [{ method: 'GET', json: {} }, { headers: { 'a b': '1' } }, { credentials: 'yes' }]) {
      calls = 0;
      const error = await caught(api.json('http://127.0.0.1:9/x', init));
      assert.deepEqual([error instanceof TypeError, calls], [true, 1], String(error));
    }
  });

  test('an answer that belongs to a former identity is let go of', async () => {
    let cancelled = false;
    const clerk = createFakeClerk({ user: 'user_ada' });
    const send = async () => {
      clerk.signIn('user_bob');
      return new Response(new ReadableStream({ cancel: () => void (cancelled = true) }), { status: 401 });
    };
    assertCode(await caught(createAuthenticatedFetch({ clerk, baseUrl: API, fetch: send })('/x')), 'identity_changed');
    assert.ok(cancelled);
  });

  test("the API's own words may be `detail` of any JSON, as FastAPI's are", async () => {
    const api = (body) => createAuthenticatedFetch({ getToken: async () => 'tok', baseUrl: API, fetch: answering(404, JSON.stringify(body)) }).json('/x');
    assert.match((await caught(api({ detail: 'Item not found' }))).message, /The API says: Item not found\./);
    assert.doesNotMatch((await caught(api({ detail: [{ loc: ['a'] }] }))).message, /The API says/);
  });

  test('`Retry-After` may have spaces around it', async () => {
    const error = await caught(createAuthenticatedFetch({ getToken: async () => 'tok', baseUrl: API, fetch: async () => ({ status: 503, ok: false, headers: { get: (name) => (name === 'retry-after' ? ' 3 ' : null) }, text: async () => '' }) }).json('/x'));
    assert.equal(error.retryAfter, 3_000);
  });

  test('`request` that gives a second element which is no init: invalid_key', async () => {
    const call = clerkSWRFetcher({ getToken: async () => 'tok', baseUrl: API, fetch, request: (key) => [key, 'segment'] })('/x');
    assertCode(await caught(call), 'invalid_key');
  });

  test("Clerk's own time-out names the milliseconds", async () => {
    const getToken = async () => Promise.reject(Object.assign(new Error('late'), { code: 'clerk_runtime_load_timeout' }));
    assertCode(await caught(createAuthenticatedFetch({ getToken, baseUrl: API, fetch, tokenTimeout: 4_000 })('/x')), 'clerk_not_loaded', 'within 4000 ms');
  });

  test('an origin with a path: the message has the line for a value from the environment', () => {
    const error = thrown(() => createAuthenticatedFetch({ allowedOrigins: ['https://a.foo.com/x'] }));
    assertCode(error, 'invalid_options', '`https://a.foo.com`', '`new URL(value).origin`');
  });
});

test('clerkQueryOptions without a key says so at once, and its queryFn of an element that is none', async () => {
  const options = { baseUrl: 'https://a.foo.com', getToken: async () => 'tok' };
  for (const key of [null, undefined]) assertCode(thrown(() => clerkQueryOptions(key, options)), 'invalid_key');
  const { queryKey, queryFn } = clerkQueryOptions(['/todos', null], options);
  assertCode(await caught(queryFn({ queryKey })), 'invalid_key');
});

test('an error that somebody makes is retryable by its code and status', () => {
  const retryable = (code, fields) => new ClerkFetchError(code, 'x', fields).retryable;
  for (const code of ['network', 'offline', 'timeout', 'token_unavailable', 'clerk_not_loaded']) assert.ok(retryable(code), code);
  for (const status of [408, 425, 429, 500, 502, 503, 504]) assert.ok(retryable('http', { status }), String(status));
  for (const [code, fields] of [['http', { status: 404 }], ['http'], ['signed_out'], ['network', { retryable: false }]]) assert.equal(retryable(code, fields), false, code);
});

test('whoever watches the wrong thing is told at once', () => {
  const clerk = createFakeClerk({ user: 'user_ada' });
  const { mutate } = { mutate: () => {} };
  for (const options of [clerk, { Clerk: clerk }, { clerk: () => clerk }, { clerk: 'pk_test' }, null, 3, 'x']) {
    for (const watch of [(all) => onIdentityChange(() => {}, all), (all) => clearOnIdentityChange(new QueryClient(), all), (all) => clearSWR(mutate, all)]) {
      assertCode(thrown(() => watch(options)), 'invalid_options', '{ clerk }');
    }
  }
  assertCode(thrown(() => onIdentityChange(3)), 'invalid_options');
  for (const options of [undefined, {}, { clerk }, { clerk: null }, { clerk: undefined }]) onIdentityChange(() => {}, options)();
});

test('at a change an observer sees no error, and one that throws holds up nothing', async (t) => {
  const reported = [];
  replaceGlobal(t, 'reportError', (error) => reported.push(error));
  const clerk = createFakeClerk({ user: 'user_ada' });
  const client = new QueryClient();
  const undo = clearOnIdentityChange(client, { clerk });
  t.after(undo);
  for (const name of ['a', 'b', 'c']) client.setQueryData([name], `${name} of ada`);
  const states = [];
  const observer = new QueryObserver(client, { queryKey: ['a'], enabled: false });
  t.after(
    observer.subscribe(({ status, error, data }) => {
      states.push([status, error, data]);
      if (status === 'pending') throw new Error("the observer's own");
    }),
  );
  clerk.signIn('user_bob');
  assert.ok(states.length);
  for (const state of states) assert.deepEqual(state, ['pending', null, undefined]);
  assert.deepEqual(['a', 'b', 'c'].map((name) => client.getQueryData([name])), [undefined, undefined, undefined]);
  for (const error of reported) assert.equal(error.message, "the observer's own");
});
