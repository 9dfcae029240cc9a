// Two owners under one key, without the hook: each has an entry of its own.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { createFakeClerk } from 'clerk-fetch/testing';
import { createWorld, h, ours, React, settle, TanStack } from './support/query-page.mjs';

const { clearOnIdentityChange, clerkQueryFn, clerkQueryOptions, useClerkQuery } = ours;
const LONG = { staleTime: 60_000 };
const KEY = ['/me'];

let world;
let undo;
let other;

beforeEach(() => {
  world = createWorld();
  other = createFakeClerk({ user: 'user_other', session: 'sess_other' });
  undo = clearOnIdentityChange(world.client);
});
afterEach(async () => {
  undo();
  await world.close();
});

/** An API that answers with what its token was asked for. */
const answering = (label) => async () => {
  world.requests.push(label);
  return Response.json({ owner: label });
};
/** Two owners: what the options of each are. */
const PAIRS = {
  organizationId: () => [{ organizationId: 'o1' }, { organizationId: 'o2' }],
  template: () => [{ template: 't1' }, { template: 't2' }],
  'an organization and none': () => [{ organizationId: 'o1' }, {}],
  'none and a template': () => [{}, { template: 't1' }],
  'two Clerk objects': () => [{}, { clerk: other }],
  'nobody, and a Clerk object': () => [{ clerk: null, signedOut: 'anonymous' }, {}],
};
const optionsFor = (auth, label) => ({ ...world.options, ...auth, fetch: answering(label) });

/** Each way to show a query, given its options. */
const WAYS = {
  useQuery: (auth, queryFn) => TanStack.useQuery({ queryKey: KEY, queryFn, ...LONG }),
  'useQuery with clerkQueryOptions': (auth) => TanStack.useQuery({ ...clerkQueryOptions('/me', auth), ...LONG }),
  useSuspenseQuery: (auth, queryFn) => TanStack.useSuspenseQuery({ queryKey: KEY, queryFn, ...LONG }),
  useInfiniteQuery: (auth) => TanStack.useInfiniteQuery({ queryKey: KEY, queryFn: clerkQueryFn({ ...auth, pageParam: 'page' }), initialPageParam: 0, getNextPageParam: () => undefined, ...LONG }),
  useQueries: (auth, queryFn) => TanStack.useQueries({ queries: [{ queryKey: KEY, queryFn, ...LONG }] })[0],
  'useQueries with combine': (auth, queryFn) => TanStack.useQueries({ queries: [{ queryKey: KEY, queryFn, ...LONG }], combine: ([result]) => ({ data: result.data }) }),
};
/** A component of this way: `auth`, and what an answer for it says. */
const shownBy = (way) => ({ auth, label, name = 'shown' }) => {
  const options = optionsFor(auth, label);
  const result = WAYS[way](options, clerkQueryFn(options));
  React.useLayoutEffect(() => {
    const { data } = result;
    world.commits.push({ name, label, owner: data?.owner ?? data?.pages?.map(({ owner }) => owner).join() });
  });
  return null;
};
const mixed = () => assert.deepEqual(world.commits.filter(({ owner, label }) => owner && owner !== label), []);
const shows = (name, label) => assert.equal(world.commits.findLast((commit) => commit.name === name)?.owner, label);
const wrap = (...children) => h(React.Suspense, { fallback: null }, ...children);

for (const way of Object.keys(WAYS)) {
  describe(way, () => {
    const Shown = shownBy(way);

    for (const [what, pair] of Object.entries(PAIRS)) {
      test(`${what}: one component that goes from one to the other, and back`, async () => {
        const [one, two] = pair();
        await world.mount(wrap(h(Shown, { auth: one, label: 'one' })));
        shows('shown', 'one');
        await world.render(wrap(h(Shown, { auth: two, label: 'two' })));
        mixed();
        shows('shown', 'two');
        await world.render(wrap(h(Shown, { auth: one, label: 'one' })));
        mixed();
        shows('shown', 'one');
        assert.ok(world.requests.length <= 3, world.requests.join());
      });

      test(`${what}: side by side, and again after another user came`, async () => {
        const [one, two] = pair();
        const both = () => [h(Shown, { key: 1, auth: one, label: 'one', name: 'one' }), h(Shown, { key: 2, auth: two, label: 'two', name: 'two' })].map((each) => wrap(each));
        await world.mount(...both());
        mixed();
        for (const name of ['one', 'two']) shows(name, name);
        assert.equal(world.requests.length, 2);
        await world.render(...both());
        assert.equal(world.requests.length, 2);
        await world.act(() => world.clerk.signIn('user_grace', { sessionId: 'sess_grace' }));
        mixed();
        for (const name of ['one', 'two']) shows(name, name);
        await world.act(() => world.client.invalidateQueries({ queryKey: KEY }));
        mixed();
        for (const name of ['one', 'two']) shows(name, name);
        // What suspends has nothing to wait for then; and who has left is nobody, as another is.
        if (way === 'useSuspenseQuery' || what.startsWith('nobody')) return;
        await world.act(() => world.clerk.signOut());
        await world.act(() => world.clerk.signIn('user_ada', { sessionId: 'sess_ada' }));
        mixed();
        for (const name of ['one', 'two']) shows(name, name);
      });

      test(`${what}: one after the other`, async () => {
        const [one, two] = pair();
        await world.mount(wrap(h(Shown, { auth: one, label: 'one' })));
        await world.unmount();
        await world.mount(wrap(h(Shown, { auth: two, label: 'two' })));
        mixed();
        shows('shown', 'two');
      });
    }
  });
}

describe('beside useClerkQuery', () => {
  const Plain = shownBy('useQuery');
  const Hook = ({ auth, label, name = 'hook' }) => {
    const { data } = useClerkQuery('/me', { auth: optionsFor(auth, label), ...LONG });
    React.useLayoutEffect(() => {
      world.commits.push({ name, label, owner: data?.owner });
    });
    return null;
  };
  for (const hookFirst of [true, false]) {
    for (const [what, pair] of Object.entries(PAIRS)) {
      test(`${what}: the hook ${hookFirst ? 'first' : 'second'}, side by side and one after the other`, async () => {
        const [one, two] = pair();
        const both = [h(Hook, { key: 1, auth: one, label: 'hook' }), h(Plain, { key: 2, auth: two, label: 'plain', name: 'plain' })];
        const [first, second] = hookFirst ? both : both.toReversed();
        await world.mount(first);
        await world.render(first, second);
        mixed();
        for (const name of ['hook', 'plain']) shows(name, name);
        await world.act(() => world.client.invalidateQueries());
        mixed();
        for (const name of ['hook', 'plain']) shows(name, name);
        await world.render(second);
        await world.unmount();
        await world.mount(first, second);
        mixed();
        for (const name of ['hook', 'plain']) shows(name, name);
        assert.ok(world.requests.length < 8, world.requests.join());
      });
    }
  }
});

describe('loaders and the cache by its key', () => {
  const load = (auth, label) => ({ ...clerkQueryOptions('/me', optionsFor(auth, label)), ...LONG });
  for (const loader of ['fetchQuery', 'ensureQueryData', 'prefetchQuery']) {
    for (const [what, pair] of Object.entries(PAIRS)) {
      test(`${loader}: ${what}`, async () => {
        const [one, two] = pair();
        for (const [auth, label] of [[one, 'one'], [two, 'two'], [one, 'one'], [two, 'two']]) {
          await world.client[loader](load(auth, label));
          assert.equal((await world.client.fetchQuery(load(auth, label))).owner, label);
        }
        assert.deepEqual(world.requests, ['one', 'two']);
      });
    }
  }

  test('getQueryData, setQueryData and invalidateQueries mean what is on screen', async () => {
    const Shown = shownBy('useQuery');
    await world.mount(h(Shown, { auth: { organizationId: 'o1' }, label: 'one' }));
    await world.render(h(Shown, { auth: { organizationId: 'o2' }, label: 'two' }));
    assert.equal(world.client.getQueryData(KEY).owner, 'two');
    assert.equal(world.client.getQueryState(KEY).data.owner, 'two');
    await world.act(() => world.client.setQueryData(KEY, (before) => ({ ...before, more: before.owner })));
    assert.deepEqual(world.client.getQueryData(KEY), { owner: 'two', more: 'two' });
    const { requests } = world;
    requests.length = 0;
    await world.act(() => world.client.invalidateQueries({ queryKey: KEY, exact: true }));
    assert.deepEqual(requests, ['two']);
    await world.render(h(Shown, { auth: { organizationId: 'o1' }, label: 'one' }));
    mixed();
    assert.equal(world.client.getQueryData(KEY).owner, 'one');
    assert.equal(world.client.getQueryData(KEY).more, undefined);
  });

  for (const auth of [{ template: 't1' }, { organizationId: 'o1' }]) {
    test(`what setQueryData has put there is for the first who shows it: ${JSON.stringify(auth)}`, async () => {
      const Shown = shownBy('useQuery');
      world.client.setQueryData(KEY, { owner: 'one' });
      await world.mount(h(Shown, { auth, label: 'one' }));
      shows('shown', 'one');
      assert.deepEqual(world.requests, []);
      await world.render(h(Shown, { auth: {}, label: 'two' }));
      mixed();
      shows('shown', 'two');
    });
  }
});

describe('tokens', () => {
  const tokenOf = (clerk) => () => clerk.session.getToken();
  for (const global of [true, false]) {
    test(`of two users, ${global ? 'beside' : 'without'} a Clerk object: what lands for one is not shown to the other`, async () => {
      if (!global) delete globalThis.Clerk;
      const [one, two] = [tokenOf(world.clerk), tokenOf(other)];
      const Shown = shownBy('useQuery');
      const each = (name, getToken) => h(Shown, { key: name, auth: { getToken }, label: name, name });
      await world.mount(each('one', one));
      await world.render(each('one', one));
      await world.client.fetchQuery({ queryKey: KEY, queryFn: clerkQueryFn(optionsFor({ getToken: two }, 'two')) });
      await settle();
      shows('one', 'one');
      await world.render(each('one', one), each('two', two));
      for (const name of ['one', 'two']) shows(name, name);
      await world.act(() => world.client.invalidateQueries({ queryKey: KEY }));
      mixed();
      for (const name of ['one', 'two']) shows(name, name);
      assert.ok(world.requests.length < 8, world.requests.join());
    });
  }

  test('written inline for one user: one entry, one request, whatever renders', async () => {
    const Shown = shownBy('useQuery');
    const inline = (label = 'one') => h(Shown, { auth: { getToken: () => world.clerk.session.getToken() }, label });
    await world.mount(inline());
    for (let count = 0; count < 5; count++) await world.render(inline());
    assert.deepEqual(world.requests, ['one']);
    assert.equal(world.client.getQueryCache().getAll().length, 1);
    await world.act(() => world.clerk.signIn('user_grace', { sessionId: 'sess_grace' }));
    assert.deepEqual(world.requests, ['one', 'one']);
    assert.equal(world.client.getQueryCache().getAll().length, 1);
  });
});

test('clerkQueryOptions alone, where a query function is told its client: two organizations, and another user', async () => {
  undo();
  world.client = new TanStack.QueryClient({ defaultOptions: { queries: { retry: false, gcTime: Infinity } } });
  let told;
  world.client.setQueryData(['kept'], { owner: 'mine' });
  await world.client.fetchQuery({ queryKey: ['told'], queryFn: ({ client }) => (told = client) ?? 'no' });
  if (!told) return;
  const Shown = shownBy('useQuery with clerkQueryOptions');
  const show = (label, organizationId) => h(Shown, { key: label, name: label, auth: { organizationId }, label });
  await world.mount(show('one', 'o1'));
  await world.render(show('one', 'o1'), show('two', 'o2'));
  mixed();
  for (const name of ['one', 'two']) shows(name, name);
  assert.equal(world.client.getQueryData(['kept']).owner, 'mine');
  await world.act(() => world.clerk.signIn('user_grace', { sessionId: 'sess_grace' }));
  assert.deepEqual(world.requests, ['one', 'two', 'one', 'two']);
  assert.equal(world.client.getQueryData(['kept']), undefined);
  world.client.clear();
});

describe('initialData and placeholderData, when the user and the organization change in one render', () => {
  const ADA = { owner: 'user_ada' };
  const GIVEN = {
    'useClerkQuery, initialData': (auth) => useClerkQuery('/me', { auth, ...LONG, initialData: { ...ADA } }),
    'useClerkQuery, placeholderData': (auth) => useClerkQuery('/me', { auth, ...LONG, placeholderData: { ...ADA } }),
    'useQuery, initialData': (auth) => TanStack.useQuery({ queryKey: KEY, queryFn: clerkQueryFn(auth), ...LONG, initialData: { ...ADA } }),
  };
  for (const [what, useIt] of Object.entries(GIVEN)) {
    test(what, async () => {
      const Shown = ({ organizationId }) => {
        const { data } = useIt({ ...optionsFor({ organizationId }, 'api') });
        React.useLayoutEffect(() => {
          world.commits.push({ owner: data?.owner, there: world.clerk.user.id });
        });
        return null;
      };
      await world.mount(h(Shown, { organizationId: 'o1' }));
      assert.ok(world.commits.some(({ owner }) => owner === 'user_ada'));
      await world.unmount();
      await world.act(() => world.clerk.signIn('user_grace', { sessionId: 'sess_grace' }));
      await world.mount(h(Shown, { organizationId: 'o2' }));
      await world.render(h(Shown, { organizationId: 'o3' }));
      assert.deepEqual(world.commits.filter(({ owner, there }) => owner === 'user_ada' && there !== 'user_ada'), []);
      assert.equal(world.commits.at(-1).owner, 'api');
    });
  }
});

describe('keepPreviousData', () => {
  for (const [what, pair] of Object.entries(PAIRS)) {
    test(`${what}: nothing of the other owner is a placeholder, under the same key or another`, async () => {
      const [one, two] = pair();
      const Shown = ({ auth, label, id = 1 }) => {
        const { data } = TanStack.useQuery({ queryKey: ['/me', id], queryFn: clerkQueryFn(optionsFor(auth, label)), placeholderData: TanStack.keepPreviousData, ...LONG });
        React.useLayoutEffect(() => {
          world.commits.push({ name: 'shown', label, owner: data?.owner });
        });
        return null;
      };
      await world.mount(h(Shown, { auth: one, label: 'one' }));
      await world.render(h(Shown, { auth: two, label: 'two' }));
      mixed();
      shows('shown', 'two');
      await world.render(h(Shown, { auth: one, label: 'one', id: 2 }));
      mixed();
      world.commits.length = 0;
      await world.render(h(Shown, { auth: one, label: 'one', id: 3 }));
      mixed();
      assert.ok(world.commits.every(({ owner }) => owner === 'one'));
    });
  }
});

describe('other ways to the same', () => {
  const both = (Shown) => ['o1', 'o2'].map((organizationId) => h(Shown, { key: organizationId, name: organizationId, auth: { organizationId }, label: organizationId }));
  const bothShown = () => {
    mixed();
    for (const name of ['o1', 'o2']) shows(name, name);
  };

  test('StrictMode', async () => {
    await world.mount(h(React.StrictMode, null, ...both(shownBy('useQuery'))));
    bothShown();
    await world.act(() => world.client.invalidateQueries());
    bothShown();
  });

  test('a scheduler that tells at once', async () => {
    if (!TanStack.notifyManager.setScheduler) return; // an early version
    TanStack.notifyManager.setScheduler((work) => work());
    await world.mount(...both(shownBy('useQuery')));
    bothShown();
    await world.act(() => world.clerk.signIn('user_grace', { sessionId: 'sess_grace' }));
    bothShown();
    TanStack.notifyManager.setScheduler((work) => setTimeout(work, 0));
  });

  test('a default queryFn that becomes one of another organization', async () => {
    const Shown = ({ label }) => {
      const { data } = TanStack.useQuery({ queryKey: KEY, ...LONG });
      React.useLayoutEffect(() => {
        world.commits.push({ name: 'shown', label, owner: data?.owner });
      });
      return null;
    };
    for (const label of ['o1', 'o2', 'o1']) {
      world.client.setDefaultOptions({ queries: { retry: false, gcTime: Infinity, queryFn: clerkQueryFn(optionsFor({ organizationId: label }, label)) } });
      await (world.requests.length ? world.render(h(Shown, { label })) : world.mount(h(Shown, { label })));
      mixed();
      shows('shown', label);
    }
  });

  test('an optimistic update that is taken back after the organization has changed', async () => {
    const Shown = shownBy('useQuery');
    await world.mount(h(Shown, { auth: { organizationId: 'o1' }, label: 'o1' }));
    const before = world.client.getQueryData(KEY);
    await world.act(() => world.client.setQueryData(KEY, { ...before, draft: true }));
    await world.render(h(Shown, { auth: { organizationId: 'o2' }, label: 'o2' }));
    shows('shown', 'o2');
    await world.act(() => world.client.setQueryData(KEY, before));
    mixed();
    shows('shown', 'o2');
  });

  test('structuralSharing: false, gcTime: 0, select and subscribers that are told at once', async () => {
    const seen = { o1: [], o2: [] };
    const ends = ['o1', 'o2'].map((organizationId) =>
      new TanStack.QueryObserver(world.client, {
        ...clerkQueryOptions('/me', optionsFor({ organizationId }, organizationId)), structuralSharing: false, gcTime: 0, select: ({ owner }) => owner,
      }).subscribe(({ data }) => data && seen[organizationId].push(data)),
    );
    await settle();
    await world.act(() => world.client.invalidateQueries());
    await world.act(() => world.clerk.setOrganization('org_navy'));
    for (const end of ends) end();
    for (const [name, all] of Object.entries(seen)) assert.deepEqual([...new Set(all)], [name]);
  });
});
