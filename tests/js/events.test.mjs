// What the option `onEvent` is told: in which order, with which fields, and never the token.
import assert from 'node:assert/strict';
import { serve } from './support/server.mjs';
import { caught, forBothBuilds, promise } from './support/suite.mjs';
import { giving, guarded, jwt, minting } from './support/tokens.mjs';
import { recordingFetch } from './support/world.mjs';

const NOW = { 'retry-after': '0' };

/** The fields that each type has beside those of all. */
const FIELDS = { token: [], refresh: ['renewed'], retry: ['wait', 'status'], response: ['status'], error: ['code'] };

/** Calls that reject, and the code of their last event. */
const REJECTIONS = [
  ['signed out', { getToken: giving(null).getToken }, {}, 'signed_out'],
  ['a token source that fails', { getToken: giving(new Error('x')).getToken }, {}, 'token_unavailable'],
  ['an abort', {}, { signal: AbortSignal.abort('mine') }, 'abort'],
  ['a network error', { fetch: () => Promise.reject(new TypeError('x')) }, {}, 'network'],
  ['a body that is not JSON', { fetch: async () => new Response('<') }, {}, 'invalid_json'],
  ['a bad status', { fetch: async () => new Response('', { status: 404 }) }, {}, 'http'],
];

forBothBuilds(({ createAuthenticatedFetch }) => {
  const observe = async (t, routes, options, init) => {
    const events = [];
    const server = await serve(t, routes);
    const given = { getToken: giving('tok').getToken, baseUrl: server.origin, onEvent: (event) => events.push(event), ...options };
    const result = await createAuthenticatedFetch(given)
      .json('/x?secret=1#part', init)
      .catch((error) => error);
    return { server, events, result };
  };

  const types = (events) => events.map(({ type }) => type);

  promise('a URL that has the token in it is told without', async (t) => {
    const token = jwt();
    const { getToken } = giving(token);
    const events = [];
    const server = await serve(t, {});
    await createAuthenticatedFetch({ getToken, baseUrl: server.origin, onEvent: (event) => events.push(event) }).json(`/introspect/${token}`);
    assert.deepEqual(events.map(({ url }) => url), Array(2).fill(`${server.origin}/introspect/[token]`));
  });

  promise('a URL that has the token in another spelling is masked whole, and the event keeps its fields', async (t) => {
    const token = jwt();
    const { getToken } = giving(token);
    const events = [];
    const server = await serve(t, {});
    await createAuthenticatedFetch({ getToken, baseUrl: server.origin, onEvent: (event) => events.push(event) }).json(`/introspect/${Buffer.from(token).toString('hex')}`);
    assert.deepEqual(events.map(({ type, url, method }) => [type, url, method]), [['token', '[token]', 'GET'], ['response', '[token]', 'GET']]);
  });

  promise('a call that succeeds is a token and a response', async (t) => {
    const { server, events } = await observe(t, {});
    assert.deepEqual(types(events), ['token', 'response']);
    for (const { url, method, attempt, duration } of events) {
      assert.deepEqual([url, method, attempt], [`${server.origin}/x`, 'GET', 1]);
      assert.ok(Number.isFinite(duration) && duration >= 0);
    }
    assert.equal(events[1].status, 200);
  });

  promise('a refresh stands between the two responses, and counts as another try', async (t) => {
    const source = minting();
    const first = source.current;
    const { events } = await observe(t, { '*': guarded((token) => token !== first) }, { getToken: source.getToken });
    assert.deepEqual(types(events), ['token', 'response', 'refresh', 'response']);
    assert.deepEqual(events.map(({ attempt }) => attempt), [1, 1, 1, 2]);
    assert.deepEqual([events[1].status, events[2].renewed, events[3].status], [401, true, 200]);
  });

  promise('a refresh that gives nothing says so, and the error is last', async (t) => {
    const { events } = await observe(t, { '*': { status: 401 } });
    assert.deepEqual(types(events), ['token', 'response', 'refresh', 'error']);
    assert.deepEqual([events[2].renewed, events[3].code], [false, 'http']);
  });

  promise('each retry says how long is waited, and after which status', async (t) => {
    const { events } = await observe(t, { '*': { status: 503, headers: NOW } }, { retry: 2 });
    const all = ['token', 'response', 'retry', 'token', 'response', 'retry', 'token', 'response', 'error'];
    assert.deepEqual(types(events), all);
    assert.deepEqual(events.map(({ attempt }) => attempt), [1, 1, 1, 2, 2, 2, 3, 3, 3]);
    assert.deepEqual([events[2].wait, events[2].status], [0, 503]);
  });

  promise('a retry after a network error has no status', async (t) => {
    t.mock.method(Math, 'random', () => 0);
    const { fetch } = recordingFetch((_input, _init, n) => (n === 1 ? Promise.reject(new TypeError('x')) : Response.json(1)));
    const { events } = await observe(t, {}, { fetch, retry: 1 });
    assert.deepEqual(types(events), ['token', 'retry', 'token', 'response']);
    assert.ok(!('status' in events[1]));
  });

  for (const [name, options, init, code] of REJECTIONS) {
    promise(`${name} ends with one error event of the code ${code}`, async (t) => {
      const { server, events } = await observe(t, {}, options, init);
      const errors = events.filter(({ type }) => type === 'error');
      assert.deepEqual([errors.length, errors[0].code, types(events).at(-1)], [1, code, 'error']);
      assert.deepEqual([errors[0].method, errors[0].url], ['GET', `${server.origin}/x`]);
    });
  }

  promise('an origin that is refused is an error event, with nothing before it', async (t) => {
    const events = [];
    const { otherOrigin } = await serve(t);
    const api = createAuthenticatedFetch({ getToken: giving('tok').getToken, onEvent: (event) => events.push(event) });
    await caught(api(`${otherOrigin}/x?secret=1`));
    const [{ type, code, url, attempt }, ...rest] = events;
    assert.deepEqual([type, code, url, attempt], ['error', 'origin_not_allowed', `${otherOrigin}/x`, 0]);
    assert.deepEqual(rest, []);
  });

  promise("the plain fetch's own errors end with an error event without a code", async () => {
    const events = [];
    const fetch = () => Promise.reject(new TypeError('x'));
    const options = { getToken: giving('tok').getToken, baseUrl: 'https://a.foo.com', fetch, onEvent: (event) => events.push(event) };
    await caught(createAuthenticatedFetch(options)('/x'));
    assert.deepEqual([types(events).at(-1), events.at(-1).code], ['error', undefined]);
  });

  promise('a bad status of the plain fetch is a response, and no error', async (t) => {
    const events = [];
    const server = await serve(t, { '*': { status: 500 } });
    const options = { getToken: giving('tok').getToken, baseUrl: server.origin, onEvent: (event) => events.push(event) };
    await createAuthenticatedFetch(options)('/x');
    assert.deepEqual(events.map(({ type, status }) => [type, status]), [['token', undefined], ['response', 500]]);
  });

  promise('a call without a token has no token event', async (t) => {
    assert.deepEqual(types((await observe(t, {}, {}, { token: false })).events), ['response']);
  });

  promise('`.headers()` is a token alone', async () => {
    const events = [];
    const options = { getToken: giving('tok').getToken, baseUrl: 'https://a.foo.com', onEvent: (event) => events.push(event) };
    await createAuthenticatedFetch(options).headers('/x');
    assert.deepEqual(types(events), ['token']);
  });

  promise('no event has a field that is not declared, the token, or a query', async (t) => {
    const source = minting();
    const first = source.current;
    const seen = [];
    const onEvent = (event) => seen.push(event);
    await observe(t, { '*': guarded((token) => token !== first) }, { getToken: source.getToken, onEvent });
    await observe(t, { '*': { status: 503, headers: NOW } }, { retry: 1, onEvent });
    await observe(t, { '*': { status: 401 } }, { onEvent });
    for (const { type, url, method, attempt, duration, ...rest } of seen) {
      for (const field of Object.keys(rest)) assert.ok(FIELDS[type].includes(field), `${type}.${field}`);
      assert.ok(url && method && attempt >= 0 && duration >= 0);
    }
    assert.equal(seen.length, 14);
    assert.doesNotMatch(JSON.stringify(seen), /"tok"|secret|eyJ/);
  });

  promise('an observer that throws or rejects disturbs nothing', async (t) => {
    const unhandled = [];
    const note = (error) => unhandled.push(error);
    process.on('unhandledRejection', note);
    t.after(() => process.off('unhandledRejection', note));
    const throwing = () => {
      throw new Error('mine');
    };
    for (const onEvent of [throwing, async () => throwing()]) {
      assert.deepEqual((await observe(t, {}, { onEvent })).result, { ok: true });
    }
    await new Promise((resume) => setImmediate(resume));
    assert.deepEqual(unhandled, []);
  });
});
