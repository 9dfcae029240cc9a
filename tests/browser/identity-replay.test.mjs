// A replay never crosses identities: who is signed in changes between a refusal and its refresh, in the real clerk-js.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { call, startTabs } from '../support/clerk-tabs.mjs';
import { signInOnPage } from '../support/clerk-page.mjs';

const ADA = 'user_ada';
const GRACE = 'user_grace';
const BODY = { method: 'POST', body: 'from Ada, in person' };

let world;
let context;
let page;

before(async () => {
  world = await startTabs();
});
after(() => world?.close());

beforeEach(async () => {
  world.reset();
  context = await world.browser.newContext();
  page = await world.openAs(ADA, context);
});
afterEach(() => context.close());

const setActive = (options, inPage = page) => inPage.evaluate((options) => window.Clerk.setActive(options), options);
const signOut = (inPage = page) => inPage.evaluate(() => window.Clerk.signOut());
const who = () =>
  page.evaluate(() => window.Clerk.session && [window.Clerk.user.id, window.Clerk.organization?.id ?? null]);

/** The bodies that reached the API. */
const bodies = () => world.api.requests.filter(({ method }) => method === 'POST').length;

/** The page's next 401 is held back until `release()`: what changes meanwhile changes before its refresh. */
async function holdRefusal() {
  let refused;
  const seen = new Promise((resolve) => (refused = resolve));
  await page.exposeFunction('refused', refused);
  await page.evaluate(() => {
    const send = window.fetch;
    const released = new Promise((resolve) => (window.release = resolve));
    window.fetch = async (...args) => {
      const response = await send(...args);
      if (response.status === 401 && window.fetch !== send) {
        window.fetch = send;
        window.refused();
        await released;
      }
      return response;
    };
  });
  return { seen, release: () => page.evaluate(() => window.release()) };
}

/** Posts with an expired token, and changes the identity once the API has refused it. */
async function postThenChange(change) {
  assert.equal(await call(page), 200);
  world.api.expireTokens();
  const refusal = await holdRefusal();
  const outcome = call(page, '/me', BODY);
  await refusal.seen;
  await change();
  await refusal.release();
  return outcome;
}

const CHANGES = {
  'a sign-out': { change: () => signOut(), then: null, later: 'signed_out' },
  'a sign-out in another tab': {
    async change() {
      const other = await world.open(context);
      await signOut(other);
      await page.waitForFunction(() => window.Clerk.session === null, undefined, { polling: 20 });
    },
    then: null,
    later: 'signed_out',
  },
  'a sign-out and another user': {
    async change() {
      await signOut();
      await signInOnPage(page, GRACE);
    },
    then: [GRACE, null],
  },
  'another user': { change: () => signInOnPage(page, GRACE), then: [GRACE, null] },
  'another session of the same user': {
    async change() {
      await signOut();
      await signInOnPage(page, ADA);
    },
    then: [ADA, null],
  },
  'an organization': { change: () => setActive({ organization: 'org_navy' }), then: [ADA, 'org_navy'] },
  'another organization': {
    prepare: () => setActive({ organization: 'org_engine' }),
    change: () => setActive({ organization: 'org_navy' }),
    then: [ADA, 'org_navy'],
  },
  'back to personal': {
    prepare: () => setActive({ organization: 'org_navy' }),
    change: () => setActive({ organization: null }),
    then: [ADA, null],
  },
};

describe('between a refusal and its refresh', () => {
  for (const [name, { prepare, change, then, later = 200 }] of Object.entries(CHANGES)) {
    test(`${name}: identity_changed, and the API sees the body once`, async () => {
      await prepare?.();
      assert.equal(await postThenChange(change), 'identity_changed');
      assert.equal(bodies(), 1);
      // Later calls go on as who is there.
      assert.deepEqual(await who(), then);
      assert.equal(await call(page), later);
      if (then) assert.deepEqual([world.api.requests.at(-1).userId, world.api.requests.at(-1).orgId], then);
    });
  }

  test('nothing changes: the body is sent once more, and accepted', async () => {
    assert.equal(await postThenChange(() => {}), 200);
    assert.equal(bodies(), 2);
    assert.equal(world.api.requests.at(-1).userId, ADA);
  });

  test('a `getToken` that gives null after a sign-out: the first 401', async () => {
    await page.evaluate((baseUrl) => {
      const getToken = async (want) => window.Clerk.session?.getToken(want) ?? null;
      const fetcher = window.ClerkFetch.createAuthenticatedFetch({ baseUrl, getToken });
      window.call = async (...args) => (await fetcher(...args)).status;
    }, world.api.url);
    assert.equal(await postThenChange(() => signOut()), 401);
    assert.equal(bodies(), 1);
  });
});

describe('while the refresh is under way', () => {
  test('a sign-out: the refresh fails, so the first 401, and the API sees the body once', async () => {
    assert.equal(await call(page), 200);
    world.api.expireTokens();
    world.frontend.fault('hang', { forced: true });
    const outcome = call(page, '/me', BODY);
    await world.frontend.hanging();
    await signOut();
    world.frontend.release();
    assert.equal(await outcome, 401);
    assert.equal(bodies(), 1);
  });

  test('another user: the one who had called is sent again, or nothing is', async () => {
    assert.equal(await call(page), 200);
    world.api.expireTokens();
    world.frontend.fault('hang', { forced: true });
    const outcome = call(page, '/me', BODY);
    await world.frontend.hanging();
    await signInOnPage(page, GRACE);
    world.frontend.release();
    await outcome;
    const posts = world.api.requests.filter(({ method, status }) => method === 'POST' && status === 200);
    assert.ok(posts.every(({ userId }) => userId === ADA), JSON.stringify(posts));
  });
});
