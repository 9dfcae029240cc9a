// No commit of React shows one user's data to another with SWR, whatever holds the data, whatever changes, and wherever the
// hook is meanwhile.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe } from 'node:test';
import { eventually, promise, settled } from './support/suite.mjs';
import {
  CHANGES,
  QUIET,
  SWRConfig,
  Suspense,
  answerFor,
  clearOnIdentityChange,
  clerkSWRFetcher,
  createApi,
  createElement,
  createFakeClerk,
  createScreen,
  mutate,
  ownersIn,
  preload,
  swr,
  useClerkSWR,
  useEffect,
  useSWR,
  useSWRConfig,
  useSWRImmutable,
  useSWRInfinite,
  useSWRMutation,
  useSWRSubscription,
  useState,
  whoIs,
} from './support/swr-page.mjs';

let clerk;
let api;
let screen;
let undo;

/** Each test has its own key: SWR's own cache lives as long as the file. */
let tests = 0;
let KEY;

beforeEach(() => {
  KEY = `/me/${++tests}`;
  clerk = globalThis.Clerk = createFakeClerk({ user: 'user_alice', organization: 'org_1' });
  api = createApi(clerk);
  screen = createScreen(() => whoIs(clerk));
  undo = [];
});

afterEach(async () => {
  await screen.unmount();
  for (const each of undo) each();
  delete globalThis.Clerk;
});

const there = () => whoIs(clerk);
const auth = () => api.options;

/** The hook of the package. */
const Hook = ({ name = 'shown', at = KEY, auth: more, ...config }) => {
  screen.useFrame(name, useClerkSWR(at, { auth: { ...auth(), ...more }, ...QUIET, ...config }));
  return null;
};

/** SWR's own hook with the fetcher of the package. */
const Plain = ({ name = 'shown', at = KEY, use = useSWR, fetcher, ...config }) => {
  const [made] = useState(() => fetcher ?? clerkSWRFetcher(auth()));
  screen.useFrame(name, use(at, made, { ...QUIET, ...config }));
  return null;
};

/** A cache of the tree's own is watched by the tree. */
const Clearing = ({ children }) => {
  const config = useSWRConfig();
  useEffect(() => clearOnIdentityChange(config), [config.cache]);
  return children;
};

const watchGlobal = () => undo.push(clearOnIdentityChange(mutate));

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
    return { element: createElement(Hook), config, fill: () => map.set(KEY, { data: answerFor(clerk), _k: KEY }) };
  },
  'useClerkSWR, mutate(key, value)': () => ({ element: createElement(Hook), fill: () => mutate(KEY, answerFor(clerk), false) }),
  'useClerkSWR, preload': () => ({ element: createElement(Hook), fill: () => void preload(KEY, clerkSWRFetcher(auth())) }),
  'useClerkSWR in a provider, preload': () => ({
    element: createElement(Hook),
    config: { provider: () => new Map() },
    fill: () => void preload(KEY, clerkSWRFetcher(auth())),
  }),
  'useClerkSWR, fallbackData': () => {
    const fallbackData = answerFor(clerk);
    return { element: createElement(Hook, { fallbackData, revalidateIfStale: false }) };
  },
  'useClerkSWR, fallbackData written inline': () => {
    const kept = answerFor(clerk);
    const Inline = () => createElement(Hook, { fallbackData: { ...kept } });
    return { element: createElement(Inline) };
  },
  'useClerkSWR, fallback': () => {
    const config = { fallback: { [KEY]: answerFor(clerk) }, revalidateIfStale: false };
    return { element: createElement(Hook), config };
  },
  'useClerkSWR, keepPreviousData': () => ({ element: createElement(Hook, { keepPreviousData: true }) }),
  'useClerkSWR, immutable': () => ({
    element: createElement(Hook, { revalidateIfStale: false, revalidateOnReconnect: false }),
    fill: () => mutate(KEY, answerFor(clerk), false),
  }),
  'useClerkSWR, suspense': () => ({
    element: createElement(Suspense, { fallback: null }, createElement(Hook, { suspense: true })),
    noFrames: true,
  }),
  'useClerkSWR, getToken beside Clerk': () => {
    const getToken = (options) => (clerk.session ? clerk.session.getToken(options) : Promise.resolve(null));
    return { element: createElement(Hook, { auth: { getToken } }) };
  },
  'useClerkSWR, clerk that is passed': () => {
    delete globalThis.Clerk;
    return { element: createElement(Hook, { auth: { clerk } }) };
  },
  'useSWR': () => ({ element: createElement(Plain), start: watchGlobal, fill: () => mutate(KEY, clerkSWRFetcher(auth())(KEY), false) }),
  'useSWR, preload': () => ({ element: createElement(Plain), start: watchGlobal, fill: () => void preload(KEY, clerkSWRFetcher(auth())) }),
  'useSWR, keepPreviousData': () => ({ element: createElement(Plain, { keepPreviousData: true }), start: watchGlobal }),
  'useSWR, fallbackData': () => ({ element: createElement(Plain, { fallbackData: answerFor(clerk), revalidateIfStale: false }), start: watchGlobal, seen: true }),
  'useSWR, fallback': () => ({ element: createElement(Plain, { revalidateIfStale: false }), config: { fallback: { [KEY]: answerFor(clerk) } }, start: watchGlobal, seen: true }),
  'useSWRImmutable': () => ({ element: createElement(Plain, { use: useSWRImmutable }), start: watchGlobal, fill: () => mutate(KEY, answerFor(clerk), false) }),
  'useSWR in a provider': () => ({ element: createElement(Clearing, null, createElement(Plain)), config: { provider: () => new Map() } }),
  'useSWR in a provider, keepPreviousData': () => ({
    element: createElement(Clearing, null, createElement(Plain, { keepPreviousData: true })),
    config: { provider: () => new Map() },
  }),
  'useSWRInfinite': () => {
    const Pages = () => {
      const [fetcher] = useState(() => clerkSWRFetcher(auth()));
      screen.useFrame('shown', useSWRInfinite((page) => [KEY, { page }], fetcher, { ...QUIET, initialSize: 2 }));
      return null;
    };
    return { element: createElement(Pages), start: watchGlobal };
  },
  'useSWRSubscription': useSWRSubscription && (() => {
    const Subscribed = () => {
      const { data } = useSWRSubscription(KEY, (key, { next }) => {
        const tell = () => clerk.session && next(null, answerFor(clerk));
        tell();
        return clerk.addListener(() => setTimeout(tell));
      });
      screen.useFrame('shown', { data });
      return null;
    };
    return { element: createElement(Subscribed), start: watchGlobal };
  }),
};

const act = async (change) => {
  await change(clerk);
  await settled();
};

/** After everything: who is there sees their own data, or nobody anything. */
const ends = async () => {
  if (there()) await screen.showsOwn();
  else await screen.showsNothing();
  await settled();
  assert.equal(screen.thrown, undefined);
  assert.deepEqual(screen.wrong, []);
};

/** Where the hook is while the change happens. */
const WHEN = {
  async mounted({ element, config, start }, change) {
    start?.();
    await screen.mount(element, { config });
    await screen.showsOwn();
    await act(change);
  },
  async unmounted({ element, config, start }, change) {
    start?.();
    await screen.mount(element, { config });
    await screen.showsOwn();
    await screen.unmount();
    await act(change);
    await screen.mount(element, { config });
  },
  async 'never mounted'({ element, config, start, fill }, change) {
    start?.();
    await fill?.();
    await settled();
    await act(change);
    await screen.mount(element, { config });
  },
};

/** There, and back again, with the other one fetching in between. */
const AND_BACK = {
  'another organization and back': [(clerk) => clerk.setOrganization('org_2'), (clerk) => clerk.setOrganization('org_1')],
  'another user and back': [(clerk) => clerk.signIn('user_bob'), (clerk) => clerk.signIn('user_alice', { sessionId: 'sess_alice', organizationId: 'org_1' })],
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
          await screen.unmount();
          await act(back);
          await screen.mount(holding.element, { config: holding.config });
          await ends();
        });
      }
    }
  });
}
