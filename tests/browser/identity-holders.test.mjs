// Whatever holds a user's data shows it to nobody else: each holder, each change, with the hook mounted, hidden, unmounted or not
// yet mounted, the real clerk-js, and an API that lets a cache keep its answers.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { bundle } from '../support/bundle.mjs';
import { startStage } from '../support/stage.mjs';
import { TRANSITIONS } from './identity/scenarios.mjs';
import { follow, openTab, perform } from './identity/tabs.mjs';

const PAGE = '<!doctype html><meta charset="utf-8"><title>Holders</title><main></main>';

const CHANGES = {
  'sign-out': TRANSITIONS['sign-out'],
  'another user': TRANSITIONS['sign-out, then another user'],
  'another session of the same user': TRANSITIONS['sign-out, then a new session of the same user'],
  'another organization': {
    start: [...TRANSITIONS['sign-out'].start, { do: 'setActive', organization: 'org_engine' }],
    steps: TRANSITIONS['an organization'].steps,
  },
  'there and back': {
    start: [...TRANSITIONS['sign-out'].start, { do: 'setActive', organization: 'org_engine' }],
    steps: TRANSITIONS['an organization'].steps,
    back: [{ do: 'setActive', organization: 'org_engine' }],
  },
  'another user, in another tab': { ...TRANSITIONS['sign-out, then another user'], elsewhere: true },
};

let stage;

before(async () => {
  stage = await startStage(
    {
      '/': `${PAGE}<script type="module" src="/app.js"></script>`,
      '/app.js': await bundle(new URL('identity/holders.jsx', import.meta.url)),
    },
    { multiSession: true },
  );
});
after(() => stage?.close());

const cacheable = (request, response, next) => {
  response.set('Cache-Control', 'private, max-age=60');
  next();
};

const createTab = (page) => {
  const app = (name, ...args) => page.evaluate(([name, args]) => window.app[name](...args), [name, args]);
  const until = (check) => page.waitForFunction(check, undefined, { polling: 20, timeout: 10_000 });
  return {
    page,
    app,
    /** All holders, as who is there; mounted, unless they never are. */
    async opens(presence) {
      await app('listen');
      await app('make', presence);
      await app('put');
      if (presence === 'never mounted') return;
      await app('mount');
      await until(() => window.app.isShown());
      await app('act');
    },
    async judge() {
      await until(() => !window.app.unsettled().length).catch(() => {});
      assert.deepEqual(await app('unsettled'), [], 'everybody is shown what is theirs');
      const who = await app('whoIsThere');
      const { wrong } = await app('report');
      assert.deepEqual(wrong.map(({ kind, name, code, strangers }) => [kind, name, code ?? strangers].join(' ')), []);
      assert.deepEqual((await app('cachedOwners')).filter((owner) => owner !== who), [], 'nothing of anybody else is in a cache');
      assert.equal(await page.evaluate(() => window.thrown), undefined);
    },
  };
};

async function play({ start, steps, back, elsewhere }, presence) {
  const { frontend, api, site, browser } = stage;
  stage.reset();
  api.knobs.intercept = cacheable;
  api.knobs.preflightMaxAge = 600;
  const context = await browser.newContext();
  try {
    const url = `${site.url}/?${new URLSearchParams({ api: api.url })}`;
    const tab = createTab(await openTab(context, url, frontend));
    const other = elsewhere && createTab(await openTab(context, url, frontend));
    const tabs = [tab, ...(other ? [other] : [])];

    await perform(tab.page, start, frontend);
    if (other) {
      await follow(other.page);
      await other.opens('mounted');
    }
    await tab.opens(presence);
    if (presence === 'unmounted') await tab.app('unmount');
    if (presence === 'hidden') await tab.app('turn', 'hidden');

    await perform((other ?? tab).page, steps, frontend);
    if (other) await follow(tab.page);
    if (back) {
      if (/never|un/.test(presence)) await tab.app('put');
      await perform(tab.page, back, frontend);
    }
    for (const each of tabs) await each.app('land');
    if (presence === 'hidden') await tab.app('turn', 'visible');
    else if (presence !== 'mounted') await tab.app('mount');
    for (const each of tabs) await each.judge();
  } finally {
    await context.close();
  }
}

for (const [name, change] of Object.entries(CHANGES)) {
  describe(name, () => {
    for (const presence of ['mounted', 'hidden', 'unmounted', 'never mounted']) {
      test(presence, { timeout: 120_000 }, () => play(change, presence));
    }
  });
}
