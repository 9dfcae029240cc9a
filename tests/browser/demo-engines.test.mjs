// The demo in Firefox and WebKit: its buttons work there, and axe finds nothing. Chromium's turn is demo-buttons.test.mjs.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { startDemo } from '../../demo/server.mjs';
import { NOT_AUTOMATED, idle, readDemo } from '../support/demo.mjs';
import { NotInstalled, launchFirefox, launchWebKit } from '../support/webdriver.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const LOOK = `window.found = null; axe.run().then(({ violations }) => (window.found = { ids: violations.map(({ id, nodes }) => id + ' ' + nodes.map(({ target }) => target)) }));`;

const states = (shown) => Object.fromEntries(Object.entries(shown).map(([system, [state]]) => [system, state]));
const all = (state) => ({ fetch: state, swr: state, query: state, clerkjs: state });
const EXPECTED = {
  expire: { ours: all('ok'), documentation: { ...all('error-as-data'), query: 'vague-error' } },
  storm: { ours: all('ok'), documentation: { ...all('error-as-data'), query: 'vague-error' }, refreshing: all('ok') },
  user: { ours: all('ok'), documentation: { fetch: 'ok', swr: 'others-data', query: 'others-data', clerkjs: 'ok' } },
  offline: { ours: { ...all('clear-error'), query: 'paused' }, documentation: { ...all('pending'), query: 'paused' } },
  foreign: { ours: all('clear-error'), documentation: all('leaked') },
};

let demo;
before(async () => {
  demo = await startDemo({ port: 0, prelude: NOT_AUTOMATED });
});
after(() => demo?.close());

for (const [engine, launch] of Object.entries({ Firefox: launchFirefox, WebKit: launchWebKit })) {
  test(engine, { timeout: 300_000 }, async (t) => {
    const browser = await launch().catch((error) => {
      if (!(error instanceof NotInstalled)) throw error;
      t.skip(error.message);
    });
    if (!browser) return;
    t.after(() => browser.close());
    await browser.open(demo.url, { outcome: idle('well') });
    await browser.evaluate(AXE);
    for (const [id, sides] of Object.entries(EXPECTED)) {
      await t.test(id, async () => {
        await browser.evaluate(`document.querySelector('button[data-scenario=${id}]').click()`);
        await browser.waitFor(idle(id));
        const { shown, counts, problem } = await browser.evaluate(`return (${readDemo})()`);
        assert.equal(problem, null);
        const seen = Object.fromEntries(Object.entries(shown).map(([side, systems]) => [side, states(systems)]));
        assert.deepEqual(seen, sides);
        if (id === 'storm') assert.deepEqual([counts.ours.mints, counts.refreshing.mints], [1, 50]);
        await browser.evaluate(LOOK);
        assert.deepEqual((await browser.waitFor('window.found')).ids, []);
      });
    }
  });
}
