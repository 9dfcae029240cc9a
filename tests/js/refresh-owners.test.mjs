// One caller's trouble stays its own: a refresh is of one identity, a bar of one origin, and a mint is bounded whatever an API
// answers.
import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { text } from 'node:stream/consumers';
import { getHeapSnapshot } from 'node:v8';
import { describe } from 'node:test';
import { serve } from './support/server.mjs';
import { deferred, eventually, forBothBuilds, promise, settled } from './support/suite.mjs';
import { forced } from './support/storm.mjs';
import { giving, guarded, jwt, minting } from './support/tokens.mjs';
import { holdClock, holdTimers, recordingFetch, replaceGlobal } from './support/world.mjs';

const BASE = 'https://a.foo.com';

/** One `getToken` for many users, as on a server: it asks whose request is being answered. */
const manyUsers = (tokenOf) => {
  const storage = new AsyncLocalStorage();
  const users = Array.from({ length: 100 }, (_, n) => ({ n, current: tokenOf(n), mints: 0, gate: undefined }));
  const getToken = async (options) => {
    const user = storage.getStore();
    if (!options?.skipCache) return user.current;
    user.mints++;
    await user.gate?.promise;
    return (user.current = tokenOf(user.n));
  };
  return { users, getToken, as: (user, run) => storage.run(user, run) };
};

let opaque = 0;
const KINDS = {
  JWTs: (n) => jwt({ sub: `user_${n}`, sid: `sess_${n}` }),
  'opaque tokens': (n) => `opaque-${n}-${++opaque}`,
};

forBothBuilds((build) => {
  const { createAuthenticatedFetch } = build;

  describe('one `getToken` for many users', () => {
    for (const [kind, tokenOf] of Object.entries(KINDS)) {
      promise(`with ${kind}: a slow mint of one holds up no other`, async () => {
        const { users, getToken, as } = manyUsers(tokenOf);
        const stale = new Set(users.map(({ current }) => current));
        const { fetch } = recordingFetch((_, { headers }) => new Response('', { status: stale.has(headers.Authorization.slice(7)) ? 401 : 200 }));
        const api = createAuthenticatedFetch({ getToken, baseUrl: BASE, fetch });
        users[0].gate = deferred();
        const slow = as(users[0], () => api('/0'));
        await eventually(() => users[0].mints === 1);
        const others = users.slice(1).flatMap((user) => [1, 2].map((time) => as(user, () => api(`/${user.n}/${time}`))));
        for (const { status } of await Promise.all(others)) assert.equal(status, 200);
        assert.ok(users.slice(1).every(({ mints }) => mints === 1));
        users[0].gate.resolve();
        assert.equal((await slow).status, 200);
      }, 30);
    }
  });

  describe('a bar belongs to the origin that refused', () => {
    const OTHER = 'https://third.example';
    promise("a third party that refuses each token bars no refresh of one's own API", async () => {
      const source = minting();
      const stale = new Set([source.current]);
      const { fetch } = recordingFetch((url, { headers }) => new Response('', { status: url.startsWith(OTHER) || stale.has(headers.Authorization.slice(7)) ? 401 : 200 }));
      const api = createAuthenticatedFetch({ getToken: source.getToken, baseUrl: BASE, allowedOrigins: [OTHER], fetch });
      for (let n = 0; n < 10; n++) assert.equal((await api(OTHER)).status, 401);
      assert.equal(source.mints, 1);
      stale.add(source.current); // it expires
      assert.equal((await api('/x')).status, 200);
      assert.equal(source.mints, 2);
      for (let n = 0; n < 10; n++) assert.equal((await api(OTHER)).status, 401);
      assert.ok(source.mints <= 3, `${source.mints}`);
    });
  });

  describe('at most one forced mint in 30 s, whatever an API answers', () => {
    const APIS = {
      '401, 200, 401, 200 …': (n) => (n % 2 ? 401 : 200),
      '401, 401, 200, 401, 401, 200 …': (n) => (n % 3 ? 401 : 200),
      '401, always': () => 401,
      '401, 500, 401, 500 …': (n) => (n % 2 ? 401 : 500),
      '401 with token-not-active-yet, 200 …': (n) => (n % 2 ? [401, 'token-not-active-yet'] : 200),
      '401 with token-expired, always': () => [401, 'token-expired'],
    };
    const SOURCES = {
      'a source that caches': () => minting(),
      'a source that goes on giving its first token': () => {
        const source = { mints: 0, current: jwt() };
        source.getToken = async (options) => (options?.skipCache ? (source.mints++, jwt()) : source.current);
        return source;
      },
    };
    for (const [name, answer] of Object.entries(APIS)) {
      for (const [kind, make] of Object.entries(SOURCES)) {
        promise(`${name}: 100 calls of ${kind} cost one`, async (t) => {
          const clock = holdClock(t);
          const source = make();
          const { fetch } = recordingFetch((_url, _init, n) => {
            const [status, reason] = [answer(n)].flat();
            return new Response('', { status, headers: reason ? { 'x-clerk-auth-reason': reason } : {} });
          });
          const api = createAuthenticatedFetch({ getToken: source.getToken, baseUrl: BASE, fetch });
          for (let n = 0; n < 100; n++) await api('/x');
          assert.equal(source.mints, 1);
          clock.advance(30_001);
          for (let n = 0; n < 100; n++) await api('/x');
          assert.equal(source.mints, 2);
        });
      }
    }

    promise('but one more where the API says that the token of the last mint, which it accepted, has expired', async () => {
      const source = minting();
      const stale = new Set([source.current]);
      const { fetch } = recordingFetch((_, { headers }) => (stale.has(headers.Authorization.slice(7)) ? new Response('', { status: 401, headers: { 'x-clerk-auth-reason': 'token-expired' } }) : new Response()));
      const api = createAuthenticatedFetch({ getToken: source.getToken, baseUrl: BASE, fetch });
      for (let mints = 1; mints < 5; mints++) {
        assert.equal((await api('/x')).status, 200);
        assert.equal(source.mints, mints);
        stale.add(source.current);
      }
    });

    promise('a call that forces its token itself and is refused starts no other mint', async () => {
      const source = minting();
      const { fetch } = recordingFetch(() => new Response('', { status: 401 }));
      const api = createAuthenticatedFetch({ getToken: source.getToken, baseUrl: BASE, fetch });
      assert.equal((await api('/x', { token: { skipCache: true } })).status, 401);
      assert.equal(source.mints, 1);
    });
  });

  describe('a refused call whose body is a stream', () => {
    promise('gets its 401 at once, and starts the refresh for the calls after it', async (t) => {
      const source = minting();
      const first = source.current;
      const server = await serve(t, { '*': guarded((token) => token !== first) });
      const api = createAuthenticatedFetch({ getToken: source.getToken, baseUrl: server.origin });
      const response = await api('/x', { method: 'POST', body: new Blob(['stream']).stream(), duplex: 'half' });
      assert.equal(response.status, 401);
      await eventually(() => source.mints === 1);
      await settled();
      assert.equal((await api('/y')).status, 200);
      assert.deepEqual([source.mints, server.requests.length], [1, 2]);
    });

    promise('gets it while the refresh hangs, and nothing of that is unhandled', async (t) => {
      const source = minting();
      const { fetch } = recordingFetch(() => new Response('', { status: 401 }));
      const getToken = (options) => (options?.skipCache ? new Promise(() => {}) : source.getToken());
      const timers = holdTimers(t);
      const api = createAuthenticatedFetch({ getToken, baseUrl: BASE, fetch, tokenTimeout: 4_321 });
      assert.equal((await api('/x', { method: 'POST', body: new Blob(['s']).stream(), duplex: 'half' })).status, 401);
      await timers.fire(4_321);
      timers.assertNone();
    });

    promise('with a reason that no new token fixes starts none', async () => {
      const source = minting();
      const { fetch } = recordingFetch(() => new Response('', { status: 401, headers: { 'x-clerk-auth-reason': 'token-invalid-signature' } }));
      const api = createAuthenticatedFetch({ getToken: source.getToken, baseUrl: BASE, fetch });
      await api('/x', { method: 'POST', body: new Blob(['s']).stream(), duplex: 'half' });
      await settled();
      assert.equal(source.calls.length, 1);
    });
  });

  describe('Web Locks', () => {
    /** A page with locks as browsers have them: one holder for each name, the others wait until their signal ends. */
    const withLocks = (t, { held = false } = {}) => {
      const names = [];
      const request = (name, { signal }, work) => {
        names.push(name);
        if (!held) return Promise.resolve().then(work);
        return new Promise((resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      };
      replaceGlobal(t, 'location', { href: BASE, origin: BASE });
      replaceGlobal(t, 'navigator', { locks: { request }, onLine: true });
      return names;
    };
    const refusing = (claims, options) => {
      const source = minting(claims);
      const first = source.current;
      const { fetch } = recordingFetch((_, { headers }) => new Response('', { status: headers.Authorization === `Bearer ${first}` ? 401 : 200 }));
      return { source, api: createAuthenticatedFetch({ getToken: source.getToken, baseUrl: BASE, fetch, ...options }) };
    };

    promise("have a name that says nothing of user, session and organization, and is each user's own", async (t) => {
      const names = withLocks(t);
      for (const n of [1, 2, 2]) {
        const { api } = refusing({ sub: `user_${n}`, sid: `sess_${n}`, o: { id: `org_${n}` } }, { template: 'hasura' });
        assert.equal((await api('/x')).status, 200);
      }
      assert.equal(names.length, 3);
      for (const name of names) assert.match(name, /^clerk-fetch -?\d+$/);
      assert.notEqual(names[0], names[1]);
      assert.equal(names[1], names[2]);
    });

    promise('that somebody else holds are waited for a few seconds only: the refresh goes on alone', async (t) => {
      withLocks(t, { held: true });
      const timers = holdTimers(t);
      const { source, api } = refusing({});
      const pending = api('/x');
      await timers.fire(3_000);
      assert.equal((await pending).status, 200);
      assert.equal(source.mints, 1);
      timers.assertNone();
    });

    const LOCKS = {
      'throw': { request() { throw new DOMException('x', 'SecurityError'); } },
      'reject': { request: async () => { throw new DOMException('x', 'SecurityError'); } },
      'call nobody': { request: async () => {} },
      'keep the value': { request: async (_name, _options, work) => void (await work()) },
      'are none': {},
      'throw when they are looked for': undefined,
    };
    for (const [name, locks] of Object.entries(LOCKS)) {
      promise(`that ${name} hold up no refresh`, async (t) => {
        replaceGlobal(t, 'location', { href: BASE, origin: BASE });
        replaceGlobal(t, 'navigator', locks ? { locks, onLine: true } : { onLine: true, get locks() { throw new DOMException('x', 'SecurityError'); } });
        const { source, api } = refusing({});
        assert.equal((await api('/x')).status, 200);
        assert.equal(source.mints, 1);
      });
    }

    promise('that somebody else holds do not cost more than half of a short `tokenTimeout`', async (t) => {
      withLocks(t, { held: true });
      const timers = holdTimers(t);
      const { api } = refusing({}, { tokenTimeout: 1_000 });
      const pending = api('/x');
      await timers.fire(500);
      assert.equal((await pending).status, 200);
    });
  });

  describe('no token is kept', () => {
    promise('by a fetcher that has called, was refused and has refreshed', async () => {
      const marks = [];
      const token = () => {
        marks.push(`mark${Math.random().toString(36).slice(2)}${marks.length}`);
        return jwt({ mark: marks.at(-1) });
      };
      const calls = [];
      // Made of bytes, so that nothing but the package holds its text.
      const make = () => Buffer.from(token()).toString();
      let current = make();
      const getToken = async (options) => (options?.skipCache ? (current = make()) : current);
      const api = createAuthenticatedFetch({ getToken, baseUrl: BASE, fetch: async (_, { headers }) => new Response('', { status: calls.push(0) % 2 && headers ? 401 : 200 }) });
      for (let n = 0; n < 4; n++) await api(`/${n}`);
      const payloads = marks.map((mark) => Buffer.from(JSON.stringify(mark)).toString('base64url').slice(4, 20));
      current = 'gone';
      await settled();
      const snapshot = await text(getHeapSnapshot());
      assert.ok(snapshot.includes('clerk_not_loaded') || snapshot.length > 1e6);
      const kept = snapshot.match(/eyJ[\w-]{20,}\.eyJ[\w-]+/g) ?? [];
      const found = kept.filter((each) => marks.some((mark) => Buffer.from(each.split('.')[1], 'base64url').toString().includes(mark)));
      assert.deepEqual(found, [], `${payloads}`);
      assert.equal((await giving('x').getToken()), 'x');
      assert.ok(api);
    }, 60);
  });

  promise('a `WWW-Authenticate` of 16,000 spaces costs no time to speak of', async () => {
    const source = minting();
    const { fetch } = recordingFetch(() => new Response('', { status: 401, headers: { 'www-authenticate': `Bearer a="b"${' '.repeat(16_000)}c` } }));
    const api = createAuthenticatedFetch({ getToken: source.getToken, baseUrl: BASE, fetch });
    const before = process.cpuUsage().user;
    for (let n = 0; n < 20; n++) await api('/x');
    assert.ok(process.cpuUsage(undefined).user - before < 3_000_000);
    assert.equal(forced(source), 1);
  });

  promise('400 URLs of 1 MiB are not kept', async () => {
    const api = createAuthenticatedFetch({ getToken: async () => 'tok', baseUrl: BASE, allowedOrigins: ['https://*.foo.com'], foreignOrigin: 'anonymous', fetch: async () => new Response() });
    const before = process.memoryUsage().heapUsed;
    for (let n = 0; n < 100; n++) {
      await api(`/${n}?${'x'.repeat(1 << 20)}`);
      await api(`https://h${n}.foo.com/?${'x'.repeat(1 << 20)}`);
      await api(`https://h${n}.example/?${'x'.repeat(1 << 20)}`);
    }
    globalThis.gc?.();
    await settled();
    const kept = process.memoryUsage().heapUsed - before;
    assert.ok(kept < 120 << 20, `${kept >> 20} MiB`);
    assert.ok(api);
  }, 60);
});
