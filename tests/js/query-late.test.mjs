// What comes late with TanStack Query, after the user changed: errors, roll-backs, callbacks and promises of before.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { CHANGES, createWorld, h, nameOf, ours, settle, TanStack } from './support/query-page.mjs';

const { clerkQueryOptions, createAuthenticatedFetch, useClerkQuery } = ours;
const LONG = { staleTime: 60_000 };
const KEY = ['/me'];

let world;

beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.close());

const there = () => nameOf(world.clerk);
const Me = ({ config = {}, auth = {} }) => world.useShown(useClerkQuery('/me', { ...LONG, ...config, auth: { ...world.options, ...auth } }));
const me = (props) => h(Me, props);
const showsWhoIsThere = async () => {
  for (let round = 0; round < 20 && (world.last()?.owner ?? null) !== there(); round++) await settle();
  assert.deepEqual(world.wrong(), []);
  assert.equal(world.last()?.owner ?? null, there());
};

for (const [change, apply] of Object.entries(CHANGES)) {
  describe(change, () => {
    const switches = () => world.act(() => apply(world.clerk));

    test('a roll-back to what was there before', async () => {
      await world.mount(me());
      const before = world.client.getQueriesData({});
      await switches();
      await world.act(() => before.forEach(([key, data]) => world.client.setQueryData(key, data)));
      await showsWhoIsThere();
    });

    for (const hooked of [true, false]) {
      test(`a mutation that writes its answer, begun ${hooked ? 'with' : 'before'} the first hook`, async () => {
        const { json } = createAuthenticatedFetch(world.options);
        if (hooked) {
          await world.mount(me());
          await world.unmount();
        }
        world.hold();
        const writing = world.client
          .getMutationCache()
          .build(world.client, { mutationFn: () => json('/me', { method: 'POST' }), onSuccess: (data) => world.client.setQueryData(KEY, data) })
          .execute()
          .catch(() => {});
        await settle();
        await switches();
        await world.mount(me());
        world.release();
        await writing;
        await settle();
        await showsWhoIsThere();
      });
    }

    test('a `refetch` that was kept, and one on its way', async () => {
      let refetch;
      const Kept = () => {
        const query = useClerkQuery('/me', { ...LONG, auth: world.options });
        refetch ??= query.refetch;
        return world.useShown(query);
      };
      await world.mount(h(Kept));
      const before = there();
      world.hold();
      let result;
      void refetch().then((value) => (result = value));
      await settle();
      await switches();
      world.release();
      await settle();
      assert.notEqual(result?.data?.owner, before);
      const { data } = await refetch();
      assert.notEqual(data?.owner, before);
      await showsWhoIsThere();
    });

    for (const how of ['a hook', 'a loader', 'a function of the application']) {
      test(`an error that ${how} met`, async () => {
        const { fetch } = world.options;
        world.options = { ...world.options, fetch: async () => Response.json({ secret: there() }, { status: 400 }) };
        const errors = [];
        const Failing = () => {
          const query = useClerkQuery('/me', { ...LONG, retry: false, retryOnMount: false, auth: world.options });
          errors.push({ owner: query.error?.body.secret, there: there() });
          return world.useShown(query);
        };
        const queryFn = () => Promise.reject(Object.assign(new Error('no'), { body: { secret: there() } }));
        if (how === 'a hook') await world.mount(h(Failing));
        else await world.client.prefetchQuery({ ...clerkQueryOptions('/me', world.options), ...(how !== 'a loader' && { queryFn }), retry: false });
        await world.unmount();
        world.options = { ...world.options, fetch };
        await switches();
        await world.mount(h(Failing));
        assert.deepEqual(errors.filter((error) => error.owner && error.owner !== error.there), []);
      });
    }

    test('a loader with a `queryKeyHashFn`', async () => {
      const hashed = { queryKeyHashFn: (key) => `hash of ${JSON.stringify(key)}` };
      await world.client.fetchQuery({ ...clerkQueryOptions('/me', world.options), ...hashed, ...LONG });
      await switches();
      await world.mount(me({ config: hashed }));
      await showsWhoIsThere();
    });

    test('a loader, and what was set, with a getToken alone', async () => {
      for (const fill of [(options) => world.client.fetchQuery({ ...clerkQueryOptions('/me', options), ...LONG }), () => world.client.setQueryData(KEY, { owner: there() })]) {
        await world.close();
        world = createWorld({ global: false });
        const getToken = () => world.clerk.session?.getToken() ?? Promise.resolve(null);
        await fill({ ...world.options, getToken });
        await switches();
        await world.mount(me({ auth: { getToken } }));
        await showsWhoIsThere();
      }
    });

    test('a client of its own, and another in its place for a while', async () => {
      await world.mount(me());
      const { client } = world;
      world.client = new TanStack.QueryClient({ defaultOptions: { queries: { gcTime: Infinity, retry: false } } });
      await world.render(me());
      await switches();
      world.client.clear();
      world.client = client;
      await world.render(me());
      await showsWhoIsThere();
    });

    test('`initialData` from another entry of the cache', async () => {
      await world.client.fetchQuery(clerkQueryOptions('/list', world.options));
      await switches();
      await world.mount(me({ config: { initialData: () => world.client.getQueryData(['/list']) } }));
      await showsWhoIsThere();
    });
  });
}

test('what is blank may be written again', async () => {
  const EMPTY = [];
  await world.mount(me());
  await world.act(() => world.client.setQueryData(KEY, EMPTY));
  await world.act(() => CHANGES['another user'](world.clerk));
  await world.act(() => world.client.setQueryData(KEY, EMPTY));
  assert.equal(world.last().text, '[]');
});
