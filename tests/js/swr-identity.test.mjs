// No commit of React shows one user's data to another with SWR, whatever holds the data, whatever changes, and wherever the
// hook is meanwhile.
import { describe } from 'node:test';
import { promise, settled } from './support/suite.mjs';
import {
  AND_BACK,
  CHANGES,
  QUIET,
  Suspense,
  clerkSWRFetcher,
  createElement,
  mutate,
  preload,
  useSWRImmutable,
  useSWRInfinite,
  useSWRSubscription,
  useState,
} from './support/swr-page.mjs';
import { Clearing, Hook, Plain, act, ends, getToken, laggy, mine, page, there, watchGlobal } from './support/swr-test.mjs';

/**
 * What may hold data: `element` shows it, `config` is that of an `<SWRConfig>`, `fill` puts data there as who is there now
 * without any hook, `start` is called before anything else.
 */
const HOLDERS = {
  'useClerkSWR': () => ({ element: createElement(Hook) }),
  'useClerkSWR, a cache of the module': () => {
    const map = new Map();
    const config = { provider: () => map };
    return { element: createElement(Hook), config };
  },
  'useClerkSWR, a cache of the module, nothing revalidates': () => {
    const map = new Map();
    const config = { provider: () => map, revalidateIfStale: false };
    return { element: createElement(Hook), config, fill: () => map.set(page.key, { data: mine(), _k: page.key }) };
  },
  'useClerkSWR, mutate(key, value)': () => ({ element: createElement(Hook), fill: () => mutate(page.key, mine(), false) }),
  'useClerkSWR, preload': () => ({ element: createElement(Hook), fill: () => void preload(page.key, clerkSWRFetcher(page.api.options)) }),
  'useClerkSWR in a provider, preload': () => ({
    element: createElement(Hook),
    config: { provider: () => new Map() },
    fill: () => void preload(page.key, clerkSWRFetcher(page.api.options)),
  }),
  'useClerkSWR, fallbackData': () => {
    const fallbackData = mine();
    return { element: createElement(Hook, { fallbackData, revalidateIfStale: false }) };
  },
  'useClerkSWR, fallbackData written inline': () => {
    const kept = mine();
    const Inline = () => createElement(Hook, { fallbackData: { ...kept } });
    return { element: createElement(Inline) };
  },
  'useClerkSWR, fallback': () => {
    const config = { fallback: { [page.key]: mine() }, revalidateIfStale: false };
    return { element: createElement(Hook), config };
  },
  'useClerkSWR, keepPreviousData': () => ({ element: createElement(Hook, { keepPreviousData: true }) }),
  'useClerkSWR, laggy': () => ({ element: createElement(Hook, { use: [laggy] }) }),
  'useClerkSWR, immutable': () => ({
    element: createElement(Hook, { revalidateIfStale: false, revalidateOnReconnect: false }),
    fill: () => mutate(page.key, mine(), false),
  }),
  'useClerkSWR, suspense': () => ({
    element: createElement(Suspense, { fallback: null }, createElement(Hook, { suspense: true })),
    noFrames: true,
  }),
  'useClerkSWR, getToken beside Clerk': () => ({ element: createElement(Hook, { auth: { getToken } }) }),
  'useClerkSWR, clerk that is passed': () => {
    delete globalThis.Clerk;
    return { element: createElement(Hook, { auth: { clerk: page.clerk } }) };
  },
  'useSWR': () => ({ element: createElement(Plain), start: watchGlobal, fill: () => mutate(page.key, clerkSWRFetcher(page.api.options)(page.key), false) }),
  'useSWR, preload': () => ({ element: createElement(Plain), start: watchGlobal, fill: () => void preload(page.key, clerkSWRFetcher(page.api.options)) }),
  'useSWR, keepPreviousData': () => ({ element: createElement(Plain, { keepPreviousData: true }), start: watchGlobal }),
  'useSWR, fallbackData': () => ({ element: createElement(Plain, { fallbackData: mine(), revalidateIfStale: false }), start: watchGlobal, seen: true }),
  'useSWR, fallback': () => ({ element: createElement(Plain, { revalidateIfStale: false }), config: { fallback: { [page.key]: mine() } }, start: watchGlobal, seen: true }),
  'useSWRImmutable': () => ({ element: createElement(Plain, { use: useSWRImmutable }), start: watchGlobal, fill: () => mutate(page.key, mine(), false) }),
  'useSWR in a provider': () => ({ element: createElement(Clearing, null, createElement(Plain)), config: { provider: () => new Map() } }),
  'useSWR in a provider, keepPreviousData': () => ({
    element: createElement(Clearing, null, createElement(Plain, { keepPreviousData: true })),
    config: { provider: () => new Map() },
  }),
  'useSWRInfinite': () => {
    const Pages = () => {
      const [fetcher] = useState(() => clerkSWRFetcher(page.api.options));
      page.screen.useFrame('shown', useSWRInfinite((index) => [page.key, { page: index }], fetcher, { ...QUIET, initialSize: 2 }));
      return null;
    };
    return { element: createElement(Pages), start: watchGlobal };
  },
  'useSWRSubscription': useSWRSubscription && (() => {
    const Subscribed = () => {
      const { data } = useSWRSubscription(page.key, (key, { next }) => {
        const tell = () => page.clerk.session && next(null, mine());
        tell();
        return page.clerk.addListener(() => setTimeout(tell));
      });
      page.screen.useFrame('shown', { data });
      return null;
    };
    return { element: createElement(Subscribed), start: watchGlobal };
  }),
};

/** Where the hook is while the change happens. */
const WHEN = {
  async mounted({ element, config, start }, change) {
    start?.();
    await page.screen.mount(element, { config });
    await page.screen.showsOwn();
    await act(change);
  },
  async unmounted({ element, config, start }, change) {
    start?.();
    await page.screen.mount(element, { config });
    await page.screen.showsOwn();
    await page.screen.unmount();
    await act(change);
    await page.screen.mount(element, { config });
  },
  async 'never mounted'({ element, config, start, fill }, change) {
    start?.();
    await fill?.();
    await settled();
    await act(change);
    await page.screen.mount(element, { config });
  },
};

for (const [holder, make] of Object.entries(HOLDERS)) {
  if (!make) continue;
  describe(holder, () => {
    for (const [when, play] of Object.entries(WHEN)) {
      for (const [change, change1] of Object.entries(CHANGES)) {
        promise(`${change}, ${when}`, async () => {
          await play(make(), change1);
          await ends();
        });
      }
      for (const [change, [away, back]] of Object.entries(AND_BACK)) {
        promise(`${change}, ${when}`, async () => {
          const holding = make();
          await play(holding, away);
          await ends();
          if (when === 'mounted') return act(back).then(ends);
          await page.screen.unmount();
          await act(back);
          await page.screen.mount(holding.element, { config: holding.config });
          await ends();
        });
      }
    }
  });
}
