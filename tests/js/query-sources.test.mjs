// What a sign-out empties and has a source of its own, or needs none, is fetched again; what needs the one who left stays quiet.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { createFakeClerk } from 'clerk-fetch/testing';
import { createWorld, h, ours, React, TanStack } from './support/query-page.mjs';
import { eventually } from './support/suite.mjs';

const { clearOnIdentityChange, clerkQueryFn, clerkQueryOptions, useClerkQuery } = ours;
const LONG = { staleTime: 60_000 };

let world;

beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.close());

/** Each way to show a query. With useQuery alone, the client is cleared on a change. */
const WAYS = {
  useClerkQuery: (key, auth) => useClerkQuery(key, { ...LONG, auth: { ...world.options, ...auth } }),
  'useQuery with clerkQueryOptions': (key, auth) => TanStack.useQuery({ ...clerkQueryOptions(key, { ...world.options, ...auth }), ...LONG }),
  'useQuery with clerkQueryFn': (key, auth) => TanStack.useQuery({ queryKey: [key], queryFn: clerkQueryFn({ ...world.options, ...auth }), ...LONG }),
};

const mount = async (way, sources) => {
  const stop = way === 'useClerkQuery' ? undefined : clearOnIdentityChange(world.client);
  const results = {};
  const Shown = ({ name, auth }) => {
    const result = WAYS[way](`/${name}`, auth);
    // All that a component may read is read.
    results[name] = { data: result.data, error: result.error, fetchStatus: result.fetchStatus };
    return world.useShown(result, name);
  };
  await world.mount(...Object.entries(sources).map(([name, auth]) => h(Shown, { key: name, name, auth })));
  return { results, stop: () => stop?.() };
};

const sentTo = (path) => world.requests.filter((request) => request.includes(` ${path} `));

for (const way of Object.keys(WAYS)) {
  describe(way, () => {
    for (const auth of [{}, { organizationId: 'org_1' }, { template: 'api' }]) {
      test(`a public list is loaded again without a token, once, with ${JSON.stringify(auth)}`, async () => {
        const { results, stop } = await mount(way, { public: { signedOut: 'anonymous', ...auth }, mine: auth });
        assert.ok(results.public.data.owner);
        await world.act(() => world.clerk.signOut());
        await eventually(() => results.public.data);
        assert.equal(results.public.data.owner, null);
        assert.deepEqual(sentTo('/public').slice(1), ['GET /public null']);
        // What needs a user sends nothing, and shows no error.
        assert.deepEqual(results.mine, { data: undefined, error: null, fetchStatus: 'idle' });
        assert.equal(sentTo('/mine').length, 1);
        await world.act(() => world.clerk.signIn('user_grace', { sessionId: 'sess_grace' }));
        assert.match(results.mine.data.owner, /^user_grace/);
        assert.match(results.public.data.owner, /^user_grace/);
        assert.equal(sentTo('/public').length, 3);
        stop();
      });
    }

    test('a disabled query stays as it is', async () => {
      if (way === 'useClerkQuery') return;
      const stop = clearOnIdentityChange(world.client);
      const Shown = () => world.useShown(TanStack.useQuery({ ...clerkQueryOptions('/off', { ...world.options, signedOut: 'anonymous' }), enabled: false }));
      await world.mount(h(Shown));
      await world.act(() => world.clerk.signOut());
      assert.deepEqual(world.requests, []);
      stop();
    });

    test('the data of another Clerk object, of none, and of a getToken comes back', async () => {
      const other = createFakeClerk({ user: 'user_other' });
      const otherFetch = async (url) => Response.json({ owner: `other ${new URL(url).pathname}` });
      const getToken = async () => 'opaque';
      const { results, stop } = await mount(way, {
        other: { clerk: other, fetch: otherFetch },
        none: { clerk: null, signedOut: 'anonymous', fetch: otherFetch },
        token: { clerk: null, getToken, fetch: otherFetch },
        mine: {},
      });
      for (const name of ['other', 'none', 'token']) assert.equal(results[name].data.owner, `other /${name}`, name);
      await world.act(() => world.clerk.signOut());
      if (way !== 'useClerkQuery') await eventually(() => results.token.data);
      for (const name of ['other', 'none']) assert.equal(results[name].data?.owner, `other /${name}`, name);
      assert.deepEqual(results.mine, { data: undefined, error: null, fetchStatus: 'idle' });
      stop();
    });
  });
}

test('two Clerk objects, and no global one: each sign-out empties its own queries only for good', async () => {
  await world.close();
  world = createWorld({ global: false });
  const other = createFakeClerk({ user: 'user_other' });
  const otherFetch = async () => Response.json({ owner: other.session ? 'other' : null });
  const { results } = await mount('useClerkQuery', { mine: { clerk: world.clerk }, other: { clerk: other, fetch: otherFetch }, token: { getToken: () => other.session.getToken(), fetch: otherFetch } });
  assert.equal(results.token.data.owner, 'other');
  await world.act(() => world.clerk.signOut());
  assert.equal(results.other.data?.owner, 'other');
  assert.equal(results.token.data?.owner, 'other');
  assert.equal(results.mine.data, undefined);
});

describe('a query of its own beside the hook', () => {
  const Page = ({ queryFn, retry }) => {
    useClerkQuery('/me', { auth: world.options });
    return world.useShown(TanStack.useQuery({ queryKey: ['own'], queryFn, ...LONG, ...(retry && { retry }) }));
  };

  test('public data is fetched again after a sign-out', async () => {
    let calls = 0;
    const queryFn = async () => ({ owner: null, flags: ++calls });
    await world.mount(h(Page, { queryFn }));
    await world.act(() => world.clerk.signOut());
    assert.equal(world.client.getQueryData(['own'])?.flags, 2);
  });

  for (const retry of [false, 3]) {
    test(`a call that needs a user shows and reports no error, with retry ${retry}`, async () => {
      const errors = [];
      world.client.getQueryCache().config.onError = (error) => errors.push(error.code);
      const call = ours.createAuthenticatedFetch(world.options);
      await world.mount(h(Page, { queryFn: () => call.json('/own'), retry }));
      assert.equal(sentTo('/own').length, 1);
      await world.act(() => world.clerk.signOut());
      const { data, error, fetchStatus } = world.client.getQueryState(['own']);
      assert.deepEqual([data, error, fetchStatus, errors], [undefined, null, 'idle', []]);
      await world.act(() => world.clerk.signIn('user_grace', { sessionId: 'sess_grace' }));
      assert.match(world.last().owner, /^user_grace/);
      assert.equal(sentTo('/own').length, 2);
    });
  }

  test('an error of the API is shown as in a component that mounts signed out', async () => {
    let calls = 0;
    const queryFn = async () => {
      if (++calls > 1) throw new Error('no');
      return { owner: null };
    };
    await world.mount(h(Page, { queryFn }));
    await world.act(() => world.clerk.signOut());
    assert.equal(world.client.getQueryState(['own']).error?.message, 'no');
  });

  test('a sign-in in the same task fetches once, as the new user', async () => {
    const seen = [];
    const queryFn = async () => ({ owner: null, who: seen.push(world.clerk.user?.id ?? null) });
    await world.mount(h(Page, { queryFn }));
    await world.act(() => {
      world.clerk.signOut();
      return world.clerk.signIn('user_grace', { sessionId: 'sess_grace' });
    });
    assert.deepEqual(seen, ['user_ada', 'user_grace']);
  });
});

describe('pages of two organizations under one key', () => {
  for (const [first, second] of [[{ organizationId: 'org_1' }, { organizationId: 'org_2' }], [{ organizationId: 'org_1' }, {}], [{ template: 'one' }, { template: 'two' }]]) {
    test(`the list starts over when ${JSON.stringify(first)} becomes ${JSON.stringify(second)}`, async () => {
      const stop = clearOnIdentityChange(world.client);
      const asked = [];
      const fetchFor = (auth) => async (url) => {
        asked.push(`${JSON.stringify(auth)} ${new URL(url).search}`);
        return Response.json({ of: JSON.stringify(auth) });
      };
      let result;
      const Shown = ({ auth }) => {
        result = TanStack.useInfiniteQuery({
          queryKey: ['/list'],
          queryFn: clerkQueryFn({ ...world.options, ...auth, fetch: fetchFor(auth), pageParam: 'page' }),
          initialPageParam: 0,
          getNextPageParam: (last, all) => all.length,
          ...LONG,
        });
        return world.useShown(result.data?.pages.map((page) => page.of) ?? null);
      };
      await world.mount(h(Shown, { auth: first }));
      await world.act(() => result.fetchNextPage());
      assert.equal(result.data.pages.length, 2);
      await world.render(h(Shown, { auth: second }));
      assert.deepEqual(result.data.pages.map((page) => page.of), [JSON.stringify(second)]);
      await world.act(() => result.fetchNextPage());
      await eventually(() => result.data);
      assert.deepEqual(new Set(result.data.pages.map((page) => page.of)), new Set([JSON.stringify(second)]));
      for (const { text } of world.commits) assert.ok(new Set(JSON.parse(text)).size < 2, text);
      await world.act(() => result.fetchNextPage());
      assert.equal(result.data.pages.length, 3);
      assert.ok(asked.length < 7, asked.join('\n'));
      stop();
    });
  }
});

describe('resetQueries() as the next user', () => {
  const ADA = { owner: 'user_ada sess_ada null', first: true };

  for (const how of ['initialData', 'hydrate', 'nothing']) {
    test(`brings nothing back of what was there first: ${how}`, async () => {
      const stop = clearOnIdentityChange(world.client);
      const options = { ...clerkQueryOptions('/me', world.options), ...LONG, ...(how === 'initialData' && { initialData: ADA }) };
      if (how === 'hydrate') {
        const before = new TanStack.QueryClient();
        before.setQueryData(['/me'], ADA);
        TanStack.hydrate(world.client, TanStack.dehydrate(before));
        before.clear();
      }
      const seen = [];
      const observer = new TanStack.QueryObserver(world.client, options);
      const unsubscribe = observer.subscribe(({ data }) => seen.push(data?.owner ?? null));
      await eventually(() => observer.getCurrentResult().data);
      // Another request, so that what was there first is no longer what is in the cache when the user changes.
      await observer.refetch();
      await world.act(() => world.clerk.signIn('user_grace', { sessionId: 'sess_grace' }));
      seen.length = 0;
      await world.client.resetQueries();
      await eventually(() => observer.getCurrentResult().data?.owner);
      assert.deepEqual(seen.filter((owner) => owner?.startsWith('user_ada')), []);
      assert.match(observer.getCurrentResult().data.owner, /^user_grace/);
      unsubscribe();
      stop();
    });
  }

  test('the same user gets the first data back', async () => {
    const stop = clearOnIdentityChange(world.client);
    const observer = new TanStack.QueryObserver(world.client, { queryKey: ['x'], queryFn: async () => 'later', initialData: 'first', ...LONG });
    const unsubscribe = observer.subscribe(() => {});
    await observer.refetch();
    const reset = world.client.resetQueries();
    assert.equal(observer.getCurrentResult().data, 'first');
    await reset;
    unsubscribe();
    stop();
  });
});

test('a mutation of the next user runs where one of the same scope was on its way', async () => {
  const stop = clearOnIdentityChange(world.client);
  const results = [];
  const send = (name, mutationFn) => {
    const observer = new TanStack.MutationObserver(world.client, { mutationFn, scope: { id: 'one' } });
    observer.mutate(name).then((data) => results.push(data), (error) => results.push(`${name} ${error.code}`));
  };
  let answer;
  send('first', () => new Promise((resolve) => (answer = resolve)));
  send('second', async () => 'second');
  await eventually(() => answer);
  await world.act(() => world.clerk.signIn('user_grace', { sessionId: 'sess_grace' }));
  send('third', async () => 'third');
  await eventually(() => results.includes('third'));
  answer('first');
  stop();
});
