// What each test of the tests of SWR begins with: alice is there, an API, a screen, and a key of its own.
import assert from 'node:assert/strict';
import { afterEach, beforeEach } from 'node:test';
import { settled } from './suite.mjs';
import {
  QUIET,
  answerFor,
  clearOnIdentityChange,
  clerkSWRFetcher,
  createApi,
  createFakeClerk,
  createScreen,
  mutate,
  useClerkSWR,
  useEffect,
  useRef,
  useSWR,
  useSWRConfig,
  useState,
  whoIs,
} from './swr-page.mjs';

/** The middleware of SWR's documentation, which keeps data beside SWR. */
export const laggy = (useNext) => (key, fetcher, config) => {
  const kept = useRef();
  const swr = useNext(key, fetcher, config);
  useEffect(() => {
    if (swr.data !== undefined) kept.current = swr.data;
  }, [swr.data]);
  return { ...swr, data: swr.data === undefined ? kept.current : swr.data, isLagging: swr.data === undefined && kept.current !== undefined };
};

/** `clerk`, `api`, `screen`, and `key`: SWR's own cache lives as long as the file, so each test has its own. */
export const page = {};

let undo;
let tests = 0;

/** Another Clerk object than the one that each test begins with, and an API for it. */
export const begin = (clerk) => {
  page.clerk = globalThis.Clerk = clerk;
  page.api = createApi(clerk);
};

beforeEach(() => {
  page.key = `/me/${++tests}`;
  begin(createFakeClerk({ user: 'user_alice', organization: 'org_1' }));
  page.screen = createScreen(there);
  undo = [];
});

afterEach(async () => {
  await page.screen.unmount();
  for (const each of undo) each();
  delete globalThis.Clerk;
});

export const there = () => whoIs(page.clerk);
/** What a call made as who is there now is answered with. */
export const mine = () => answerFor(page.clerk);

export const getToken = (options) => (page.clerk.session ? page.clerk.session.getToken(options) : Promise.resolve(null));
export const fresh = () => ({ provider: () => new Map() });

/** Calls `end` after the test. */
export const atEnd = (end) => void undo.push(end);

/** SWR's own cache is watched, as an application's module does it. */
export const watchGlobal = () => atEnd(clearOnIdentityChange(mutate));

/** The hook of the package. */
export const Hook = ({ name = 'shown', at = page.key, auth, expected, ...config }) => {
  page.screen.useFrame(name, useClerkSWR(at, { auth: { ...page.api.options, ...auth }, ...QUIET, ...config }), expected);
  return null;
};

/** SWR's own hook with the fetcher of the package. */
export const Plain = ({ name = 'shown', at = page.key, use = useSWR, fetcher, ...config }) => {
  const [made] = useState(() => fetcher ?? clerkSWRFetcher(page.api.options));
  page.screen.useFrame(name, use(at, made, { ...QUIET, ...config }));
  return null;
};

/** Watches the cache of the tree; `bare` by its `mutate` alone. What `useSWRConfig` gives goes into `seen`. */
export const Clearing = ({ children, bare, seen = {} }) => {
  const config = useSWRConfig();
  Object.assign(seen, config);
  useEffect(() => clearOnIdentityChange(bare ? config.mutate : config), [config.cache]);
  return children;
};

/** All that a cache holds. */
export const cacheOf = ({ cache }) => [...cache.keys()].map((name) => cache.get(name));

/** A value that the test changes by `controls[name](value)`. */
export const useControl = (controls, name, initial) => {
  const [value, set] = useState(initial);
  controls[name] = set;
  return value;
};

/** What each commit showed was of who was there. */
export const none = () => assert.deepEqual(page.screen.wrong, []);

export const act = async (change) => {
  await change(page.clerk);
  await settled();
};

/** After everything: who is there sees their own data, or nobody anything. */
export const ends = async () => {
  if (there()) await page.screen.showsOwn();
  else await page.screen.showsNothing();
  await settled();
  assert.equal(page.screen.thrown, undefined);
  none();
};
