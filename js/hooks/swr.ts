// `clerk-fetch/swr`: useSWR for the signed-in user, and a cache that holds one user's data at a time.

import { useInsertionEffect, useMemo, useRef } from 'react';
import imported, { SWRConfig, unstable_serialize, useSWRConfig } from 'swr';
import { ClerkFetchError, clerkOnErrorRetry, clerkSWRFetcher } from 'clerk-fetch';
import { useClerkFetchOptions } from 'clerk-fetch/react';
import { useMade } from './latest.ts';
import { guardOf, isReady, useIdentity } from './watch.ts';

/** CommonJS has it one level deeper. */
const useSWR = imported.default ?? imported;

const defaults = SWRConfig.defaultValue;

/** For an SWR that has no `unload`, or where `mutate` is all that is known. A filter passes over infinite lists. */
const forget = ({ mutate, cache }, revalidate, data) => {
  const keys = [];
  const set = (...args) => Promise.resolve(mutate(...args)).catch(() => empty(cache));
  set((key) => keys.push(key), data, { revalidate });
  for (const key of keys) if (key) set(`$inf$${unstable_serialize(key)}`, data, { revalidate });
};

/** A provider of which no tree is left fails at everything; its cache may yet be another tree's. */
const empty = (cache) => {
  for (const key of [...(cache?.keys() ?? [])]) cache.delete(key);
};

/** SWR itself forgets everything. The keys stay, so that a filter given to `mutate` goes on finding them. */
const unload = (config, revalidate) => {
  const { cache } = config;
  const keys = Array.from(cache.keys(), (key) => [key, cache.get(key)?._k]);
  // Who shows kept data under a key that has none renders again only for data that is another.
  forget(config, false, null);
  try {
    config.unload({ revalidate });
  } catch {
    return empty(cache);
  }
  for (const [key, _k] of keys) if (_k) cache.set(key, { ...cache.get(key), _k });
};

/** The most that is known of a cache, by its `mutate`. */
const configs = new WeakMap();

const guardFor = (config, clerk) => {
  const { mutate, unload: canUnload } = config;
  if (canUnload || !configs.has(mutate)) configs.set(mutate, config);
  return guardOf(mutate, clerk, (revalidate) => {
    const known = configs.get(mutate);
    (known.unload ? unload : forget)(known, revalidate);
  });
};

export const clearOnIdentityChange = (target, { clerk } = {}) => {
  const config = typeof target === 'function' ? { mutate: target } : target;
  return guardFor(config.mutate === defaults.mutate ? defaults : config, clerk).subscribe(() => {});
};

/** What arrives or fails for somebody who has left does so for nobody: SWR does not discard all of it. */
const attributed = (made, guard) => async (...args) => {
  const { changes } = guard;
  try {
    const value = await made.current(...args);
    return guard.changes === changes ? value : undefined;
  } catch (error) {
    if (guard.changes === changes) throw error;
  }
};

const refuse = ({ fetcher }) => {
  if (fetcher === undefined) return;
  throw new ClerkFetchError('invalid_options', 'useClerkSWR has its own `fetcher`: options of the request go into `auth`; for another there is `useSWR`.');
};

/**
 * What SWR's `fallback` says of the key. It was fetched for the first who was there: shown to them while Clerk still
 * loads, when SWR is given no key yet, and to nobody else.
 */
const fallbackFor = ({ fallback, fallbackData }, key, identity, guard) => {
  const name = unstable_serialize(key);
  if (guard.changes) return { fallback: { [name]: undefined } };
  return identity === undefined && { fallbackData: fallbackData ?? fallback?.[name] };
};

export const useClerkSWR = (key, { auth, ...given } = {}) => {
  refuse(given);
  const inherited = useSWRConfig();
  const config = { ...inherited, ...given };
  const options = useClerkFetchOptions(auth);
  const guard = guardFor(inherited, options?.clerk);
  const identity = useIdentity(guard, options);
  const made = useMade(clerkSWRFetcher, options);
  const fetcher = useMemo(() => attributed(made, guard), [made, guard]);

  // SWR remembers the last data whoever it was for: it may show it to nobody else.
  const owner = useRef();
  const keeps = config.keepPreviousData;

  const response = useSWR(isReady(identity, options) ? key : null, fetcher, {
    ...given,
    ...fallbackFor(config, key, identity, guard),
    onErrorRetry: config.onErrorRetry === defaults.onErrorRetry ? clerkOnErrorRetry : config.onErrorRetry,
    keepPreviousData: keeps && owner.current === identity,
  });
  useInsertionEffect(() => {
    if (keeps && response.data !== undefined) owner.current = identity;
  });

  const waits = identity === undefined || identity === false;
  if (waits && unstable_serialize(key)) Object.defineProperty(response, 'isLoading', { value: true });
  return response;
};
