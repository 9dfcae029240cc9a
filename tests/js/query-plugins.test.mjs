// What carries a cache of TanStack Query to another tab or another visit: none shows one user's data to the next.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { broadcastQueryClient } from '@tanstack/query-broadcast-client-experimental';
import { experimental_createQueryPersister } from '@tanstack/query-persist-client-core';
import { createFakeClerk } from 'clerk-fetch/testing';
import { CHANGES, createWorld, h, nameOf, ours, React, settle, TanStack } from './support/query-page.mjs';
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

describe('two tabs of one user with different active organizations', () => {
  /** A tab with its own Clerk object, client and API. */
  const createTab = (organization, channel) => {
    const clerk = createFakeClerk({ user: 'user_ada', session: 'sess_ada', organization });
    const client = new TanStack.QueryClient({ defaultOptions: { queries: { retry: false } } });
    const stop = clearOnIdentityChange(client, { clerk });
    const close = broadcastQueryClient({ queryClient: client, broadcastChannel: channel });
    const calls = [];
    const tab = { clerk, client, calls, hold: undefined, options: { clerk, baseUrl: 'https://api.foo.com' } };
    tab.options.fetch = async (url) => {
      calls.push(new URL(url).pathname);
      await tab.hold;
      return Response.json({ of: organization });
    };
    tab.observe = (options) => {
      const observer = new TanStack.QueryObserver(client, options);
      const seen = new Set();
      const unsubscribe = observer.subscribe(({ data }) => data && seen.add(data.of));
      return { seen, unsubscribe, shown: () => observer.getCurrentResult().data?.of };
    };
    tab.close = () => {
      stop();
      close();
      client.clear();
    };
    return tab;
  };
  /** For what must not come: the other tab's word, which takes a few ms. */
  const pause = () => new Promise((resolve) => setTimeout(resolve, 60));
  let tabs;
  const open = (name) => (tabs = ['org_1', 'org_2'].map((organization) => createTab(organization, name)));
  afterEach(() => tabs.forEach((tab) => tab.close()));

  const OPTIONS = {
    clerkQueryOptions: ({ options }) => clerkQueryOptions('/me', options),
    'a function of its own': ({ options }) => {
      const call = ours.createAuthenticatedFetch(options);
      return { queryKey: KEY, queryFn: () => call.json('/me') };
    },
  };
  const orgs = ({ options }) => clerkQueryOptions('/me', { ...options, organizationId: options.clerk.organization.id });

  for (const [name, optionsOf] of Object.entries({ ...OPTIONS, organizationId: orgs })) {
    for (const staleTime of [0, Infinity]) {
      test(`${name}, staleTime ${staleTime}: each tab asks once, and keeps its own`, async () => {
        const [one, two] = open(`storm ${name} ${staleTime}`);
        const shown = [one, two].map((tab) => tab.observe({ ...optionsOf(tab), staleTime }));
        await eventually(() => shown.every((each) => each.shown()));
        await pause();
        assert.deepEqual([one.calls.length, two.calls.length], [1, 1]);
        assert.deepEqual(shown.map((each) => each.shown()), ['org_1', 'org_2']);
        assert.deepEqual(shown.map(({ seen }) => [...seen].join()), ['org_1', 'org_2']);
        for (const { unsubscribe } of shown) unsubscribe();
      });
    }

    for (const state of ['loading', 'loaded', 'loaded for nobody to see']) {
      test(`${name}: what the other tab fetches or sets is not shown while this one's is ${state}`, async () => {
        const [one, two] = open(`adopted ${name} ${state}`);
        let release;
        if (state === 'loading') two.hold = new Promise((resolve) => (release = resolve));
        const { seen, shown, unsubscribe } = two.observe({ ...optionsOf(two), ...LONG });
        await eventually(() => (state === 'loading' ? two.calls.length : two.client.getQueryData(KEY)));
        if (state === 'loaded for nobody to see') unsubscribe();
        await one.client.fetchQuery(optionsOf(one));
        one.client.setQueryData(KEY, { of: 'org_1' });
        await pause();
        assert.notEqual(two.client.getQueryData(KEY)?.of, 'org_1');
        release?.();
        await eventually(() => two.client.getQueryData(KEY));
        assert.equal(two.client.getQueryData(KEY).of, 'org_2');
        assert.equal(two.calls.length, 1);
        assert.deepEqual([...seen], ['org_2']);
        assert.equal(shown(), 'org_2');
        unsubscribe();
      });
    }
  }

  test('tabs of one owner go on sharing', async () => {
    const [one] = open('shared');
    const three = createTab('org_1', 'shared');
    tabs.push(three);
    const { seen, unsubscribe } = three.observe({ ...OPTIONS.clerkQueryOptions(three), ...LONG });
    await eventually(() => seen.has('org_1'));
    one.client.setQueryData(KEY, { of: 'new' });
    await eventually(() => seen.has('new'));
    assert.deepEqual([...seen], ['org_1', 'new']);
    await three.client.cancelQueries();
    assert.equal(three.client.getQueryState(KEY).fetchStatus, 'idle');
    unsubscribe();
  });

  test('a cancelled request leaves what was there before it', async () => {
    const [one] = open('cancelled');
    const { shown, unsubscribe } = one.observe({ ...OPTIONS.clerkQueryOptions(one), ...LONG });
    await eventually(shown);
    one.hold = new Promise(() => {});
    void one.client.refetchQueries();
    one.client.setQueryData(KEY, { of: 'optimistic' });
    await one.client.cancelQueries();
    assert.equal(one.client.getQueryState(KEY).fetchStatus, 'idle');
    assert.ok(shown());
    unsubscribe();
  });
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

  test('a new page makes no request where nobody is signed in, either', async () => {
    const storage = createStorage();
    const auth = { signedOut: 'anonymous' };
    const open = async () => {
      await world.close();
      world = createWorld();
      await world.clerk.signOut();
      await world.mount(h(Shown, { storage, auth }));
    };
    await open();
    await eventually(() => storage.kept.size);
    assert.equal(world.requests.length, 1);
    await open();
    await settle();
    assert.deepEqual(world.requests, []);
    await world.act(() => world.clerk.signIn('user_grace', { sessionId: 'sess_grace' }));
    await settlesOn();
  });

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
