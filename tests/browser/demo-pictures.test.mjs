// The README's pictures of the demo, as `npm run screenshot` left them in docs/.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../../scripts/lib/run.mjs';
import { launch } from '../support/browser.mjs';

const PICTURE = join(ROOT, 'docs', 'demo.png');
const ANIMATION = join(ROOT, 'docs', 'demo-timeline.svg');

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** The animation as a page of its own: how many of its parts move, and where its curtains are. */
async function openAnimation(reducedMotion) {
  const page = await browser.newPage({ reducedMotion });
  await page.goto(pathToFileURL(ANIMATION).href);
  const moving = await page.evaluate(() => document.getAnimations().length);
  const widths = await page.locator('.curtain').evaluateAll((curtains) => curtains.map((curtain) => curtain.getBoundingClientRect().width));
  await page.close();
  return { moving, widths };
}

test('the picture is a PNG of at most 250 KB', () => {
  const picture = readFileSync(PICTURE);
  assert.equal(picture.toString('latin1', 1, 4), 'PNG');
  assert.ok(picture.length <= 250 * 1024, `${picture.length} bytes`);
  // README is 800 pixels wide on the npm page: a picture that is much wider is shrunk there until nobody can read it.
  assert.ok(picture.readUInt32BE(16) <= 1_300, `${picture.readUInt32BE(16)} pixels wide`);
});

test('the animation moves, and for whoever wants less motion it shows everything at once', async () => {
  assert.equal((await openAnimation('no-preference')).moving, 2);
  assert.deepEqual(await openAnimation('reduce'), { moving: 0, widths: [0, 0] });
});

test('the animation tells of 1 mint and of 50, and draws as many', () => {
  const text = readFileSync(ANIMATION, 'utf8');
  assert.match(text, /<title id="what">.*clerk-fetch: 1 token minted, 50 calls replayed.*: 50 tokens minted, 50 calls replayed/);
  assert.equal(text.match(/<rect class="mint"/g).length, 51);
  assert.ok(!/<script|https?:\/\/(?!www\.w3\.org\/2000\/svg)/.test(text), 'nothing runs in it, and it loads nothing');
});
