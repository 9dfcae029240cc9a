// What `useSWRMutation` does for one user is nobody else's: its data, its error, its callbacks, what it writes.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { assertCode, caught, eventually, promise, settled } from './support/suite.mjs';
import {
  QUIET,
  CHANGES,
  clearOnIdentityChange,
  clerkSWRFetcher,
  createElement,
  useClerkSWR,
  useSWR,
  useSWRMutation,
  useState,
} from './support/swr-page.mjs';
import { Hook, fresh, none, page, there, watchGlobal } from './support/swr-test.mjs';

describe('a mutation', () => {
  let trigger;
  let reads;
  const Mutation = ({ config }) => {
    const [fetcher] = useState(() => clerkSWRFetcher(page.api.options));
    const mutation = useSWRMutation(page.key, fetcher, config);
    trigger = mutation.trigger;
    page.screen.useFrame('mutation', { data: mutation.data, error: mutation.error });
    return null;
  };
  const Reader = () => {
    const [fetcher] = useState(() => clerkSWRFetcher(page.api.options));
    page.screen.useFrame('shown', useSWR(page.key, fetcher, { ...QUIET, revalidateIfStale: false }));
    return null;
  };
  const CACHES = {
    'SWR\'s own cache, useClerkSWR': () => [[createElement(Mutation, { key: 1, config: reads }), createElement(Hook, { key: 2 })]],
    'SWR\'s own cache, clearOnIdentityChange': () => {
      watchGlobal();
      return [[createElement(Mutation, { key: 1, config: reads }), createElement(Reader, { key: 2 })]];
    },
    'a provider, useClerkSWR': () => [[createElement(Mutation, { key: 1, config: reads }), createElement(Hook, { key: 2 })], fresh()],
    'a provider with a middleware of its own': () => [
      [createElement(Hook, { key: 2 }), createElement(Mutation, { key: 1, config: reads })],
      { ...fresh(), use: [(next) => (...args) => next(...args)] },
    ],
  };

  for (const [cache, make] of Object.entries(CACHES)) {
    for (const [change, change1] of Object.entries(CHANGES)) {
      promise(`finished, ${change}, ${cache}: its data is gone`, async () => {
        reads = { revalidate: false };
        const [element, config] = make();
        await page.screen.mount(element, { config });
        await page.screen.showsOwn();
        page.screen.again?.();
        await trigger({ title: 'a' });
        await eventually(() => page.screen.last('mutation').owners.length);
        await change1(page.clerk);
        await settled();
        assert.deepEqual(page.screen.last('mutation').owners, []);
        none();
      });

      promise(`in flight, ${change}, ${cache}: neither its data, nor its callbacks, nor the cache`, async () => {
        const called = [];
        reads = {
          optimisticData: (old) => ({ ...old, optimistic: true }),
          populateCache: true,
          revalidate: false,
          onSuccess: (data) => called.push(data),
          onError: (error) => called.push(error),
        };
        const [element, config] = make();
        await page.screen.mount(element, { config });
        await page.screen.showsOwn();
        const gate = page.api.hold();
        const pending = trigger({ title: 'a' }, { onSuccess: (data) => called.push(data) });
        const rejected = caught(pending);
        await gate.held(1);
        gate.pass();
        await change1(page.clerk);
        await settled();
        await gate.open();
        assertCode(await rejected, 'identity_changed');
        await settled();
        assert.deepEqual(called, []);
        assert.deepEqual(page.screen.last('mutation').owners, []);
        if (there()) await page.screen.showsOwn();
        none();
      });
    }
  }

  promise('of who is still there works as before', async () => {
    const called = [];
    reads = { populateCache: true, revalidate: false, onSuccess: (data) => called.push(data) };
    const [element, config] = CACHES['a provider, useClerkSWR']();
    await page.screen.mount(element, { config });
    await page.screen.showsOwn();
    const answer = await trigger({ title: 'a' });
    assert.equal(answer.userId, 'user_alice');
    await eventually(() => page.screen.last('mutation').owners.length && called.length === 1);
    assert.equal(page.api.requests.at(-1).method, 'POST');
  });
});
