// A developer whose page has no Clerk hears of it after a second, not after the ten of `tokenTimeout`. And nobody else does.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { createFakeClerk } from 'clerk-fetch/testing';
import { INSTALLED } from '../../scripts/lib/artifact.mjs';
import { assertCode, caught, eventually, promise, settled } from './support/suite.mjs';
import { giving } from './support/tokens.mjs';
import { beOnPage, holdTimers, recordingFetch, replaceGlobal } from './support/world.mjs';

let copies = 0;

describe('a page without a loaded Clerk', () => {
  for (const file of ['index.js', 'no-wasm.js']) {
    /** A page is told once: each test is a page of its own. */
    const open = async (t, { href = 'http://localhost:5173/', tags = [], clerk } = {}) => {
      beOnPage(t, href);
      Object.assign(document, { querySelector: (selector) => tags.find((tag) => selector.includes(tag)) ?? null });
      if (clerk) replaceGlobal(t, 'Clerk', clerk);
      const { createAuthenticatedFetch } = await import(`${pathToFileURL(join(INSTALLED, 'dist', file))}?page=${copies++}`);
      const said = t.mock.method(console, 'warn', () => {}).mock;
      const timers = holdTimers(t);
      const { fetch } = recordingFetch();
      return {
        api: (options) => createAuthenticatedFetch({ baseUrl: 'https://a.foo.com', fetch, ...options }),
        said: () => said.calls.map(({ arguments: [words] }) => words),
        timers,
        /** Twenty looks at Clerk, 50 ms each. */
        async aSecond(count = 1) {
          for (let look = 0; look < 20; look++) await timers.poll(count);
          await settled();
        },
        async end(...calls) {
          for (const call of calls) {
            await timers.fire(10_000);
            assertCode(await caught(call), 'clerk_not_loaded', '10000 ms');
          }
          timers.assertNone();
        },
      };
    };

    promise(`${file}: is told after a second that Clerk's tag or provider is missing, and the error comes as before`, async (t) => {
      const page = await open(t);
      const call = page.api()('/x');
      for (let look = 0; look < 19; look++) await page.timers.poll();
      await settled();
      assert.deepEqual(page.said(), []);
      await page.timers.poll();
      await settled();
      const [words, ...more] = page.said();
      assert.match(words, /^clerk-fetch\b.*`<ClerkProvider>`.*`getToken`/);
      assert.deepEqual(more, []);
      await page.end(call);
    });

    promise(`${file}: is told that nobody called \`Clerk.load()\``, async (t) => {
      const page = await open(t, { clerk: createFakeClerk({ loaded: false }) });
      const call = page.api()('/x');
      await page.aSecond();
      assert.equal(page.said().length, 1);
      assert.match(page.said()[0], /^clerk-fetch\b.*`Clerk\.load\(\)`/);
      assert.doesNotMatch(page.said()[0], /ClerkProvider/);
      await page.end(call);
    });

    promise(`${file}: is told once, however many calls wait`, async (t) => {
      const page = await open(t);
      const [api, other] = [page.api(), page.api()];
      const calls = [api('/x'), api('/y'), other('/x')];
      await page.aSecond(3);
      await page.aSecond(3);
      assert.equal(page.said().length, 1);
      await page.end(...calls);
      const later = api('/x');
      await page.aSecond();
      assert.equal(page.said().length, 1);
      await page.end(later);
    });

    promise(`${file}: is told on each spelling of loopback`, async (t) => {
      for (const href of ['https://localhost/', 'http://app.localhost:3000/x', 'http://127.0.0.1:8080/', 'http://127.9.9.9/', 'http://[::1]:3000/']) {
        const page = await open(t, { href });
        const call = page.api()('/x');
        await page.aSecond();
        assert.equal(page.said().length, 1, href);
        await page.end(call);
        t.mock.restoreAll();
      }
    });

    const QUIET = {
      'in production': { href: 'https://foo.com/' },
      'on a host that only looks like loopback': { href: 'https://localhost.foo.com/' },
      'on a host whose name ends with it': { href: 'https://notlocalhost/' },
      'on a host that begins like an address': { href: 'https://127.0.0.1.foo.com/' },
      "while Clerk's script is on its way": { tags: ['data-clerk-publishable-key'] },
      'while Clerk loads, because somebody called `load()`': { clerk: { loaded: false, status: 'loading', isStandardBrowser: true } },
      'while Clerk is between two sessions': { clerk: { loaded: true, status: 'ready', session: undefined } },
    };
    for (const [name, surroundings] of Object.entries(QUIET)) {
      promise(`${file}: is told nothing ${name}`, async (t) => {
        const page = await open(t, surroundings);
        const call = page.api()('/x');
        await page.aSecond();
        await page.aSecond();
        assert.deepEqual(page.said(), []);
        await page.end(call);
      });
    }

    promise(`${file}: is told nothing when Clerk has loaded meanwhile`, async (t) => {
      const page = await open(t);
      const call = page.api()('/x');
      for (let look = 0; look < 19; look++) await page.timers.poll();
      await settled();
      replaceGlobal(t, 'Clerk', createFakeClerk({ user: 'user_1' }));
      await page.timers.poll();
      assert.equal((await call).status, 200);
      assert.deepEqual(page.said(), []);
      page.timers.assertNone();
    });

    promise(`${file}: is told nothing where a \`getToken\` is given, or \`clerk: null\`, or the call takes no token`, async (t) => {
      const page = await open(t);
      assert.equal((await page.api({ getToken: giving('tok').getToken })('/x')).status, 200);
      assertCode(await caught(page.api({ clerk: null })('/x')), 'signed_out');
      assert.equal((await page.api()('/x', { token: false })).status, 200);
      const hanging = page.api({ getToken: () => new Promise(() => {}) })('/x');
      await eventually(() => page.timers.waits.length);
      assert.deepEqual(page.timers.waits, [10_000]);
      await page.timers.fire(10_000);
      assertCode(await caught(hanging), 'token_unavailable');
      assert.deepEqual(page.said(), []);
    });

    promise(`${file}: is told nothing when the call is aborted before, or \`tokenTimeout\` is shorter`, async (t) => {
      const page = await open(t);
      const stop = new AbortController();
      const call = page.api()('/x', { signal: stop.signal });
      await page.timers.poll();
      stop.abort(new Error('stop'));
      assert.equal((await caught(call)).message, 'stop');
      const short = page.api({ tokenTimeout: 500 })('/x');
      await page.timers.poll();
      await page.timers.fire(500);
      assertCode(await caught(short), 'clerk_not_loaded', '500 ms');
      assert.deepEqual(page.said(), []);
      page.timers.assertNone();
    });

    promise(`${file}: the document of a worker or a test may be without \`querySelector\``, async (t) => {
      const page = await open(t);
      delete document.querySelector;
      const call = page.api()('/x');
      await page.aSecond();
      assert.equal(page.said().length, 1);
      await page.end(call);
    });

    promise(`${file}: a server waits for a Clerk that a test has put there, and says nothing`, async (t) => {
      const page = await open(t);
      replaceGlobal(t, 'document', undefined);
      replaceGlobal(t, 'location', undefined);
      replaceGlobal(t, 'Clerk', createFakeClerk({ loaded: false }));
      const call = page.api()('/x');
      await page.aSecond();
      assert.deepEqual(page.said(), []);
      await page.end(call);
    });
  }
});
