// What `clerkSWRFetcher` gives for somebody who has left resolves for nobody, whichever holder asked, and wherever a hook is.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { assertCode, caught, promise, settled } from './support/suite.mjs';
import {
  AND_BACK,
  CHANGES,
  QUIET,

  clerkSWRFetcher,
  createElement,
  mutate,
  ownersIn,
  preload,

  useSWR,
  useSWRInfinite,
  useState,
} from './support/swr-page.mjs';
import { Clearing, Hook, Plain, act, cacheOf, ends, fresh, getToken, mine, none, page, there, watchGlobal } from './support/swr-test.mjs';

/** What asks by hand, without a hook. Each gives what the caller is told. */
const ASKING = {
  'mutate(key, promise)': (fetcher) => mutate(page.key, fetcher(page.key)),
  'mutate(key, promise, { revalidate: false })': (fetcher) => mutate(page.key, fetcher(page.key), { revalidate: false }),
  'mutate(key, function)': (fetcher) => mutate(page.key, async () => fetcher(page.key)),
  'mutate(key, function, { populateCache })': (fetcher) => mutate(page.key, () => fetcher(page.key), { populateCache: (mine) => mine, revalidate: false }),
  'mutate(key, function, { optimisticData })': (fetcher) => mutate(page.key, () => fetcher(page.key), { optimisticData: mine(), rollbackOnError: false }),
  'mutate(key, function, { optimisticData }), rolled back': (fetcher) => mutate(page.key, () => fetcher(page.key), { optimisticData: mine() }),
  'preload': (fetcher) => preload(page.key, fetcher),
  'preload of a function': (fetcher) => preload(page.key, async (key) => ({ ...(await fetcher(key)) })),
  'the fetcher alone': (fetcher) => fetcher(page.key),
};

const HOOKS = {
  useClerkSWR: () => createElement(Hook, { revalidateIfStale: false }),
  'useClerkSWR that revalidates': () => createElement(Hook),
  'useSWR with clearOnIdentityChange': () => createElement(Plain),
};

describe('in flight at the switch', () => {
  for (const [asking, ask] of Object.entries(ASKING)) {
    for (const [hook, make] of Object.entries(HOOKS)) {
      for (const [change, change1] of Object.entries(CHANGES)) {
        for (const mounts of ['before', 'after']) {
          promise(`${asking}, ${hook} mounts ${mounts} it lands, ${change}`, async () => {
            if (hook.startsWith('useSWR')) watchGlobal();
            const gate = page.api.hold();
            const pending = caught(ask(clerkSWRFetcher(page.api.options)));
            await gate.held(1);
            gate.pass();
            await act(change1);
            if (mounts === 'before') await page.screen.mount(make());
            await gate.open();
            assertCode(await pending, 'identity_changed', 'Call again');
            if (mounts === 'after') await page.screen.mount(make());
            await ends();
            if (there()) assert.equal(page.screen.last().error, undefined);
          });
        }
      }
    }
  }

  for (const [change, change1] of Object.entries(CHANGES)) {
    promise(`that fails, ${change}: it is not their error`, async () => {
      const gate = page.api.hold({ failing: true });
      const pending = caught(clerkSWRFetcher(page.api.options)(page.key));
      await gate.held(1);
      await act(change1);
      await gate.open();
      assertCode(await pending, 'identity_changed');
    });
  }

  promise('between two sessions, it waits for who is next', async () => {
    const { clerk, api } = page;
    for (const [next, code] of [['user_alice', undefined], ['user_bob', 'identity_changed']]) {
      const gate = api.hold();
      const pending = clerkSWRFetcher({ ...api.options, clerk })(page.key).then(({ userId }) => userId, ({ code }) => code);
      await gate.held(1);
      const { session } = clerk;
      let between = true;
      Object.defineProperty(clerk, 'session', { get: () => (between ? undefined : session), configurable: true });
      await gate.open();
      let told;
      void pending.then((value) => (told = value));
      await settled(30);
      assert.equal(told, undefined);
      between = false;
      if (next === 'user_bob') Object.defineProperty(clerk, 'session', { value: { ...session, id: 'sess_bob' }, configurable: true });
      assert.equal(await pending, code ?? next);
    }
  });
});

describe('a `getToken` alone', () => {
  const leave = (change) => {
    delete globalThis.Clerk;
    return change(page.clerk);
  };
  for (const [change, change1] of Object.entries(CHANGES)) {
    promise(`what lands after a token of another was seen rejects, ${change}`, async () => {
      delete globalThis.Clerk;
      const { api, key } = page;
      const one = clerkSWRFetcher({ ...api.options, getToken });
      const other = clerkSWRFetcher({ ...api.options, getToken });
      const gate = api.hold();
      const pending = caught(one(key));
      await gate.held(1);
      gate.pass();
      await leave(change1);
      const next = await other(key).catch(({ code }) => code);
      if (there()) assert.deepEqual(ownersIn(next), [there()]);
      else assert.equal(next, 'signed_out');
      await gate.open();
      assertCode(await pending, 'identity_changed');
    });
  }

  promise('two organizations of one function do not disturb each other', async () => {
    delete globalThis.Clerk;
    const { api, key } = page;
    const of = (organizationId) => clerkSWRFetcher({ ...api.options, getToken, organizationId })(key);
    const gate = api.hold();
    const both = Promise.all([of('org_1'), of('org_2')]);
    await gate.held(2);
    await gate.open();
    assert.deepEqual((await both).map(({ orgId }) => orgId), ['org_1', 'org_2']);
  });
});

describe('finished before the switch, and never mounted', () => {
  const PUTTING = {
    'mutate(key, promise)': (fetcher) => mutate(page.key, fetcher(page.key), { revalidate: false }),
    'mutate(key, await)': async (fetcher) => mutate(page.key, await fetcher(page.key), { revalidate: false }),
    'mutate(key, optimistic)': (fetcher) => mutate(page.key, () => fetcher(page.key), { optimisticData: mine(), populateCache: false, revalidate: false }),
    'preload': (fetcher) => preload(page.key, fetcher),
  };
  for (const [putting, put] of Object.entries(PUTTING)) {
    for (const [change, [away, back]] of Object.entries(AND_BACK)) {
      promise(`${putting} by the one in between, ${change}`, async () => {
        await act(away);
        await put(clerkSWRFetcher(page.api.options));
        await act(back);
        await page.screen.mount(createElement(Hook, { revalidateIfStale: false }));
        await ends();
      });
    }
    for (const [change, change1] of putting.includes('optimistic') ? [] : Object.entries(CHANGES)) {
      promise(`${putting}, a \`getToken\` alone, ${change}`, async () => {
        delete globalThis.Clerk;
        await put(clerkSWRFetcher({ ...page.api.options, getToken }));
        await act(change1);
        await page.screen.mount(createElement(Hook, { auth: { getToken }, revalidateIfStale: false }));
        await ends();
      });
    }
  }
});

describe('what lands late', () => {
  const PLAIN = {
    'useSWR in a provider': (fetcher) => useSWR(page.key, fetcher, QUIET),
    'useSWRInfinite in a provider': (fetcher) => useSWRInfinite((index) => [page.key, { page: index }], fetcher, { ...QUIET, initialSize: 2, parallel: true }),
  };
  const seen = {};

  for (const [name, use] of Object.entries(PLAIN)) {
    for (const bare of [false, true]) {
      for (const failing of [false, true]) {
        for (const [change, change1] of Object.entries(CHANGES)) {
          promise(`${name}, ${change}${failing ? ', as an error' : ''}${bare ? ', mutate alone' : ''}`, async () => {
            const Shown = () => {
              const [fetcher] = useState(() => clerkSWRFetcher(page.api.options));
              page.screen.useFrame('shown', use(fetcher));
              return null;
            };
            const gate = page.api.hold({ failing });
            await page.screen.mount(createElement(Clearing, { bare, seen }, createElement(Shown)), { config: fresh() });
            await gate.held(1);
            gate.pass();
            await change1(page.clerk);
            await settled();
            await gate.open();
            await settled(30);
            if (there()) await page.screen.showsOwn();
            none();
            assert.deepEqual(ownersIn(cacheOf(seen)).filter((owner) => owner !== there()), []);
            if (there()) assert.equal(page.screen.last().error, undefined);
          });
        }
      }
    }
  }
});
