// What SWR keeps beside its requests: subscriptions, stored caches, fallbacks, previous data. And what `useClerkSWR` refuses.
import assert from 'node:assert/strict';
import { beforeEach, describe } from 'node:test';
import { assertCode, eventually, promise, settled } from './support/suite.mjs';
import {
  QUIET,
  CHANGES,
  Suspense,
  clearOnIdentityChange,
  clerkSWRFetcher,
  createElement,
  createFakeClerk,
  ownersIn,
  useClerkSWR,
  useEffect,
  useSWR,
  useSWRConfig,
  useSWRInfinite,
  useSWRSubscription,
  useState,
} from './support/swr-page.mjs';
import { Clearing, Hook, begin, fresh, getToken, laggy, mine, none, page, there, useControl, watchGlobal } from './support/swr-test.mjs';

describe('a subscription', { skip: !useSWRSubscription && 'this SWR has none' }, () => {
  promise('ends with who began it, and begins again for the next', async () => {
    const sockets = [];
    const Subscribed = () => {
      const state = useSWRSubscription(page.key, (key, { next }) => {
        const socket = { who: mine(), open: true, say: () => next(null, socket.who) };
        sockets.push(socket);
        socket.say();
        return () => (socket.open = false);
      });
      page.screen.useFrame('shown', { data: state.data });
      return null;
    };
    watchGlobal();
    await page.screen.mount(createElement(Subscribed));
    await page.screen.showsOwn();
    await page.clerk.signOut();
    await settled();
    assert.deepEqual(sockets.map(({ open }) => open), [false]);
    sockets[0].say();
    await settled();
    assert.deepEqual(page.screen.last().owners, []);
    page.clerk.signIn('user_bob');
    await page.screen.showsOwn();
    sockets[0].say();
    await settled();
    assert.deepEqual(sockets.map(({ open }) => open), [false, true]);
    await page.screen.showsOwn();
    await page.screen.unmount();
    assert.deepEqual(sockets.map(({ open }) => open), [false, false]);
    none();
  });
});

describe('a stored cache', () => {
  let stored;
  beforeEach(() => (stored = '[]'));
  const visit = () => {
    const map = new Map(JSON.parse(stored));
    return { config: { provider: () => map }, close: () => (stored = JSON.stringify([...map])) };
  };
  const HOOKS = {
    useClerkSWR: () => createElement(Hook, { revalidateIfStale: false }),
    'useSWR with clearOnIdentityChange': () => {
      const Reader = () => {
        const [fetcher] = useState(() => clerkSWRFetcher(page.api.options));
        const config = useSWRConfig();
        useEffect(() => clearOnIdentityChange(config), [config.cache]);
        page.screen.useFrame('shown', useSWR(page.key, fetcher, { ...QUIET, revalidateIfStale: false }));
        return null;
      };
      return createElement(Reader);
    },
  };

  for (const [hook, make] of Object.entries(HOOKS)) {
    for (const [change, change1] of Object.entries(CHANGES)) {
      promise(`${hook}: ${change} while the page is closed`, async () => {
        const first = visit();
        await page.screen.mount(make(), { config: first.config });
        await page.screen.showsOwn();
        first.close();
        await page.screen.unmount();
        await change1(page.clerk);
        page.screen.wrong.length = 0;
        const second = visit();
        await page.screen.mount(make(), { config: second.config });
        if (there()) await page.screen.showsOwn();
        else await page.screen.showsNothing();
        // Without the hook, the first commit is before anybody can say whose it is (docs/security.md).
        if (hook === 'useClerkSWR') none();
        second.close();
        assert.deepEqual(ownersIn(JSON.parse(stored)).filter((owner) => owner !== there()), []);
      });
    }

    promise(`${hook}: the same user is shown what was stored, without a request`, async () => {
      const first = visit();
      await page.screen.mount(make(), { config: first.config });
      await page.screen.showsOwn();
      first.close();
      await page.screen.unmount();
      const before = page.api.requests.length;
      page.screen.frames.length = 0;
      await page.screen.mount(make(), { config: visit().config });
      await page.screen.showsOwn();
      await settled(30);
      assert.equal(page.api.requests.length, before);
    });
  }

  promise('one that says nothing of whose it is belongs to nobody', async () => {
    stored = JSON.stringify([[page.key, { data: { userId: 'user_ada', sessionId: 'sess_x', orgId: null }, _k: page.key }]]);
    await page.screen.mount(createElement(Hook, { revalidateIfStale: false }), { config: visit().config });
    await page.screen.showsOwn();
    none();
  });

  promise('a session that Clerk has not loaded yet shows nothing', async () => {
    const first = visit();
    await page.screen.mount(createElement(Hook), { config: first.config });
    await page.screen.showsOwn();
    first.close();
    await page.screen.unmount();
    begin(createFakeClerk({ user: 'user_bob', loaded: false }));
    page.screen.wrong.length = 0;
    await page.screen.mount(createElement(Hook, { revalidateIfStale: false }), { config: visit().config });
    assert.deepEqual(page.screen.last().owners, []);
    await page.clerk.load();
    await page.screen.showsOwn();
    none();
  });
});

describe('SWR\'s own options hold', () => {
  promise('a fallback is shown to who is there first, while Clerk loads and after', async () => {
    begin(createFakeClerk({ user: 'user_alice', loaded: false }));
    const fallbackData = { from: 'server' };
    await page.screen.mount(createElement(Hook, { fallbackData, revalidateOnMount: false }), { config: fresh() });
    assert.deepEqual(page.screen.last().data, fallbackData);
    await page.clerk.load();
    await settled();
    assert.deepEqual(page.screen.last().data, fallbackData);
    page.clerk.signIn('user_bob');
    await settled();
    assert.ok(page.screen.frames.slice(-1).every(({ data }) => data?.from !== 'server'));
  });
});

describe('keepPreviousData', () => {
  const controls = {};
  const HOOKS = {
    useClerkSWR: (at) => useClerkSWR(at, { auth: page.api.options, ...QUIET, keepPreviousData: true }),
    useSWR: (at) => useSWR(at, (key) => clerkSWRFetcher(page.api.options)(key), { ...QUIET, keepPreviousData: true }),
  };
  for (const [name, use] of Object.entries(HOOKS)) {
    promise(`${name}: shows the same user's, also after a change, and nobody else's`, async () => {
      watchGlobal();
      page.clerk.signIn('user_bob');
      const Shown = () => {
        page.screen.useFrame('shown', use(useControl(controls, 'key', page.key)));
        return null;
      };
      await page.screen.mount(createElement(Shown));
      await page.screen.showsOwn();
      const gate = page.api.hold();
      controls.key(`${page.key}?page=2`);
      await gate.held(1);
      await settled();
      assert.deepEqual(page.screen.last().owners, [there()]);
      page.clerk.signIn('user_carol');
      await settled();
      controls.key(`${page.key}?page=3`);
      await settled();
      assert.deepEqual(page.screen.last().owners, []);
      await gate.open();
      await page.screen.showsOwn();
      none();
    });
  }
});

promise('a middleware that keeps data shows it to the same user under another key', async () => {
  const controls = {};
  const Paged = () => createElement(Hook, { at: `${page.key}?page=${useControl(controls, 'number', 1)}`, use: [laggy] });
  await page.screen.mount(createElement(Paged));
  await page.screen.showsOwn();
  const gate = page.api.hold();
  controls.number(2);
  await gate.held(1);
  assert.equal(page.screen.last().data.path, `${page.key}?page=1`);
  await gate.open();
  await eventually(() => page.screen.last().data.path === `${page.key}?page=2`);
  none();
});

promise('suspense: what came for a tree that was never committed is gone at a change', async () => {
  const map = new Map();
  const gate = page.api.hold();
  await page.screen.mount(createElement(Suspense, { fallback: null }, createElement(Hook, { suspense: true })), { config: { provider: () => map } });
  await gate.held(1);
  await page.screen.unmount();
  await gate.open();
  assert.deepEqual(ownersIn(map.get(page.key)?.data), [there()]);
  page.clerk.signIn('user_bob');
  await settled();
  assert.deepEqual(ownersIn([...map.values()]), []);
});

describe('after a sign-out nothing loads', () => {
  const USES = {
    useSWR: (fetcher) => useSWR(page.key, fetcher, QUIET),
    useSWRInfinite: (fetcher) => useSWRInfinite((index) => [page.key, { page: index }], fetcher, QUIET),
  };
  for (const [name, use] of Object.entries(USES)) {
    for (const own of [false, true]) {
      for (const flying of [false, true]) {
        promise(`${name}${own ? ' in a provider' : ''}${flying ? ', a request on its way' : ''}`, async () => {
          let flags;
          const Shown = () => {
            const [fetcher] = useState(() => clerkSWRFetcher(page.api.options));
            const response = use(fetcher);
            flags = { isLoading: response.isLoading, isValidating: response.isValidating };
            page.screen.useFrame('shown', response);
            return null;
          };
          if (!own) watchGlobal();
          const gate = flying && page.api.hold();
          const element = createElement(Shown);
          await page.screen.mount(own ? createElement(Clearing, null, element) : element, { config: own ? fresh() : undefined });
          if (gate) await gate.held(1);
          else await page.screen.showsOwn();
          await page.clerk.signOut();
          await settled();
          if (gate) await gate.open();
          await settled(20);
          assert.deepEqual(page.screen.last().owners, []);
          assert.deepEqual(flags, { isLoading: false, isValidating: false });
          page.clerk.signIn('user_bob');
          await settled(0);
          await page.screen.showsOwn();
          assert.deepEqual(flags, { isLoading: false, isValidating: false });
          none();
        });
      }
    }
  }
});

describe('what is refused', () => {
  const refusal = async (...args) => {
    const Wrong = () => {
      useClerkSWR(...args);
      return null;
    };
    await page.screen.mount(createElement(Wrong));
    await eventually(() => page.screen.thrown);
    return page.screen.thrown;
  };

  promise('says what to write instead', async (t) => {
    t.mock.method(console, 'error', () => {});
    for (const [config, ...words] of [
      [{ baseUrl: 'https://page.api.foo.com' }, '`baseUrl` belongs into `auth`'],
      [{ getToken: async () => null }, '`getToken` belongs into `auth`'],
      [{ schema: undefined }, '`schema` belongs into `auth`'],
      [async () => 1, 'fetcher', 'useSWR('],
      [null, 'object'],
      [{ fetcher: () => 1 }, '`fetcher`'],
      [{ auth: { refreshInterval: 1000 } }, "`refreshInterval` is SWR's: move it out of `auth`"],
      [{ auth: { suspense: true } }, "`suspense` is SWR's"],
      [{ auth: { onSuccess: () => {} } }, "`onSuccess` is SWR's"],
      [{ auth: { baseURL: 'https://page.api.foo.com' } }, 'baseUrl'],
    ]) {
      assertCode(await refusal(page.key, config), 'invalid_options', ...words);
    }
  });

  promise("SWR's own options, and those that a later SWR may have, pass", async () => {
    await page.screen.mount(createElement(Hook, { refreshInterval: 0, dedupingInterval: 1, use: [], suspense: false, isPaused: () => false, laterOption: 1, onSuccess: () => {}, compare: Object.is }));
    await page.screen.showsOwn();
  });
});
