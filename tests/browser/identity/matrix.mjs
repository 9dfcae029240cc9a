// Plays the scenarios of one library with the real clerk-js, whatever happens to who is signed in. Each commit of React
// and every painted frame is judged in the page (observe.js).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { bundle } from '../../support/bundle.mjs';
import { startStage } from '../../support/stage.mjs';
import { DIMENSIONS, pairwise, titleOf, TRANSITIONS } from './scenarios.mjs';
import { follow, leave, openTab, perform } from './tabs.mjs';

const page = '<!doctype html><meta charset="utf-8"><title>Identity</title><main></main>';

let stage;
let frontend;
let api;
let site;
let browser;
let tab;
let other;

async function setUp() {
  const files = {
    '/': `${page}<script type="module" src="/app.js"></script>`,
    '/bare/': page,
    '/app.js': await bundle(new URL('app.jsx', import.meta.url)),
  };
  stage = await startStage(files, { multiSession: true });
  ({ frontend, api, site, browser } = stage);
}

/** Two tabs of a browser that nobody has used. */
async function openTabs() {
  await tab?.context().close();
  const context = await browser.newContext();
  tab = await openTab(context, `${site.url}/?${new URLSearchParams({ api: api.url })}`, frontend);
  other = await openTab(context, `${site.url}/bare/`, frontend);
  await tab.evaluate(() => window.app.listen());
}

const app = (name, ...args) => tab.evaluate(([name, args]) => window.app[name](...args), [name, args]);
const reach = (name) => tab.evaluate((name) => window.reach[name](), name);
const start = (name) => tab.evaluate((name) => void window.reach[name](), name);
const until = (check, ...args) => tab.waitForFunction(check, args, { polling: 10 });

const EXTRA_SCREENS = { swr: { infinite: ['pages'] }, query: { infinite: ['pages'], suspense: ['suspending'] } };
const screensOf = ({ library, mode }) => ['shown', ...(EXTRA_SCREENS[library][mode] ?? [])];

/** Everything on screen is of who is there now, and nothing is loading. */
const settles = (spec) =>
  until(
    ([screens]) => {
      const who = window.app.whoIsThere();
      if (!who) return !document.querySelector('main').innerText.includes('user_');
      return screens.every((name) => {
        const frame = window.app.last(name);
        return frame?.owners.join() === who && frame.there === who && !frame.isLoading;
      });
    },
    screensOf(spec),
  );

const held = (count) => until(([count]) => window.gate.count >= count, count);

/** What was held back lands, for somebody who has left or, where this tab did not change, for who is there. */
async function land() {
  await app('letNewOnesPass');
  await tab.evaluate(() => window.gate?.open());
  await until(() => !window.gate || window.gate.landed === window.gate.count);
  await tab.evaluate(() => delete window.gate);
}

/** What is under way when the identity changes. */
const BEFORE = {
  async 'in flight'() {
    await app('hold');
    await start('refresh');
    await held(1);
  },
  async 'mutation that succeeds'() {
    await app('hold');
    await start('write');
    await held(1);
  },
  async 'mutation that fails'() {
    await app('hold', { failing: true });
    await start('write');
    await held(1);
  },
  async previous() {
    await app('hold');
    await app('control', 'key', '/me?page=2');
    await held(1);
  },
  async persisted() {
    await reach('persist');
    await app('unmount');
  },
  focus: () => app('focus'),
};
Object.assign(BEFORE, { infinite: BEFORE['in flight'], suspense: BEFORE['in flight'] });

const twoFrames = () => tab.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));

/** What follows on the change at once. */
const AFTER = {
  // No new answer comes yet: nothing hides what a component may still show of the last one.
  async previous() {
    await twoFrames();
    await app('control', 'key', '/me?page=3');
    await twoFrames();
    await land();
  },
  persisted: (spec) => app('mount', spec),
  focus: () => app('focus'),
};

async function play(spec) {
  const { start: beginning, steps } = TRANSITIONS[spec.transition];
  await tab.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith('cache ')).forEach((name) => localStorage.removeItem(name)));
  await perform(tab, beginning, frontend);
  if (spec.where === 'another tab') await follow(other);
  await app('report');
  await app('mount', spec);
  await settles(spec);

  await BEFORE[spec.mode]?.();
  if (spec.mode !== 'previous') await app('letNewOnesPass');
  if (spec.where === 'this tab') {
    await perform(tab, steps, frontend);
  } else {
    await perform(other, steps, frontend);
    await follow(tab);
    await app('focus');
  }
  await AFTER[spec.mode]?.(spec);
  await settles(spec);

  await land();
  await settles(spec);
  if (await app('whoIsThere')) await ownKeysWork(spec);
}

/** The plain keys of the one who is there, after whatever happened. */
async function ownKeysWork(spec) {
  const arrived = () => api.requests.filter(({ method, url }) => method === 'GET' && url.startsWith('/me')).length;
  for (const way of ['refresh', 'refreshByFilter']) {
    const before = arrived();
    await reach(way);
    assert.ok(arrived() > before || spec.mode === 'previous', `${way} fetches`);
  }
  await settles(spec);
  const who = await app('whoIsThere');
  assert.deepEqual(await app('cachedOwners'), [who]);
  if (spec.mode !== 'previous') assert.equal(`${(await reach('forMe')).userId}`, who.split(' ')[0]);
}

/** What the page noted from the first commit to the last, and what is left in the cache. */
async function judge() {
  const left = await app('cachedOwners');
  const who = await app('whoIsThere');
  const { wrong, frames } = await app('report');
  assert.deepEqual(wrong, []);
  assert.ok(frames.some(({ owners }) => owners.length), 'something was shown');
  assert.deepEqual(left.filter((owner) => owner !== who), [], 'nothing of anybody else is in the cache');
  assert.equal(await tab.evaluate(() => window.thrown), undefined);
}

/** Declares a test for each scenario of a library. */
export function matrix(library) {
  const rows = pairwise(DIMENSIONS).filter((row) => row.library === library);
  describe(`one user's data is never shown to another (${rows.length} scenarios)`, () => {
    let clean = false;
    before(setUp);
    after(() => stage?.close());
    for (const spec of rows) {
      test(titleOf(spec), { timeout: 120_000 }, async () => {
        if (!clean) await openTabs();
        clean = false;
        await play(spec);
        await judge();
        await app('unmount');
        await leave([tab, other]);
        clean = true;
      });
    }
  });
}
