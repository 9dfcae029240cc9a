// `clerk-fetch/query`: TanStack Query with any framework. Options for a query, and a cache that holds one user's data at a time.

import type { DataTag, MutationCacheNotifyEvent, Query, QueryCache, QueryClient, QueryKey, QueryObserver, QueryState } from '@tanstack/query-core';
import { ClerkFetchError, clerkQueryFn, clerkRetry, clerkRetryDelay, isClerkFetchError } from 'clerk-fetch';
import type { ClerkLike, ClerkQueryFn, ClerkQueryFnOptions, GetToken } from 'clerk-fetch';
import { owners, SERVER, variantOf } from '../token/owners.ts';
import { clerkFor, misuse, report, textOf as nameIn, whoIs } from '../token/present.ts';
import { askedBy, identityChanged, ownerOf, takeWitness, weakly } from './owner.ts';
import type { Identity, Owner, Present, WhoseOptions } from './owner.ts';

/** A state says whose it is, so that what is persisted, hydrated or sent to another tab says it too. */
interface Owned {
  clerkFetchOwner?: string | undefined;
}

/** @internal */
export const owned = (of: { readonly state: object }): Owned => of.state;

/** Nothing of it is anybody's. */
const EMPTY = {
  data: undefined,
  dataUpdateCount: 0,
  dataUpdatedAt: 0,
  error: null,
  errorUpdateCount: 0,
  fetchFailureCount: 0,
  fetchFailureReason: null,
  fetchStatus: 'idle',
  isInvalidated: false,
  clerkFetchOwner: undefined,
} as const;

/** What a former identity had, and in which client: it is no other's, whatever brings it back. */
const former = /* @__PURE__ */ new WeakMap<object, QueryClient>();

/** @internal What a hook fetches whose token has yet to say for whom: that another source knows who is there says nothing of it. */
export const unsure = /* @__PURE__ */ new WeakSet<Query>();

/** @internal For whom a hook's query function would fetch now; `''` where only a token can tell, `false` where it may fetch nothing. */
export type AskWhose = () => string | false;

/** @internal Empties a query that another may hold; a request that is on its way is discarded. */
export const empty = (query: Query, whose?: string) => {
  void query.cancel({ silent: true });
  unsure.delete(query);
  const states: object[] = [{ status: 'pending', clerkFetchOwner: whose }];
  // An observer goes on showing a placeholder until an error comes between; no other needs to see one. Early versions hide their observers.
  if (query.observers?.some(({ options }) => options.placeholderData !== undefined) !== false) states.unshift({ status: 'error', error: identityChanged() });
  for (const state of states) {
    try {
      query.setState({ ...EMPTY, ...state } as object);
    } catch (error) {
      report(error); // an observer's own: the others are emptied too
    }
  }
};

type ObserverAdded = Extract<MutationCacheNotifyEvent, { type: 'observerAdded' }>;
type AnyMutation = ObserverAdded['mutation'];

const observers = /* @__PURE__ */ new WeakMap<object, Set<ObserverAdded['observer']>>();

/** A mutation cannot be called back: what its callbacks would write, or a further try would send, is the former user's. */
const abandon = (mutation: AnyMutation, client: QueryClient) => {
  former.set(mutation, client);
  // Some versions find the mutation by its scope when it goes, and again when the next one asks for its turn.
  const { scope } = mutation.options;
  mutation.setOptions({ ...(scope && { scope }), mutationFn: () => Promise.reject(identityChanged()) });
  mutation.setOptions = () => {}; // its component gives it the callbacks again at each render
  const cache = client.getMutationCache();
  const { resumePausedMutations } = cache;
  // One that waits for the network ends when the others go on, so that nobody waits for it for ever.
  if (mutation.state.isPaused)
    cache.resumePausedMutations = () => {
      cache.resumePausedMutations = resumePausedMutations;
      mutation.continue().catch(() => {});
      return cache.resumePausedMutations();
    };
  observers.get(mutation)?.forEach((observer) => {
    mutation.removeObserver(observer); // early versions go on telling it of the mutation after its reset
    observer.reset();
  });
};

/**
 * Fetches again what is on screen after a sign-out: public data, and what has another source. A query that may fetch nothing while nobody is
 * signed in stays as it is, without an error: only its function can tell, and does before it sends anything.
 */
const revive = (query: Query, isLate: () => boolean) => {
  const { options } = query;
  const { queryFn } = options;
  if (typeof queryFn !== 'function' || !query.isActive()) return;
  const asks = owners().get(queryFn);
  const whose = typeof asks === 'function' ? (asks as AskWhose)() : undefined;
  if (whose === false) return;
  if (whose) owned(query).clerkFetchOwner = whose;
  if (whose === '') unsure.add(query);
  const quiet: typeof queryFn = async (context) => {
    try {
      return (await queryFn(context)) as unknown;
    } catch (error) {
      if (!isLate() && isClerkFetchError(error, 'signed_out')) empty(query);
      throw error;
    }
  };
  if (asks) owners().set(quiet, asks);
  options.queryFn = quiet;
  const end = () => {
    options.queryFn = queryFn;
  };
  query.fetch().then(end, end);
};

/** Nothing is left, and nothing in flight arrives; what is on screen is fetched again. */
const forget = (client: QueryClient, refetch: boolean) => {
  for (const mutation of client.getMutationCache().getAll()) abandon(mutation, client);
  client.getMutationCache().clear();
  // The filter runs in a batch of TanStack Query's own.
  client.removeQueries({
    predicate: (query) => {
      const { data } = query.state;
      if (!isEmpty(data)) former.set(Object(data) as object, client);
      empty(query);
      return !query.getObserversCount();
    },
  });
  if (refetch) return void client.refetchQueries({ type: 'active' });
  const owner = ownerOf(client, forget);
  const { changes, there } = owner;
  // Not before it is known that nobody is there. Between two sessions it is not.
  const isLate = () => owner.changes !== changes;
  queueMicrotask(() => {
    if (!isLate() && there.size) client.getQueryCache().getAll().forEach((query) => revive(query, isLate));
  });
};

const valueOf = (given: unknown): unknown => (typeof given === 'function' ? given() : given);

/**
 * Whether a value holds nothing that could be anybody's: `[]`, `{ items: [], total: 0 }`. What cannot be looked into is not empty:
 * a `Set`, a `Date`, a `Blob`, a class with private members.
 */
const isEmpty = (value: unknown): boolean => {
  if (Object(value) !== value) return !value;
  const kind: unknown = Object.getPrototypeOf(value);
  return (Array.isArray(value) || !kind || kind === Object.prototype) && Object.values(value as object).every(isEmpty);
};

const texts = /* @__PURE__ */ new WeakMap<object, string>();

const textOf = (given: unknown): string => {
  const value = valueOf(given);
  const known = texts.get(Object(value));
  if (known !== undefined) return known;
  let text = '';
  try {
    text = JSON.stringify(value);
  } catch {
    // whatever it is, the first who was given something keeps it
  }
  if (Object(value) === value) texts.set(value as object, text);
  return text;
};

/** @internal Whether `present` may see an `initialData` or a placeholder: it is empty, or theirs. */
export const isGiven = (owner: Owner, hash: string, given: unknown, ...present: [Present | true, string?]) => isEmpty(valueOf(given)) || owner.claim(`${hash} ${textOf(given)}`, ...present);

/** @internal The entry of this very hash: the cache's own `get` may say what is on screen in its place. */
export const entryIn = (client: QueryClient, hash: string): Query | undefined => {
  const cache = client.getQueryCache();
  return (Object.getPrototypeOf(cache) as QueryCache).get.call(cache, hash) as Query | undefined;
};

/** What the claim on what a server streams is called: it names no owner, and each hydration may make a copy of it. */
const streamName = ({ queryHash }: Query) => `stream ${queryHash}`;

/** When this page was opened: what is older was kept by another visit. */
const pageStart = () => globalThis.performance?.timeOrigin ?? Infinity;

/** Whose it is, also where a server fetched it. */
const bare = (whose: string) => (whose.startsWith(SERVER) ? whose.slice(SERVER.length) : whose);

const nameOf = (identity: Identity) => (identity === undefined ? identity : String(identity));

/** The options of a query function of this package. Those of `useClerkQuery` answer for themselves. */
const asksWith = (queryFn: unknown): WhoseOptions | undefined => {
  const known = owners().get(Object(queryFn));
  return typeof known === 'object' ? (known as WhoseOptions) : undefined;
};

/** What a query of another owner than the key's first is called. */
const apartName = (hash: string, variant: string, count: number) => `${hash} ${variant}${count ? `#${count}` : ''}`;

/** Client → what looks at all of it when an identity is known. */
const looks = /* @__PURE__ */ new WeakMap<QueryClient, () => void>();

/** Clerk's listeners know a client's record for as long as the page lives: it must not keep a client that nobody has any more. */
const lookAt = (reference: { deref(): QueryClient | undefined }) => () => {
  const client = reference.deref();
  if (client) looks.get(client)?.();
};

/** One client's queries and mutations, with the identity that each is of. */
const guard = (client: QueryClient, owner: Owner) => {
  const queries = client.getQueryCache();
  const mutations = client.getMutationCache();
  /** What came with the page. */
  const served = new WeakSet<Query>();
  /** What is kept back until somebody can say whether it is theirs. */
  let held: (() => void)[] = [];

  const { only } = owner;
  /** What has an owner, but was not asked for with any options that are known: a template or organization is whose uses it first. */
  const plain = new WeakSet<Query>();
  /** Data → for whom it came. */
  const landed = new WeakMap<object, string>();
  /** Who looks at a query: early versions hide it. */
  const watchers = new WeakMap<Query, Set<QueryObserver>>();
  /** What the request was made with that is on its way, or came last. */
  const askers = new WeakMap<Query, WhoseOptions>();
  /** Whose the last token of a `getToken` was, and at which change. */
  const told = new WeakMap<GetToken, { readonly whose: string; readonly changes: number }>();

  /** Who a query function would fetch for, as far as is known, with what it asks of the token. */
  const nameFor = (asks: WhoseOptions): string | undefined => {
    const variant = variantOf(asks);
    const known = asks.getToken && told.get(asks.getToken);
    if (asks.getToken) return known?.changes === owner.changes && known.whose.endsWith(variant) ? known.whose : undefined;
    const identity = nameIn(whoIs(clerkFor(asks.clerk)));
    return identity === undefined ? identity : identity + variant;
  };

  /** Whether what a query holds, or loads, may be shown to who asks with these options. */
  const isFor = (query: Query, asks: WhoseOptions): boolean => {
    const given = owned(query).clerkFetchOwner;
    const before = askers.get(query);
    const variant = variantOf(asks);
    if (given === undefined || (before && before.getToken === asks.getToken && before.clerk === asks.clerk && variantOf(before) === variant)) return true;
    const whose = bare(given) + (plain.has(query) ? variant : '');
    const name = nameFor(asks);
    if (name !== undefined) return whose === name;
    // A Clerk object beside the page's own that cannot say yet has nothing here.
    return !(asks.clerk && !asks.getToken && owner.there.size) && (variant ? whose.endsWith(variant) : !whose.endsWith('}'));
  };

  /** For whom a query would be fetched. */
  const whoseFor = (query: Query) => {
    if (unsure.has(query)) return undefined;
    const asks = asksWith(query.options.queryFn);
    const name = asks && nameFor(asks);
    if (name !== undefined) return name;
    const identity = nameOf(only());
    if (identity === undefined) return undefined;
    if (!owners().has(Object(query.options.queryFn))) plain.add(query);
    return identity + variantOf(asks);
  };
  const isTheirs = (whose: string) => [...owner.there].some((identity) => whose.startsWith(String(identity)));

  /** Hash of an entry apart → that of its key. */
  const keys = new Map<string, string>();
  const keyOf = (hash: string) => keys.get(hash) ?? hash;

  /** Whether data without an owner may stay: what is older than who is there was kept for who knows whom. */
  const isClaimed = ({ queryHash, state, options: { initialData } }: Query, found: boolean) => {
    if (initialData !== undefined) return isGiven(owner, keyOf(queryHash), initialData, only());
    return state.dataUpdatedAt > owner.since + +found / 2 && owner.claim(`${queryHash} ${state.dataUpdatedAt}`, only());
  };

  const refuse = (query: Query) => {
    const { dataUpdatedAt } = query.state;
    empty(query);
    // Early versions of `HydrationBoundary` would bring it again, and again, into a query that looks older.
    query.setState({ dataUpdatedAt, isInvalidated: true });
    if (query.isActive() && [...owner.there].some(Boolean)) void query.fetch().catch(() => {});
  };

  /** Whether another tab's state is not for this query: it has an owner already, or is loading for one. */
  const isOthers = ({ state }: Query, given: Owned & Partial<QueryState>) => {
    const { clerkFetchOwner: whose, data } = given;
    const { clerkFetchOwner: mine } = state as Owned;
    // Hydration gives no `fetchStatus`, and would repeat in some versions what it cannot bring. A cancelled request brings back its own.
    if (!('fetchMeta' in given && 'fetchStatus' in given) || !owner.there.size) return false;
    return whose === undefined ? mine !== undefined && data !== undefined && data !== state.data : !isTheirs(whose) || (mine !== undefined && mine !== whose);
  };

  const ask = (query: Query) => {
    const asks = asksWith(query.options.queryFn);
    if (asks) askers.set(query, asks);
    else askers.delete(query);
  };

  /** Who looks at what is another's now goes on with an entry of their own. */
  const expel = (query: Query) => {
    for (const observer of [...(watchers.get(query) ?? [])]) {
      const asks = asksWith(observer.options.queryFn);
      if (asks && !isFor(query, asks)) observer.setOptions(observer.options);
    }
  };

  /** What is not theirs who are there is refused before an observer sees it. */
  const keepOut = (query: Query) => {
    const { setData, setState, reset, fetch } = query;
    const { changes } = owner;
    let resets = false;
    let streams = false;
    /** Whose data was there when a request began. */
    let before: string | undefined;
    query.setData = (data, options) => {
      // What a former identity had is not written again, as an optimistic update does that fails late: structural sharing would make a copy of it.
      const own = owned(query).clerkFetchOwner;
      const isAnothers = own !== undefined && (landed.get(Object(data)) ?? own) !== own;
      if (options?.manual) return (former.get(Object(data)) === client || isAnothers) && !isEmpty(data) ? query.state.data : setData.call(query, data, options);
      const whose = takeWitness(query.queryKey);
      const asked = askers.get(query)?.getToken;
      if (asked && whose) told.set(asked, { whose, changes: owner.changes });
      // Pages are added to those of the same owner. What a server streams names its owner, or is not put over what has one.
      const isOf = streams
        ? (whose === undefined ? !before && isGiven(owner, streamName(query), data, only()) : !owner.there.size || isTheirs(bare(whose)))
        : !before || whose === undefined || whose === before || !query.state.fetchMeta?.fetchMore;
      if (isOf) {
        if (whose) owned(query).clerkFetchOwner = whose;
        if (whose) plain.delete(query);
        expel(query);
        const now = setData.call(query, data, options);
        const { clerkFetchOwner } = owned(query);
        if (clerkFetchOwner && Object(now) === now) landed.set(now as object, clerkFetchOwner);
        return now;
      }
      refuse(query);
      return undefined;
    };
    query.setState = (given) => {
      if (resets ? owner.changes === changes : !isOthers(query, given)) {
        const { clerkFetchOwner: whose } = given as Owned;
        if (whose !== undefined) owned(query).clerkFetchOwner = whose;
        if (whose !== undefined) expel(query);
        setState.call(query, given);
      }
      else if (resets) setState.call(query, { ...EMPTY, status: 'pending' } as object);
    };
    query.reset = () => {
      resets = true;
      reset.call(query);
      resets = false;
    };
    query.fetch = (options, how) => {
      // A server that has not ended yet names nobody.
      if (query.state.fetchStatus === 'idle') {
        streams = !!how && 'initialPromise' in how;
        const { changes: began } = owner;
        const first = only();
        // The page may be given it again: it is theirs who are there when it comes first.
        how?.initialPromise?.then(
          (data) => isGiven(owner, streamName(query), data, owner.changes === began ? only() : (first ?? '-')),
          () => {},
        );
        before = query.state.data === undefined ? undefined : owned(query).clerkFetchOwner;
      }
      return fetch.call(query, options, how);
    };
  };

  /** Looks at data that did not come by a request. */
  const judge = (query: Query, given?: Owned & { readonly data?: unknown }, found = false) => {
    const { state, queryKey, queryHash, meta, options } = query;
    const own = owned(query);
    if (state.data === undefined) {
      // Another tab, or a server, has begun to load it for somebody.
      if (own.clerkFetchOwner !== undefined && owner.there.size && !isTheirs(bare(own.clerkFetchOwner))) {
        if (state.error) refuse(query);
        else own.clerkFetchOwner = undefined;
      }
      return;
    }
    // What is put over a state of ours says itself whose it is, or nobody knows.
    if (given && 'data' in given) own.clerkFetchOwner = given.clerkFetchOwner;
    if (own.clerkFetchOwner?.startsWith(SERVER)) {
      // Whoever keeps it from here on keeps it for that identity.
      own.clerkFetchOwner = bare(own.clerkFetchOwner);
      served.add(query);
    }
    const { clerkFetchOwner: whose } = own;
    if (served.has(query) && !owner.there.size && !owner.changes) return;
    const strange = former.get(Object(state.data)) === client;
    if (whose === undefined ? !strange && isClaimed(query, found) : isTheirs(whose)) {
      const identity = only();
      // While nobody listens, somebody else may be there for a while.
      if (identity !== undefined && !owner.there.has(identity)) own.clerkFetchOwner ??= String(identity);
      return;
    }
    if (whose !== undefined && !owner.there.size)
      held.push(() => {
        const back = queries.build(client, { queryKey, queryHash, ...(meta && { meta }) });
        if (!isTheirs(whose) || back.state.data !== undefined) return;
        const { fetchStatus, ...rest } = state;
        back.setState(rest);
      });
    if (options.initialData !== undefined && 'setOptions' in query) {
      const { setOptions } = query;
      // An observer would give it again at each render.
      query.setOptions = (given) => setOptions.call(query, { ...given, initialData: undefined });
    }
    refuse(query);
  };

  /** A write that waits, restored from another visit: sent only as the one who made it. */
  const judgeMutation = (mutation: AnyMutation) => {
    const own = owned(mutation);
    const { clerkFetchOwner: whose } = own;
    if (mutation.state.status === 'idle') own.clerkFetchOwner = nameOf(only());
    else if (whose === undefined ? mutation.state.submittedAt <= owner.since : !isTheirs(whose)) {
      if (!mutation.state.isPaused) abandon(mutation, client);
      mutations.remove(mutation);
      if (owner.there.size) return;
      held.push(() => {
        if (whose === undefined || !isTheirs(whose)) return;
        mutations.add(mutation);
        void client.resumePausedMutations();
      });
    }
  };

  queries.subscribe((event) => {
    const { query, type } = event;
    const own = owned(query);
    const done = type === 'updated' ? event.action.type : type;
    if (done === 'added') keepOut(query);
    if (done === 'success') {
      const manual = type === 'updated' && 'manual' in event.action && event.action.manual;
      own.clerkFetchOwner = (manual ? undefined : takeWitness(query.queryKey)) ?? own.clerkFetchOwner ?? whoseFor(query);
      if (!manual && former.get(Object(query.state.data)) === client) refuse(query);
    } else if (done === 'added' || done === 'setState') judge(query, type === 'updated' && 'state' in event.action ? event.action.state : undefined);
    if (done === 'setState') askers.delete(query);
    if (done === 'setState' && own.clerkFetchOwner === undefined) plain.delete(query);
    if (done === 'fetch') ask(query);
    // A state keeps it: before others see a result, it says whose it is.
    if ((done === 'added' && query.state.data === undefined) || done === 'fetch') owned(query).clerkFetchOwner ??= whoseFor(query);
    if (type === 'observerAdded') {
      watchers.set(query, (watchers.get(query) ?? new Set()).add(event.observer));
      const asks = asksWith(event.observer.options.queryFn);
      if (asks && plain.delete(query) && own.clerkFetchOwner !== undefined) own.clerkFetchOwner += variantOf(asks);
    }
    if (type === 'observerRemoved') watchers.get(query)?.delete(event.observer);
    if (type === 'removed') for (const set of apart.values()) set.delete(query);
    if (type === 'observerAdded' || done === 'setState' || done === 'fetch') expel(query);
  });

  const { build, get, find } = queries;
  const { ensureQueryData } = client;
  const entryOf = (hash: string) => entryIn(client, hash);
  /** Hash → what another has under it. */
  const apart = new Map<string, Set<Pick<Query, 'getObserversCount'>>>();
  const keepers = new WeakSet<object>();
  let isBuilding = false;

  /** The hash of the entry for these options: the key's own, or, where that is another's, one apart. */
  const placeFor = (hash: string, asks: WhoseOptions): string => {
    if (asks.clerk) owner.clerk(asks.clerk).keep();
    const variant = variantOf(asks);
    let free: string | undefined;
    let name = hash;
    for (let count = 0; ; count++) {
      const query = entryOf(name);
      const whose = query && owned(query).clerkFetchOwner;
      if (whose === undefined) free ??= name;
      else if (isFor(query!, asks)) return name;
      if (!query && count) return free!;
      name = apartName(hash, variant, count);
    }
  };

  queries.build = ((by: QueryClient, options: Parameters<typeof build>[1], state?: Parameters<typeof build>[2]) => {
    const { queryHash: hash, queryKey, queryKeyHashFn } = options;
    const asks = state || hash === undefined ? undefined : asksWith(options.queryFn);
    const given = options as object as { placeholderData?: (data: unknown, query?: Query) => unknown };
    const { placeholderData } = given;
    // An observer goes on with what it has shown, whose ever it was.
    if (asks && typeof placeholderData === 'function' && !keepers.has(placeholderData)) {
      const keep = (data: unknown, query?: Query): unknown => (query && !isFor(query, asks) ? placeholderData(undefined, undefined) : placeholderData(data, query));
      keepers.add(keep);
      given.placeholderData = keep;
    }
    const name = asks && placeFor(hash!, asks);
    const known = asks && entryOf(name!);
    if (known) return known;
    isBuilding = owners().has(Object(options.queryFn)); // that of a hook has named its entry
    if (!asks || name === hash) {
      const query = build.call(queries, by, options, state);
      isBuilding = false;
      return query;
    }
    keys.set(name!, hash!);
    const hashIn = (key: QueryKey) => (queryKeyHashFn?.(key) ?? client.defaultQueryOptions({ queryKey: key }).queryHash) + name!.slice(hash!.length);
    // A key that two entries have in common would tell the one for whom the other is fetched.
    const query = build.call(queries, by, { ...options, queryHash: name!, queryKey: [...queryKey] as QueryKey, queryKeyHashFn: hashIn });
    isBuilding = false;
    let now = query.options;
    Object.defineProperty(query, 'options', {
      get: () => now,
      // An exact filter of the key means this entry too.
      set: (given: object) => {
        now = { ...given, queryHash: name!, queryKeyHashFn: hashIn };
      },
    });
    apart.set(hash!, (apart.get(hash!) ?? new Set()).add(query));
    return query;
  }) as typeof build;

  // What a key means is what is on screen under it.
  queries.get = ((hash) => {
    const query = entryOf(hash);
    if (isBuilding || query?.getObserversCount()) return query;
    return [...(apart.get(hash) ?? [])].find((other) => other.getObserversCount()) ?? query;
  }) as typeof get;
  queries.find = ((filters) => {
    const query = find.call(queries, filters);
    return query && queries.get(query.queryHash);
  }) as typeof find;
  // Early versions look by the key alone.
  client.ensureQueryData = ((options: Parameters<typeof ensureQueryData>[0]) => {
    const { queryHash, queryFn } = client.defaultQueryOptions(options);
    const asks = asksWith(queryFn);
    return asks && placeFor(queryHash, asks) !== queryHash ? client.fetchQuery({ ...options, staleTime: Infinity }) : ensureQueryData.call(client, options);
  }) as typeof ensureQueryData;

  mutations.subscribe((event) => {
    if (event.type === 'added') judgeMutation(event.mutation);
    else if (event.type === 'observerAdded') {
      const { mutation, observer } = event;
      observers.set(mutation, (observers.get(mutation) ?? new Set()).add(observer));
    }
  });

  // The callbacks that all mutations share are not told of an abandoned one.
  const { config } = mutations;
  const silenced = <Args extends unknown[]>(callback: ((...args: Args) => unknown) | undefined, isSuccess?: boolean) =>
    (...args: Args): unknown => {
      if (!args.some((arg) => former.has(Object(arg)))) return callback?.(...args);
      if (isSuccess) throw identityChanged();
      return undefined;
    };
  mutations.config = {
    ...config,
    onMutate: silenced(config.onMutate),
    onSuccess: silenced(config.onSuccess, true),
    onError: silenced(config.onError),
    onSettled: silenced(config.onSettled),
  };

  /** What was there before, or while nobody could say who is. */
  const look = (found = false) => {
    const waiting = held;
    held = [];
    for (const give of waiting) give();
    for (const query of queries.getAll()) {
      const own = owned(query);
      own.clerkFetchOwner ??= takeWitness(query.queryKey);
      // An error says what the API said, and to whom.
      const { fetchStatus, error, errorUpdatedAt } = query.state;
      const asked = fetchStatus === 'fetching' || error ? (askedBy(query.queryKey) ?? own.clerkFetchOwner) : undefined;
      if (asked === undefined ? found && error && errorUpdatedAt <= owner.since : owner.there.size && !isTheirs(asked)) refuse(query);
      else judge(query, undefined, found);
    }
  };
  looks.set(client, look);
  owner.onSettled = lookAt(weakly(client));
  for (const query of queries.getAll()) {
    keepOut(query);
    watchers.set(query, new Set(query.observers));
    if (query.state.fetchStatus === 'fetching') ask(query);
  }
  look(true);
  for (const mutation of mutations.getAll()) judgeMutation(mutation);
};

/** @internal The record of a client. `keeps` leaves in it what this visit has put there. */
export const ownerFor = (client: QueryClient, options: WhoseOptions = {}, keeps = false): Owner => {
  const owner = ownerOf(client, forget);
  if (!owner.onSettled) {
    const { clerk, getToken } = options;
    const object = clerkFor(clerk);
    const changed = owners().get(Object(object));
    owner.clerk(clerk);
    // What is there from before the first look is nobody's, unless Clerk has yet to load. It is of no millisecond of that look.
    const isKnown = !keeps && (object ? whoIs(object) !== undefined : getToken);
    owner.since = typeof changed === 'number' ? Math.max(changed, pageStart()) : isKnown ? Date.now() - 0.5 : pageStart();
    guard(client, owner);
  }
  return owner;
};

/** A `QueryClient` of any adapter. Its class has private members, so TypeScript would refuse that of another copy of TanStack's core. */
export interface AnyQueryClient {
  getQueryCache(): object;
  getMutationCache(): object;
  clear(): void;
}

/**
 * Empties a `QueryClient` when the user, session or organization changes: all queries and mutations. Use it for queries without
 * `useClerkQuery`. Active queries fetch again. After a sign-out, a query whose function rejects with `signed_out` stays empty,
 * without an error, until it is fetched again: `refetchInterval`, focus or a new mount then shows the error. A request in flight is
 * cancelled.
 *
 * @param options.clerk the Clerk object to watch; default: `globalThis.Clerk`, which may appear later
 * @returns a function that stops it, so that the call can be an effect
 * @example
 * ```ts
 * import { QueryClient } from '@tanstack/react-query';
 * import { clearOnIdentityChange } from 'clerk-fetch/query';
 *
 * export const queryClient = new QueryClient();
 * clearOnIdentityChange(queryClient);
 * ```
 */
export function clearOnIdentityChange(queryClient: AnyQueryClient, options: { clerk?: ClerkLike | null } = {}): () => void {
  const wrong = misuse(typeof (queryClient as Partial<QueryClient> | undefined)?.getQueryCache === 'function' && options, 'clearOnIdentityChange(queryClient, { clerk })');
  if (wrong) throw new ClerkFetchError('invalid_options', wrong + ' For SWR, import from `clerk-fetch/swr`.');
  return ownerFor(queryClient as QueryClient, options)
    .clerk(options.clerk)
    .subscribe(() => {});
}

/** @internal What is neither a text nor a URL is no key: `invalid_key` says so, where its text would be fetched. */
export const queryKeyOf = (key: string | URL | QueryKey): QueryKey => (Array.isArray(key) ? key : [typeof key === 'object' && key && 'href' in key ? String(key) : key]);

/** A query's options for `useQuery`, `useSuspenseQuery`, `prefetchQuery` …, of every framework's adapter. */
export interface ClerkQuery<T> {
  queryKey: DataTag<QueryKey, T>;
  queryFn: ClerkQueryFn<T>;
  retry: typeof clerkRetry;
  retryDelay: typeof clerkRetryDelay;
  /** Not set: its type tells `useSuspenseQueries` that the error is an `Error`. */
  throwOnError?: boolean | ((error: Error, query: Query<T, Error, T>) => boolean);
}

/**
 * Returns one query's options for hooks, suspense and loaders of every TanStack Query adapter. `getQueryData` infers the type of
 * the data from the returned `queryKey`.
 *
 * @param key the URL: a string or `URL`, or an array of base, path segments and query parameters
 * @param options as for `clerkQueryFn`
 * @example
 * ```ts
 * import { QueryClient } from '@tanstack/query-core';
 * import { clerkQueryOptions } from 'clerk-fetch/query';
 *
 * const todos = clerkQueryOptions<string[]>('/todos', { baseUrl: 'https://api.foo.com' });
 * const queryClient = new QueryClient();
 * await queryClient.prefetchQuery(todos);
 * const first = queryClient.getQueryData(todos.queryKey)?.[0];
 * ```
 * @throws ClerkFetchError `invalid_options`, and `invalid_key` for what is no key
 */
export function clerkQueryOptions<T = any>(key: string | URL | QueryKey, options?: ClerkQueryFnOptions<T>): ClerkQuery<T> {
  const queryKey = queryKeyOf(key) as DataTag<QueryKey, T>;
  const [first] = queryKey;
  // Only `request` knows what other keys mean. Elements may be refs of Vue, which become values later.
  if (!options?.request && (first == null || (typeof first !== 'string' && !Array.isArray(key))))
    throw new ClerkFetchError('invalid_key', `\`clerkQueryOptions\` takes a key first, such as \`'/todos'\` or \`['/todos', 1]\`, not ${key === null ? key : typeof key}.`);
  const call = clerkQueryFn(options);
  const queryFn: ClerkQueryFn<T> = (context) => {
    // A server's client is one request's.
    if (globalThis.window && context.client) ownerFor(context.client as QueryClient, options, true).clerk(options?.clerk).keep();
    return call(context);
  };
  owners().set(queryFn, options ?? {});
  return { queryKey, queryFn, retry: clerkRetry, retryDelay: clerkRetryDelay };
}
