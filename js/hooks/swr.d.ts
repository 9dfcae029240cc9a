import type { Key, ScopedMutator, SWRConfiguration, SWRResponse } from 'swr';
import type { ClerkFetchError, ClerkLike, ClerkSWRFetcherOptions } from 'clerk-fetch';

/** SWR's own options, and `auth`. */
export interface ClerkSWRConfiguration<Data = any, Error = ClerkFetchError> extends Omit<SWRConfiguration<Data, Error>, 'fetcher'> {
  /** What every request takes; over the defaults of a `<ClerkFetchProvider>`. Written inline, it starts no request. */
  auth?: ClerkSWRFetcherOptions<Data>;
  /** The fetcher is this hook's own; for another there is `useSWR`. */
  fetcher?: never;
}

/**
 * `useSWR` with Clerk's session token: waits while Clerk loads (`isLoading`), is quiet while signed out, and fetches by
 * itself after sign-in. After a change of user, session or organization nothing that was fetched before is shown, and
 * the cache is cleared of it; the keys are yours as they are. `fallback` of an `<SWRConfig>` is for whoever is there first;
 * `fallbackData` is shown to whoever is there.
 *
 * With `suspense` it suspends once somebody is signed in; until then it renders, without data.
 *
 * `onErrorRetry` is `clerkOnErrorRetry` unless the config, or an `<SWRConfig>`, has one.
 *
 * @param key what is fetched: a string or `URL`, or an array of base, path segments and query parameters; `null` for nothing
 * @throws ClerkFetchError `invalid_options` while rendering, for a `fetcher` and for options that do not exist
 */
export function useClerkSWR<
  Data = any,
  Error = ClerkFetchError,
  Config extends ClerkSWRConfiguration<Data, Error> | undefined = ClerkSWRConfiguration<Data, Error> | undefined,
>(key: Key, config?: Config & ClerkSWRConfiguration<Data, Error>): SWRResponse<Data, Error, Config>;

/**
 * Clears an SWR cache of everything that was fetched when the user, session or organization changes, for `useSWR` without
 * the hook above; mounted hooks fetch again if somebody is signed in. A request that is on its way is discarded. Returns
 * its undo, so that it can be an effect: `useEffect(() => clearOnIdentityChange(mutate), [])`.
 *
 * @param target SWR's global `mutate`, or for a cache of its own all that `useSWRConfig()` gives; its `mutate` alone does
 *   not reach what `keepPreviousData` holds
 * @param options.clerk the Clerk object to watch; default: `globalThis.Clerk`, waited for
 */
export function clearOnIdentityChange(
  target: ScopedMutator | { readonly mutate: ScopedMutator },
  options?: { clerk?: ClerkLike },
): () => void;
