// A page whose Clerk does not come, with the real clerk-js where there is one: the console names what is missing, and a Clerk
// that is only slow is not missing.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { INSTALLED } from '../../scripts/lib/artifact.mjs';
import { startStage } from '../support/stage.mjs';

const OURS = `<script src="/package/clerk-fetch.global.js"></script>
<script>globalThis.call = ClerkFetch.createAuthenticatedFetch({ tokenTimeout: 2500 })('/').then(({ status }) => status, ({ code }) => code);</script>`;

let stage;
let html;
before(async () => {
  stage = await startStage({
    '/package/': { file: join(INSTALLED, 'dist') },
    '/page': (request, response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end(html),
  });
});
after(() => stage?.close());

/** Opens a page with these tags before ours, and gives the call's outcome and what we said in the console. */
async function visit(tags, { hold } = {}) {
  const { clerkJsUrl, publishableKey, proxyUrl } = stage.frontend;
  const tag = `<script async crossorigin="anonymous" src="${clerkJsUrl}" data-clerk-publishable-key="${publishableKey}" data-clerk-proxy-url="${proxyUrl}"></script>`;
  const context = await stage.browser.newContext();
  const page = await context.newPage();
  const said = [];
  page.on('console', (message) => message.text().startsWith('clerk-fetch') && said.push(`${message.type()}: ${message.text()}`));
  html = `<!doctype html>${tags(tag)}${OURS}`;
  const held = [];
  if (hold) await context.route(hold(clerkJsUrl), (route) => void held.push(route));
  await page.goto(`${stage.site.url}/page`, { waitUntil: 'domcontentloaded' });
  const outcome = await page.evaluate(() => globalThis.call);
  if (hold) assert.ok(held.length);
  await context.close();
  return { outcome, said };
}

/** The tag as Clerk's documentation has it, and what the page does when it has come. */
const loading = (tag) => tag.replace('<script', '<script onload="Clerk.load({ telemetry: false })"');

test("without Clerk's tag", { timeout: 30_000 }, async () => {
  const { outcome, said } = await visit(() => '');
  assert.equal(outcome, 'clerk_not_loaded');
  assert.equal(said.length, 1);
  assert.match(said[0], /^warning: .*add its script or `<ClerkProvider>`/);
});

test('without `Clerk.load()`', { timeout: 30_000 }, async () => {
  const { outcome, said } = await visit((tag) => tag);
  assert.equal(outcome, 'clerk_not_loaded');
  assert.deepEqual(said, ['warning: clerk-fetch waits for Clerk: call `Clerk.load()`']);
});

test('with both, and nobody is signed in', { timeout: 30_000 }, async () => {
  assert.deepEqual(await visit(loading), { outcome: 'signed_out', said: [] });
});

test("with a script of Clerk's that is on its way for more than a second", { timeout: 30_000 }, async () => {
  const { said } = await visit(loading, { hold: (url) => url });
  assert.deepEqual(said, []);
});

test('with a `Clerk.load()` that takes more than a second', { timeout: 30_000 }, async () => {
  const { said } = await visit(loading, { hold: () => /\/v1\/client/ });
  assert.deepEqual(said, []);
});
