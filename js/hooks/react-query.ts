// `clerk-fetch/react-query`: useQuery for the signed-in user, and a cache that holds one user's data at a time.

import { useCallback, useEffect, useInsertionEffect, useMemo, useRef, useState } from 'react';
import * as TanStack from '@tanstack/react-query';
import type {
  DefinedInitialDataOptions,
  DefinedUseQueryResult,
  QueryClient,
  QueryKey,
  SkipToken,
  UseQueryOptions,
  UseQueryResult,
} from '@tanstack/react-query';
import { ClerkFetchError, clerkQueryFn, clerkRetry, clerkRetryDelay } from 'clerk-fetch';
import type { ClerkQueryFnOptions, QueryFnContext } from 'clerk-fetch';
import { useClerkFetchOptions } from 'clerk-fetch/react';
import { useMade } from './latest.ts';
import { isOurs } from './ours.ts';
import { owners, variantOf } from '../token/owners.ts';
import { askedWith, isReady } from './owner.ts';
import type { Present } from './owner.ts';
import { useSource } from './present.ts';
import { empty, entryIn, isGiven, owned, ownerFor, queryKeyOf, unsure } from './query.ts';
import type { AskWhose } from './query.ts';

export { clearOnIdentityChange, clerkQueryOptions } from './query.ts';
export type { ClerkQuery } from './query.ts';

/** A query key. A string or `URL` means an array with that one element. `null`, `undefined`, `false` and `skipToken` fetch nothing. */
export type ClerkQueryKey = string | URL | QueryKey | SkipToken | null | undefined | false;

interface ClerkQueryFields<TQueryFnData> {
  /** Options of the request, over those of `<ClerkFetchProvider>`. An object written inline causes no further request. */
  auth?: ClerkQueryFnOptions<TQueryFnData>;
  /** The hook has its own function. For another one, use `useQuery`. `skipToken` fetches nothing. */
  queryFn?: SkipToken;
  /** The key is the first argument. */
  queryKey?: never;
}

/** TanStack Query's own options, and `auth`. */
export type ClerkQueryOptions<TQueryFnData = any, TError = ClerkFetchError, TData = TQueryFnData> = Omit<
  UseQueryOptions<TQueryFnData, TError, TData>,
  'queryKey' | 'queryFn'
> &
  ClerkQueryFields<TQueryFnData>;

/** `ClerkQueryOptions` with `initialData`. For the user whom you pass `initialData` for, `data` is not `undefined`. */
export type DefinedClerkQueryOptions<TQueryFnData = any, TError = ClerkFetchError, TData = TQueryFnData> = Omit<
  DefinedInitialDataOptions<TQueryFnData, TError, TData>,
  'queryKey' | 'queryFn'
> &
  ClerkQueryFields<TQueryFnData>;

/** TanStack Query's `skipToken`, told by its kind: its early versions have none to import. */
const isSkipToken = (value: unknown) => typeof value === 'symbol';

const refusal = (message: string) => new ClerkFetchError('invalid_options', message);

/** Refuses what TanStack Query or this package would ignore. */
const refuse = (config: unknown) => {
  if (!TanStack.HydrationBoundary) throw refusal('clerk-fetch/react-query needs TanStack Query 5: install @tanstack/react-query@5, or use `clerkQueryFn` of clerk-fetch.');
  if (config === null || typeof config !== 'object') throw refusal('The second argument of useClerkQuery is an object of options: `useClerkQuery(key, { auth: { … } })`.');
  const given = config as Readonly<Record<string, unknown>>;
  const name = ['queryKey', 'queryFn', 'fetcher'].find((each) => given[each] !== undefined && !isSkipToken(given[each]));
  if (name) throw refusal(`useClerkQuery has its own \`${name}\`: options of the request go into \`auth\`; for another there is \`useQuery\`.`);
  for (const each of Object.keys(config)) {
    if (each !== 'auth' && each !== 'retry' && isOurs(each)) throw refusal(`useClerkQuery: \`${each}\` belongs into \`auth\`: \`{ auth: { ${each}: … } }\`.`);
  }
};

type Persister = NonNullable<UseQueryOptions['persister']>;

/** A persister names what it keeps by the query's hash: by it, each identity has entries of its own. Where nobody can say who is there, nothing is kept. */
const personal = (persister: Persister, whose: () => string | undefined): Persister => (queryFn, context, query) => {
  const me = whose();
  if (me === undefined) return queryFn(context);
  const named = new Proxy(query, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      // It is kept later, when another may be there.
      if (name === 'queryHash') return `${String(value)} ${target.state.data === undefined ? me : owned(target).clerkFetchOwner}`;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return persister(queryFn, context, named);
};

const NOTHING: QueryKey = [null];

/** Which hooks of a client use which entry of its cache, and for whom. */
const users = /* @__PURE__ */ new WeakMap<QueryClient, Map<string, Map<object, string>>>();

const usersOf = (client: QueryClient, hash: string) => {
  const ofClient = users.get(client) ?? new Map<string, Map<object, string>>();
  users.set(client, ofClient);
  const ofHash = ofClient.get(hash) ?? new Map<object, string>();
  ofClient.set(hash, ofHash);
  return ofHash;
};

/**
 * `useQuery` with Clerk's session token. The hook waits while Clerk loads (`isPending`), fetches nothing while nobody is signed
 * in, and fetches after sign-in. If Clerk fails to load, `error` has the code `clerk_not_loaded` without a retry, until Clerk has
 * loaded after all. When the user, session or organization changes, the hook hides what was fetched before, and
 * the cache drops it. Your keys stay as they are: `invalidateQueries({ queryKey: ['/todos'] })` for `'/todos'`. `initialData`, and a
 * `placeholderData` that is no function, are shown to the first user only, unless they are empty (`[]`).
 *
 * Two hooks of one key share nothing when their `auth` names two organizations, templates or users.
 *
 * `retry` is `clerkRetry` and `retryDelay` is `clerkRetryDelay` unless the config, or the `QueryClient`, has them.
 *
 * @param key the URL: a string or `URL`, or an array of base, path segments and query parameters. `null` fetches nothing.
 * @param queryClient default: that of the nearest `<QueryClientProvider>`
 * @example
 * ```tsx
 * import { useClerkQuery } from 'clerk-fetch/react-query';
 *
 * export function Todo({ id }: { id: number }) {
 *   const { data, error } = useClerkQuery<{ title: string }>(['/todos', id], { staleTime: 60_000 });
 *   return <p>{error ? error.message : data?.title}</p>; // GET /todos/1
 * }
 * ```
 * @throws ClerkFetchError `invalid_options` while rendering, for a `queryFn` or `queryKey` and for options that do not exist
 */
export function useClerkQuery<TQueryFnData = any, TError = ClerkFetchError, TData = TQueryFnData>(
  key: ClerkQueryKey,
  config: DefinedClerkQueryOptions<TQueryFnData, TError, TData>,
  queryClient?: QueryClient,
): DefinedUseQueryResult<TData, TError>;
export function useClerkQuery<TQueryFnData = any, TError = ClerkFetchError, TData = TQueryFnData>(
  key: ClerkQueryKey,
  config?: ClerkQueryOptions<TQueryFnData, TError, TData>,
  queryClient?: QueryClient,
): UseQueryResult<TData, TError>;
export function useClerkQuery(key: ClerkQueryKey, config: ClerkQueryOptions = {}, queryClient?: QueryClient): UseQueryResult<unknown, unknown> {
  refuse(config);
  const { auth, ...given } = config;
  const client = TanStack.useQueryClient(queryClient);
  const options = useClerkFetchOptions(auth);
  const owner = ownerFor(client, options);
  const { source, present, given: first, failed, isNew, again } = useSource(owner, options);
  const { token } = source;
  const made = useMade(
    clerkQueryFn,
    useMemo(() => (token ? { ...options, getToken: token.getToken } : options), [options, token]),
  );
  const variant = variantOf(options);
  const nameFor = (one: Present) => (one === undefined || one === false ? undefined : one + variant);
  /** Who is there, also where a token alone has said that nobody is: each later call asks again. */
  const known = <One extends Present | true>(one: One) => (one === '' && token?.nobody() ? null : one);
  const who = isNew() ? present : known(present);
  const isUnsure = who === '';
  /** Whose data this hook may show; `undefined` while nobody can say. */
  const me = nameFor(who);

  const [apart, setApart] = useState<string>();
  const skipped = !key || isSkipToken(key);
  const queryKey = skipped ? NOTHING : queryKeyOf(key as QueryKey);
  const defaults = { ...client.defaultQueryOptions({ queryKey }), ...given };
  const { placeholderData, initialData, retry, retryDelay, persister } = defaults;
  const hashOf = given.queryKeyHashFn ?? defaults.queryKeyHashFn ?? TanStack.hashKey;
  // Where another hook shows somebody else's under this key, this one has an entry of its own.
  // So has what a call says for which there will be no token.
  const separate = failed ? 'clerk_not_loaded' : me !== undefined && apart === me && me;
  const hashIn = (key: QueryKey) => hashOf(key) + (separate ? ` ${separate}` : '');
  const queryHash = hashIn(queryKey);

  const query = entryIn(client, queryHash);
  const whose = query && owned(query).clerkFetchOwner;
  const foreign = me !== undefined && whose !== undefined && whose !== me;
  /** Who was there last, and whom a token is asked for, since a `getToken` written inline has become another. */
  const before = useRef<string>(undefined);
  const asked = useRef<string>(undefined);
  // What is on its way is not aborted, as hiding would: a token tells first.
  const hidden = skipped || present === false || (foreign && !(isUnsure && before.current === whose && query?.state.data === undefined));

  const queryFn = useCallback(
    async ({ queryKey, signal }: QueryFnContext) => {
      const { changes } = owner;
      // Without the client, and by a key of its own: whose it is, the hook itself says, and of which entry.
      const data = await made.current({ queryKey: [...queryKey], ...(signal && { signal }) });
      const entry = entryIn(client, queryHash);
      const now = known(source.current());
      // Who is known to be there by now was there when it was asked for: nobody else has come meanwhile.
      if (entry && owner.changes === changes && now !== '' && now !== undefined && now !== false) owned(entry).clerkFetchOwner = now + variant;
      return data;
    },
    [made, owner, source, client, queryHash, variant],
  );

  const mayFetch: AskWhose = () => {
    const now = known(source.current());
    return isReady(now, options) && (now === '' ? now : (nameFor(now) ?? false));
  };
  owners().set(queryFn, mayFetch);

  // An observer remembers the last data whoever it was for: it may be nobody else's placeholder.
  const keeper = useRef<string>(undefined);
  const keeps = typeof placeholderData === 'function';
  // A placeholder is whose it is under any key: it stays when the key becomes another.
  const isMine = (value: unknown, hash: string) => isGiven(owner, hash, value, isNew() ? first : known(first), variant);

  const isSame = !hidden && me !== undefined && asked.current === me;

  const result = TanStack.useQuery(
    {
      ...given,
      queryKey: hidden ? NOTHING : queryKey,
      queryFn,
      retry: failed ? false : (retry ?? clerkRetry),
      retryDelay: retryDelay ?? clerkRetryDelay,
      placeholderData: (keeps ? keeper.current === me : isMine(placeholderData, '')) ? placeholderData : undefined,
      initialData: hidden || !isMine(initialData, hashOf(queryKey)) ? undefined : initialData,
      // The data is hidden until the token tells, and is no staler for that.
      ...(isSame && { staleTime: Infinity }),
      ...(separate && { queryHash, queryKeyHashFn: hashIn }),
      ...(persister && { persister: personal(persister, () => (known(source.current()) === '' ? undefined : nameFor(known(source.current())))) }),
      ...((hidden || isSkipToken(given.queryFn) || !(failed || isReady(present, options))) && { enabled: false }),
    } as UseQueryOptions<unknown, unknown>,
    client,
  );
  // What this render has built is this hook's.
  const built = query ? undefined : entryIn(client, queryHash);
  if (built && !skipped && built.state.data === undefined) {
    owned(built).clerkFetchOwner = isUnsure ? undefined : me;
    if (isUnsure) unsure.add(built);
  }
  useInsertionEffect(() => {
    if (keeps && result.data !== undefined && !result.isPlaceholderData) keeper.current = me;
  });

  useEffect(() => {
    if (skipped || me === undefined) return undefined;
    const others = usersOf(client, queryHash);
    const self = {};
    others.set(self, me);
    const entry = entryIn(client, queryHash);
    const seize = () => {
      if (entry) empty(entry, isUnsure ? undefined : me);
      if (entry && isUnsure) unsure.add(entry);
      again();
    };
    const take = () => ([...others.values()].some((other) => other !== me) ? setApart(me) : seize());
    if (!hidden && !isUnsure && me !== undefined) before.current = me;
    if (isSame) {
      asked.current = undefined;
      again();
    }
    if (foreign && isUnsure && before.current === whose) asked.current = whose;
    if (foreign && isUnsure) void token?.getToken(...askedWith(options)).then(() => (known(source.current()) === '' ? take() : again()), take);
    else if (foreign) take();
    else if (entry && !isUnsure) owned(entry).clerkFetchOwner ??= me;
    return () => void others.delete(self);
  }); // without dependencies: a render that React drops may have changed the source, and its effects do not run
  return result;
}
