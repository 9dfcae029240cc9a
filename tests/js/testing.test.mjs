// The fake Clerk: what it gives, and that the package takes it for a real one.
import assert from 'node:assert/strict';
import { describe, mock, test } from 'node:test';
import { createAuthenticatedFetch, isClerkFetchError } from 'clerk-fetch';
import { createFakeClerk } from 'clerk-fetch/testing';

const BASE = 'https://api.foo.com';

/** An API that believes the fake Clerk; `sent` holds what each request's token said. */
const createApi = (clerk) => {
  const sent = [];
  const answer = async (input, init) => {
    const verified = clerk.verify(new Request(input, init));
    sent.push(verified);
    return verified.ok
      ? Response.json({ userId: verified.userId, orgId: verified.orgId })
      : new Response(null, { status: 401, headers: { 'x-clerk-auth-reason': verified.reason } });
  };
  return { sent, call: createAuthenticatedFetch({ clerk, baseUrl: BASE, fetch: answer, tokenTimeout: 1_000 }) };
};

const codeOf = async (promise) => {
  const error = await promise.then(() => assert.fail('it resolved'), (error) => error);
  assert.ok(isClerkFetchError(error), String(error));
  return error.code;
};

describe('createFakeClerk with the package', () => {
  test('signed in: the API sees who it is', async () => {
    const { call } = createApi(createFakeClerk({ user: 'user_ada', organization: 'org_engine' }));
    assert.deepEqual(await call.json('/me'), { userId: 'user_ada', orgId: 'org_engine' });
  });

  test('signed out, and pending', async () => {
    const clerk = createFakeClerk();
    const { call, sent } = createApi(clerk);
    assert.equal(await codeOf(call.json('/me')), 'signed_out');
    clerk.signIn('user_ada', { pending: true });
    assert.equal(await codeOf(call.json('/me')), 'session_pending');
    assert.deepEqual(sent, []);
  });

  test('expire: fifty calls meet a 401, one token is minted', async () => {
    const clerk = createFakeClerk({ user: 'user_ada' });
    const { call } = createApi(clerk);
    await call.json('/me');
    clerk.expire();
    const answers = await Promise.all(Array.from({ length: 50 }, () => call.json('/me')));
    assert.ok(answers.every(({ userId }) => userId === 'user_ada'));
    assert.equal(clerk.mints, 2);
  });

  test('revoke: the first 401 is the answer, and then nobody is signed in', async () => {
    const clerk = createFakeClerk({ user: 'user_ada' });
    const { call } = createApi(clerk);
    await call('/me');
    clerk.revoke();
    assert.equal((await call('/me')).status, 401);
    assert.equal(clerk.session, null);
    assert.equal(await codeOf(call.json('/me')), 'signed_out');
  });

  test('another user in the middle of a call: nothing is sent again', async () => {
    const clerk = createFakeClerk({ user: 'user_ada' });
    const { call, sent } = createApi(clerk);
    clerk.expire();
    const changing = createAuthenticatedFetch({
      clerk,
      baseUrl: BASE,
      fetch: async (input, init) => {
        sent.push(clerk.verify(new Request(input, init)));
        clerk.signIn('user_grace');
        return new Response(null, { status: 401 });
      },
    });
    assert.equal(await codeOf(changing.json('/me')), 'identity_changed');
    assert.equal(sent.length, 1);
    assert.equal((await call.json('/me')).userId, 'user_grace');
  });

  test('down, fail and up', async () => {
    const clerk = createFakeClerk({ user: 'user_ada' });
    const { call } = createApi(clerk);
    clerk.down();
    assert.equal(await codeOf(call.json('/me')), 'token_unavailable');
    clerk.fail(Object.assign(new Error('offline'), { code: 'clerk_offline' }));
    assert.equal(await codeOf(call.json('/me')), 'offline');
    clerk.up();
    assert.equal((await call.json('/me')).userId, 'user_ada');
  });

  test('not loaded: waits for load(); failToLoad is clerk_not_loaded', async () => {
    const clerk = createFakeClerk({ user: 'user_ada', loaded: false });
    assert.equal(clerk.session, undefined);
    const { call } = createApi(clerk);
    const waiting = call.json('/me');
    await clerk.load();
    assert.equal((await waiting).userId, 'user_ada');

    const broken = createFakeClerk({ loaded: false });
    broken.failToLoad();
    assert.equal(await codeOf(createApi(broken).call.json('/me')), 'clerk_not_loaded');
  });

  test('as globalThis.Clerk', async (t) => {
    t.after(() => delete globalThis.Clerk);
    globalThis.Clerk = createFakeClerk({ user: 'user_ada' });
    const call = createAuthenticatedFetch({ baseUrl: BASE, fetch: async (url, init) => Response.json(globalThis.Clerk.verify(new Request(url, init))) });
    assert.equal((await call.json('/me')).userId, 'user_ada');
  });
});

describe('createFakeClerk by itself', () => {
  test('a plain getToken comes from the cache, skipCache mints', async () => {
    const { session, ...clerk } = withSession();
    const first = await session.getToken();
    assert.equal(await session.getToken(), first);
    assert.notEqual(await session.getToken({ skipCache: true }), first);
    assert.equal(clerk.fake.mints, 2);
  });

  test('expire: the refused token is still given, a new one is good', async () => {
    const { fake, session } = withSession();
    const token = await session.getToken();
    fake.expire();
    assert.equal(await session.getToken(), token);
    assert.deepEqual(fake.verify(token), { ok: false, reason: 'token-expired' });
    assert.equal(fake.verify(await session.getToken({ skipCache: true })).ok, true);
  });

  test('its claims are those of Clerk; a template\'s token has no session', async () => {
    const { fake, session } = withSession();
    fake.setOrganization('org_navy');
    const { claims } = fake.verify(await session.getToken());
    assert.deepEqual([claims.sub, claims.sid, claims.o], ['user_ada', session.id, { id: 'org_navy' }]);
    assert.equal(claims.exp - claims.iat, 60);
    const template = fake.verify(await session.getToken({ template: 'reports' }));
    assert.deepEqual([template.claims.aud, template.claims.sid, template.userId], ['reports', undefined, 'user_ada']);
  });

  test('a session kept from before sign-out rejects with a 401', async () => {
    const { fake, session } = withSession();
    await session.getToken();
    await fake.signOut();
    await assert.rejects(session.getToken(), { status: 401 });
    assert.equal(fake.isSignedIn, null);
  });

  test('verify takes a token, a header, Headers and a Request, and knows its own tokens only', async () => {
    const { fake, session } = withSession();
    const token = await session.getToken();
    const headers = new Headers({ Authorization: `Bearer ${token}` });
    for (const sent of [token, `Bearer ${token}`, headers, new Request(BASE, { headers })]) assert.equal(fake.verify(sent).ok, true);
    assert.equal(fake.verify(new Request(BASE)).reason, 'session-token-and-uat-missing');
    assert.equal(fake.verify(await withSession().session.getToken()).reason, 'token-invalid-signature');
  });

  test('listeners hear each change at once, and the undo ends it', () => {
    const { fake } = withSession();
    const heard = [];
    const undo = fake.addListener(({ user, organization }) => heard.push([user?.id, organization?.id]));
    fake.setOrganization('org_navy');
    fake.signOut();
    fake.signIn('user_grace');
    undo();
    fake.signOut();
    assert.deepEqual(heard, [['user_ada', undefined], ['user_ada', 'org_navy'], [undefined, undefined], ['user_grace', undefined]]);
  });

  test('status listeners', async () => {
    const fake = createFakeClerk({ loaded: false });
    const heard = [];
    const listener = (status) => heard.push(status);
    fake.on('status', listener, { notify: true });
    await fake.load();
    fake.off('status', listener);
    fake.failToLoad();
    assert.deepEqual(heard, ['loading', 'ready']);
  });

  test('with fake timers: a token ages, and a slow mint waits', async () => {
    mock.timers.enable({ apis: ['Date', 'setTimeout'], now: 1_700_000_000_000 });
    try {
      const { fake, session } = withSession();
      const token = await session.getToken();
      mock.timers.tick(56_000);
      fake.delay(5_000);
      let next;
      const slow = session.getToken().then((given) => (next = given));
      await Promise.resolve();
      assert.equal(next, undefined);
      mock.timers.tick(5_000);
      await slow;
      assert.notEqual(next, token);
      assert.equal(fake.verify(token).ok, true);
      mock.timers.tick(5_000);
      assert.equal(fake.verify(token).reason, 'token-expired');
    } finally {
      mock.timers.reset();
    }
  });
});

function withSession() {
  const fake = createFakeClerk({ user: 'user_ada' });
  return { fake, session: fake.session };
}
