// What an SWR cache holds, whose it is, and how it is emptied. What SWR's hooks hold beside the cache (a mutation's result, a
// subscription, a preloaded request) is reached by a middleware in SWR's defaults.

import type { BareFetcher, Key, Middleware, State } from 'swr';
import { SWRConfig, unstable_serialize } from 'swr';
import type { Cache, FullConfiguration, GlobalState, ScopedMutator } from 'swr/_internal';
import * as internal from 'swr/_internal';
import { isClerkFetchError } from 'clerk-fetch';
import { callers, owners } from '../token/owners.ts';
import { clerkFor, textOf, whoIs } from '../token/present.ts';
import { fetchedFor, identityChanged, ownerOf } from './owner.ts';
import type { Owner } from './owner.ts';
import { suspend } from './swr-suspend.ts';

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
  /** Which owner each mounted hook shows, by key. */
  readonly shown: Map<string, Map<object, string>>;
  /** Called when `shown` changes. */
  readonly listeners: Set<() => void>;
  /** `reset` of each `useSWRMutation`. */
  readonly resets: Set<WeakRef<() => void>>;
  /** Ends each `useSWRSubscription`, and starts it again where somebody is signed in. */
  readonly restarts: Set<(somebody: boolean) => void>;
  /** Called when it was emptied, by what hooks suspend with. */
  readonly suspended: Set<() => void>;
}

export const defaults: FullConfiguration & { use?: Middleware[] } = SWRConfig.defaultValue;

/** SWR keeps it for a cache as long as a tree has that cache; versions before 2.5 have no `unload` in it. */
const stateOf = (cache: Cache): GlobalState | undefined => internal.SWRGlobalState?.get(cache);

/** Older versions do not tell it. */
const MUTATE = internal.revalidateEvents?.MUTATE_EVENT ?? 2;

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
  shown: new Map(),
  listeners: new Set(),
  resets: new Set(),
  restarts: new Set(),
  suspended: new Set(),
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
const whoIsThere = (): string | null | undefined => textOf(whoIs(clerkFor(undefined)));

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
const preloads = (): Record<string, unknown> => stateOf(defaults.cache)?.[3] ?? {};

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
const ask = (cache: Held, name: string): void => {
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

/** Empties one key; the hook that shows it next fetches. */
export const drop = (cache: Held, name: string): void => {
  const known = cache.config.cache;
  const state = known && stateOf(known);
  cache.found.delete(name);
  cache.dropped.set(name, (cache.dropped.get(name) ?? 0) + 1);
  delete preloads()[name];
  if (!known) return;
  if (!state) return void known.delete(name);
  emptyEntry(known, state, name);
  // Only those who show it are there to fetch it again.
  void state[0][name]?.[0]?.(MUTATE);
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
  for (const name of [...cache.found]) if (!identity || !ownerIn(entryOf(known, name))?.startsWith(identity)) drop(cache, name);
};

const isThenable = (value: unknown): value is Promise<unknown> => typeof (value as Promise<unknown> | undefined)?.then === 'function';

/** A subscription of who is there: what it says to those who come after is not heard. */
const subscribed = (cache: Held, subscribe: BareFetcher, key: unknown, next: (...args: unknown[]) => void): unknown => {
  let stop: unknown;
  const end = () => {
    if (typeof stop === 'function') stop();
    stop = undefined;
  };
  const restart = (somebody: boolean) => {
    end();
    const { cleared } = cache;
    if (somebody) stop = subscribe(key, { next: (...args: unknown[]) => cache.cleared === cleared && next(...args) });
  };
  restart(true);
  if (typeof stop !== 'function') return stop; // SWR says what is wrong with it
  cache.restarts.add(restart);
  return () => {
    cache.restarts.delete(restart);
    end();
  };
};

/** Fetchers of the hook of this package, which discards and signs by itself. */
export const own = /* @__PURE__ */ new WeakSet<BareFetcher>();

/** What arrives or fails for somebody who has left does so for nobody: SWR does not discard all of it. */
const guarded =
  (cache: Held, fetcher: BareFetcher): BareFetcher =>
  (...args) => {
    const [key, extra] = args;
    if (typeof extra?.next === 'function') return subscribed(cache, fetcher, key, extra.next);
    const { cleared, refused } = cache;
    const result: unknown = fetcher(...args);
    if (!isThenable(result)) return result;
    const identity = whoIsThere();
    const isMutation = extra && 'arg' in extra;
    return result.then(
      (value) => {
        if (cache.cleared !== cleared) return undefined;
        const name = unstable_serialize(key);
        const known = cache.config.cache;
        if (identity && !isMutation && known && name) sign(cache, name, fetchedFor(result) ?? ownerText(identity, ''));
        return value;
      },
      (error) => {
        if (cache.cleared === cleared && !isQuiet(error, refused)) throw error;
      },
    );
  };

/** For whom a hook of SWR last had data of its own, by its `mutate`, which stays the same. */
const lastShown = /* @__PURE__ */ new WeakMap<object, number>();

/** Nothing of a former user is kept by `keepPreviousData`. */
const withoutKept = (cache: Held, name: string, response: Response): void => {
  const data = Object.getOwnPropertyDescriptor(response, 'data')?.get;
  if (!data || !response.mutate || response.size !== undefined) return;
  const known = cache.config.cache;
  if (name && known && entryOf(known, name)?.data !== undefined) lastShown.set(response.mutate, cache.cleared);
  else if ((lastShown.get(response.mutate) ?? 0) < cache.cleared)
    Object.defineProperty(response, 'data', {
      get: () => void data(), // SWR notes that it was read
    });
};

type Trigger = (arg?: unknown, options?: { readonly throwOnError?: boolean }) => Promise<unknown>;

/** What a hook of SWR gives, as far as it is looked at. */
interface Response {
  readonly trigger?: Trigger;
  readonly mutate?: object;
  readonly reset?: () => void;
  readonly size?: number;
}

type Configuration = FullConfiguration & { readonly cacheData?: object; readonly throwOnError?: boolean };
type Hook = (key: Key, fetcher: BareFetcher | null, config: Configuration) => Response;

const references = /* @__PURE__ */ new WeakMap<object, WeakRef<() => void>>();

/** A request that was preloaded by another than who is there is nobody's. */
const forgetStrange = (key: Key): void => {
  const name = unstable_serialize(key);
  const whose = fetchedFor(preloads()[name]);
  const there = whoIsThere();
  if (whose !== undefined && there !== undefined && !whose.startsWith(`${there}`)) delete preloads()[name];
};

/** A `trigger`, as components have it, by SWR's own; and the cache and options of its last render. */
const triggers = /* @__PURE__ */ new WeakMap<Trigger, Trigger>();
const rendered = /* @__PURE__ */ new WeakMap<Trigger, readonly [Held, Configuration]>();

/** After its reset, SWR resolves with what is another's, or with nothing in place of an error. */
const rejecting = (trigger: Trigger): Trigger => {
  const known = triggers.get(trigger);
  if (known) return known;
  const own: Trigger = async (...args) => {
    const [cache, { throwOnError }] = rendered.get(trigger)!;
    const { cleared } = cache;
    const settled = await trigger(...args);
    if (cache.cleared === cleared) return settled;
    if ((args[1]?.throwOnError ?? throwOnError) === false) return undefined;
    throw identityChanged();
  };
  triggers.set(trigger, own);
  return own;
};

/** What SWR suspended with, or failed with: React has to hear from what it waits for when somebody else comes. */
const whatSuspends = ({ suspended, config: { cache } }: Held, key: Key, thrown: unknown): unknown => {
  const name = unstable_serialize(key);
  if (!cache || hasContent(entryOf(cache, name))) return thrown;
  const request = stateOf(cache)?.[2][name]?.[0] ?? preloads()[name];
  return isThenable(request) ? suspend(suspended, request, thrown) : thrown;
};

/** The name of what a hook of SWR shows; that of an infinite list has a prefix of SWR's. */
const nameOf = (key: Key, { size }: Response): string =>
  (size === undefined ? '' : '$inf$') + unstable_serialize(() => (typeof key === 'function' ? (key as (...args: unknown[]) => unknown)(0, null) : key) as Key);

/**
 * Until it is subscribed, SWR takes an emptied entry for equal to the data that it rendered: that data would stay. After a change
 * the first comparison says that they differ, and what then has no data is asked for.
 */
const comparing = (cache: Held, compare: Configuration['compare'], ask: () => void): Configuration['compare'] => {
  let { cleared } = cache;
  return (one, other) => {
    if (cleared === cache.cleared || one === undefined || other === undefined) return compare(one, other);
    ({ cleared } = cache);
    queueMicrotask(ask);
    return false;
  };
};

/** It uses no hook of React, so it can come late: SWR's hooks that are mounted already go on as before. */
const guarding =
  (next: Hook): Hook =>
  (key, fetcher, config) => {
    const cache = heldOf(config);
    // What a server or a stored page had fetched was for who was there first.
    const safe = {
      ...config,
      ...(cache.cleared && { fallbackData: undefined, fallback: {}, ...(config.cacheData && { cacheData: {} }) }),
      compare: comparing(cache, config.compare, () => ask(cache, nameOf(key, response))),
    };
    const isOwn = fetcher && own.has(fetcher);
    if (!isOwn) forgetStrange(key);
    let response: Response = {};
    try {
      response = next(key, fetcher && !isOwn ? guarded(cache, fetcher) : fetcher, safe);
    } catch (thrown) {
      throw config.suspense ? whatSuspends(cache, key, thrown) : thrown;
    }
    const { reset, trigger } = response;
    if (trigger) {
      rendered.set(trigger, [cache, config]);
      Object.defineProperty(response, 'trigger', { value: rejecting(trigger) });
    }
    if (reset && globalThis.WeakRef) {
      if (!references.has(reset)) {
        references.set(reset, new WeakRef(reset));
        for (const reference of cache.resets) if (!reference.deref()) cache.resets.delete(reference);
      }
      cache.resets.add(references.get(reset)!);
    } else if (config.keepPreviousData && !isOwn) {
      withoutKept(cache, response.size === undefined ? unstable_serialize(key) : '', response);
    }
    return response;
  };

/** SWR's type of a middleware promises the types of its caller's data, which nothing here looks at. */
const middleware = guarding as Function as Middleware;

/** SWR's own defaults, which every hook of SWR takes that has no `use` above it. */
defaults.use = [middleware, ...(defaults.use ?? [])];

/** A tree with a `use` of its own has no defaults of it. */
export const reach = (config: FullConfiguration & { use?: Middleware[] }): void => {
  const { use } = config;
  if (use && !use.includes(middleware) && !Object.isFrozen(use)) use.unshift(middleware);
};
