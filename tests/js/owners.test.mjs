// A call belongs to whoever it was made as: no replay, retry or resumed call is sent as somebody else.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { createFakeClerk } from 'clerk-fetch/testing';
import { serve } from './support/server.mjs';
import { assertCode, caught, deferred, eventually, forBothBuilds, promise } from './support/suite.mjs';
import { giving, jwt } from './support/tokens.mjs';
import { holdTimers, recordingFetch, replaceGlobal } from './support/world.mjs';

const BASE = 'https://a.foo.com';

/** Pairs of claims that differ in characters beyond ASCII only, and those that are the same. */
const CLAIMS = [
  [{ sub: 'müller' }, { sub: 'möller' }, true],
  [{ sub: '山田' }, { sub: '山口' }, true],
  [{ sub: '😀' }, { sub: '😁' }, true],
  [{ o: { id: 'org_é' } }, { o: { id: 'org_è' } }, true],
  [{ sid: 'a\u0000b' }, { sid: 'a\u0000c' }, true],
  [{ sub: 'x'.repeat(20_000) + 'ä' }, { sub: 'x'.repeat(20_000) + 'ö' }, true],
  [{ sub: 'müller' }, { sub: 'müller' }, false],
  [{ sub: 'x'.repeat(20_000) }, { sub: 'x'.repeat(20_000) }, false],
  [{ sub: '1' }, { sub: 1 }, true],
];

/** A Clerk object whose session is anything, and whose tokens are those of a template: they name the user alone. */
const templated = (sessionId, organizationId, claims = { sub: 'user_1', sid: undefined }) => {
  const clerk = { loaded: true, status: 'ready', mints: 0 };
  const token = () => jwt({ ...claims, 'x-hasura-org-id': clerk.session?.lastActiveOrganizationId });
  let current;
  clerk.enter = (id, organization) => {
    clerk.session = { id, status: 'active', lastActiveOrganizationId: organization, getToken: async (options) => (options?.skipCache ? (clerk.mints++, (current = token())) : (current ??= token())) };
  };
  clerk.enter(sessionId, organizationId);
  return clerk;
};

forBothBuilds((build) => {
  const { createAuthenticatedFetch } = build;

  describe('claims are compared exactly', () => {
    for (const [before, after, isChange] of CLAIMS) {
      promise(`${JSON.stringify(before).slice(0, 40)} and ${JSON.stringify(after).slice(0, 40)}`, async () => {
        const old = jwt(before);
        const { fetch, calls } = recordingFetch((_, { headers }) => new Response('', { status: headers.Authorization === `Bearer ${old}` ? 401 : 200 }));
        const call = createAuthenticatedFetch({ getToken: giving(old, jwt(after)).getToken, baseUrl: BASE, fetch })('/x');
        if (isChange) assertCode(await caught(call), 'identity_changed');
        else assert.equal((await call).status, 200);
        assert.equal(calls.length, isChange ? 1 : 2);
      });
    }
  });

  describe("a template's token names neither session nor organization: what Clerk says is compared", () => {
    const MOVES = {
      'another organization': (clerk) => clerk.enter('sess_1', 'org_2'),
      'no organization': (clerk) => clerk.enter('sess_1', null),
      'another session': (clerk) => clerk.enter('sess_2', 'org_1'),
    };
    const WAYS = {
      'the option `clerk`': (clerk) => ({ clerk }),
      'the global Clerk': (clerk, t) => (replaceGlobal(t, 'Clerk', clerk), {}),
      'a `getToken` beside the global Clerk': (clerk, t) => (replaceGlobal(t, 'Clerk', clerk), { getToken: (options) => clerk.session.getToken(options) }),
    };
    for (const [way, options] of Object.entries(WAYS)) {
      for (const [move, moving] of Object.entries(MOVES)) {
        promise(`${way}, ${move} between a 401 and its replay: identity_changed`, async (t) => {
          const clerk = templated('sess_1', 'org_1');
          const { fetch, calls } = recordingFetch(() => (moving(clerk), new Response('', { status: 401 })));
          const api = createAuthenticatedFetch({ ...options(clerk, t), template: 'hasura', baseUrl: BASE, fetch });
          assertCode(await caught(api('/x', { method: 'POST', body: 'mine' })), 'identity_changed');
          assert.equal(calls.length, 1);
        });

        promise(`${way}, ${move} in a wait before another try: identity_changed`, async (t) => {
          const clerk = templated('sess_1', 'org_1');
          const { fetch, calls } = recordingFetch(() => (moving(clerk), new Response('', { status: 503, headers: { 'retry-after': '0' } })));
          const api = createAuthenticatedFetch({ ...options(clerk, t), template: 'hasura', baseUrl: BASE, fetch, retry: 2 });
          assertCode(await caught(api('/x')), 'identity_changed');
          assert.equal(calls.length, 1);
        });
      }

      promise(`${way}, nobody moves: it is sent again`, async (t) => {
        const clerk = templated('sess_1', 'org_1');
        const { fetch, calls } = recordingFetch((_, init, n) => new Response('', { status: n === 1 ? 401 : 200 }));
        const api = createAuthenticatedFetch({ ...options(clerk, t), template: 'hasura', baseUrl: BASE, fetch });
        assert.equal((await api('/x')).status, 200);
        assert.equal(calls.length, 2);
      });
    }

    promise('there and back while the token is minted: what was minted for the other organization is not sent', async () => {
      const clerk = templated('sess_1', 'org_1');
      const mint = deferred();
      const { getToken } = clerk.session;
      const { fetch, calls } = recordingFetch(() => {
        clerk.enter('sess_1', 'org_2');
        clerk.session.getToken = () => mint.promise;
        return new Response('', { status: 401 });
      });
      const pending = caught(createAuthenticatedFetch({ clerk, template: 'hasura', baseUrl: BASE, fetch })('/x'));
      await eventually(() => calls.length === 1);
      await new Promise((resume) => setImmediate(resume));
      clerk.enter('sess_1', 'org_1');
      clerk.session.getToken = getToken;
      mint.resolve(jwt({ sub: 'user_1' }));
      assertCode(await pending, 'identity_changed');
      assert.equal(calls.length, 1);
    });
  });

  describe('a first try that went out as nobody', () => {
    for (const [name, answer] of [['a 503', () => new Response('', { status: 503, headers: { 'retry-after': '0' } })], ['no answer', () => Promise.reject(new TypeError('x'))]]) {
      for (const [source, make] of [['getToken', () => ({ getToken: giving(null, jwt()).getToken })], ['Clerk', () => ({ clerk: createFakeClerk() })]]) {
        promise(`and got ${name} is not repeated as somebody (${source})`, async () => {
          const options = make();
          const { fetch, calls } = recordingFetch(() => (options.clerk?.signIn('user_1'), answer()));
          const api = createAuthenticatedFetch({ ...options, signedOut: 'anonymous', retry: { attempts: 2, maxDelay: 1 }, baseUrl: BASE, fetch });
          assertCode(await caught(api('/x', { method: 'PUT', body: '1' })), 'identity_changed');
          assert.equal(calls.length, 1);
        });
      }
    }

    promise('is repeated as nobody', async () => {
      const { fetch, calls } = recordingFetch((_, init, n) => new Response('', { status: n === 1 ? 503 : 200, headers: { 'retry-after': '0' } }));
      const api = createAuthenticatedFetch({ getToken: giving(null).getToken, signedOut: 'anonymous', retry: 1, baseUrl: BASE, fetch });
      assert.equal((await api('/x')).status, 200);
      assert.equal(calls.length, 2);
    });
  });

  describe('a call that is made while Clerk is between two sessions', () => {
    /** Calls between the session that there was and `next`. */
    const between = async (t, next, { clerk = templated('sess_1', 'org_1'), known } = {}) => {
      const timers = holdTimers(t);
      const { fetch, calls } = recordingFetch();
      const api = createAuthenticatedFetch({ clerk, baseUrl: BASE, fetch, signedOut: 'anonymous' });
      await known?.(api);
      clerk.session = undefined;
      const before = calls.length;
      const pending = api('/x');
      await eventually(() => timers.waits.length);
      next(clerk);
      await timers.poll();
      return { pending, sent: () => calls.length - before };
    };

    promise('is not sent as the next one, whom a fetcher has seen before', async (t) => {
      const { pending, sent } = await between(t, (clerk) => clerk.enter('sess_2', null), { known: (api) => api('/y') });
      assertCode(await caught(pending), 'identity_changed');
      assert.equal(sent(), 0);
    });

    promise('is not sent as the next one, though it is the first call of its fetcher', async (t) => {
      const { pending, sent } = await between(t, (clerk) => clerk.enter('sess_2', null));
      assertCode(await caught(pending), 'identity_changed');
      assert.equal(sent(), 0);
    });

    promise('is sent as the same one, who is back', async (t) => {
      const { pending, sent } = await between(t, (clerk) => clerk.enter('sess_1', 'org_1'));
      assert.equal((await pending).status, 200);
      assert.equal(sent(), 1);
    });

    promise('is sent as the first one who signs in', async (t) => {
      const clerk = templated('sess_1', null);
      clerk.session = null;
      const { pending, sent } = await between(t, () => clerk.enter('sess_1', null), { clerk });
      assert.equal((await pending).status, 200);
      assert.equal(sent(), 1);
    });
  });

  promise('100 calls whose owner changes while one refresh goes on: none is sent again', async (t) => {
    const clerk = createFakeClerk({ user: 'user_1', organization: 'org_1' });
    const { promise: gate, resolve: open } = deferred();
    const server = await serve(t, { '*': () => gate.then(() => ({ status: 401 })) });
    const api = createAuthenticatedFetch({ clerk, template: 'x', baseUrl: server.origin });
    const calls = Array.from({ length: 100 }, (_, n) => caught(api(`/${n}`)));
    await server.arrived(100);
    clerk.setOrganization('org_2');
    open();
    for (const error of await Promise.all(calls)) assertCode(error, 'identity_changed');
    assert.equal(server.requests.length, 100);
  }, 30);
});
