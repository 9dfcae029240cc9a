// The other parts of TanStack Query with `clearOnIdentityChange` and `clerkQueryOptions`: none shows one user's data to the next.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { CHANGES, createWorld, h, nameOf, ours, React, settle, TanStack } from './support/query-page.mjs';

const { clearOnIdentityChange, clerkQueryFn, clerkQueryOptions, createAuthenticatedFetch, useClerkQuery } = ours;
const LONG = { staleTime: 60_000 };

let world;
let undo;

beforeEach(() => {
  world = createWorld();
});
afterEach(async () => {
  undo?.();
  undo = undefined;
  await world.close();
});

const there = () => nameOf(world.clerk);
const nothingWrong = () => assert.deepEqual(world.wrong(), []);
const shows = (name) => {
  nothingWrong();
  assert.equal(world.last(name)?.owner || null, there());
};
const query = () => ({ ...clerkQueryOptions('/me', world.options), ...LONG });

/** Only while somebody is signed in, as `<SignedIn>`: what suspends has nothing to wait for otherwise. */
const SignedIn = ({ children }) => (React.useSyncExternalStore((changed) => world.clerk.addListener(changed), () => !!world.clerk.session) ? children : null);

const PARTS = {
  useQuery: () => TanStack.useQuery(query()),
  'useQuery with select': () => TanStack.useQuery({ ...query(), select: React.useCallback((data) => ({ owner: data.owner, selected: true }), []) }),
  useSuspenseQuery: () => TanStack.useSuspenseQuery(query()),
  useInfiniteQuery: () =>
    TanStack.useInfiniteQuery({ queryKey: ['/pages'], queryFn: clerkQueryFn({ ...world.options, pageParam: 'page' }), initialPageParam: 0, getNextPageParam: (last, pages) => (pages.length < 2 ? pages.length : undefined), retry: false, ...LONG }),
  useSuspenseInfiniteQuery: () =>
    TanStack.useSuspenseInfiniteQuery({ queryKey: ['/pages'], queryFn: clerkQueryFn({ ...world.options, pageParam: 'page' }), initialPageParam: 0, getNextPageParam: () => undefined, retry: false, ...LONG }),
  useQueries: () => TanStack.useQueries({ queries: [query(), { ...clerkQueryOptions('/other', world.options), ...LONG }] })[1],
  'useQueries with combine': () => TanStack.useQueries({ queries: [query()], combine: React.useCallback(([{ data }]) => ({ data }), []) }),
  useSuspenseQueries: () => TanStack.useSuspenseQueries({ queries: [query()] })[0],
};

for (const [part, useIt] of Object.entries(PARTS)) {
  describe(part, () => {
    const Shown = () => world.useShown(useIt(), 'shown');
    const tree = () => h(SignedIn, null, h(React.Suspense, { fallback: null }, h(Shown)));
    const isOwners = () => (world.last()?.owner || null) === there() || (world.last()?.owner ?? '').split(',').every((owner) => owner === there());

    for (const [change, apply] of Object.entries(CHANGES)) {
      for (const mounted of [true, false]) {
        test(`${change}, ${mounted ? 'mounted' : 'unmounted'}`, async () => {
          undo = clearOnIdentityChange(world.client);
          await world.mount(tree());
          assert.equal(world.last().owner, there());
          if (!mounted) await world.unmount();
          await world.act(() => apply(world.clerk));
          if (!mounted) await world.mount(tree());
          await settle();
          nothingWrong();
          if (there()) assert.ok(isOwners(), `${world.last()?.owner}`);
        });

        test(`${change} with an answer on its way, ${mounted ? 'mounted' : 'unmounted'}`, async () => {
          undo = clearOnIdentityChange(world.client);
          await world.mount(tree());
          world.hold();
          void world.client.invalidateQueries();
          await settle();
          if (!mounted) await world.unmount();
          await world.act(() => apply(world.clerk));
          if (!mounted) await world.mount(tree());
          world.release();
          await settle();
          await settle();
          nothingWrong();
          if (there()) assert.ok(isOwners(), `${world.last()?.owner}`);
        });
      }
    }
  });
}

describe('an infinite query', () => {
  for (const [change, apply] of Object.entries(CHANGES)) {
    test(`${change} between two of its pages: no page of before is in the result`, async () => {
      const load = { queryKey: ['/pages'], queryFn: clerkQueryFn({ ...world.options, pageParam: 'page' }), initialPageParam: 0, pages: 2, getNextPageParam: (last, pages) => pages.length, retry: false };
      const { fetch } = world.options;
      world.options.fetch = undefined;
      let count = 0;
      load.queryFn = clerkQueryFn({
        ...world.options,
        pageParam: 'page',
        fetch: async (...args) => {
          if (++count === 2) await apply(world.clerk);
          return fetch(...args);
        },
      });
      world.options.fetch = fetch;
      const data = await world.client.fetchInfiniteQuery(load).catch(() => undefined);
      if (data) assert.equal(new Set(data.pages.map(({ owner }) => owner)).size, 1);
    });
  }
});

describe('useMutationState', () => {
  for (const [change, apply] of Object.entries(CHANGES)) {
    test(change, async () => {
      undo = clearOnIdentityChange(world.client);
      let mutation;
      const Writer = () => {
        const { json } = React.useMemo(() => createAuthenticatedFetch(world.options), []);
        mutation = TanStack.useMutation({ mutationKey: ['write'], mutationFn: () => json('/me', { method: 'POST' }) });
        const states = TanStack.useMutationState({ filters: { mutationKey: ['write'] }, select: ({ state }) => state.data ?? state.variables });
        return world.useShown({ data: states.at(-1) });
      };
      await world.mount(h(Writer));
      await world.act(() => mutation.mutateAsync({ owner: there() }));
      shows();
      await world.act(() => apply(world.clerk));
      nothingWrong();
      assert.equal(world.last().owner, null);
    });
  }
});

describe('paused mutations that are restored', () => {
  for (const [change, apply] of Object.entries({ ...CHANGES, 'no change': () => {} })) {
    for (const when of ['before the guard', 'after the guard']) {
      test(`${change}, ${when}: sent only as the one who made them`, async () => {
        const sent = [];
        const defaults = () => ({
          mutationFn: async () => {
            const { owner } = await createAuthenticatedFetch(world.options).json('/me', { method: 'POST' });
            sent.push(owner);
          },
        });
        const maker = there();
        undo = clearOnIdentityChange(world.client);
        world.client.setMutationDefaults(['write'], defaults());
        TanStack.onlineManager.setOnline(false);
        const mutation = world.client.getMutationCache().build(world.client, { mutationKey: ['write'] });
        void mutation.execute({ text: 'mine' }).catch(() => {});
        await settle();
        const kept = JSON.parse(JSON.stringify(TanStack.dehydrate(world.client)));
        assert.equal(kept.mutations.length, 1);
        undo();
        await world.close();

        world = createWorld();
        await apply(world.clerk);
        world.client.setMutationDefaults(['write'], defaults());
        if (when === 'after the guard') undo = clearOnIdentityChange(world.client);
        TanStack.hydrate(world.client, kept);
        if (when !== 'after the guard') undo = clearOnIdentityChange(world.client);
        TanStack.onlineManager.setOnline(true);
        await world.client.resumePausedMutations();
        await settle();
        assert.deepEqual(sent, there() === maker ? [maker] : []);
      });
    }

    test(`${change} in this page while it is offline: not sent as another`, async () => {
      undo = clearOnIdentityChange(world.client);
      const sent = [];
      const maker = there();
      TanStack.onlineManager.setOnline(false);
      const { json } = createAuthenticatedFetch(world.options);
      const mutation = world.client.getMutationCache().build(world.client, { mutationFn: async () => sent.push((await json('/me', { method: 'POST' })).owner) });
      let code;
      void mutation.execute().catch((error) => (code = error.code));
      await settle();
      await world.act(() => apply(world.clerk));
      TanStack.onlineManager.setOnline(true);
      await world.client.resumePausedMutations();
      await settle();
      assert.deepEqual(sent, there() === maker ? [maker] : []);
      assert.equal(code, there() === maker ? undefined : 'identity_changed');
    });
  }
});

describe('the config of useClerkQuery', () => {
  const invalid = async (config, message) => {
    let caught;
    const Wrong = () => {
      try {
        useClerkQuery('/me', config);
      } catch (error) {
        caught = error;
      }
      return null;
    };
    await world.mount(h(Wrong));
    await world.unmount();
    assert.equal(caught?.code, 'invalid_options');
    assert.ok(caught.message.includes(message), caught.message);
  };

  test('refuses what belongs into `auth`, and what is no object', async () => {
    await invalid({ baseUrl: 'https://api.foo.com' }, '`baseUrl` belongs into `auth`');
    await invalid({ getToken: async () => null }, '`getToken` belongs into `auth`');
    await invalid({ schema: undefined }, '`schema` belongs into `auth`');
    await invalid({ clerk: null }, '`clerk` belongs into `auth`');
    await invalid(() => {}, 'is an object of options');
    await invalid(null, 'is an object of options');
  });

  test('takes what TanStack Query and this package both have as its own', async () => {
    const Right = () => world.useShown(useClerkQuery('/me', { retry: 2, retryDelay: 1, meta: {}, auth: world.options }));
    await world.mount(h(Right));
    shows();
  });
});
