// A server that streams: a query that is dehydrated while it loads, whose promise names no owner.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { CHANGES, createWorld, h, nameOf, ours, React, settle, TanStack } from './support/query-page.mjs';

const { clearOnIdentityChange, clerkQueryFn, clerkQueryOptions, useClerkQuery } = ours;
const LONG = { staleTime: 60_000 };
const KEY = ['/me'];

let world;
let undo;

beforeEach(() => {
  world = createWorld();
  undo = clearOnIdentityChange(world.client);
});
afterEach(async () => {
  undo();
  await world.close();
});

const there = () => nameOf(world.clerk);
const showsWhoIsThere = () => {
  assert.deepEqual(world.wrong(), []);
  assert.equal(world.last()?.owner ?? null, there());
};

/** What a server's client gives the page while the API has not answered it yet; `answer` is that answer. */
const streaming = async (options) => {
  const { window } = globalThis;
  let answer;
  const server = new TanStack.QueryClient({ defaultOptions: { queries: { gcTime: Infinity, retry: false }, dehydrate: { shouldDehydrateQuery: () => true } } });
  const owner = there();
  const fetch = () => new Promise((resolve) => (answer = () => resolve(Response.json({ owner, streamed: true }))));
  const { session } = world.clerk;
  delete globalThis.window;
  delete globalThis.Clerk;
  const query = { ...clerkQueryOptions('/me', { ...world.options, getToken: () => session.getToken(), fetch }), ...options };
  void server.prefetchQuery(query).catch(() => {});
  for (let turn = 0; !answer && turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
  const sent = (value) => value && JSON.parse(JSON.stringify(value));
  const state = { mutations: [], queries: TanStack.dehydrate(server).queries.map(({ promise, ...query }) => ({ ...sent(query), ...(promise && { promise: promise.then(sent) }) })) };
  globalThis.window = window;
  globalThis.Clerk = world.clerk;
  return { state, answer, isStreamed: !!state.queries[0]?.promise };
};

const HOOKS = {
  useClerkQuery: () => useClerkQuery('/me', { ...LONG, auth: world.options }),
  useQuery: () => TanStack.useQuery({ queryKey: KEY, queryFn: clerkQueryFn(world.options), ...LONG }),
};

const WAYS = { '': undefined, ', with deserializeData': { defaultOptions: { deserializeData: (data) => ({ ...data }) } } };

for (const [hook, useIt] of Object.entries(HOOKS)) for (const [way, options] of Object.entries(WAYS)) {
  describe(hook + way, () => {
    const Me = () => world.useShown(useIt());
    const page = (state) => h(TanStack.HydrationBoundary, { state, options }, h(Me));

    test('who is first there with it is shown it, without a request', async () => {
      const { state, answer, isStreamed } = await streaming();
      if (!isStreamed) return;
      await world.mount(page(state));
      await world.act(answer);
      showsWhoIsThere();
      assert.deepEqual(world.requests, []);
      assert.match(world.last().text, /streamed/);
    });

    for (const early of [true, false]) {
      test(`an answer that comes ${early ? 'before' : 'after'} Clerk has loaded`, async () => {
        const { state, answer, isStreamed } = await streaming();
        undo();
        await world.close();
        world = createWorld({ loaded: false });
        undo = clearOnIdentityChange(world.client);
        await world.mount(page(state));
        if (early) await world.act(answer);
        await world.act(() => world.clerk.load());
        if (!early) await world.act(answer);
        assert.equal(world.last().owner, there());
        assert.deepEqual(world.wrong().filter((commit) => commit.there), []);
        if (isStreamed) assert.match(world.last().text, /streamed/);
      });
    }

    for (const [change, apply] of Object.entries(CHANGES)) {
      for (const before of [true, false]) {
        test(`${change} ${before ? 'before' : 'after'} the answer, mounted`, async () => {
          const { state, answer } = await streaming();
          await world.mount(page(state));
          if (!before) await world.act(answer);
          await world.act(() => apply(world.clerk));
          if (before) await world.act(answer);
          await settle();
          showsWhoIsThere();
          assert.doesNotMatch(world.last()?.text ?? '', /streamed/);
        });

        test(`${change} ${before ? 'before' : 'after'} the answer, unmounted, and the page is given it again`, async () => {
          const { state, answer } = await streaming();
          await world.mount(page(state));
          if (!before) await world.act(answer);
          await world.unmount();
          await world.act(() => apply(world.clerk));
          await world.mount(page(state));
          if (before) await world.act(answer);
          await settle();
          showsWhoIsThere();
        });

        test(`${change} ${before ? 'before' : 'after'} the answer, hydrated and never shown before`, async () => {
          const { state, answer } = await streaming();
          TanStack.hydrate(world.client, state, options);
          if (!before) await world.act(answer);
          await world.act(() => apply(world.clerk));
          TanStack.hydrate(world.client, state, options);
          if (before) await world.act(answer);
          await world.mount(h(Me));
          await settle();
          showsWhoIsThere();
        });
      }

      test(`what a server streams after ${change} is for who is there then`, async () => {
        await world.mount(h(Me));
        await world.unmount();
        await world.act(() => apply(world.clerk));
        if (!there()) return;
        const { state, answer } = await streaming();
        await world.mount(page(state));
        await world.act(answer);
        showsWhoIsThere();
      });
    }
  });
}
