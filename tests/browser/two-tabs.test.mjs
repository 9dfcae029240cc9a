// One refresh for all tabs of a session, with the real clerk-js: Web Locks, and a tab that dies while it has one.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { call, callMany, startTabs } from '../support/clerk-tabs.mjs';
import { eventually } from '../js/support/suite.mjs';

const ADA = 'user_ada';
const GRACE = 'user_grace';
const MINUTE = 60_000;
const LIMIT = { timeout: 3 * MINUTE };

let world;
let context;

before(async () => {
  world = await startTabs();
});
after(() => world?.close());

beforeEach(async () => {
  world.reset();
  context = await world.browser.newContext();
});
afterEach(() => context.close());

/** So many tabs of one session, each of which has made a call: the API has seen what each holds. */
async function tabsOf(count, ...options) {
  const tabs = [await world.openAs(ADA, context, options[0])];
  while (tabs.length < count) tabs.push(await world.open(context, options[tabs.length] ?? options[0]));
  for (const tab of tabs) assert.equal(await call(tab), 200);
  return tabs;
}

/** From now on: the forced mints, and the calls that the API refused. clerk-js itself never forces one. */
function watch() {
  const since = { mints: world.frontend.mints.length, requests: world.api.requests.length };
  return {
    get forced() {
      return world.frontend.mints.slice(since.mints).filter(({ forced }) => forced);
    },
    get refused() {
      return world.api.requests.slice(since.requests).filter(({ status }) => status === 401).length;
    },
    get accepted() {
      return world.api.requests.slice(since.requests).filter(({ status }) => status === 200).length;
    },
  };
}

const all = (status, count) => Array(count).fill(status);

describe('50 concurrent 401s in each tab', () => {
  /** How many tabs wait for another's refresh. */
  const waiting = (tab) =>
    tab.evaluate(async () => {
      const { pending } = (await navigator.locks?.query()) ?? { pending: [] };
      return pending.filter(({ name }) => name.startsWith('clerk-fetch')).length;
    });

  /**
   * The first mint hangs until each tab has asked for one of its own or waits for another's. On a slow machine clerk-js may renew
   * a token by itself meanwhile: then there was no storm, and it is made again.
   */
  const storm = async (tabs, more = 5) => {
    world.api.expireTokens();
    world.frontend.fault('hang', { forced: true });
    const seen = watch();
    const pending = Promise.all(tabs.map((tab) => callMany(tab, 50)));
    const isComplete = () => seen.refused === 50 * tabs.length || seen.forced.length > 1;
    let asked = 0;
    while (!(more && seen.accepted) && (asked < tabs.length || !isComplete())) asked = seen.forced.length + (await waiting(tabs[0]));
    const isBroken = more && seen.accepted;
    world.frontend.release();
    if (isBroken) return pending.then(() => storm(tabs, more - 1));
    return { seen, outcomes: (await pending).flat() };
  };

  for (const count of [2, 3]) {
    test(`${count} tabs: one forced mint in all`, LIMIT, async () => {
      const tabs = await tabsOf(count, { tokenTimeout: MINUTE });
      const { seen, outcomes } = await storm(tabs);
      assert.deepEqual(outcomes, all(200, 50 * count));
      assert.equal(seen.forced.length, 1);
    });
  }

  test('again and again: one for each time that tokens expire', LIMIT, async () => {
    const tabs = await tabsOf(2, { tokenTimeout: MINUTE });
    for (let round = 0; round < 3; round++) {
      const { seen, outcomes } = await storm(tabs);
      assert.deepEqual(outcomes, all(200, 100));
      assert.equal(seen.forced.length, 1, `round ${round}`);
    }
  });

  test('without Web Locks: one a tab', LIMIT, async () => {
    await context.addInitScript(() => Object.defineProperty(Navigator.prototype, 'locks', { value: undefined }));
    const tabs = await tabsOf(2, { tokenTimeout: MINUTE });
    const { seen, outcomes } = await storm(tabs);
    assert.deepEqual(outcomes, all(200, 100));
    assert.equal(seen.forced.length, 2);
  });
});

describe('a tab in the middle of its refresh', () => {
  /** The first tab's forced mint hangs; the second's call has been refused and waits for it. */
  async function hanging(...options) {
    const [first, second] = await tabsOf(2, ...options);
    world.api.expireTokens();
    world.frontend.fault('hang', { forced: true });
    const seen = watch();
    const ofFirst = call(first).catch(() => 'gone');
    await world.frontend.hanging();
    const ofSecond = call(second);
    await eventually(() => seen.refused === 2);
    return { first, second, seen, ofFirst, ofSecond };
  }

  const DEATHS = {
    'is closed': (page) => page.close(),
    async crashes(page) {
      const session = await page.context().newCDPSession(page);
      const crashed = page.waitForEvent('crash');
      session.send('Page.crash').catch(() => {});
      await crashed;
    },
    'is sent elsewhere': (page) => page.goto('about:blank'),
  };

  for (const [death, die] of Object.entries(DEATHS)) {
    test(`${death}: the other goes on with a refresh of its own`, async () => {
      const { first, seen, ofSecond } = await hanging({ tokenTimeout: MINUTE });
      await die(first);
      assert.equal(await ofSecond, 200);
      assert.equal(seen.forced.length, 2);
    });
  }

  test('hangs: the other goes on alone when half of its own `tokenTimeout` is over', async () => {
    const { seen, second, ofFirst, ofSecond } = await hanging({ tokenTimeout: MINUTE }, { tokenTimeout: 300 });
    assert.equal(await ofSecond, 200);
    assert.deepEqual(await callMany(second, 50), all(200, 50));
    assert.equal(seen.forced.length, 2);
    world.frontend.release();
    assert.equal(await ofFirst, 200);
    assert.equal(seen.forced.length, 2);
  });
});

describe('two users', () => {
  /** Ada's refresh hangs, Grace's is done meanwhile. */
  async function neverWait(ada, grace) {
    for (const tab of [ada, grace]) assert.equal(await call(tab), 200);
    world.api.expireTokens();
    world.frontend.fault('hang', { forced: true });
    const ofAda = call(ada);
    await world.frontend.hanging();
    assert.equal(await call(grace), 200);
    world.frontend.release();
    assert.equal(await ofAda, 200);
  }

  test('in two tabs of one browser do not wait for each other', async () => {
    const ada = await world.openAs(ADA, context, { tokenTimeout: MINUTE });
    const grace = await world.openAs(GRACE, context, { tokenTimeout: MINUTE });
    await neverWait(ada, grace);
  });

  test('in two browsers do not wait for each other', async (t) => {
    const other = await world.browser.newContext();
    t.after(() => other.close());
    const ada = await world.openAs(ADA, context, { tokenTimeout: MINUTE });
    const grace = await world.openAs(GRACE, other, { tokenTimeout: MINUTE });
    await neverWait(ada, grace);
  });
});
