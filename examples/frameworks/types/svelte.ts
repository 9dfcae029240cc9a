// What `retry: clerkRetry` and `clerkQueryOptions` leave of the types in this adapter.
import { QueryClient, createQuery } from '@tanstack/svelte-query';
import { ClerkFetchError, clerkQueryFn, clerkRetry, clerkRetryDelay } from 'clerk-fetch';
import { clerkQueryOptions } from 'clerk-fetch/query';

type Todo = { title: string };
type Is<Value, Wanted> = [Value] extends [Wanted] ? ([Wanted] extends [Value] ? true : false) : false;
const yes = <Holds extends true>(): Holds | void => {};
const own = { queryFn: clerkQueryFn<Todo>(), retry: clerkRetry, retryDelay: clerkRetryDelay };

export function Component() {
  const query = createQuery(() => ({ queryKey: ['/todos'], ...own }));
  yes<Is<typeof query.error, Error | null>>();
  yes<Is<typeof query.data, Todo | undefined>>();
  query.error?.message;

  const named = createQuery<Todo, ClerkFetchError>(() => ({ queryKey: ['/todos'], ...own }));
  yes<Is<typeof named.error, ClerkFetchError | null>>();
  named.error?.code;

  const shared = createQuery(() => (clerkQueryOptions<Todo>(['/todos'])));
  yes<Is<typeof shared.error, Error | null>>();
  yes<Is<typeof shared.data, Todo | undefined>>();
}

export const cached = (client: QueryClient) => {
  const options = clerkQueryOptions<Todo>(['/todos']);
  yes<Is<ReturnType<typeof get>, Todo | undefined>>();
  return get();
  function get() {
    return client.getQueryData(options.queryKey);
  }
};
export const ensured = (client: QueryClient): Promise<Todo> => client.ensureQueryData(clerkQueryOptions<Todo>(['/todos']));
export const prefetched = (client: QueryClient): Promise<void> => client.prefetchQuery(clerkQueryOptions<Todo>(['/todos']));
