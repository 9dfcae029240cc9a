// The fault matrix in Chromium: the real clerk-js in front of a token endpoint that fails, Clerk's script that does not
// come, a network that goes, CORS, and clocks; with the real React, SWR and TanStack Query.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, before, describe, test } from 'node:test';
import { INSTALLED } from '../../scripts/lib/artifact.mjs';
import { bundle } from '../support/bundle.mjs';
import { loadClerk } from '../support/clerk-page.mjs';
import { startStage } from '../support/stage.mjs';

const { rows: ROWS } = JSON.parse(readFileSync(new URL('../data/faults.json', import.meta.url))).find(({ id }) => id === 'chromium');
const WATCH = fileURLToPath(new URL('faults/watch.js', import.meta.url));

const PAGE = `<!doctype html><meta charset="utf-8"><title>Faults</title><main></main>
<script type="importmap">{ "imports": { "clerk-fetch": "/package/index.js" } }</script><script type="module" src="/app.js"></script>`;

let stage;
let frontend;
let api;
let site;
let browser;

before(async () => {
  // The package is a file of its own: its timers can be told from others.
  const app = await bundle(new URL('faults/app.jsx', import.meta.url), { external: ['clerk-fetch'] });
  stage = await startStage({ '/': PAGE, '/app.js': app, '/package/': { file: `${INSTALLED}/dist` } });
  ({ frontend, api, site, browser } = stage);
});

after(() => stage?.close());

const ALWAYS = { times: Infinity };
const HOUR = 3_600_000;
const SCRIPT = '**/clerk.browser.js';

/** The limit of a token. What must come in time has a longer one than what never comes. */
const SOON = 1_500;
const LONG = 20_000;

/** A fault of the token endpoint, with no token in clerk-js' cache: with 5 s or less to live, none is served from it. */
const endpoint = (kind, options, more) => ({ lifetime: 5, arrange: () => frontend.fault(kind, { ...ALWAYS, ...options }), ...more });

/** A valid token in the cache, which the API from now on answers as expired; then this happens. */
const expired = (happen = () => {}, more) => ({
  arrange: async ({ page }) => {
    await page.evaluate(async (url) => {
      await fetch(url, { headers: { Authorization: `Bearer ${await window.Clerk.session.getToken()}` } });
    }, `${api.url}/me`);
    api.expireTokens();
    api.requests.length = 0;
    await happen(page);
  },
  ...more,
});

const jump = (...names) => (page) =>
  page.evaluate(({ names, HOUR }) => names.forEach((name) => (window.jumps[name] += HOUR)), { names, HOUR });

/** Clerk loads while one of its endpoints answers 500. */
const degraded = (endpoint, more) => ({
  arrange: async ({ page }) => assert.equal(await page.evaluate(() => window.Clerk.status), 'degraded'),
  block: [`**/v1/${endpoint}*`, (route) => route.fulfill({ status: 500, json: { errors: [] }, headers: CORS() })],
  ...more,
});

const CORS = () => ({ 'Access-Control-Allow-Origin': site.url, 'Access-Control-Allow-Credentials': 'true' });

const goOffline = ({ context }) => context.setOffline(true);

/** Requests to the API's `/me` fail as those of a lost connection do, once `gone` is there. */
const losing = (gone) => ({ context }) => context.route(`${api.url}/me`, async (route) => (await gone, route.abort('internetdisconnected')));

const midway = () => {
  let lose;
  const gone = new Promise((resolve) => (lose = resolve));
  const during = async ({ context, page }) => {
    await page.waitForFunction(() => window.sent === 4);
    await context.setOffline(true);
    lose();
  };
  return { tokenTimeout: LONG, arrange: losing(gone), during };
};

/**
 * What is done before the calls (`arrange`) and while they wait (`during`). `clerk: false` leaves Clerk's script out,
 * `block` is a route, and `shift` moves the wall clock, before all else. With `refused` the API must have said 401 to each of the four.
 */
const FAULTS = {
  'the token endpoint hangs': endpoint('hang'),
  'the token endpoint answers 401': endpoint(401, {}, { tokenTimeout: LONG }),
  'the token endpoint answers 401, the session being revoked': {
    lifetime: 5,
    tokenTimeout: LONG,
    arrange: async ({ page }) => frontend.revoke(await page.evaluate(() => window.Clerk.session.id)),
  },
  'the token endpoint answers 404': endpoint(404, {}, { tokenTimeout: LONG }),
  'the token endpoint answers 429 with `Retry-After`': endpoint(429, { retryAfter: 1 }),
  'the token endpoint answers 500': endpoint(500),
  'the token endpoint answers no JSON': endpoint('not-json'),
  'the token endpoint resets the connection': endpoint('reset'),
  'the token endpoint is slow': { lifetime: 5, tokenTimeout: LONG, arrange: () => (frontend.knobs.latency = 500) },
  'the token endpoint hangs while a 401 is refreshed': expired(() => frontend.fault('hang', ALWAYS), { refused: true }),
  "Clerk's script is blocked": { clerk: false, during: ({ page }) => loadClerk(page, frontend).catch(() => {}), block: [SCRIPT, (route) => route.abort()] },
  "Clerk's script hangs": { clerk: false, during: ({ page }) => void loadClerk(page, frontend).catch(() => {}), block: [SCRIPT, () => {}] },
  "Clerk's script comes late": { clerk: false, tokenTimeout: LONG, during: ({ page }) => loadClerk(page, frontend) },
  'Clerk is `degraded`, its environment being down': degraded('environment', { tokenTimeout: LONG }),
  'Clerk is `degraded`, its client being down: who is signed in is not known': degraded('client'),
  'the device is offline at the start': { lifetime: 5, tokenTimeout: LONG, arrange: goOffline },
  'the device is offline, with a cached token': { tokenTimeout: LONG, arrange: goOffline },
  'the device goes offline midway': midway(),
  'CORS is refused': { tokenTimeout: LONG, arrange: () => (api.knobs.allowedOrigins = ['https://elsewhere.example']) },
  "the tab slept past the token's expiry": expired(jump('wall', 'monotonic'), { tokenTimeout: LONG }),
  "the wall clock jumps past the token's expiry": expired(jump('wall'), { tokenTimeout: LONG }),
  "the monotonic clock jumps past the token's expiry": expired(jump('monotonic'), { tokenTimeout: LONG, refused: true }),
  'the device is 1 h ahead': { shift: HOUR, tokenTimeout: LONG },
  'the device is 1 h behind': expired(undefined, { shift: -HOUR, tokenTimeout: LONG, refused: true }),
};

/** What a browser writes itself, of any failed request, and what comes from a development build. */
const EXPECTED = /^(Failed to load resource|Access to fetch at|%cDownload the React DevTools|Clerk: Clerk has been loaded with development keys)/;

const outcomesIn = (page) => page.evaluate(() => window.outcomes);

/**
 * Runs in the page. clerk-js asks for a token every 1.5 s, under this lock, and gives everybody the answer of a request
 * that is under way: one from before the fault would answer the calls. From here on only they ask.
 */
const stopPolling = async () => {
  await new Promise((taken) => void navigator.locks.request('clerk.lock.refreshSessionToken', () => new Promise(() => taken())));
  await window.Clerk.session.getToken();
};

/** Opens the page with its fault, and has all four ways call at once. */
async function play({ lifetime = 60, tokenTimeout = SOON, clerk = true, shift = 0, block, arrange, during }) {
  stage.reset();
  frontend.knobs.tokenLifetime = lifetime;
  frontend.signIn('user_ada');
  const context = await browser.newContext();
  await context.addInitScript({ path: WATCH });
  await context.addInitScript(`jumps.wall = ${shift}`);
  if (block) await context.route(...block);
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const complaints = [];
  page.on('console', (message) => EXPECTED.test(message.text()) || complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(site.url);
  if (clerk) await loadClerk(page, frontend);
  if (lifetime <= 5) await page.evaluate(stopPolling);
  await arrange?.({ context, page });
  await page.evaluate(({ url, tokenTimeout }) => window.start('/me', { baseUrl: url, tokenTimeout }), { url: api.url, tokenTimeout });
  await during?.({ context, page });
  return { context, page, complaints };
}

/** The contract's list. */
const RETRYABLE = ['network', 'offline', 'token_unavailable', 'clerk_not_loaded'];

function assertOutcome(outcome, expected, { cause }) {
  const { error } = outcome;
  const shown = JSON.stringify(outcome);
  if (expected === '200' || expected === '401') return assert.equal(outcome.status, Number(expected), shown);
  if (expected === 'data') return assert.equal(outcome.data?.userId, 'user_ada', shown);
  if (expected === 'TypeError') return assert.equal(error?.name, 'TypeError', shown);
  const [code, status] = expected.split(' ');
  assert.deepEqual([error?.code, error?.status], [code, status && Number(status)], shown);
  // A 4xx of Clerk's own token endpoint does not pass by itself.
  const isDenied = /status 4\d\d/.test(error.message) && code === 'token_unavailable';
  assert.equal(error.retryable, RETRYABLE.includes(code) && !isDenied, shown);
  if (cause) assert.equal(typeof cause === 'number' ? error.cause.status : error.cause.name, cause, shown);
  if (code === 'network') assert.match(error.message, /CORS/);
}

test('each fault of the table is arranged', () => assert.deepEqual(Object.keys(FAULTS), ROWS.map(({ fault }) => fault)));

for (const row of ROWS) {
  describe(row.fault, () => {
    const expected = { fetch: row.plain, json: row.parsed, SWR: row.parsed, TanStack: row.TanStack ?? row.parsed };
    const isPaused = expected.TanStack === 'paused';
    let scene;
    let outcomes;

    before(async () => {
      scene = await play(FAULTS[row.fault]);
      const { page } = scene;
      await page.waitForFunction((columns) => columns.every((column) => column in window.outcomes), Object.keys(expected).slice(0, isPaused ? 3 : 4));
      outcomes = await outcomesIn(page);
    });

    after(() => scene?.context.close());

    for (const [column, outcome] of Object.entries(expected)) {
      if (outcome !== 'paused') test(`${column}: ${outcome}`, () => assertOutcome(outcomes[column], outcome, row));
    }

    if (isPaused) {
      test('TanStack: paused, until the device is online', async () => {
        const { context, page } = scene;
        assert.equal(await page.evaluate(() => window.paused), true);
        assert.equal(outcomes.TanStack, undefined);
        await context.setOffline(false);
        await page.waitForFunction(() => window.outcomes.TanStack);
        assertOutcome((await outcomesIn(page)).TanStack, 'data', row);
      });
    }

    if (FAULTS[row.fault].refused) {
      test('the API had refused the token', () => assert.equal(api.requests.filter(({ status }) => status === 401).length, 4));
    }

    test('nothing is left: no timer, no listener, no complaint', async () => {
      const { page, complaints } = scene;
      await page.waitForFunction(() => window.waiting.size + window.listening.size === 0);
      assert.deepEqual(complaints, []);
    });
  });
}
