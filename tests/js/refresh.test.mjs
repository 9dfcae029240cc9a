// A 401: one refresh per token, for however many calls, and never a storm.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { seeded } from './support/seeded.mjs';
import { serve } from './support/server.mjs';
import { assertCode, caught, deferred, eventually, forBothBuilds, promise, settled } from './support/suite.mjs';
import { giving, guarded, jwt, minting } from './support/tokens.mjs';
import { holdClock, holdTimers, recordingFetch } from './support/world.mjs';

const SEED = Number(process.env.SEED ?? 16);
const ROUNDS = process.env.FULL === '1' ? 20_000 : 40;

const UNAUTHORIZED = { status: 401, body: { error: 'unauthorized' } };

forBothBuilds((build) => {
  const { createAuthenticatedFetch } = build;

  /** An API that accepts what `isValid` does, and the options to call it. */
  const start = async (t, source, isValid, options) => {
    const server = await serve(t, { '*': guarded(isValid) });
    const given = { getToken: source.getToken, baseUrl: server.origin, ...options };
    return { server, given, authenticatedFetch: createAuthenticatedFetch(given) };
  };

  promise('a refused token is replaced, and the request sent once more', async (t) => {
    const source = minting();
    const first = source.current;
    const { server, authenticatedFetch } = await start(t, source, (token) => token !== first);
    const response = await authenticatedFetch('/x');
    assert.equal(response.status, 200);
    assert.deepEqual(
      server.requests.map(({ authorization }) => authorization),
      [`Bearer ${first}`, `Bearer ${source.current}`],
    );
    assert.equal(source.mints, 1);
  });

  promise('`getToken()` is asked again before a token is forced', async (t) => {
    const source = giving('old', 'old', 'new');
    const { server, authenticatedFetch } = await start(t, source, (token) => token === 'new');
    assert.equal((await authenticatedFetch('/x')).status, 200);
    assert.deepEqual(source.calls, [[], [], [{ skipCache: true }]]);
    assert.equal(server.requests.length, 2);
  });

  promise('a token that `getToken()` already replaced is taken, and none is forced', async (t) => {
    const source = giving('old', 'new');
    const { authenticatedFetch } = await start(t, source, (token) => token === 'new');
    assert.equal((await authenticatedFetch('/x')).status, 200);
    assert.deepEqual(source.calls, [[], []]);
  });

  promise('the forced token is asked for with the template and the organization', async (t) => {
    const source = giving('old', 'old', 'new');
    const { authenticatedFetch } = await start(t, source, (token) => token === 'new', { template: 'a', organizationId: 'org_1' });
    await authenticatedFetch('/x');
    const want = { template: 'a', organizationId: 'org_1' };
    assert.deepEqual(source.calls, [[want], [want], [{ ...want, skipCache: true }]]);
  });

  describe('one refresh', () => {
    promise('serves 100 concurrent 401s over three fetchers', async (t) => {
      const source = minting();
      const first = source.current;
      const { server, given } = await start(t, source, (token) => token !== first);
      const swr = build.clerkSWRFetcher(given);
      const queryFn = build.clerkQueryFn(given);
      const plain = createAuthenticatedFetch(given);
      const ways = [(path) => plain.json(path), (path) => swr(path), (path) => queryFn({ queryKey: [path] })];
      const calls = Array.from({ length: 100 }, (_, n) => ways[n % 3](`/x/${n}`));
      for (const value of await Promise.all(calls)) assert.equal(value.ok, true);
      assert.equal(source.mints, 1);
      assert.equal(server.requests.length, 200);
    });

    promise('serves a 401 that arrives when the refresh is over', async (t) => {
      const source = minting();
      const first = source.current;
      const late = deferred();
      const server = await serve(t, {
        '/early': guarded((token) => token !== first),
        '/late': async (request) => {
          if (request.authorization === `Bearer ${first}`) await late.promise;
          return guarded((token) => token !== first)(request);
        },
      });
      const authenticatedFetch = createAuthenticatedFetch({ getToken: source.getToken, baseUrl: server.origin });
      const lateCall = authenticatedFetch('/late');
      await server.arrived(1);
      assert.equal((await authenticatedFetch('/early')).status, 200);
      late.resolve();
      assert.equal((await lateCall).status, 200);
      assert.equal(source.mints, 1);
    });

    promise('is not shared by two token sources', async (t) => {
      const sources = [minting({ sub: 'user_1' }), minting({ sub: 'user_2' })];
      const refused = sources.map(({ current }) => current);
      const server = await serve(t, { '*': guarded((token) => !refused.includes(token)) });
      const fetches = sources.map(({ getToken }) => createAuthenticatedFetch({ getToken, baseUrl: server.origin }));
      await Promise.all(fetches.map((authenticatedFetch, n) => authenticatedFetch(`/${n}`)));
      assert.deepEqual(sources.map(({ mints }) => mints), [1, 1]);
      for (const [n, { current }] of sources.entries()) {
        const last = server.requests.filter(({ path }) => path === `/${n}`).at(-1);
        assert.equal(last.authorization, `Bearer ${current}`);
      }
    });

    promise('is not shared by two templates of one source', async (t) => {
      const source = giving('old');
      source.getToken = async (options) => (source.calls.push([options]), `${options.template}-${options.skipCache ? 'new' : 'old'}`);
      const { server, authenticatedFetch } = await start(t, source, (token) => token.endsWith('new'));
      await Promise.all(['a', 'b'].map((template) => authenticatedFetch(`/${template}`, { token: { template } })));
      for (const template of ['a', 'b']) {
        const last = server.requests.filter(({ path }) => path === `/${template}`).at(-1);
        assert.equal(last.authorization, `Bearer ${template}-new`);
      }
    });

    promise("goes on for the others when one caller aborts, and its 401 isn't sent again", async (t) => {
      const renewed = deferred();
      const source = giving('old', 'old', 'old', 'old', () => renewed.promise);
      const { server, authenticatedFetch } = await start(t, source, (token) => token === 'new');
      const controller = new AbortController();
      const aborted = authenticatedFetch('/aborted', { signal: controller.signal });
      const others = [authenticatedFetch('/a'), authenticatedFetch('/b')];
      await eventually(() => source.calls.some(([options]) => options?.skipCache));
      controller.abort('mine');
      assert.equal(await caught(aborted), 'mine');
      renewed.resolve('new');
      for (const response of await Promise.all(others)) assert.equal(response.status, 200);
      assert.deepEqual(server.requests.map(({ path }) => path).sort(), ['/a', '/a', '/aborted', '/b', '/b']);
    });
  });

  describe('an endpoint that always says 401', () => {
    promise('called 100 times in a row costs one mint, and each call gets its 401', async (t) => {
      const source = minting();
      const { authenticatedFetch } = await start(t, source, () => false);
      for (let n = 0; n < 100; n++) assert.equal((await authenticatedFetch('/x')).status, 401);
      assert.equal(source.mints, 1);
    });

    promise('called 100 times at once costs one mint', async (t) => {
      const source = minting();
      const { server, authenticatedFetch } = await start(t, source, () => false);
      const responses = await Promise.all(Array.from({ length: 100 }, () => authenticatedFetch('/x')));
      assert.ok(responses.every(({ status }) => status === 401));
      assert.equal(source.mints, 1);
      assert.ok(server.requests.length <= 200);
    });

    promise('costs another one when 30 s are over, and not before', async (t) => {
      const clock = holdClock(t);
      const source = minting();
      const { authenticatedFetch } = await start(t, source, () => false);
      await authenticatedFetch('/x');
      clock.advance(29_999);
      await authenticatedFetch('/x');
      assert.equal(source.mints, 1);
      clock.advance(2);
      await authenticatedFetch('/x');
      assert.equal(source.mints, 2);
    });

    promise('does not keep a token that is new since then from being replaced by what the source has', async (t) => {
      const source = minting();
      const { server, authenticatedFetch } = await start(t, source, () => false);
      await authenticatedFetch('/x');
      const stale = jwt();
      const fresh = jwt();
      const { getToken } = source;
      let asked = 0;
      source.current = fresh;
      const turning = createAuthenticatedFetch({ baseUrl: server.origin, getToken });
      server.routes['*'] = ({ authorization }) => {
        if (!asked++) source.current = fresh;
        return guarded((token) => token === fresh)({ authorization });
      };
      source.current = stale;
      assert.equal((await turning('/x')).status, 200);
      assert.equal(source.mints, 1);
    });

    promise('is forced to mint once in 30 s, also where the source turns to a new token before each call', async (t) => {
      const clock = holdClock(t);
      const source = minting();
      const { authenticatedFetch } = await start(t, source, () => false);
      for (let n = 0; n < 29; n++) {
        source.current = jwt();
        assert.equal((await authenticatedFetch('/x')).status, 401);
        clock.advance(1_000);
      }
      assert.equal(source.mints, 1);
      clock.advance(1_001);
      await authenticatedFetch('/x');
      assert.equal(source.mints, 2);
    });

    promise('is forced to mint once in 30 s, whatever it answers and whoever turns the token', async (t) => {
      const random = seeded(SEED);
      for (let round = 0; round < ROUNDS; round++) {
        const clock = holdClock(t);
        let time = 0;
        const source = minting();
        const mints = [];
        const getToken = async (options) => {
          if (options?.skipCache) mints.push(time);
          return source.getToken(options);
        };
        const fetch = async () => new Response('', { status: random.pick([200, 401, 401, 401, 403, 500]), headers: random.pick([{}, {}, { 'x-clerk-auth-reason': 'token-not-active-yet' }, { 'www-authenticate': 'Bearer' }]) });
        const fetchers = [1, 2].map(() => createAuthenticatedFetch({ baseUrl: 'https://a.foo.com', getToken, fetch }));
        for (let n = 0; n < 40; n++) {
          if (!random.below(3)) source.current = jwt();
          await Promise.all(Array.from({ length: 1 + random.below(3) }, () => random.pick(fetchers)('/x')));
          const wait = random.pick([0, 1, 999, 14_000]);
          time += wait;
          clock.advance(wait);
        }
        for (const [index, at] of mints.entries()) assert.ok(!index || at - mints[index - 1] >= 30_000, `SEED=${SEED}, round ${round}: ${mints}`);
        t.mock.restoreAll();
      }
    });

    promise('beside one that accepts the token, leaves it alone', async (t) => {
      const source = minting();
      const server = await serve(t, { '/broken': UNAUTHORIZED });
      const authenticatedFetch = createAuthenticatedFetch({ getToken: source.getToken, baseUrl: server.origin });
      for (let n = 0; n < 20; n++) {
        assert.equal((await authenticatedFetch('/fine')).status, 200);
        assert.equal((await authenticatedFetch('/broken')).status, 401);
      }
      assert.equal(source.mints, 1);
    });

    promise('gives the second 401 as the response', async (t) => {
      const source = minting();
      let n = 0;
      const server = await serve(t, { '*': () => ({ status: 401, body: { n: ++n } }) });
      const authenticatedFetch = createAuthenticatedFetch({ getToken: source.getToken, baseUrl: server.origin });
      assert.deepEqual(await (await authenticatedFetch('/x')).json(), { n: 2 });
      const error = await caught(authenticatedFetch.json('/x'));
      assertCode(error, 'http', '401');
    });
  });

  describe('a refresh that gives nothing gives the first 401, as a Response and as an http error', () => {
    const WAYS = {
      'fails when asked again': () => giving('old', new Error('down')),
      'fails when forced': () => giving('old', 'old', new Error('down')),
      'gives null': () => giving('old', 'old', null),
      'gives null when asked again': () => giving('old', null),
      'gives an empty string': () => giving('old', 'old', ''),
      'gives undefined': () => giving('old', 'old', undefined),
      'gives the same token': () => giving('old'),
      'gives a token that no header can carry': () => giving('old', 'old', 'a\nb'),
    };
    for (const [name, makeSource] of Object.entries(WAYS)) {
      promise(name, async (t) => {
        const { server, authenticatedFetch } = await start(t, makeSource(), () => false);
        const response = await authenticatedFetch('/x');
        assert.deepEqual([response.status, await response.json()], [401, UNAUTHORIZED.body]);
        assert.equal(server.requests.length, 1);

        const parsed = await start(t, makeSource(), () => false);
        const error = await caught(parsed.authenticatedFetch.json('/x'));
        assertCode(error, 'http', '401');
        assert.deepEqual([error.status, error.body], [401, UNAUTHORIZED.body]);
      });
    }

    promise('hangs past `tokenTimeout`, which covers both askings', async (t) => {
      const timers = holdTimers(t);
      const source = giving('old', 'old', () => new Promise(() => {}));
      const { fetch, calls } = recordingFetch(() => new Response('', { status: 401 }));
      const options = { getToken: source.getToken, baseUrl: 'https://a.foo.com', fetch, tokenTimeout: 7_777 };
      const pending = createAuthenticatedFetch(options)('/x');
      await eventually(() => source.calls.length === 3);
      assert.deepEqual(timers.waits, [7_777]);
      await timers.fire(7_777);
      assert.equal((await pending).status, 401);
      assert.equal(calls.length, 1);
      timers.assertNone();
    });

    promise('bars another for 5 s where it failed, and for 30 s where the token stayed the same', async (t) => {
      const clock = holdClock(t);
      const failing = giving('old', 'old', new Error('down'));
      let current = await start(t, { ...failing, getToken: async (options) => (failing.calls.push([options]), options?.skipCache ? Promise.reject(new Error('down')) : 'old') }, () => false);
      const forced = () => failing.calls.filter(([options]) => options?.skipCache).length;
      await current.authenticatedFetch('/x');
      await current.authenticatedFetch('/x');
      assert.equal(forced(), 1);
      clock.advance(5_001);
      await current.authenticatedFetch('/x');
      assert.equal(forced(), 2);

      const same = giving('old');
      current = await start(t, same, () => false);
      await current.authenticatedFetch('/x');
      clock.advance(29_000);
      await current.authenticatedFetch('/x');
      assert.equal(same.calls.filter(([options]) => options?.skipCache).length, 1);
      clock.advance(1_001);
      await current.authenticatedFetch('/x');
      assert.equal(same.calls.filter(([options]) => options?.skipCache).length, 2);
    });
  });

  promise('nothing of a refresh is left over when calls are done: no timer', async (t) => {
    const timers = holdTimers(t);
    const source = minting();
    const first = source.current;
    const { fetch } = recordingFetch((_, { headers }) => new Response('', { status: headers.Authorization === `Bearer ${first}` ? 401 : 200 }));
    const response = await createAuthenticatedFetch({ getToken: source.getToken, baseUrl: 'https://a.foo.com', fetch, timeout: 9_999 })('/x');
    assert.equal(response.status, 200);
    await settled();
    timers.assertNone();
  });
});
