// What each of many callers gets while one refresh fails, hangs or goes on: the first 401 of its own, in time; and who
// leaves, leaves alone.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { serve } from './support/server.mjs';
import { caught, deferred, eventually, forBothBuilds, promise, settled } from './support/suite.mjs';
import { atOnce, forced, heldSource, threeFetchers } from './support/storm.mjs';
import { guarded, jwt, minting } from './support/tokens.mjs';
import { holdTimers, recordingFetch } from './support/world.mjs';

const COUNT = 30;
const HELD = 4_321;

/** What a forced mint may give that is no new token. */
const NOTHING = {
  'a rejection': () => Promise.reject(new Error('down')),
  'the same token': (token) => token,
  null: () => null,
  undefined: () => undefined,
  'an empty string': () => '',
  'a number': () => 42,
  'an object': () => ({ jwt: 'x' }),
  'a symbol': () => Symbol('x'),
  'an array of the token': (token) => [token],
  'a String object': () => new String('x'),
  'a line break in it': () => 'a\r\nX-Evil: 1',
  'a letter beyond ASCII': () => 'tökén',
};

forBothBuilds((build) => {
  /** An API whose every 401 says which it is; `settle` gives what a forced mint does. */
  const start = async (t, settle, options) => {
    const first = jwt();
    const calls = [];
    const getToken = async (given) => (calls.push(given), given?.skipCache ? settle(first) : first);
    const server = await serve(t, { '*': ({ path }) => ({ status: 401, body: { first: path } }) });
    const given = { getToken, baseUrl: server.origin, ...options };
    return { server, given, source: { calls }, ways: threeFetchers(build, given) };
  };

  const assertFirst401s = async (pending, server) => {
    for (const [n, { status, body }] of (await Promise.all(pending)).entries()) {
      assert.deepEqual([status, body], [401, { first: `/${n}` }]);
    }
    assert.equal(server.requests.length, pending.length);
  };

  describe(`a refresh that gives ${COUNT} callers`, () => {
    for (const [name, settle] of Object.entries(NOTHING)) {
      promise(`${name} gives each the first 401 of its own, for one forced mint`, async (t) => {
        const { server, source, ways } = await start(t, settle);
        await assertFirst401s(atOnce(ways, COUNT), server);
        assert.equal(forced(source), 1);
      }, 30);
    }

    promise('nothing, for ever, gives each the first 401 of its own when `tokenTimeout` is over', async (t) => {
      const timers = holdTimers(t);
      const { server, source, ways } = await start(t, () => new Promise(() => {}), { tokenTimeout: HELD });
      const pending = atOnce(ways, COUNT);
      await eventually(() => forced(source) === 1 && server.requests.length === COUNT);
      await timers.fire(HELD);
      await assertFirst401s(pending, server);
      timers.assertNone();
    }, 30);
  });

  describe('who aborts', () => {
    /** Calls that wait for one forced mint, each with a controller of its own. */
    const waiting = async (t, count) => {
      const first = jwt();
      const source = heldSource(first);
      const server = await serve(t, { '*': guarded((token) => token !== first) });
      const ways = threeFetchers(build, { getToken: source.getToken, baseUrl: server.origin });
      const controllers = Array.from({ length: count }, () => new AbortController());
      const calls = controllers.map(({ signal }, n) => ways[n % 3](`/${n}`, signal));
      await eventually(() => source.waiting.length === 1);
      await settled();
      return { server, source, ways, controllers, calls };
    };

    for (const [who, at] of [['the one that started it', 0], ['one that joined', 7]]) {
      promise(`leaves alone and at once: ${who}`, async (t) => {
        const { server, source, controllers, calls } = await waiting(t, 20);
        const reason = new Error('mine');
        controllers[at].abort(reason);
        assert.equal(await caught(calls[at]), reason);
        await source.mint(jwt());
        for (const [n, call] of calls.entries()) if (n !== at) assert.equal((await call).status, 200);
        assert.deepEqual([forced(source), server.requests.length], [1, 39]);
      }, 30);
    }

    promise('every one: each gets its own reason, nothing is sent again, and the mint serves the next call', async (t) => {
      const unhandled = t.mock.fn();
      process.on('unhandledRejection', unhandled);
      t.after(() => process.off('unhandledRejection', unhandled));
      const { server, source, ways, controllers, calls } = await waiting(t, 9);
      for (const [n, controller] of controllers.entries()) controller.abort(n);
      assert.deepEqual(await Promise.all(calls.map(caught)), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
      const late = [ways[0]('/late'), ways[1]('/late')];
      await server.arrived(11);
      await source.mint(jwt());
      for (const { status } of await Promise.all(late)) assert.equal(status, 200);
      assert.deepEqual([forced(source), server.requests.length], [1, 13]);
      await settled();
      assert.equal(unhandled.mock.callCount(), 0);
    }, 30);

    promise('every one, before a refresh that fails: nobody is left to be told, and nothing is unhandled', async (t) => {
      const unhandled = t.mock.fn();
      process.on('unhandledRejection', unhandled);
      t.after(() => process.off('unhandledRejection', unhandled));
      const { source, controllers, calls } = await waiting(t, 6);
      for (const controller of controllers) controller.abort('mine');
      await Promise.all(calls.map(caught));
      await source.mint(new Error('down'));
      await settled();
      assert.equal(unhandled.mock.callCount(), 0);
    }, 30);
  });

  describe('is shared by nobody else', () => {
    promise('than calls of the same template and organization, in any mixture, though all had the same token', async (t) => {
      const wants = [undefined, { template: 'a' }, { template: 'b' }, { organizationId: 'a' }, { template: 'a', organizationId: 'a' }];
      const name = ({ template, organizationId } = {}) => `${template}-${organizationId}`;
      const all = deferred();
      const mints = {};
      const current = {};
      const getToken = async (options) => {
        const key = name(options);
        if (options?.skipCache) {
          mints[key] = (mints[key] ?? 0) + 1;
          await all.promise; // each refresh goes on until every call has met its 401
        }
        return (current[key] = options?.skipCache ? `${key}-new` : (current[key] ?? 'old'));
      };
      const server = await serve(t, { '*': guarded((token) => token.endsWith('new')) });
      const api = build.createAuthenticatedFetch({ getToken, baseUrl: server.origin });
      const calls = Array.from({ length: 50 }, (_, n) => api(`/${n % 5}`, wants[n % 5] && { token: wants[n % 5] }));
      await eventually(() => Object.keys(mints).length === wants.length && server.requests.length === 50);
      await settled();
      all.resolve();
      for (const { status } of await Promise.all(calls)) assert.equal(status, 200);
      for (const [n, want] of wants.entries()) {
        assert.equal(mints[name(want)], 1, name(want));
        const tokens = new Set(server.requests.filter(({ path }) => path === `/${n}`).map(({ authorization }) => authorization));
        assert.deepEqual(tokens, new Set(['Bearer old', `Bearer ${name(want)}-new`]));
      }
    }, 30);

    promise('than calls of the same token source: 20 users at once', async (t) => {
      const users = Array.from({ length: 20 }, (_, n) => minting({ sub: `user_${n}`, sid: `sess_${n}` }));
      const refused = new Set(users.map(({ current }) => current));
      const server = await serve(t, { '*': guarded((token) => !refused.has(token)) });
      const options = ({ getToken }) => ({ getToken, baseUrl: server.origin });
      const calls = users.flatMap((user, n) => threeFetchers(build, options(user)).map((way) => way(`/${n}`)));
      for (const { status } of await Promise.all(calls)) assert.equal(status, 200);
      for (const [n, { mints, current }] of users.entries()) {
        assert.equal(mints, 1);
        const ofUser = server.requests.filter(({ path, authorization }) => path === `/${n}` && !refused.has(authorization.slice(7)));
        assert.deepEqual(ofUser.map(({ authorization }) => authorization), Array(3).fill(`Bearer ${current}`));
      }
    }, 30);

    promise("than calls with our token: a caller's own Authorization meets its 401 beside them, and gets it", async (t) => {
      const source = minting();
      const first = source.current;
      const server = await serve(t, { '*': guarded((token) => token !== first && token !== 'Basic own') });
      const api = build.createAuthenticatedFetch({ getToken: source.getToken, baseUrl: server.origin });
      const calls = Array.from({ length: 20 }, (_, n) => api(`/${n}`, n % 2 ? { headers: { authorization: 'Basic own' } } : {}));
      const statuses = (await Promise.all(calls)).map(({ status }) => status);
      assert.deepEqual(statuses, Array.from({ length: 20 }, (_, n) => (n % 2 ? 401 : 200)));
      assert.deepEqual([source.mints, server.requests.length], [1, 30]);
    }, 30);
  });

  promise("a replay that is refused again is the caller's: each gets the second 401 of its own", async (t) => {
    const source = minting();
    const times = {};
    const server = await serve(t, { '*': ({ path }) => ({ status: 401, body: { path, time: (times[path] = (times[path] ?? 0) + 1) } }) });
    const calls = atOnce(threeFetchers(build, { getToken: source.getToken, baseUrl: server.origin }), COUNT);
    for (const [n, { status, body }] of (await Promise.all(calls)).entries()) {
      assert.deepEqual([status, body], [401, { path: `/${n}`, time: 2 }]);
    }
    assert.deepEqual([source.mints, server.requests.length], [1, 2 * COUNT]);
  }, 30);

  promise('a forced mint that throws at once is one that fails', async () => {
    const getToken = (options) => {
      if (options?.skipCache) throw new Error('at once');
      return 'old';
    };
    const { fetch, calls } = recordingFetch(() => new Response('first', { status: 401 }));
    const response = await build.createAuthenticatedFetch({ getToken, baseUrl: 'https://a.foo.com', fetch })('/x');
    assert.deepEqual([response.status, await response.text(), calls.length], [401, 'first', 1]);
  });
});
