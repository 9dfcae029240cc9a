// A component that has rendered a cached entry is subscribed to it only later. Who is there may change in between: what the
// component shows then is of who is there by now.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { eventually, promise, settled } from './support/suite.mjs';
import { CHANGES, createElement, useLayoutEffect, useSWR, useSWRImmutable, useSWRInfinite } from './support/swr-page.mjs';
import { Clearing, Hook, Plain, page, there, watchGlobal } from './support/swr-test.mjs';

const h = createElement;
const infinite = (key, fetcher, config) => useSWRInfinite((index) => `${key}/${index}`, fetcher, config);
// Text has no identity: only its owner differs.
const named = (key, fetcher, config) => {
  const response = useSWR(key, async (at) => JSON.stringify(await fetcher(at)), config);
  return { data: response.data && JSON.parse(response.data), error: response.error, isLoading: response.isLoading };
};

const alone = (use) => (key, fetcher, config) => ({ data: use(key, fetcher, config).data });

const HOOKS = {
  useClerkSWR: () => h(Hook),
  'useClerkSWR that does not revalidate': () => h(Hook, { revalidateIfStale: false }),
  useSWR: () => h(Plain),
  'useSWR whose data alone is read': () => h(Plain, { use: alone(useSWR) }),
  'useSWRInfinite whose data alone is read': () => h(Plain, { use: alone(infinite) }),
  'useSWR of text': () => h(Plain, { use: named }),
  'useSWR, keepPreviousData': () => h(Plain, { keepPreviousData: true }),
  useSWRImmutable: () => h(Plain, { use: useSWRImmutable }),
  useSWRInfinite: () => h(Plain, { use: infinite }),
  'useSWRInfinite that does not revalidate': () => h(Plain, { use: infinite, revalidateIfStale: false, revalidateFirstPage: false }),
};

/** An effect that runs before those of subscriptions. */
const Switch = ({ steps }) => {
  useLayoutEffect(() => void steps(page.clerk), []);
  return null;
};

describe('another identity comes in a layout effect of the screen that mounts', () => {
  for (const [name, make] of Object.entries(HOOKS)) {
    for (const [change, steps] of Object.entries(CHANGES)) {
      for (const cache of ['SWR\'s own cache', 'a provider']) {
        for (const hangs of [false, true]) {
          promise(`${name}, ${cache}: ${change}${hangs ? ', while the API hangs' : ''}`, async () => {
            const map = new Map();
            const isPlain = name.startsWith('useSWR');
            const config = cache === 'a provider' ? { provider: () => map } : undefined;
            if (isPlain && !config) watchGlobal();
            const inTree = (...children) => (isPlain && config ? h(Clearing, null, ...children) : children);
            await page.screen.mount(inTree(h('i', { key: 1 }), h(make, { key: 2 })), { config });
            await eventually(() => page.screen.last()?.owners.length);
            const before = there();
            await page.screen.unmount();

            const gate = hangs && page.api.hold();
            await page.screen.mount(inTree(h('i', { key: 1 }), h(make, { key: 2 }), h(Switch, { key: 3, steps })), { config });
            const isGone = () => !page.screen.last().owners.includes(before);
            await eventually(isGone);
            await settled();
            assert.ok(isGone());
            if (hangs) await gate.open();
            if (there()) await page.screen.showsOwn();
            else await page.screen.showsNothing();
          });
        }
      }
    }
  }
});
