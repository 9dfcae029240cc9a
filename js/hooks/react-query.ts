// `clerk-fetch/react-query`: useQuery for the signed-in user, and a cache that holds one user's data at a time.

import { useCallback, useInsertionEffect, useRef } from 'react';
import { notifyManager, useQuery, useQueryClient } from '@tanstack/react-query';
import { ClerkFetchError, clerkQueryFn, clerkRetry, clerkRetryDelay } from 'clerk-fetch';
import { useClerkFetchOptions } from 'clerk-fetch/react';
import { useMade } from './latest.ts';
import { guardOf, isReady, useIdentity } from './watch.ts';

/** An observer goes on showing a placeholder for as long as nothing else came between: an error does. */
const BETWEEN = { data: undefined, error: null, status: 'error' };

/** Nothing is left, and nothing in flight arrives; what is on screen is fetched again if somebody is signed in. */
const forget = (client, refetch) =>
  notifyManager.batch(() => {
    const cache = client.getQueryCache();
    const queries = cache.getAll();
    for (const query of queries) query.setState(BETWEEN);
    for (const query of queries) query.reset();
    for (const query of queries) if (!query.getObserversCount()) cache.remove(query);
    // A mutation cannot be called back: what its callbacks would write, or a further try would send, is the former user's.
    for (const mutation of client.getMutationCache().getAll()) {
      mutation.setOptions({});
      mutation.setOptions = () => {}; // its component gives it the callbacks again at each render
    }
    client.getMutationCache().clear();
    if (refetch) client.refetchQueries({ type: 'active' });
  });

const guardFor = (client, clerk) => guardOf(client, clerk, (refetch) => forget(client, refetch));

export const clearOnIdentityChange = (client, { clerk } = {}) => guardFor(client, clerk).subscribe(() => {});

/** TanStack Query's `skipToken`, told by its kind: its early versions have none to import. */
const isSkipToken = (value) => typeof value === 'symbol';

const refuse = ({ queryFn, queryKey }) => {
  const name = queryKey !== undefined ? 'queryKey' : queryFn !== undefined && !isSkipToken(queryFn) && 'queryFn';
  if (!name) return;
  throw new ClerkFetchError('invalid_options', `useClerkQuery has its own \`${name}\`: options of the request go into \`auth\`; for another there is \`useQuery\`.`);
};

const NOTHING = [null];

const queryKeyOf = (key) => (Array.isArray(key) ? key : [String(key)]);

export const useClerkQuery = (key, { auth, ...given } = {}, queryClient) => {
  refuse(given);
  const client = useQueryClient(queryClient);
  const options = useClerkFetchOptions(auth);
  const guard = guardFor(client, options?.clerk);
  const identity = useIdentity(guard, options);
  const made = useMade(clerkQueryFn, options);
  const queryFn = useCallback((context) => made.current(context), [made]);

  const skipped = !key || isSkipToken(key);
  const hidden = skipped || identity === false;
  const queryKey = hidden ? NOTHING : queryKeyOf(key);
  const { placeholderData, retry, retryDelay } = { ...client.defaultQueryOptions({ queryKey }), ...given };

  // An observer remembers the last data whoever it was for: it may be nobody else's placeholder.
  const owner = useRef();
  const keeps = typeof placeholderData === 'function';

  const result = useQuery(
    {
      ...given,
      queryKey,
      queryFn,
      retry: retry ?? clerkRetry,
      retryDelay: retryDelay ?? clerkRetryDelay,
      placeholderData: keeps && owner.current !== identity ? undefined : placeholderData,
      ...(hidden && { initialData: undefined }),
      ...((hidden || isSkipToken(given.queryFn) || !isReady(identity, options)) && { enabled: false }),
    },
    client,
  );
  useInsertionEffect(() => {
    if (keeps && result.data !== undefined && !result.isPlaceholderData) owner.current = identity;
  });
  return result;
};
