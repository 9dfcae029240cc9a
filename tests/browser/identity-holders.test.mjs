// Whatever holds a user's data shows it to nobody else: each holder, each change, with the hook mounted, unmounted or not yet
// mounted, the real clerk-js, and an API that lets a cache keep its answers.
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
      '/bare/': PAGE,
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

async function play({ start, steps, back, elsewhere }, presence) {
  const { frontend, api, site, browser } = stage;
  stage.reset();
  api.knobs.intercept = cacheable;
  api.knobs.preflightMaxAge = 600;
  const context = await browser.newContext();
  try {
    const tab = await openTab(context, `${site.url}/?${new URLSearchParams({ api: api.url })}`, frontend);
    const other = elsewhere && (await openTab(context, `${site.url}/bare/`, frontend));
    const app = (name, ...args) => tab.evaluate(([name, args]) => window.app[name](...args), [name, args]);
    const settled = async (what) => {
      await tab.waitForFunction(() => !window.app.unsettled().length, undefined, { polling: 20, timeout: 10_000 }).catch(() => {});
      assert.deepEqual(await app('unsettled'), [], what);
    };

    await app('listen');
    await perform(tab, start, frontend);
    if (elsewhere) await follow(other);
    await app('make', presence);
    await app('put');
    if (presence !== 'never mounted') {
      await app('mount');
      await tab.waitForFunction(() => window.app.isShown(), undefined, { polling: 20 });
      await app('act');
    }
    if (presence === 'unmounted') await app('unmount');

    await perform(other || tab, steps, frontend);
    if (elsewhere) await follow(tab);
    if (back) {
      if (presence !== 'mounted') await app('put');
      await perform(tab, back, frontend);
    }
    await app('land');
    if (presence !== 'mounted') await app('mount');
    await settled('everybody is shown what is theirs');

    const who = await app('whoIsThere');
    const { wrong } = await app('report');
    assert.deepEqual(wrong.map(({ kind, name, code, strangers }) => [kind, name, code ?? strangers].join(' ')), []);
    assert.deepEqual((await app('cachedOwners')).filter((owner) => owner !== who), [], 'nothing of anybody else is in a cache');
    assert.equal(await tab.evaluate(() => window.thrown), undefined);
  } finally {
    await context.close();
  }
}

for (const [name, change] of Object.entries(CHANGES)) {
  describe(name, () => {
    for (const presence of ['mounted', 'unmounted', 'never mounted']) {
      test(presence, { timeout: 120_000 }, () => play(change, presence));
    }
  });
}
