// The Clerk object as the token source: loading, signed out, pending, revoked.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { createFakeClerk } from 'clerk-fetch/testing';
import { assertCode, caught, eventually, forBothBuilds, promise } from './support/suite.mjs';
import { giving } from './support/tokens.mjs';
import { beOnPage, holdTimers, recordingFetch, replaceGlobal } from './support/world.mjs';

/** What of Clerk is used, for states that `clerk-fetch/testing` has not; a test changes it while it runs. */
const fakeClerk = (state = {}) => ({ loaded: true, status: 'ready', session: null, ...state });

const sessionOf = (token, state) => ({ status: 'active', getToken: async () => token, ...state });

forBothBuilds(({ createAuthenticatedFetch }) => {
  const make = (options) => {
    const sent = recordingFetch();
    const api = createAuthenticatedFetch({ baseUrl: 'https://a.foo.com', fetch: sent.fetch, ...options });
    return { sent, api, authorizations: () => sent.calls.map(({ headers }) => headers.get('authorization')) };
  };

  describe('nobody is signed in', () => {
    const SOURCES = {
      'getToken gives null': () => ({ getToken: giving(null).getToken }),
      'Clerk has no session': () => ({ clerk: createFakeClerk() }),
      'the session gives null': () => ({ clerk: fakeClerk({ session: sessionOf(null) }) }),
    };
    for (const [name, source] of Object.entries(SOURCES)) {
      promise(`${name}: signed_out, and nothing is sent`, async () => {
        const { api, sent } = make(source());
        const error = await caught(api('/x'));
        assertCode(error, 'signed_out', "`signedOut: 'anonymous'`");
        assert.deepEqual([error.retryable, sent.calls.length], [false, 0]);
      });

      promise(`${name}: with signedOut 'anonymous', sent without Authorization`, async () => {
        const { api, authorizations } = make({ ...source(), signedOut: 'anonymous' });
        await api('/x');
        assert.deepEqual(authorizations(), [null]);
      });
    }

    promise('any more: a session that was revoked (its token fails, and there is none then) is signed out', async () => {
      const clerk = createFakeClerk({ user: 'user_1' });
      clerk.revoke();
      assertCode(await caught(make({ clerk }).api('/x')), 'signed_out');
    });
  });

  promise('Clerk is `globalThis.Clerk` at each call, and its current session is asked', async (t) => {
    const { api, authorizations } = make();
    const [first, second] = [createFakeClerk({ user: 'user_1' }), createFakeClerk({ user: 'user_3' })];
    replaceGlobal(t, 'Clerk', first);
    await api('/x');
    first.signIn('user_2');
    await api('/x');
    replaceGlobal(t, 'Clerk', second);
    await api('/x');
    const seen = authorizations().map((sent, index) => (index < 2 ? first : second).verify(sent).userId);
    assert.deepEqual(seen, ['user_1', 'user_2', 'user_3']);
  });

  promise('Clerk is not looked at where `getToken` is given', async () => {
    const clerk = {};
    for (const name of ['loaded', 'status', 'session']) Object.defineProperty(clerk, name, { get: () => assert.fail(name) });
    const { api, sent } = make({ clerk, getToken: giving('tok').getToken });
    await api('/x');
    assert.equal(sent.calls.length, 1);
  });

  promise('the session gets template and organization, and its `getToken` is called as its own method', async () => {
    const seen = [];
    const session = {
      status: 'active',
      getToken(...args) {
        seen.push([this === session, ...args]);
        return Promise.resolve('tok');
      },
    };
    await make({ clerk: fakeClerk({ session }), template: 'a', organizationId: 'org_1' }).api('/x');
    assert.deepEqual(seen, [[true, { template: 'a', organizationId: 'org_1' }]]);
  });

  for (const [name, clerk] of [['is nowhere', undefined], ['is loading', createFakeClerk({ loaded: false })]]) {
    promise(`a Clerk that ${name} is waited for until tokenTimeout: clerk_not_loaded, never anonymous`, async (t) => {
      beOnPage(t, 'https://foo.com/');
      const timers = holdTimers(t);
      for (const signedOut of ['reject', 'anonymous']) {
        const { api, sent } = make({ clerk, signedOut, tokenTimeout: 4_321 });
        const pending = api('/x');
        await timers.fire(4_321);
        const error = await caught(pending);
        assertCode(error, 'clerk_not_loaded', '4321 ms', '`Clerk.load()`');
        assert.deepEqual([error.retryable, error.url, sent.calls.length], [true, 'https://a.foo.com/x', 0]);
        timers.assertNone();
      }
    });
  }

  promise('a Clerk whose status is `error` is clerk_not_loaded at once', async (t) => {
    const timers = holdTimers(t);
    const clerk = createFakeClerk({ loaded: false });
    clerk.failToLoad();
    assertCode(await caught(make({ clerk, signedOut: 'anonymous' }).api('/x')), 'clerk_not_loaded', '`error`');
    timers.assertNone();
  });

  promise('a Clerk whose status becomes `error` while it is waited for is clerk_not_loaded', async (t) => {
    const timers = holdTimers(t);
    const clerk = createFakeClerk({ loaded: false });
    const pending = make({ clerk }).api('/x');
    await eventually(() => timers.waits.length);
    clerk.failToLoad();
    await timers.poll();
    assertCode(await caught(pending), 'clerk_not_loaded', '`error`');
    timers.assertNone();
  });

  promise('a Clerk that is `degraded` is asked', async () => {
    const { api, authorizations } = make({ clerk: fakeClerk({ status: 'degraded', session: sessionOf('tok') }) });
    await api('/x');
    assert.deepEqual(authorizations(), ['Bearer tok']);
  });

  promise('a Clerk that loads late is asked then, by all who wait', async (t) => {
    beOnPage(t, 'https://foo.com/');
    const timers = holdTimers(t);
    const { api, authorizations } = make();
    const calls = [api('/a'), api('/b')];
    await eventually(() => timers.waits.length >= 4);
    const clerk = createFakeClerk({ user: 'user_1' });
    replaceGlobal(t, 'Clerk', clerk);
    await timers.poll(2);
    await Promise.all(calls);
    assert.deepEqual(authorizations().map((sent) => clerk.verify(sent).userId), ['user_1', 'user_1']);
    timers.assertNone();
  });

  promise('a session that is undefined (between two) is waited for, and never taken for signed out', async (t) => {
    const timers = holdTimers(t);
    const clerk = fakeClerk({ session: undefined });
    const { api, authorizations } = make({ clerk, signedOut: 'anonymous' });
    const pending = api('/x');
    await eventually(() => timers.waits.length);
    clerk.session = sessionOf('tok');
    await timers.poll();
    await pending;
    assert.deepEqual(authorizations(), ['Bearer tok']);
  });

  promise('a session that is pending is session_pending at once, and never anonymous', async (t) => {
    const timers = holdTimers(t);
    for (const signedOut of ['reject', 'anonymous']) {
      const session = sessionOf(null, { status: 'pending', getToken: () => assert.fail('it was asked') });
      const { api, sent } = make({ clerk: fakeClerk({ session }), signedOut });
      const error = await caught(api('/x'));
      assertCode(error, 'session_pending', 'task');
      assert.deepEqual([error.retryable, sent.calls.length], [false, 0]);
    }
    timers.assertNone();
  });

  promise('a token source that says `clerk_runtime_load_timeout` did not load', async () => {
    const cause = Object.assign(new Error('x'), { code: 'clerk_runtime_load_timeout' });
    const error = await caught(make({ getToken: giving(cause).getToken }).api('/x'));
    assertCode(error, 'clerk_not_loaded');
    assert.equal(error.cause, cause);
  });
});
