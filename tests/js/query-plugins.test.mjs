// What carries a cache of TanStack Query to another tab or another visit: none shows one user's data to the next.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { broadcastQueryClient } from '@tanstack/query-broadcast-client-experimental';
import { experimental_createQueryPersister } from '@tanstack/query-persist-client-core';
import { CHANGES, createWorld, h, nameOf, ours, React, TanStack } from './support/query-page.mjs';
import { eventually } from './support/suite.mjs';

const { clearOnIdentityChange, clerkQueryOptions, useClerkQuery } = ours;
const LONG = { staleTime: 60_000 };
const KEY = ['/me'];

let world;

beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.close());

const there = () => nameOf(world.clerk);
const shows = (name) => {
  assert.deepEqual(world.wrong(), []);
  assert.equal(world.last(name)?.owner || null, there());
};
const query = () => ({ ...clerkQueryOptions('/me', world.options), ...LONG });

describe('another tab, by broadcastQueryClient', () => {
  for (const [change, apply] of Object.entries(CHANGES)) {
    for (const hooked of [true, false]) {
      test(`${change} in this tab while the other is still of before, with ${hooked ? 'the hook' : 'useQuery'}`, async () => {
        const other = new TanStack.QueryClient();
        const stop = [clearOnIdentityChange(world.client)];
        const channel = `${change} ${hooked}`;
        const close = broadcastQueryClient({ queryClient: world.client, broadcastChannel: channel });
        const closeOther = broadcastQueryClient({ queryClient: other, broadcastChannel: channel });
        stop.push(close, closeOther);
        const Shown = () => world.useShown(hooked ? useClerkQuery('/me', { ...LONG, auth: world.options }) : TanStack.useQuery(query()));
        // The other tab's own Clerk still has the session of before.
        const { clerk } = world;
        const token = await clerk.session.getToken();
        const session = { id: clerk.session.id, status: 'active', getToken: async () => token };
        const late = { session, user: { id: clerk.user.id }, organization: null, loaded: true, addListener: () => () => {} };
        stop.push(clearOnIdentityChange(other, { clerk: late }));
        const asBefore = { ...clerkQueryOptions('/me', { ...world.options, clerk: late }), retry: false };
        await world.mount(h(Shown));
        await other.fetchQuery(asBefore).catch(() => {});
        await world.act(() => apply(clerk));
        await other.fetchQuery(asBefore).catch(() => {});
        other.setQueryData(KEY, (old) => ({ ...old, again: true }));
        await world.act(() => new Promise((resolve) => setImmediate(() => setImmediate(resolve))));
        await eventually(() => (world.last()?.owner ?? null) === there());
        shows();
        for (const each of stop) each();
        other.clear();
      });
    }
  }
});

describe('experimental_createQueryPersister', () => {
  const createStorage = () => {
    const kept = new Map();
    return { kept, getItem: (key) => kept.get(key), setItem: (key, value) => void kept.set(key, value), removeItem: (key) => void kept.delete(key) };
  };
  const make = (storage) => {
    const made = experimental_createQueryPersister({ storage, maxAge: Infinity });
    return made.persisterFn ?? made;
  };
  const Shown = ({ storage, auth }) => {
    const [persister] = React.useState(() => make(storage));
    return world.useShown(useClerkQuery('/me', { ...LONG, persister, auth: { ...world.options, ...auth } }));
  };
  const settlesOn = async () => {
    await eventually(() => (world.last()?.owner ?? null) === there());
    shows();
  };

  for (const auth of [{}, { organizationId: 'org_1' }]) {
    const how = JSON.stringify(auth);
    const isTheirs = () => (world.last()?.owner ?? null) === (auth.organizationId && there() ? `${there().split(' ').slice(0, 2).join(' ')} org_1` : there());

    for (const [change, apply] of Object.entries(CHANGES)) {
      for (const mounted of [true, false]) {
        test(`${change}, ${mounted ? 'mounted' : 'unmounted'}, and a new page, with ${how}`, async () => {
          const storage = createStorage();
          await world.mount(h(Shown, { storage, auth }));
          assert.ok(isTheirs());
          await eventually(() => storage.kept.size);
          if (!mounted) await world.unmount();
          await world.act(() => apply(world.clerk));
          if (!mounted) await world.mount(h(Shown, { storage, auth }));
          await eventually(isTheirs);
          await world.close();
          world = createWorld();
          await apply(world.clerk);
          await world.mount(h(Shown, { storage, auth }));
          await eventually(isTheirs);
          const users = new Set(world.commits.filter(({ owner, there }) => owner && owner.split(' ', 2).join() !== there?.split(' ', 2).join()));
          assert.deepEqual([...users], []);
        });
      }
    }

    test(`a new page of the same one makes no request, with ${how}`, async () => {
      const storage = createStorage();
      await world.mount(h(Shown, { storage, auth }));
      await eventually(() => storage.kept.size);
      await world.close();
      world = createWorld();
      await world.mount(h(Shown, { storage, auth }));
      await eventually(isTheirs);
      assert.deepEqual(world.requests, []);
    });
  }

  for (const [change, apply] of Object.entries(CHANGES)) {
    test(`${change}, with a getToken alone`, async () => {
      const storage = createStorage();
      const run = async (act) => {
        await world.close();
        world = createWorld({ global: false });
        await act(world.clerk);
        const getToken = () => world.clerk.session?.getToken() ?? Promise.resolve(null);
        await world.mount(h(Shown, { storage, auth: { getToken } }));
        await settlesOn();
      };
      await run(() => {});
      await run(apply);
    });
  }
});
