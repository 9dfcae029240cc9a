import type {
  DefinedInitialDataOptions,
  DefinedUseQueryResult,
  QueryClient,
  QueryKey,
  SkipToken,
  UseQueryOptions,
  UseQueryResult,
} from '@tanstack/react-query';
import type { ClerkFetchError, ClerkLike, ClerkQueryFnOptions } from 'clerk-fetch';

/** A query key: a string or `URL` stands for an array of that one; `null` and `skipToken` for nothing. */
export type ClerkQueryKey = string | URL | QueryKey | SkipToken | null | undefined | false;

interface ClerkQueryFields<TQueryFnData> {
  /** What every request takes; over the defaults of a `<ClerkFetchProvider>`. Written inline, it starts no request. */
  auth?: ClerkQueryFnOptions<TQueryFnData>;
  /** The function is this hook's own; for another there is `useQuery`. `skipToken` fetches nothing. */
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

/** The same where `initialData` is given: `data` is never `undefined`. */
export type DefinedClerkQueryOptions<TQueryFnData = any, TError = ClerkFetchError, TData = TQueryFnData> = Omit<
  DefinedInitialDataOptions<TQueryFnData, TError, TData>,
  'queryKey' | 'queryFn'
> &
  ClerkQueryFields<TQueryFnData>;

/**
 * `useQuery` with Clerk's session token: waits while Clerk loads (`isPending`), is quiet while signed out, and fetches by
 * itself after sign-in. After a change of user, session or organization nothing that was fetched before is shown, and the
 * cache is cleared of it; the keys are yours as they are: `invalidateQueries({ queryKey: ['/todos'] })` for `'/todos'`.
 * What you give yourself (`initialData`, a `placeholderData` that is no function) is shown to whoever is there.
 *
 * `retry` is `clerkRetry` and `retryDelay` is `clerkRetryDelay` unless the config, or the `QueryClient`, has them.
 *
 * @param key what is fetched: a string or `URL`, or an array of base, path segments and query parameters
 * @param queryClient default: that of the nearest `<QueryClientProvider>`
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

/**
 * Clears a `QueryClient` of everything it holds, mutations too, when the user, session or organization changes, for
 * `useQuery` without the hook above; active queries fetch again if somebody is signed in. A request that is on its way is
 * cancelled. Returns its undo, so that it can be an effect.
 *
 * @param options.clerk the Clerk object to watch; default: `globalThis.Clerk`, waited for
 */
export function clearOnIdentityChange(queryClient: QueryClient, options?: { clerk?: ClerkLike }): () => void;
