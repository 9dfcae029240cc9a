// What an SWR cache holds, whose it is, and how it is emptied.

import type { Key, Middleware, State } from 'swr';
import { SWRConfig, unstable_serialize } from 'swr';
import type { Cache, FullConfiguration, GlobalState, RevalidateEvent, ScopedMutator } from 'swr/_internal';
import * as internal from 'swr/_internal';
import { isClerkFetchError } from 'clerk-fetch';
import type { GetToken } from 'clerk-fetch-core';
import { callers, owners } from '../token/owners.ts';
import { clerkFor, textOf, whoIs } from '../token/present.ts';
import { fetchedFor, ownerOf } from './owner.ts';
import type { Owner } from './owner.ts';

/** An entry of the cache, with whose token fetched it. It is kept with the entry, so that a cache that is stored tells it too. */
type Entry = State<unknown, unknown> & { readonly _k?: unknown; readonly _owner?: string };

/** What is known of a cache; `cache` and `unload` are missing where SWR's `mutate` is all that was given. */
export interface Known {
  readonly mutate: ScopedMutator;
  readonly cache?: Cache;
  readonly unload?: FullConfiguration['unload'];
}

/** One cache, as this package knows it. */
export interface Held {
  config: Known;
  /** The record of whose data it holds, from the first call of this package for it on. */
  owner: Owner | undefined;
  /** How often it was emptied. */
  cleared: number;
  /** Whether somebody was signed in then. */
  somebody: boolean;
  /** Set while something is asked for after a sign-out: called when it turns out to need somebody. */
  refused: (() => void) | undefined;
  /** How often one key was emptied. */
  readonly dropped: Map<string, number>;
  /** Keys whose data was there before this package saw the cache. */
  readonly found: Set<string>;
  /** The owners that were shown data since it was emptied. */
  readonly owners: Set<string>;
  /** `reset` of each `useSWRMutation`. */
  readonly resets: Set<WeakRef<() => void>>;
  /** Ends each `useSWRSubscription`, and starts it again where somebody is signed in. */
  readonly restarts: Set<(somebody: boolean) => void>;
  /** Called when it was emptied, by what hooks suspend with. */
  readonly suspended: Set<() => void>;
  /** Whose the last token of a `getToken` was, by what it was asked for, since the cache was emptied. */
  tokens: WeakMap<GetToken, Map<string, string>>;
}

export const defaults: FullConfiguration & { use?: Middleware[] } = SWRConfig.defaultValue;

/** SWR keeps it for a cache as long as a tree has that cache; versions before 2.5 have no `unload` in it. */
export const stateOf = (cache: Cache): GlobalState | undefined => internal.SWRGlobalState?.get(cache);

/** Older versions do not tell it. */
export const MUTATE = internal.revalidateEvents?.MUTATE_EVENT ?? 2;

const held = /* @__PURE__ */ new WeakMap<object, Held>();

const create = (config: Known): Held => ({
  config,
  owner: undefined,
  cleared: 0,
  somebody: true,
  refused: undefined,
  dropped: new Map(),
  found: new Set(),
  owners: new Set(),
  resets: new Set(),
  restarts: new Set(),
  suspended: new Set(),
  tokens: new WeakMap(),
});

const filled = (cache: Cache): string[] => [...cache.keys()].filter((name) => hasContent(entryOf(cache, name)));

export const entryOf = (cache: Cache, name: string): Entry | undefined => cache.get(name);

export const hasContent = (entry: Entry | undefined): boolean => entry?.data !== undefined || entry?.error !== undefined;

/** A cache by its object; by its `mutate` until a hook has told which cache that is. */
export const heldOf = (config: Known): Held => {
  const { cache, mutate } = config;
  const known = (cache && held.get(cache)) ?? held.get(mutate) ?? create(config);
  if (cache && !held.has(cache)) {
    held.set(cache, known);
    // What is there at the first sight was put there by a store, a loader or a former tree.
    if (cache !== defaults.cache) for (const name of filled(cache)) known.found.add(name);
  }
  held.set(mutate, known);
  if (cache) known.config = config;
  return known;
};

/** Who the page's Clerk says is there. */
export const whoIsThere = (): string | null | undefined => textOf(whoIs(clerkFor(undefined)));

/** Whose all of the preloaded requests are: nobody else has been there since. */
let preloadedFor = /* @__PURE__ */ whoIsThere();

/** The cache's record; from now on it is watched. */
export const watched = (cache: Held): Owner => {
  const { config } = cache;
  if (!cache.owner) {
    const there = whoIsThere();
    // What was put there before has no owner; only in SWR's own cache, and while nobody else came, it is of who is there.
    const isFirst = there === preloadedFor && [...callers()].every((caller) => caller === `${there}`);
    // A request of `clerkSWRFetcher` names its owner; before it has one, it is sent as who is there by then.
    if (!isFirst) forgetPreloads((request) => owners().has(Object(request)) && (there === undefined || (fetchedFor(request) ?? `${there}`).startsWith(`${there}`)));
    if (config.cache && !(isFirst && config.cache === defaults.cache)) {
      for (const name of filled(config.cache)) if (entryOf(config.cache, name)?._owner === undefined) cache.found.add(name);
    }
    preloadedFor = there;
    cache.owner = ownerOf<object>(config.cache ?? config.mutate, (known, somebody) => clear(held.get(known)!, somebody));
  }
  return cache.owner;
};

/** Whose data it is, as text: an identity, and what the options ask of the token. */
export const ownerText = (identity: string | null, variant: string): string => `${identity}${variant}`;

/** Who fetched what an entry holds: the value itself tells it, also where another hand put it there. */
export const ownerIn = (entry: Entry | undefined): string | undefined => fetchedFor(entry?.data) ?? entry?._owner;

const remove = (cache: Cache) => {
  for (const name of [...cache.keys()]) cache.delete(name);
};

/** SWR's own timestamp, which is the same everywhere. */
const now = (): number => internal.getTimestamp();

/**
 * Empties one entry for all who show it. Nothing that is on its way is written into it. The key stays, so that a filter given to
 * `mutate` goes on finding it.
 */
const emptyEntry = (cache: Cache, [, mutations, requests, , , set]: GlobalState, name: string): void => {
  // A name that SWR knows by a request or a mutation alone has no entry, and those who show it compare with one.
  const before = entryOf(cache, name) ?? {};
  const time = now();
  delete requests[name];
  mutations[name] = [time, time];
  const { _k } = before;
  // Who shows kept data under a key that has none renders again only for data that is another.
  set(name, { data: null, _k }, before);
  const emptied: Entry = _k === undefined ? {} : { _k };
  set(name, emptied, { data: null, _k });
  if (_k === undefined) cache.delete(name);
};

/** To SWR, a hook that has no data is about to fetch: here none is. */
const rest = (cache: Cache, state: GlobalState, name: string): void => {
  const before = entryOf(cache, name);
  if (state[0][name]?.length) state[5](name, { ...before, isLoading: false, isValidating: false }, before ?? {});
};

/** A request that `preload` started: the hooks of every cache take it from SWR's own. */
export const preloads = (): Record<string, unknown> => stateOf(defaults.cache)?.[3] ?? {};

const forgetPreloads = (but = (_request: unknown): boolean => false): void => {
  const all = preloads();
  for (const name of Object.keys(all)) if (!but(all[name])) delete all[name];
};

/** Where `mutate` is all that is known. A filter passes over infinite lists, whose names begin so. */
const forget = (mutate: ScopedMutator, revalidate: boolean): void => {
  const keys: Key[] = [];
  const set = (key: Key | ((key?: Key) => boolean)) => Promise.resolve(mutate(key as Key, undefined, { revalidate })).catch(() => {});
  set((key) => !!keys.push(key ?? ''));
  for (const key of keys) if (key) set(`$inf$${unstable_serialize(key)}`);
};

const emptyAll = ({ config, owner }: Held, somebody: boolean): void => {
  const { cache, mutate, unload } = config;
  if (!cache) return forget(mutate, somebody);
  const state = stateOf(cache);
  // A provider of which no tree is left: SWR fails at everything, also in a tree that a hidden `<Activity>` keeps, which renders now.
  if (!state) {
    if (owner?.asleep.size) internal.initCache(cache);
    return remove(cache);
  }
  const names = new Set([...cache.keys(), ...Object.keys(state[2]), ...Object.keys(state[1])]);
  const keys = [...names].map((name) => [name, entryOf(cache, name)?._k] as const);
  for (const name of names) emptyEntry(cache, state, name);
  if (unload) {
    unload({ revalidate: somebody });
    for (const [name, _k] of keys) if (_k !== undefined) cache.set(name, { ...cache.get(name), _k } as Entry);
  } else if (somebody) {
    for (const revalidators of Object.values(state[0])) revalidators[0]?.(MUTATE);
  }
  if (!somebody) for (const [name] of keys) rest(cache, state, name);
};

/**
 * Fetches what those who show it have not, unless it is on its way. While nobody is signed in, that is public data, and what has
 * another source: what needs somebody sends nothing, and stays empty without an error.
 */
export const ask = (cache: Held, name: string): void => {
  const known = cache.config.cache;
  const state = known && stateOf(known);
  // Between two sessions it is not known whether somebody is there.
  if (!state || !cache.owner?.there.size || state[2][name] || hasContent(entryOf(known, name))) return;
  if (!cache.somebody)
    cache.refused = () => {
      emptyEntry(known, state, name);
      rest(known, state, name);
    };
  void state[0][name]?.[0]?.(MUTATE);
  cache.refused = undefined;
};

/** Whether nothing is left to tell of an error, since it came of asking after a sign-out. */
export const isQuiet = (error: unknown, refused: (() => void) | undefined): boolean => {
  const quiet = !!refused && isClerkFetchError(error, 'signed_out');
  if (quiet) refused();
  return quiet;
};

/** Nothing is left, in the cache and beside it; what is on screen is fetched again if somebody is signed in. */
const clear = (cache: Held, somebody: boolean): void => {
  cache.cleared++;
  cache.somebody = somebody;
  cache.found.clear();
  cache.owners.clear();
  cache.dropped.clear();
  cache.tokens = new WeakMap();
  forgetPreloads();
  preloadedFor = whoIsThere();
  for (const reference of cache.resets) reference.deref()?.();
  emptyAll(cache, somebody);
  const { cleared, config } = cache;
  if (!somebody)
    queueMicrotask(() => {
      for (const name of Object.keys((config.cache && stateOf(config.cache)?.[0]) ?? {})) if (cache.cleared === cleared) ask(cache, name);
    });
  for (const restart of [...cache.restarts]) restart(somebody);
  for (const wake of cache.suspended) wake();
};

/** Empties one key; the hook that shows it next fetches, or `revalidate` does. */
export const drop = (cache: Held, name: string, revalidate?: (type: RevalidateEvent) => unknown): void => {
  const known = cache.config.cache;
  const state = known && stateOf(known);
  cache.found.delete(name);
  cache.dropped.set(name, (cache.dropped.get(name) ?? 0) + 1);
  delete preloads()[name];
  if (!known) return;
  if (!state) return void known.delete(name);
  emptyEntry(known, state, name);
  // Only those who show it are there to fetch it again.
  void (revalidate ?? state[0][name]?.[0])?.(MUTATE);
};

/** Who fetched what this key holds, or fetches it. */
export const ownerAt = ({ config: { cache } }: Pick<Held, 'config'>, name: string): string | undefined => {
  const entry = cache && entryOf(cache, name);
  return hasContent(entry) ? ownerIn(entry) : fetchedFor(preloads()[name]);
};

/** Whether this owner may be shown what the cache holds under this key. `isUnsure`: a token has yet to say who is there, and nobody tells of a change. */
export const fits = ({ config, found, owners }: Held, name: string, owner: string, isUnsure?: boolean): boolean => {
  const entry = config.cache && entryOf(config.cache, name);
  const unknown = !isUnsure && !found.has(name) && (owners.size === 0 || (owners.size === 1 && owners.has(owner)));
  const whose = ownerAt({ config }, name);
  if (whose !== undefined) return whose === owner;
  return unknown || !(hasContent(entry) || name in preloads());
};

/** Notes whose data this key holds. */
export const sign = ({ config: { cache } }: Held, name: string, owner: string): void => {
  if (!cache) return;
  const entry = entryOf(cache, name);
  if (entry?._owner !== owner) cache.set(name, { ...entry, _owner: owner } as Entry);
};

/** How often this key was emptied: a result that another number began is late. */
export const epochOf = ({ cleared, dropped }: Held, name: string): string => `${cleared} ${dropped.get(name) ?? 0}`;

/** Of a stored cache, only what was fetched for this identity stays. */
export const keepOwn = (cache: Held, identity: string | null): void => {
  const known = cache.config.cache;
  if (!known || known === defaults.cache) return;
  for (const name of [...cache.found]) if (identity === '' || !ownerIn(entryOf(known, name))?.startsWith(`${identity}`)) drop(cache, name);
};
