// A Clerk that failed to load: each hook says so at once, shows nobody's data, and goes on when Clerk has loaded after all.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { assertCode, eventually, promise, settled } from './support/suite.mjs';
import { SWRConfig, Suspense, createElement, createFakeClerk, onIdentityChange, useClerkSWR, useEffect, useState } from './support/swr-page.mjs';
import { atEnd, begin, getToken, none, page, watchGlobal } from './support/swr-test.mjs';

const { QueryClient, QueryClientProvider } = await import('@tanstack/react-query');
const { clearOnIdentityChange, useClerkQuery } = await import('clerk-fetch/react-query');
const { useFetch } = await import('clerk-fetch/react');

const h = createElement;

const KINDS = {
  useClerkSWR: (auth, config) => useClerkSWR(page.key, { auth, ...config }),
  useClerkQuery: (auth, config) => {
    const { data, error, isPending } = useClerkQuery(page.key, { auth, ...config });
    return { data, error, isLoading: isPending && !error };
  },
  useFetch: (auth) => {
    const fetchJson = useFetch(auth);
    const [state, set] = useState({ isLoading: true });
    useEffect(() => {
      fetchJson(page.key).then((data) => set({ data }), (error) => set({ error }));
    }, [fetchJson]);
    return state;
  },
};

const Shown = ({ use, auth, config }) => {
  page.screen.useFrame('shown', use({ ...page.api.options, ...auth }, config));
  return null;
};

const mount = (use, { auth, config, inside = (child) => child, map = new Map() } = {}) => {
  const client = new QueryClient({ defaultOptions: { queries: { gcTime: Infinity } } });
  const tree = h(QueryClientProvider, { client }, inside(h(Shown, { use, auth, config })));
  return page.screen.mount(h(SWRConfig, { value: { provider: () => map } }, tree)).then(() => client);
};

const isLoading = () => {
  const { isLoading, error, data } = page.screen.last();
  assert.ok(!error && !data);
  return isLoading;
};

const says = async (code) => {
  await eventually(() => page.screen.last()?.error);
  assertCode(page.screen.last().error, code);
  assert.ok(!page.screen.last().isLoading);
  assert.equal(page.screen.last().data, undefined);
};

const loads = (clerk) => {
  clerk.signIn('user_bob');
  return clerk.load();
};

const unloaded = () => begin(createFakeClerk({ loaded: false }));

for (const [kind, use] of Object.entries(KINDS)) {
  describe(kind, () => {
    promise('failed before it mounts', async () => {
      unloaded();
      page.clerk.failToLoad();
      await mount(use);
      await says('clerk_not_loaded');
    });

    promise('fails while it waits', async () => {
      unloaded();
      await mount(use);
      assert.ok(isLoading());
      page.clerk.failToLoad();
      await says('clerk_not_loaded');
      assert.deepEqual(page.api.requests, []);
    });

    promise('fails while it waits, a `clerk` that is passed', async () => {
      unloaded();
      const { clerk } = page;
      delete globalThis.Clerk;
      await mount(use, { auth: { clerk } });
      clerk.failToLoad();
      await says('clerk_not_loaded');
    });

    for (const early of [true, false]) {
      promise(`loads after all${early ? ', failed before it mounts' : ''}`, async () => {
        unloaded();
        if (early) page.clerk.failToLoad();
        await mount(use);
        if (!early) page.clerk.failToLoad();
        await says('clerk_not_loaded');
        await loads(page.clerk);
        await page.screen.showsOwn();
        assert.equal(page.screen.last().error ?? undefined, undefined);
        assert.equal(page.api.requests.length, 1);
        none();
      });
    }

    promise('loads after all, and nobody is signed in', async () => {
      unloaded();
      await mount(use);
      page.clerk.failToLoad();
      await says('clerk_not_loaded');
      await page.clerk.load();
      await settled();
      if (kind === 'useFetch') return says('signed_out');
      await eventually(() => !page.screen.last().error);
      assert.deepEqual(page.api.requests, []);
    });

    promise('`signedOut: anonymous` sends nothing without a token by accident', async () => {
      unloaded();
      page.clerk.failToLoad();
      await mount(use, { auth: { signedOut: 'anonymous' } });
      await says('clerk_not_loaded');
      assert.deepEqual(page.api.requests, []);
    });

    promise('a `getToken` beside it still gives a token', async () => {
      unloaded();
      page.clerk.failToLoad();
      const other = createFakeClerk({ user: 'user_alice' });
      begin(other);
      globalThis.Clerk = createFakeClerk({ loaded: false });
      globalThis.Clerk.failToLoad();
      const auth = { getToken };
      await mount(use, { auth });
      await page.screen.showsOwn();
    });

    promise('an object without a `status` is waited for', async () => {
      globalThis.Clerk = { loaded: false, addListener: () => () => {} };
      await mount(use);
      await settled();
      assert.ok(isLoading());
    });

    promise('a degraded one is none that failed', async () => {
      page.clerk.status = 'degraded';
      await mount(use);
      await page.screen.showsOwn();
    });

    if (kind === 'useFetch') return;

    promise('what another left in the cache is not shown', async () => {
      const map = new Map();
      await mount(use, { map });
      await page.screen.showsOwn();
      await page.screen.unmount();
      page.screen.frames.length = 0;
      unloaded();
      page.clerk.failToLoad();
      await mount(use, { map });
      await says('clerk_not_loaded');
      none();
    });

    promise('while nothing is fetched, nothing is said', async () => {
      unloaded();
      page.clerk.failToLoad();
      const Idle = () => (page.screen.useFrame('shown', kind === 'useClerkSWR' ? useClerkSWR(null, { auth: page.api.options }) : useClerkQuery(page.key, { auth: page.api.options, enabled: false })), null);
      await mount(() => ({}), { inside: () => h(Idle) });
      await settled();
      assert.equal(page.screen.last().error ?? undefined, undefined);
    });

    promise('an error boundary has it', async () => {
      unloaded();
      const config = kind === 'useClerkSWR' ? { suspense: true } : { throwOnError: true };
      await mount(use, { config, inside: (child) => h(Suspense, { fallback: null }, child) });
      page.clerk.failToLoad();
      await eventually(() => page.screen.thrown);
      assertCode(page.screen.thrown, 'clerk_not_loaded');
    });
  });
}

describe('what tells of changes', () => {
  promise('nothing is told while nobody can say; what loads after all is', async () => {
    unloaded();
    const told = [];
    atEnd(onIdentityChange((identity) => told.push(identity?.userId)));
    watchGlobal();
    atEnd(clearOnIdentityChange(new QueryClient()));
    page.clerk.failToLoad();
    await settled();
    assert.deepEqual(told, []);
    await loads(page.clerk);
    page.clerk.signIn('user_alice');
    assert.equal(told.at(-1), 'user_alice');
  });
});
