// SWR as applications use it: the hook of the package, or its fetcher with `clearOnIdentityChange`.
import { Suspense, useEffect } from 'react';
import useSWR, { mutate as globalMutate, SWRConfig, useSWRConfig } from 'swr';
import useSWRInfinite from 'swr/infinite';
import useSWRMutation from 'swr/mutation';
import { clerkSWRFetcher } from 'clerk-fetch';
import { clearOnIdentityChange, useClerkSWR } from 'clerk-fetch/swr';
import { options } from './options.js';
import { Screen, useControl, useDetails } from './screen.jsx';

const fetcher = clerkSWRFetcher(options);
const writer = clerkSWRFetcher(options);

const QUIET = { revalidateOnFocus: false };
const CONFIGS = {
  polling: { ...QUIET, refreshInterval: 40, dedupingInterval: 0 },
  focus: { focusThrottleInterval: 0, dedupingInterval: 0 },
  previous: { ...QUIET, keepPreviousData: true },
  suspense: { ...QUIET, suspense: true },
};
const configOf = ({ mode }) => CONFIGS[mode] ?? QUIET;

/** Under whose name a cache is kept, as the README says: the next one finds their own. */
const keptAs = () => `cache ${window.Clerk.session?.id} ${window.Clerk.organization?.id}`;

/** SWR's documented cache in `localStorage`. */
const persisted = () => new Map(JSON.parse(localStorage.getItem(keptAs()) ?? '[]'));

/** What the test can do with the cache that is mounted. */
const useReach = () => {
  const { cache, mutate } = useSWRConfig();
  Object.assign(window.reach, {
    cached: () => [...cache.keys()].map((key) => cache.get(key)?.data),
    refresh: () => mutate('/me'),
    refreshByFilter: () => mutate((key) => key === '/me'),
    forMe: () => cache.get('/me')?.data,
    persist: () => localStorage.setItem(keptAs(), JSON.stringify([...cache.keys()].map((key) => [key, cache.get(key)]))),
  });
};

/** SWR's own cache is watched for as long as the page lives, so also while nothing is mounted. */
clearOnIdentityChange(globalMutate);

/** One of the tree's own is watched by `mutate` alone, as documented, or by all that `useSWRConfig` gives. */
const useClearing = ({ hook, mode, scope }) => {
  const config = useSWRConfig();
  const needed = (!hook || mode === 'infinite') && config.mutate !== globalMutate;
  useEffect(() => {
    if (needed) return clearOnIdentityChange(scope === 'config' ? config : config.mutate);
  }, [needed, scope, config]);
};

function ByHook({ spec }) {
  useReach();
  const key = useControl('key', '/me');
  return <Screen name="shown" state={useClerkSWR(key, { auth: { ...options }, ...configOf(spec) })} />;
}

function ByFetcher({ spec }) {
  useReach();
  useClearing(spec);
  const key = useControl('key', '/me');
  return <Screen name="shown" state={useSWR(key, fetcher, configOf(spec))} />;
}

function Pages({ spec }) {
  useReach();
  useClearing(spec);
  const state = useSWRInfinite((page) => ['/me', { page }], fetcher, { ...QUIET, initialSize: 2, parallel: true });
  window.reach.refresh = () => state.mutate();
  return <Screen name="pages" state={state} />;
}

/** An optimistic update whose answer also goes into the cache, and is taken back when it fails. */
function Mutation() {
  const { trigger, isMutating } = useSWRMutation('/me', writer, {
    optimisticData: (current) => ({ ...current, optimistic: true }),
    populateCache: true,
    revalidate: false,
    throwOnError: false,
  });
  window.reach.write = () => void trigger();
  return useDetails('mutation', { isMutating });
}

const Shown = ({ spec }) => (spec.hook ? <ByHook spec={spec} /> : <ByFetcher spec={spec} />);

const Content = ({ spec }) => (
  <Suspense fallback={<p>Loading</p>}>
    <Shown spec={spec} />
    {spec.mode === 'infinite' && <Pages spec={spec} />}
    {spec.mode.startsWith('mutation') && <Mutation />}
  </Suspense>
);

export const WithSWR = ({ spec }) => {
  if (spec.mode === 'persisted') return <SWRConfig value={{ provider: persisted }}><Content spec={spec} /></SWRConfig>;
  if (spec.scope === 'global') return <Content spec={spec} />;
  return <SWRConfig value={{ provider: () => new Map() }}><Content spec={spec} /></SWRConfig>;
};
