// The demo's page itself: by keyboard alone, its theme, its switch, and that its bars are to scale.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { startDemo } from '../../demo/server.mjs';
import { launch } from '../support/browser.mjs';
import { idle, openDemo } from '../support/demo.mjs';

let demo;
let browser;
let context;
let opened;

before(async () => {
  demo = await startDemo({ port: 0 });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await demo?.close();
});
beforeEach(async () => {
  context = await browser.newContext();
  opened = await openDemo(context, demo.url);
});
afterEach(() => context.close());

/** Runs in the page: what has the focus, and whether one sees that. */
function focused() {
  const element = document.activeElement;
  const shown = element.matches('input') ? element.nextElementSibling : element;
  const name = element.dataset.scenario ?? element.value ?? '';
  const text = name || element.textContent.trim() || element.getAttribute('aria-label');
  return { text, visible: element === document.body || getComputedStyle(shown).outlineStyle === 'solid' };
}

test('everything is reached by Tab, and seen to be', async () => {
  const { page } = opened;
  const reached = [];
  for (;;) {
    await page.keyboard.press('Tab');
    const { text, visible } = await page.evaluate(focused);
    if (reached.includes(text) || reached.length > 60 || !text) break;
    assert.ok(visible, `${text}: its focus is not visible`);
    reached.push(text);
  }
  const scenarios = await page.locator('button[data-scenario]').evaluateAll((all) => all.map(({ dataset }) => dataset.scenario));
  const needed = ['system', 'Documentation’s snippet beside it', ...scenarios, 'Show the code', 'As a list: clerk-fetch', 'As a list: Documentation’s snippet'];
  assert.deepEqual(needed.filter((each) => !reached.includes(each)), []);
});

test('a button pressed by Enter keeps the focus while it runs and after, and what it means is announced', async () => {
  const { page } = opened;
  await page.locator('button[data-scenario=expire]').focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction(idle('expire'));
  assert.deepEqual(await page.evaluate(() => document.activeElement.dataset.scenario), 'expire');
  assert.match(await page.locator('[role=status]').textContent(), /^The API refuses every token issued until now/);
});

test('the theme is the system’s until one is chosen, and stays chosen', async () => {
  const { page } = opened;
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.emulateMedia({ colorScheme: 'light' });
  const light = await ground();
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await ground();
  assert.notEqual(light, dark);
  await page.getByRole('radio', { name: 'light' }).check({ force: true });
  assert.equal(await ground(), light);
  await page.reload();
  assert.equal(await ground(), light);
});

test('without the documentation’s snippet beside it, clerk-fetch alone is run and shown', async () => {
  const { page } = opened;
  await page.getByRole('switch').click();
  const before = demo.api.requests.length;
  const { shown } = await opened.press('expire');
  assert.deepEqual(Object.keys(shown), ['ours']);
  const urls = demo.api.requests.slice(before).map(({ url }) => url);
  assert.ok(urls.length > 0 && urls.every((url) => url.includes('side=ours')), urls.join('\n'));
});

test('what is drawn and counted is what the servers saw', async () => {
  const before = { requests: demo.api.requests.length, mints: demo.frontend.mints.length };
  const { counts } = await opened.press('storm');
  const requests = demo.api.requests.slice(before.requests).filter(({ url }) => /side=refreshing/.test(url));
  const sent = requests.filter(({ method }) => method === 'GET');
  // Fifty more: the components' first answers, before anything goes wrong.
  assert.equal(sent.length - 50, counts.refreshing.calls);
  assert.equal(requests.length - sent.length - 50, counts.refreshing.preflights);
  assert.equal(sent.filter(({ status }) => status === 401).length, counts.refreshing.refused);
  const forced = demo.frontend.mints.slice(before.mints).filter((mint) => mint.forced);
  assert.equal(forced.length, counts.ours.mints + counts.refreshing.mints);
  assert.deepEqual([counts.ours.mints, counts.refreshing.mints], [1, 50]);
});

/** Runs in the page: each lane's bars in pixels, and how many milliseconds its width is. */
function measure() {
  return [...document.querySelectorAll('.lane')].map((lane) => {
    const chart = lane.querySelector('.chart');
    const { width, left } = lane.querySelector('.axis').getBoundingClientRect();
    const box = (bar) => {
      const rect = bar.getBoundingClientRect();
      return { text: bar.title, left: rect.left - left, width: rect.width };
    };
    return { scale: Number(chart.dataset.scale), width, bars: [...chart.querySelectorAll('.line .bar')].map(box) };
  });
}

test('the bars are to scale, one for both sides', async () => {
  await opened.press('expire');
  const [ours, documentation] = await opened.page.evaluate(measure);
  assert.equal(ours.scale, documentation.scale);
  for (const { scale, width, bars } of [ours, documentation]) {
    assert.ok(bars.length > 4);
    for (const bar of bars) {
      const ms = Number(/: (\d+) ms/.exec(bar.text)[1]);
      const expected = Math.max(1, (ms / scale) * width);
      assert.ok(Math.abs(bar.width - expected) < 1.5, `${bar.text} is ${bar.width} px wide, not ${expected}`);
      assert.ok(bar.left > -1 && bar.left + bar.width < width + 2, `${bar.text} is inside the chart`);
    }
  }
  const mint = ours.bars.find(({ text }) => text.startsWith('mint'));
  assert.ok(Number(/: (\d+) ms/.exec(mint.text)[1]) >= 120, 'the Frontend API takes its time');
});
