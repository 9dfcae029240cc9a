// Each framework's page of docs/ in Chromium: its blocks, bundled as they are, with the framework's adapter of TanStack Query. The next user
// is never shown what the previous one had.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { launch, serve } from '../../../tests/support/browser.mjs';
import { startApi } from './api.mjs';
import { bundle } from './bundle.mjs';

const LIMIT = { timeout: 60_000 };
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

async function start(t, name, search = '') {
  const api = await startApi();
  t.after(api.close);
  const site = await serve({ '/': '<!doctype html><meta charset="utf-8"><title>App</title><body></body><script type="module" src="/app.js"></script>', '/app.js': await bundle(`${name}.js`, api.url) });
  t.after(site.close);
  const page = await browser.newPage();
  t.after(() => page.close());
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(error.stack));
  await page.goto(`${site.url}/${search}`);
  const shows = (text) =>
    page.waitForFunction((wanted) => document.body.innerText.includes(wanted), text, { timeout: 20_000 }).catch(async (error) => {
      throw new Error(`${text} never came, but ${await page.innerText('body')}\n${complaints.join('\n')}`, { cause: error });
    });
  const shown = () => page.evaluate(() => window.shown.join('\n'));
  const forget = () => page.evaluate(() => void (window.shown.length = 0));
  const clerk = (method, ...args) => page.evaluate(([name, given]) => window.Clerk[name](...given), [method, args]);
  return { api, page, shows, shown, forget, clerk, complaints };
}

/** The pages, and what they have besides a query. */
const PAGES = {
  vue: { store: true, add: true },
  svelte: { store: true, add: true },
  solid: { resource: true, add: true },
  angular: { http: true, add: true },
  preact: {},
  core: {},
};

for (const [name, can] of Object.entries(PAGES)) {
  describe(name, () => {
    test("shows the user's own, with one renewal after an expiry", LIMIT, async (t) => {
      const { api, page, shows, complaints } = await start(t, name);
      await shows('Milk 1 of user_ada');
      const [{ authorization }] = api.arrived;
      assert.match(authorization, /^Bearer .+\..+\..+$/);
      if (can.add) {
        api.refuse(authorization);
        await page.evaluate(() => document.getElementById('add').click());
        await api.until(() => api.arrived.some(({ method, status }) => method === 'POST' && status === 200));
        assert.equal(await page.evaluate(() => window.Clerk.mints), 2);
      }
      assert.deepEqual(complaints, []);
    });

    test('shows nothing of the previous user: after a sign-out, to the next one, and of a response that was in flight', LIMIT, async (t) => {
      const { api, shows, shown, forget, clerk, page } = await start(t, name);
      await shows('Milk 1 of user_ada');
      await clerk('signOut');
      await page.waitForFunction(() => !document.body.innerText.includes('user_ada'));
      await forget();
      await clerk('signIn', 'user_grace');
      await shows('Milk 1 of user_grace');
      assert.doesNotMatch(await shown(), /user_ada/);
      await forget();
      api.hold();
      const before = api.arrived.length;
      await clerk('signIn', 'user_eve');
      await api.until(() => api.arrived.length > before);
      await clerk('signIn', 'user_zoe');
      api.release();
      await shows('Milk 1 of user_zoe');
      assert.doesNotMatch(await shown(), /user_eve/);
    });

    test('fetches when somebody signs in, and waits for a Clerk that comes late', LIMIT, async (t) => {
      const signedOut = await start(t, name, '?signedOut');
      await signedOut.page.waitForFunction(() => document.body.innerText.length > 0);
      assert.deepEqual(signedOut.api.arrived, []);
      await signedOut.clerk('signIn', 'user_grace');
      await signedOut.shows('Milk 1 of user_grace');
      const late = await start(t, name, '?late');
      await late.shows('Milk 1 of user_ada');
      await late.clerk('signIn', 'user_grace');
      await late.shows('Milk 1 of user_grace');
      for (const { authorization } of late.api.arrived) assert.ok(authorization);
    });

    if (can.store) {
      test('whose store forgets, and drops an answer that comes after', LIMIT, async (t) => {
        const { api, page, shows, shown, forget, clerk } = await start(t, name);
        const load = () => page.evaluate(() => document.getElementById('load').click());
        await shows('Milk 1 of user_ada');
        await load();
        await shows('all of user_ada');
        api.hold();
        const before = api.arrived.length;
        await load();
        await api.until(() => api.arrived.length > before);
        await clerk('signIn', 'user_grace');
        await page.waitForFunction(() => !document.body.innerText.includes('user_ada'));
        await forget();
        api.release();
        await shows('Milk 1 of user_grace');
        assert.doesNotMatch(await shown(), /user_ada/);
      });
    }

    if (can.resource) {
      test('whose resource is fetched again for each user', LIMIT, async (t) => {
        const { shows, shown, forget, clerk, page } = await start(t, name);
        await shows('all of user_ada');
        await clerk('signOut');
        await page.waitForFunction(() => !document.body.innerText.includes('user_ada'));
        await forget();
        await clerk('signIn', 'user_grace');
        await shows('all of user_grace');
        assert.doesNotMatch(await shown(), /user_ada/);
        const signedOut = await start(t, name, '?signedOut');
        await signedOut.clerk('signIn', 'user_grace');
        await signedOut.shows('all of user_grace');
      });
    }

    if (can.http) {
      test("whose HttpClient sends each call at most twice after an expiry, with one mint for all", LIMIT, async (t) => {
        const { api, page, shows } = await start(t, name);
        const ask = (count, method) => page.evaluate(([url, n, how]) => Promise.all(Array.from({ length: n }, () => window.http(url, how).catch(({ name, status, code }) => ({ name, status, code })))), [`${api.url}/todos/7`, count, method]);
        await shows('Milk 1 of user_ada');
        api.refuse(api.arrived[0].authorization);
        api.arrived.length = 0;
        assert.deepEqual(await ask(5, 'POST'), Array(5).fill({ id: 7, title: 'Milk 7 of user_ada' }));
        assert.deepEqual([api.arrived.length, await page.evaluate(() => window.Clerk.mints)], [10, 2]);
        // A refusal that stays costs no mint, and is the caller's.
        api.refuse(...api.arrived.map(({ authorization }) => authorization));
        api.arrived.length = 0;
        assert.deepEqual((await ask(1)).map(({ name, status }) => [name, status]), [['HttpErrorResponse', 401]]);
        assert.deepEqual([api.arrived.length, await page.evaluate(() => window.Clerk.mints)], [1, 2]);
        // No token for other origins, and an error of ours as it is.
        const foreign = api.url.replace('127.0.0.1', 'localhost');
        api.arrived.length = 0;
        await page.evaluate((url) => window.http(url).catch(() => {}), `${foreign}/todos/7`);
        assert.deepEqual(api.arrived.map(({ authorization }) => authorization), [undefined]);
        await page.evaluate(() => window.Clerk.signOut());
        assert.deepEqual((await ask(1)).map(({ code }) => code), ['signed_out']);
      });
    }
  });
}

test('the app of docs/vue.md: a list, an error, and that nobody is signed in', LIMIT, async (t) => {
  const { api, shows, clerk, page, complaints } = await start(t, 'vue-app', '?signedOut');
  api.tell((user) => [200, [{ id: 1, title: `to-do of ${user}` }]]);
  await shows('Sign in');
  assert.deepEqual(api.arrived, []);
  await clerk('signIn', 'user_ada');
  await shows('to-do of user_ada');
  await clerk('signOut');
  await shows('Sign in');
  assert.doesNotMatch(await page.innerText('body'), /user_ada/);
  assert.deepEqual(complaints, []);
  api.tell(() => [404, {}]);
  await clerk('signIn', 'user_grace');
  await shows('404');
});
