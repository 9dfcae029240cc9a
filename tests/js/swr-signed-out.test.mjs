// After a sign-out, what needs nobody is fetched again: public data, and what has another source. What needs somebody sends
// nothing, and says nothing.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { eventually, promise, settled } from './support/suite.mjs';
import { clerkSWRFetcher, createElement, createFakeClerk, useSWRInfinite, useState } from './support/swr-page.mjs';
import { Clearing, Hook, Plain, act, fresh, page, watchGlobal } from './support/swr-test.mjs';

const h = createElement;
const infinite = (key, fetcher, config) => useSWRInfinite((index) => `${key}/${index}`, fetcher, config);

/** Public: the API answers whoever asks. */
const open = async (url, init) => Response.json({ named: new Headers(init?.headers).has('authorization'), url: String(url) });
const anonymous = () => ({ ...page.api.options, fetch: open, signedOut: 'anonymous' });
const shown = (name = 'shown') => [page.screen.last(name)?.data].flat().at(-1);

const CACHES = { 'SWR\'s own cache': undefined, 'a provider': fresh };

describe('`signedOut: \'anonymous\'`', () => {
  const HOOKS = {
    useClerkSWR: () => h(Hook, { auth: anonymous() }),
    useSWR: () => h(Plain, { fetcher: clerkSWRFetcher(anonymous()) }),
    useSWRInfinite: () => h(Plain, { use: infinite, fetcher: clerkSWRFetcher(anonymous()) }),
    'useSWR that does not revalidate': () => h(Plain, { fetcher: clerkSWRFetcher(anonymous()), revalidateIfStale: false }),
  };
  for (const [name, make] of Object.entries(HOOKS)) {
    for (const [cache, config] of Object.entries(CACHES)) {
      promise(`${name}, ${cache}: it is fetched again without a token`, async () => {
        if (!config) watchGlobal();
        await page.screen.mount(config ? h(Clearing, null, make()) : make(), { config: config?.() });
        await eventually(() => shown()?.named === true);
        await act((clerk) => clerk.signOut());
        await eventually(() => shown()?.named === false);
        assert.ok(page.screen.frames.every(({ error }) => !error));
        await act((clerk) => clerk.signIn('user_bob'));
        await eventually(() => shown()?.named === true);
      });
    }
  }
});

describe('what needs somebody', () => {
  const HOOKS = {
    useClerkSWR: () => h(Hook),
    useSWR: () => h(Plain),
    useSWRInfinite: () => h(Plain, { use: infinite }),
    'useSWRInfinite, parallel': () => h(Plain, { use: infinite, parallel: true, initialSize: 2 }),
  };
  for (const [name, make] of Object.entries(HOOKS)) {
    for (const [cache, config] of Object.entries(CACHES)) {
      promise(`${name}, ${cache}: no request, no error, and no loading`, async () => {
        if (!config) watchGlobal();
        await page.screen.mount(config ? h(Clearing, null, make()) : make(), { config: config?.() });
        await page.screen.showsOwn();
        const { length } = page.api.requests;
        const before = page.screen.frames.length;
        await act((clerk) => clerk.signOut());
        await page.screen.showsNothing();
        await settled();
        assert.equal(page.api.requests.length, length);
        assert.ok(page.screen.frames.slice(before).every(({ error }) => !error));
        const { data, isLoading } = page.screen.last();
        assert.deepEqual([data, isLoading], [undefined, false]);
        await act((clerk) => clerk.signIn('user_bob'));
        await page.screen.showsOwn();
      });
    }
  }
});

describe('another source on the same cache', () => {
  const own = (text) => async () => Response.json({ text });
  const SOURCES = {
    'another Clerk object': () => h(Hook, { name: 'other', at: `${page.key}/other`, auth: { clerk: createFakeClerk({ user: 'user_cat' }), fetch: own('other') } }),
    '`clerk: null`, anonymous': () => h(Hook, { name: 'other', at: `${page.key}/other`, auth: { clerk: null, signedOut: 'anonymous', fetch: own('other') } }),
    'a fetcher of another library': () => h(Plain, { name: 'other', at: `${page.key}/other`, fetcher: async () => ({ text: 'other' }) }),
  };
  for (const [name, make] of Object.entries(SOURCES)) {
    for (const [cache, config] of Object.entries(CACHES)) {
      promise(`${name}, ${cache}: it is shown after the sign-out of the first`, async () => {
        await page.screen.mount([h(Hook, { key: 1 }), h(() => useState(make)[0], { key: 2 })], { config: config?.() });
        await page.screen.showsOwn();
        await eventually(() => shown('other')?.text === 'other');
        await act((clerk) => clerk.signOut());
        await page.screen.showsNothing();
        await eventually(() => shown('other')?.text === 'other');
        await settled();
        assert.equal(shown('other')?.text, 'other');
      });
    }
  }
});
