// Solid: a query, and a resource without a cache.
import { QueryClient, useQuery } from '@tanstack/solid-query';
import { createAuthenticatedFetch, onIdentityChange } from 'clerk-fetch';
import { clearOnIdentityChange, clerkQueryOptions } from 'clerk-fetch/query';
import { createResource, createSignal, onCleanup } from 'solid-js';

const baseUrl = 'https://api.foo.com';
export const authenticatedFetch = createAuthenticatedFetch({ baseUrl });

/** For `<QueryClientProvider client={queryClient}>`. */
export const queryClient = new QueryClient();
clearOnIdentityChange(queryClient); // once: the next user must not see this one's data

export const useTodo = (id: () => number) =>
  useQuery(
    () => clerkQueryOptions<{ id: number; title: string }>(['/todos', id()], { baseUrl }),
  );

/**
 * A resource is fetched again for each user. After a sign-out its source is `false`,
 * and it is empty.
 */
export function createTodos() {
  const [turn, setTurn] = createSignal<number | false>(1);
  const [todos, { mutate }] = createResource(turn, () =>
    authenticatedFetch.json<string[]>('/todos'),
  );
  const stop = onIdentityChange((identity) => {
    mutate(undefined); // the previous user's
    setTurn((before) => identity !== null && Number(before) + 1);
  });
  onCleanup(stop);
  return todos;
}
