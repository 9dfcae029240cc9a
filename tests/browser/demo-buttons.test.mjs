// Each button of the demo, pressed in Chromium: what the components then show, by clerk-fetch and by the documentation's
// snippets, and what travelled. After each the page is looked at by axe, in both themes, wide and as narrow as a phone.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { startDemo } from '../../demo/server.mjs';
import { launch } from '../support/browser.mjs';
import { openDemo } from '../support/demo.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const ADA = ['ok', /Ada, in no organization$/];
const GRACE = ['ok', /Grace, in no organization$/];
const ENGINE = ['ok', /Ada, in org_engine$/];
const QUIET = ['signed-out', /^Signed out: nothing asked, nothing shown$/];
const PENDING = ['pending', /^Still pending$/];
const PAUSED = ['paused', /^Paused until there is a network$/];
const VAGUE = ['vague-error', /^Error ?Network response error$/];
const LEAKED = ['leaked', /^The stranger got Ada’s token$/];
const asData = (error) => ['error-as-data', new RegExp(`An error, shown as data\\{"error":"${error}"`)];
const clear = (code, message) => ['clear-error', new RegExp(`^${code}GET http://127\\.0\\.0\\.1:\\d+/me .*${message}`)];
const all = (answer) => ({ fetch: answer, swr: answer, query: answer, clerkjs: answer });
const UNAUTHENTICATED = { ...all(asData('unauthenticated')), query: VAGUE };
const SIGNED_OUT = clear('signed_out', 'nobody is signed in');

/** What each button must show, and how many of what must have travelled, where that is certain. */
const EXPECTED = {
  well: {
    ours: [all(ADA), { mints: 0, calls: 4, preflights: 4, refused: 0, replays: 0 }],
    documentation: [all(ADA), { mints: 0, calls: 4, preflights: 4, refused: 0, replays: 0 }],
  },
  expire: {
    ours: [all(ADA), { mints: 1, calls: 8, preflights: 8, refused: 4, replays: 4 }],
    documentation: [UNAUTHENTICATED, { mints: 0, calls: 7, preflights: 7, refused: 7, replays: 0 }],
  },
  storm: {
    ours: [all(['ok', /1[23] × Ada, in no organization$/]), { mints: 1, calls: 100, preflights: 100, refused: 50, replays: 50 }],
    documentation: [
      { ...UNAUTHENTICATED, query: ['vague-error', /^12 × Error ?Network response error$/] },
      { mints: 0, calls: 86, refused: 86, replays: 0 },
    ],
    refreshing: [all(['ok', /1[23] × Ada, in no organization$/]), { mints: 50, calls: 100, refused: 50, replays: 50 }],
  },
  sleep: {
    ours: [all(ADA), { mints: 1, calls: 8, refused: 4, replays: 4 }],
    documentation: [UNAUTHENTICATED, { mints: 0, calls: 7, refused: 7, replays: 0 }],
  },
  revoke: {
    ours: [{ fetch: SIGNED_OUT, swr: QUIET, query: QUIET, clerkjs: SIGNED_OUT }, { mints: 1, calls: 4, replays: 0 }],
    documentation: [UNAUTHENTICATED, { mints: 0, calls: 7, refused: 7 }],
  },
  signout: {
    ours: [{ fetch: SIGNED_OUT, swr: QUIET, query: SIGNED_OUT, clerkjs: SIGNED_OUT }, { mints: 0, calls: 0 }],
    documentation: [{ ...UNAUTHENTICATED, clerkjs: ['crash', /^TypeErrorCannot read properties of null \(reading 'getToken'\)$/] }, { mints: 0, refused: 7, nulls: 7 }],
  },
  user: {
    ours: [all(GRACE), { refused: 0 }],
    documentation: [
      { fetch: GRACE, swr: ['others-data', /^Ada, in no organization: shown to Grace$/], query: ['others-data', /^Ada, .*: shown to Grace$/], clerkjs: GRACE },
      { refused: 0 },
    ],
  },
  organization: {
    ours: [all(ENGINE), { refused: 0 }],
    documentation: [
      {
        fetch: ENGINE,
        swr: ['others-data', /^Ada, in no organization: shown in org_engine$/],
        query: ['others-data', /^Ada, in no organization: shown in org_engine$/],
        clerkjs: ENGINE,
      },
      { refused: 0 },
    ],
  },
  fail: {
    ours: [all(clear('http', 'failed with status 500')), { mints: 0, refused: 0 }],
    documentation: [{ ...all(asData('failing')), query: VAGUE }, { mints: 0, refused: 0 }],
  },
  hang: {
    ours: [all(clear('token_unavailable', 'took longer than 600 ms')), { calls: 0 }],
    documentation: [all(PENDING), { calls: 0 }],
  },
  offline: {
    ours: [{ ...all(clear('offline', 'the device is offline and has no token')), query: PAUSED }, { calls: 0 }],
    documentation: [{ ...all(PENDING), query: PAUSED }, { calls: 0 }],
  },
  foreign: {
    ours: [all(clear('origin_not_allowed', 'may not get the token')), { mints: 0, calls: 0 }],
    documentation: [all(LEAKED), { mints: 0, calls: 4 }],
  },
};

let demo;
let browser;
let opened;

before(async () => {
  demo = await startDemo({ port: 0 });
  browser = await launch();
  const context = await browser.newContext();
  opened = await openDemo(context, demo.url);
  await opened.page.evaluate(AXE);
});
after(async () => {
  await browser?.close();
  await demo?.close();
});

function assertShown(side, systems, shown) {
  for (const [system, [state, text]] of Object.entries(systems)) {
    assert.deepEqual([side, system, shown[side][system][0]], [side, system, state], shown[side][system][1]);
    assert.match(shown[side][system][1], text);
  }
}

const violations = (page) =>
  page.evaluate(async () =>
    (await window.axe.run()).violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ target }) => target).join(' ')}`),
  );

async function assertAccessible(page) {
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 900 });
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width, `wider than ${width} px`);
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await violations(page), [], `${width} px, ${colorScheme}`);
    }
  }
}

test('every button has an expectation here', async () => {
  const ids = await opened.page.locator('button[data-scenario]').evaluateAll((buttons) => buttons.map(({ dataset }) => dataset.scenario));
  assert.deepEqual(ids.sort(), Object.keys(EXPECTED).sort());
});

test('axe finds a planted violation', async () => {
  await opened.page.evaluate(() => document.body.insertAdjacentHTML('beforeend', '<img id="planted" src="data:,">'));
  assert.match((await violations(opened.page)).join(), /^image-alt: .*#planted/);
  await opened.page.evaluate(() => document.getElementById('planted').remove());
});

for (const [id, sides] of Object.entries(EXPECTED)) {
  describe(id, () => {
    test('both sides show what they must, and what travelled is counted', async () => {
      const { shown, counts, lists, problem } = await opened.press(id);
      assert.equal(problem, null);
      assert.deepEqual(Object.keys(shown), Object.keys(sides));
      for (const [side, [systems, travelled]] of Object.entries(sides)) {
        assertShown(side, systems, shown);
        const certain = Object.fromEntries(Object.keys(travelled).map((name) => [name, counts[side][name]]));
        assert.deepEqual([side, certain], [side, travelled]);
        assert.equal(lists[side].length, counts[side].mints + counts[side].calls, 'the list tells each');
      }
    });

    test('axe finds nothing, in both themes, wide and at 360 px', () => assertAccessible(opened.page));
  });
}

test('axe finds nothing where code and lists are open', async () => {
  const { page } = opened;
  await page.getByRole('button', { name: 'Show the code' }).click();
  await page.locator('details').evaluateAll((all) => all.forEach((each) => (each.open = true)));
  await assertAccessible(page);
});
