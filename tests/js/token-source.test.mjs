// Where a token can never come from, what a rejection of its source means, and a device that says it is offline.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { ClerkAPIResponseError } from '@clerk/shared/error';
import { createFakeClerk } from 'clerk-fetch/testing';
import { assertCode, caught, eventually, forBothBuilds, promise } from './support/suite.mjs';
import { giving } from './support/tokens.mjs';
import { beOnline, beOnPage, holdTimers, recordingFetch, replaceGlobal } from './support/world.mjs';

const BASE = 'https://a.foo.com';

/** What clerk-js rejects with for an answer of its API. */
const clerkError = (status, code = 'x') => new ClerkAPIResponseError('Not found', { data: [{ code, message: 'Not found', long_message: `No JWT template exists with name: x` }], status });

forBothBuilds((build) => {
  const { createAuthenticatedFetch } = build;
  const make = (options) => {
    const { fetch, calls } = recordingFetch();
    return { calls, api: createAuthenticatedFetch({ baseUrl: BASE, fetch, ...options }) };
  };

  for (const [name, change] of Object.entries({ 'another user': (clerk) => clerk.signIn('user_bob'), 'another organization': (clerk) => clerk.setOrganization('org_9') })) {
    promise(`the failure of a token that ${name} came before is \`identity_changed\``, async () => {
      const clerk = createFakeClerk({ user: 'user_ada' });
      let fail;
      clerk.session.getToken = () => new Promise((_, reject) => (fail = reject));
      const { api, calls } = make({ clerk });
      for (const call of [api, api.json, api.headers, api.token]) {
        const pending = caught(call('/x'));
        await eventually(() => fail);
        change(clerk);
        fail(clerkError(401));
        fail = undefined;
        assertCode(await pending, 'identity_changed');
        clerk.signIn('user_ada');
        clerk.session.getToken = () => new Promise((_, reject) => (fail = reject));
      }
      assert.equal(calls.length, 0);
    });
  }

  describe('on a server with neither `getToken` nor `clerk`', () => {
    for (const signedOut of ['reject', 'anonymous']) {
      promise(`a call fails at once, and is not retryable (signedOut: '${signedOut}')`, async (t) => {
        const timers = holdTimers(t);
        const { api, calls } = make({ signedOut, retry: 3 });
        const queryFn = build.clerkQueryFn({ baseUrl: BASE, signedOut });
        for (const call of [api('/x'), api.json('/x'), api.headers('/x'), api.token('/x'), queryFn({ queryKey: ['/x'] })]) {
          const error = await caught(call);
          assertCode(error, 'clerk_not_loaded', '`getToken`', 'Next.js', `GET ${BASE}/x`);
          assert.equal(error.retryable, false);
          assert.equal(build.clerkRetry(0, error), false);
        }
        assert.equal(calls.length, 0);
        timers.assertNone();
      });
    }

    promise('a call without a token goes on', async () => {
      const { api } = make({ foreignOrigin: 'anonymous' });
      for (const [url, init] of [['/x', { token: false }], ['https://other.com', {}], ['/x', { headers: { authorization: 'x' } }]]) assert.equal((await api(url, init)).status, 200);
    });

    promise('a Clerk that a test has put there is asked', async (t) => {
      replaceGlobal(t, 'Clerk', createFakeClerk({ user: 'user_1' }));
      assert.equal((await make().api('/x')).status, 200);
    });

    promise('one that is still loading is waited for', async (t) => {
      const timers = holdTimers(t);
      const clerk = createFakeClerk({ user: 'user_1', loaded: false });
      replaceGlobal(t, 'Clerk', clerk);
      const pending = make().api('/x');
      await eventually(() => timers.waits.length);
      await clerk.load();
      await timers.poll();
      assert.equal((await pending).status, 200);
    });
  });

  describe('where Clerk may still come, it is waited for', () => {
    const PLACES = {
      'a page': (t) => beOnPage(t, 'https://foo.com/'),
      'a worker': (t) => replaceGlobal(t, 'location', { href: 'https://foo.com/w.js', origin: 'https://foo.com' }),
      'React Native, which has no location': (t) => replaceGlobal(t, 'navigator', { product: 'ReactNative' }),
    };
    for (const [name, be] of Object.entries(PLACES)) {
      promise(name, async (t) => {
        be(t);
        const timers = holdTimers(t);
        const pending = make({ tokenTimeout: 4_321 }).api('/x');
        await timers.fire(4_321);
        const error = await caught(pending);
        assertCode(error, 'clerk_not_loaded', '4321 ms');
        assert.equal(error.retryable, true);
      });
    }
  });

  promise("Clerk's own `clerk_runtime_not_browser` is the same as no source", async () => {
    const cause = Object.assign(new Error('x'), { code: 'clerk_runtime_not_browser' });
    const error = await caught(make({ getToken: giving(cause).getToken, signedOut: 'anonymous' }).api('/x'));
    assertCode(error, 'clerk_not_loaded', '`getToken`');
    assert.deepEqual([error.retryable, error.cause], [false, cause]);
  });

  describe("an answer of Clerk's token endpoint", () => {
    const failing = (error, options) => make({ getToken: giving(error).getToken, ...options }).api('/x');

    promise('404 for a template says that it does not exist, and is not retryable', async () => {
      for (const options of [{ template: 'hasura' }, { template: 'hasura', getToken: undefined, clerk: { loaded: true, session: { getToken: giving(clerkError(404, 'resource_not_found')).getToken } } }]) {
        const cause = clerkError(404, 'resource_not_found');
        const error = await caught(failing(cause, options));
        assertCode(error, 'token_unavailable', 'the template `hasura` does not exist');
        assert.equal(error.retryable, false);
        assert.equal(error.cause.status, 404);
      }
      const { api } = make({ getToken: giving(clerkError(404)).getToken });
      assertCode(await caught(api('/x', { token: { template: 'other' } })), 'token_unavailable', 'the template `other` does not exist');
    });

    for (const status of [400, 401, 403, 404, 422]) {
      promise(`${status} is not retryable`, async () => {
        const error = await caught(failing(clerkError(status)));
        assertCode(error, 'token_unavailable', `${status}`);
        assert.equal(error.retryable, false);
        assert.equal(build.clerkRetry(0, error), false);
      });
    }

    for (const status of [429, 500, 502, 503]) {
      promise(`${status} is retryable`, async (t) => {
        beOnline(t, false); // it answered: the device is wrong
        const error = await caught(failing(clerkError(status)));
        assertCode(error, 'token_unavailable');
        assert.equal(error.retryable, true);
      });
    }

    promise('what only looks like one is told from it', async () => {
      for (const cause of [{ status: '404' }, { status: NaN }, { status: -1 }, null, undefined, 'x', Object.defineProperty({}, 'status', { get: () => { throw new Error('x'); } })]) {
        const error = await caught(make({ getToken: () => Promise.reject(cause) }).api('/x'));
        assertCode(error, 'token_unavailable');
        assert.equal(error.retryable, true);
      }
    });
  });

  describe('a device that says it is offline', () => {
    promise('is believed only where the source fails: a mint that takes 2.9 s is waited for', async (t) => {
      beOnline(t, false);
      const timers = holdTimers(t);
      let give;
      const pending = make({ getToken: () => new Promise((resolve) => (give = resolve)) }).api('/x');
      await eventually(() => timers.waits.length);
      assert.deepEqual(timers.waits, [3_000]);
      give('tok');
      assert.equal((await pending).status, 200);
      timers.assertNone();
    });

    promise('and a source that rejects: offline, at once', async (t) => {
      beOnline(t, false);
      assertCode(await caught(make({ getToken: giving(new TypeError('Failed to fetch')).getToken }).api('/x')), 'offline');
    });

    promise('and a source that hangs: offline, and the cause names the time that was waited', async (t) => {
      beOnline(t, false);
      const timers = holdTimers(t);
      for (const [tokenTimeout, waited] of [[10_000, 3_000], [1_234, 1_234]]) {
        const pending = make({ getToken: () => new Promise(() => {}), tokenTimeout }).api('/x');
        await timers.fire(waited);
        const error = await caught(pending);
        assertCode(error, 'offline');
        assert.deepEqual([error.cause.name, error.cause.message], ['TimeoutError', `no token in ${waited} ms`]);
      }
    });

    promise('and a Clerk that says `clerk_offline`: offline, at once, also where the device says nothing', async () => {
      const cause = Object.assign(new Error('x'), { code: 'clerk_offline' });
      assertCode(await caught(make({ getToken: giving(cause).getToken }).api('/x')), 'offline');
    });
  });
});
