// `clerk-fetch/swr`: useSWR for the signed-in user, and a cache that holds one user's data at a time.

import * as React from 'react';
import imported, { unstable_serialize, useSWRConfig } from 'swr';
import type { BareFetcher, Key, ScopedMutator, SWRConfiguration, SWRResponse } from 'swr';
import { ClerkFetchError, clerkOnErrorRetry, clerkSWRFetcher, isClerkFetchError } from 'clerk-fetch';
import type { ClerkLike, ClerkSWRFetcherOptions } from 'clerk-fetch';
import { useClerkFetchOptions } from 'clerk-fetch/react';
import { useLatest, useMade } from './latest.ts';
import { variantOf } from '../token/owners.ts';
import { misuse } from '../token/present.ts';
import { askedWith, fetchedFor, isReady, sourceOf } from './owner.ts';
import { useSource } from './present.ts';
import { defaults, drop, entryOf, epochOf, fits, hasContent, heldOf, isQuiet, keepOwn, ownerAt, ownerText, sign, watched } from './swr-cache.ts';
import type { Known } from './swr-cache.ts';
import { LOOK_MS, later, mixed, mountedAt } from './swr-apart.ts';
import { own, reach } from './swr-guard.ts';
import { reaches, refuse } from './swr-refuse.ts';

/** SWR's own options, and `auth`. */
export interface ClerkSWRConfiguration<Data = any, Error = ClerkFetchError> extends Omit<SWRConfiguration<Data, Error>, 'fetcher'> {
  /** Options of the request, over those of `<ClerkFetchProvider>`. An object written inline causes no further request. */
  auth?: ClerkSWRFetcherOptions<Data>;
  /** The hook has its own fetcher. For another one, use `useSWR`. */
  fetcher?: never;
}

/** CommonJS has it one level deeper. */
const useSWR: typeof imported = (imported as typeof imported & { default?: typeof imported }).default ?? imported;

/**
 * Empties an SWR cache when the user, session or organization changes, for `useSWR` without `useClerkSWR`. Mounted hooks fetch
 * again. After a sign-out, a hook whose fetcher rejects with `signed_out` stays empty, without an error, until SWR revalidates it:
 * `refreshInterval`, focus, `mutate(key)` or a new mount then shows the error. The answer to a request in flight is discarded.
 *
 * Call it once, in a module, for as long as the page lives. In an effect it watches only while the component is mounted: after a
 * change in between, the first render shows the previous user's data.
 *
 * @param target SWR's global `mutate`. For a `provider` of your own, pass all that `useSWRConfig()` returns, in an effect of a
 *   component that stays mounted: its `mutate` alone does not reach a cache before the first hook has rendered.
 * @param options.clerk the Clerk object to watch; default: `globalThis.Clerk`, which may appear later
 * @returns a function that stops it
 * @example
 * ```ts
 * import { clearOnIdentityChange } from 'clerk-fetch/swr';
 * import { mutate } from 'swr';
 *
 * clearOnIdentityChange(mutate);
 * ```
 */
export function clearOnIdentityChange(
  target: ScopedMutator | { readonly mutate: ScopedMutator },
  options?: { clerk?: ClerkLike | null },
): () => void;
export function clearOnIdentityChange(target: ScopedMutator | Known, options: { clerk?: ClerkLike | null } = {}): () => void {
  const wrong = misuse(reaches(target) && options, 'clearOnIdentityChange(mutate, { clerk })');
  if (wrong) throw new ClerkFetchError('invalid_options', wrong + " `mutate` is SWR's.");
  const config: Known = typeof target === 'function' ? { mutate: target } : target;
  reach(config);
  const cache = heldOf(config.mutate === defaults.mutate ? defaults : config);
  const owner = watched(cache);
  const source = sourceOf(owner, options);
  return source.subscribe(() => {
    const identity = source.current();
    if (identity !== undefined && identity !== false) keepOwn(cache, identity);
  });
}

/** Whom a fallback was given to first, in whichever cache: the next user may have another. */
const firsts = /* @__PURE__ */ new WeakMap<object, string>();

const isGivenTo = (fallback: unknown, whose: string): boolean => {
  if (Object(fallback) !== fallback) return true;
  const first = firsts.get(fallback as object) ?? whose;
  firsts.set(fallback as object, first);
  return first === whose;
};

const override = (response: object, name: string, value: unknown) => Object.defineProperty(response, name, { value });

/**
 * `useSWR` with Clerk's session token. The hook waits while Clerk loads (`isLoading`), fetches nothing while nobody is signed in,
 * and fetches after sign-in. If Clerk fails to load, `error` has the code `clerk_not_loaded` until Clerk loads after all.
 *
 * When the user, session or organization changes, the hook hides the previous user's data, and the cache drops that data. Your
 * keys stay as they are. Only the first user sees `fallbackData`, and `fallback` of an `<SWRConfig>`.
 *
 * With `suspense`, the hook suspends once somebody is signed in. Until then it renders without data.
 *
 * `onErrorRetry` is `clerkOnErrorRetry` unless the config, or an `<SWRConfig>`, has one.
 *
 * @param key the URL: a string or `URL`, or an array of base, path segments and query parameters. `null` fetches nothing.
 * @example
 * ```tsx
 * import { useClerkSWR } from 'clerk-fetch/swr';
 *
 * export function Todos() {
 *   const { data, error } = useClerkSWR<string[]>(['/todos', { done: true }], { refreshInterval: 5_000 });
 *   return <p>{error ? error.message : data?.length}</p>; // GET /todos?done=true
 * }
 * ```
 * @throws ClerkFetchError `invalid_options` while rendering, for a `fetcher` and for options that do not exist
 */
export function useClerkSWR<
  Data = any,
  Error = ClerkFetchError,
  Config extends ClerkSWRConfiguration<Data, Error> | undefined = ClerkSWRConfiguration<Data, Error> | undefined,
>(key: Key, config?: Config & ClerkSWRConfiguration<Data, Error>): SWRResponse<Data, Error, Config> {
  refuse(config);
  const { auth, ...given }: ClerkSWRConfiguration<Data, Error> = config ?? {};
  const inherited = useSWRConfig();
  reach(inherited);
  const merged = { ...inherited, ...given };
  const cache = heldOf(inherited);
  const entries = inherited.cache;
  const owner = watched(cache);
  const options = useClerkFetchOptions(auth);
  const { source, present, given: first, failed, again } = useSource(owner, options);
  const name = unstable_serialize(key);
  const variant = variantOf(options);
  const whose = typeof present === 'string' || present === null ? ownerText(present, variant) : undefined;

  const getToken = source.token?.getToken;
  const made = useMade(clerkSWRFetcher<Data>, React.useMemo(() => (getToken ? { ...options, getToken } : options), [options, getToken]));
  const latest = useLatest({ source, options, mine: present === '' ? undefined : whose });
  const fetcher = React.useMemo(() => {
    const flights = new Map<string, Promise<Data>>();
    const attributed: BareFetcher<Data | undefined> = async (...args) => {
      const { source, options } = latest.current;
      // With `suspense` there may be no commit before the data: what is fetched is watched.
      source.keep();
      const name = unstable_serialize(args[0]);
      const epoch = epochOf(cache, name);
      const { refused } = cache;
      // What arrives or fails for somebody who has left does so for nobody: SWR does not discard all of it.
      const isLate = () => epochOf(cache, name) !== epoch;
      try {
        // A call whose token tells of a change empties the cache, which asks again: it has yet to be sent, and is of who is there now.
        const flight = source.isAlone?.() ? flights.get(name) : undefined;
        const pending = flight && fetchedFor(flight) === undefined ? flight : made.current(args[0]);
        flights.set(name, pending);
        const value = await pending.finally(() => flights.get(name) === pending && flights.delete(name));
        if (isLate()) return undefined;
        const identity = source.current();
        const whose = fetchedFor(pending) ?? (typeof identity === 'string' ? ownerText(identity, variantOf(options)) : undefined);
        if (whose !== undefined) sign(cache, name, whose);
        return value;
      } catch (error) {
        if (!isLate() && !isQuiet(error, refused)) throw error;
        return undefined;
      }
    };
    own.set(attributed, () => latest.current.mine);
    return attributed;
  }, [cache, latest, made]);

  const ready = isReady(present, options);
  // For whom another hook shows the key to another owner.
  const [refused, refuseFor] = React.useState<string>();
  const isMine = !name || whose === undefined || fits(cache, name, whose, present === '' && source.isAlone?.());
  const shows = ready && isMine;

  // SWR remembers the last data whoever it was for: it may show it to nobody else.
  const kept = React.useRef<string | undefined>(undefined);
  const keeps = merged.keepPreviousData;
  // Given for who is there first: shown while Clerk still loads, when SWR is given no key yet, and to nobody else.
  const fallback: unknown = given.fallbackData ?? merged.fallback?.[name];
  const isKnown = first === null || (first && first !== true);
  const isFirst = !cache.cleared && (present === undefined || shows) && owner.claim(name, first, variant) && (!isKnown || isGivenTo(fallback, ownerText(first, variant)));
  // What a call says for which there will be no token, under a key of its own: nobody's data is there.
  const failing: BareFetcher = () => made.current(typeof key === 'function' ? key() : key);
  if (failed) own.set(failing, () => undefined);
  /** Who was there last, and whom a token is asked for, since a `getToken` written inline has become another. */
  const before = React.useRef<string | undefined>(undefined);
  const asked = React.useRef<string | undefined>(undefined);
  const isSame = shows && whose !== undefined && asked.current === whose;
  const response: SWRResponse<Data, Error> = useSWR<Data, Error>(shows ? key : failed && name ? `clerk_not_loaded ${name}` : null, (failed ? failing : fetcher) as BareFetcher<Data>, {
    ...given,
    fallbackData: isFirst ? fallback : undefined,
    ...(!isFirst && { fallback: { [name]: undefined } }),
    // The data is hidden until the token tells, and is no staler for that.
    ...(isSame && { revalidateIfStale: false }),
    onErrorRetry: merged.onErrorRetry === defaults.onErrorRetry ? clerkOnErrorRetry : merged.onErrorRetry,
    keepPreviousData: !!keeps && whose !== undefined && kept.current === whose,
  } as SWRConfiguration<Data, Error>);
  React.useInsertionEffect(() => {
    if (keeps && response.data !== undefined) kept.current = whose;
    if (shows && name && !hasContent(entryOf(entries, name))) sign(cache, name, whose!);
    if (shows && present !== '') cache.owners.add(whose!);
  });

  const isForeign = ready && !isMine;
  React.useEffect(() => {
    if (present || present === null) keepOwn(cache, present);
    if (!isForeign) return;
    let left = false;
    const start = () => {
      if (left) return;
      const isMixed = mountedAt(cache, name).some(([{ whose: theirs }]) => theirs() !== whose);
      refuseFor(isMixed ? whose : undefined);
      if (isMixed) return later(LOOK_MS, start);
      drop(cache, name);
      again();
    };
    // A token tells whether what is there is its own.
    if (present === '' && ownerAt(cache, name) === before.current) asked.current = before.current;
    if (present === '' && ownerAt(cache, name)) source.token?.getToken(...askedWith(options)).then(() => source.current() || start(), start);
    else start();
    return () => {
      left = true;
    };
  }, [isForeign, cache, name, whose]);

  React.useEffect(() => {
    if (shows && present !== '') before.current = whose;
    if (!isSame) return;
    asked.current = undefined;
    again();
  });

  React.useEffect(() => {
    const { error, isValidating } = entryOf(entries, name) ?? {};
    // While the hook before this one still shows an error, SWR does not ask again. Nobody tells of a sign-in: a mount asks.
    if (present === '' && !isValidating && isClerkFetchError(error, 'signed_out')) drop(cache, name);
  }, [cache, name]);

  // What a middleware has kept says itself whose it is. SWR's own data is a getter, which is left alone.
  const keptFor = fetchedFor(Object.getOwnPropertyDescriptor(response, 'data')?.value);
  if (keptFor !== undefined && keptFor !== whose) override(response, 'data', undefined);
  if (isForeign && refused === whose) override(response, 'error', mixed('useClerkSWR', name));
  else if (name && !failed && (present === undefined || present === false || isForeign)) override(response, 'isLoading', true);
  return response as SWRResponse<Data, Error, Config>;
}
