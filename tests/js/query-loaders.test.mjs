// Loaders without a mounted hook, and what was in a cache before this package looked at it.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { CHANGES, createWorld, h, nameOf, ours, React, settle, TanStack } from './support/query-page.mjs';

const { clearOnIdentityChange, clerkQueryFn, clerkQueryOptions, ClerkFetchProvider, useClerkQuery, useFetch } = ours;
const LONG = { staleTime: 60_000 };
const KEY = ['/me'];

let world;

beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.close());

const Me = () => world.useShown(useClerkQuery('/me', { ...LONG, auth: world.options }));
const there = () => nameOf(world.clerk);
const showsWhoIsThere = () => {
  assert.deepEqual(world.wrong(), []);
  assert.equal(world.last()?.owner ?? null, there());
};
const ticks = async (count) => {
  for (let tick = 0; tick < count; tick++) await undefined;
};

const QUERIES = {
  clerkQueryFn: () => ({ queryKey: KEY, queryFn: clerkQueryFn(world.options) }),
  clerkQueryOptions: () => clerkQueryOptions('/me', world.options),
};
const LOADERS = ['fetchQuery', 'ensureQueryData', 'prefetchQuery'];

describe('a loader that the change overtakes', () => {
  for (const [change, apply] of Object.entries(CHANGES)) {
    for (const [name, query] of Object.entries(QUERIES)) {
      for (const loader of LOADERS) {
        test(`${loader} with ${name}: ${change} in the same task, and at each microtask after it`, async () => {
          for (let tick = 0; tick < 24; tick++) {
            const before = there();
            let late;
            let changed = false;
            const load = world.client[loader]({ ...query(), ...LONG }).then((data) => (late = changed && data), () => undefined);
            await ticks(tick);
            apply(world.clerk);
            changed = !world.requests.length; // an answer that has landed is of before
            await load;
            if (late) assert.notEqual(late.owner, before, `after ${tick} microtasks`);
            await world.mount(h(Me));
            showsWhoIsThere();
            await world.close();
            world = createWorld();
          }
        });
      }
    }
  }

  test('a request that fails leaves no data of before to the one who asked', async () => {
    const query = () => ({ ...QUERIES.clerkQueryOptions(), retry: false });
    await world.client.fetchQuery(query());
    await world.act(() => CHANGES['another user'](world.clerk));
    const { fetch } = world.options;
    world.options.fetch = async () => new Response('{}', { status: 400 });
    await world.client.fetchQuery(query()).catch(() => {});
    world.options.fetch = fetch;
    await world.mount(h(Me));
    showsWhoIsThere();
  });

  test('a request that is under way leaves no data of before to the one who asked', async () => {
    for (const fill of [() => world.client.fetchQuery(QUERIES.clerkQueryOptions()), () => world.client.setQueryData(KEY, { owner: there() })]) {
      await fill();
      await world.act(() => CHANGES['another user'](world.clerk));
      world.hold();
      const load = world.client.fetchQuery(QUERIES.clerkQueryOptions()).catch(() => {});
      await settle();
      await world.mount(h(Me));
      assert.deepEqual(world.wrong(), []);
      world.release();
      await load;
      await settle();
      showsWhoIsThere();
      await world.close();
      world = createWorld();
    }
  });
});

describe('what was there before this package looked', () => {
  const mine = () => ({ owner: there() });
  const PUTS = {
    setQueryData: () => world.client.setQueryData(KEY, mine()),
    hydrate: () => {
      const other = new TanStack.QueryClient({ defaultOptions: { queries: { gcTime: Infinity } } });
      other.setQueryData(KEY, mine());
      TanStack.hydrate(world.client, TanStack.dehydrate(other));
    },
    'fetchQuery of another function': () => world.client.fetchQuery({ queryKey: KEY, queryFn: mine }),
  };
  const Fetching = () => {
    useFetch(world.options);
    return null;
  };
  const BEFORES = {
    'nothing of the package': () => undefined,
    ClerkFetchProvider: () => world.mount(h(ClerkFetchProvider, { options: world.options })),
    useFetch: () => world.mount(h(Fetching)),
    onIdentityChange: () => ours.onIdentityChange(() => {}),
    'clerkQueryFn for another key': () => world.client.fetchQuery({ queryKey: ['/other'], queryFn: clerkQueryFn(world.options) }),
    clearOnIdentityChange: () => clearOnIdentityChange(world.client),
  };

  for (const [change, apply] of Object.entries(CHANGES)) {
    for (const [put, fill] of Object.entries(PUTS)) {
      for (const [before, begin] of Object.entries(BEFORES)) {
        test(`${put} after ${before}, then ${change}, then the first hook`, async () => {
          const undo = await begin();
          await fill();
          await world.unmount();
          await world.act(() => apply(world.clerk));
          await world.mount(h(Me));
          showsWhoIsThere();
          if (typeof undo === 'function') undo();
        });

        test(`${put} after ${before}, ${change}, and back, then the first hook`, async () => {
          const { session, organization } = world.clerk;
          const undo = await begin();
          await world.act(() => apply(world.clerk));
          await fill();
          await world.unmount();
          await world.act(() => world.clerk.signIn('user_ada', { sessionId: session.id, organizationId: organization?.id ?? null }));
          await world.mount(h(Me));
          showsWhoIsThere();
          if (typeof undo === 'function') undo();
        });
      }
    }
  }

  // The fake Clerk says when it changed. Of the real one nobody knows what was before the first look.
  const withoutDates = ({ loaded = true } = {}) => {
    const { clerk } = world;
    const ready = () => loaded;
    globalThis.Clerk = {
      get session() {
        return ready() ? clerk.session : undefined;
      },
      get user() {
        return clerk.user;
      },
      get organization() {
        return clerk.organization;
      },
      addListener: (listener) => clerk.addListener(listener),
    };
    return () => {
      loaded = true;
    };
  };

  for (const [put, fill] of Object.entries(PUTS)) {
    test(`${put}, without a change: it is shown without a request`, async () => {
      await fill();
      await world.mount(h(Me));
      assert.deepEqual(world.requests, []);
      showsWhoIsThere();
    });

    test(`${put} before the first look at a Clerk that has loaded: nobody's`, async () => {
      withoutDates();
      await fill();
      await world.mount(h(Me));
      assert.equal(world.requests.length, 1);
      showsWhoIsThere();
    });

    test(`${put} after clearOnIdentityChange, with a Clerk that has loaded: it is shown without a request`, async () => {
      withoutDates();
      const undo = clearOnIdentityChange(world.client);
      await fill();
      await world.mount(h(Me));
      assert.deepEqual(world.requests, []);
      showsWhoIsThere();
      undo();
    });

    for (const [change, apply] of Object.entries(CHANGES)) {
      test(`${put}, then ${change}, then the first look at a Clerk that has loaded`, async () => {
        withoutDates();
        await fill();
        await world.act(() => apply(world.clerk));
        await world.mount(h(Me));
        showsWhoIsThere();
      });

      test(`${put} after ${change} while nobody watches, and back`, async () => {
        clearOnIdentityChange(world.client)();
        const { session } = world.clerk;
        await apply(world.clerk);
        await fill();
        world.clerk.signIn('user_ada', { sessionId: session.id });
        await world.mount(h(Me));
        showsWhoIsThere();
      });
    }
  }
});

describe('a cache that is dehydrated', () => {
  const onServer = async (work) => {
    const { window } = globalThis;
    delete globalThis.window;
    try {
      return await work();
    } finally {
      globalThis.window = window;
    }
  };
  const prefetched = (how) =>
    onServer(async () => {
      const server = new TanStack.QueryClient({ defaultOptions: { queries: { gcTime: Infinity } } });
      const { session } = world.clerk;
      const getToken = () => session.getToken();
      delete globalThis.Clerk;
      // Early versions do not tell a query function its client.
      let told;
      await server.fetchQuery({ queryKey: ['told'], queryFn: ({ client }) => (told = client) ?? 'no' });
      server.removeQueries();
      if (!told) clearOnIdentityChange(server, { clerk: null });
      await server.prefetchQuery(how({ ...world.options, getToken }));
      globalThis.Clerk = world.clerk;
      return JSON.parse(JSON.stringify(TanStack.dehydrate(server)));
    });
  const HOW = {
    clerkQueryOptions: (options) => clerkQueryOptions('/me', options),
    clerkQueryFn: (options) => ({ queryKey: KEY, queryFn: clerkQueryFn(options) }),
  };
  for (const [name, how] of Object.entries(HOW)) {
    for (const loaded of [true, false]) {
      const load = () => world.act(() => world.clerk.load());

      test(`prefetched with ${name} on a server, and shown to the same one without a request, ${loaded ? 'with' : 'before'} Clerk`, async () => {
        const state = await prefetched(how);
        const { requests } = world;
        await world.close();
        world = createWorld({ loaded });
        await world.mount(h(TanStack.HydrationBoundary, { state }, h(Me)));
        assert.equal(world.last().owner, 'user_ada sess_ada null');
        await load();
        assert.deepEqual(world.wrong().filter((commit) => commit.there), []); // a page shows what came with it before Clerk can say who is there
        assert.equal(world.last().owner, there());
        assert.equal(requests.length + world.requests.length, 1);
      });

      for (const [change, apply] of Object.entries(CHANGES)) {
        test(`prefetched with ${name} on a server, then ${change}, ${loaded ? 'with' : 'before'} Clerk`, async () => {
          const state = await prefetched(how);
          await world.close();
          world = createWorld({ loaded });
          await apply(world.clerk);
          await world.mount(h(TanStack.HydrationBoundary, { state }, h(Me)));
          await load();
          assert.deepEqual(world.wrong().filter((commit) => loaded || commit.there), []);
          assert.equal(world.last()?.owner ?? null, there());
        });
      }
    }
  }
});
