// What was preloaded before the first hook of a page is used by it.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { promise, settled } from './support/suite.mjs';
import { clerkSWRFetcher, createElement, createFakeClerk, preload } from './support/swr-page.mjs';
import { Hook, act, begin, ends, fresh, getToken, none, page } from './support/swr-test.mjs';

describe('`preload` before the first hook', () => {
  let users = 0;
  const WAITS = { 'at once': () => {}, 'while it is on its way': (gate) => gate.held(1), 'after it has landed': (gate) => gate.open() };
  const OPTIONS = { 'Clerk': {}, 'a `getToken` beside Clerk': { getToken }, 'a `getToken` alone': { getToken } };
  for (const [where, config] of [["SWR's own cache", undefined], ['a provider', fresh]]) {
    for (const [who, options] of Object.entries(OPTIONS)) {
      for (const [when, wait] of Object.entries(WAITS)) {
        // SWR's own cache has one first hook.
        if (!config && users++) continue;
        promise(`${where}, ${who}, the hook mounts ${when}: one request`, async () => {
          begin(createFakeClerk({ user: `user_${page.key.slice(4)}` }));
          if (who.endsWith('alone')) delete globalThis.Clerk;
          const gate = page.api.hold();
          preload(page.key, clerkSWRFetcher({ ...page.api.options, ...options }));
          await wait(gate);
          await page.screen.mount(createElement(Hook, { auth: options }), { config: config?.() });
          await settled();
          await gate.open();
          await page.screen.showsOwn();
          await settled(20);
          assert.equal(page.api.requests.length, 1);
          none();
        });
      }
    }
  }

  promise('by another who was there: it is nobody\'s', async () => {
    begin(createFakeClerk({ user: 'user_alice' }));
    const gate = page.api.hold();
    preload(page.key, clerkSWRFetcher(page.api.options))?.catch(() => {});
    await gate.held(1);
    gate.pass();
    await act((clerk) => clerk.signIn('user_bob'));
    await page.screen.mount(createElement(Hook), { config: fresh() });
    await gate.open();
    await ends();
    assert.equal(page.screen.last().error, undefined);
  });
});
