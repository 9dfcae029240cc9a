// The hooks of clerk-fetch/react, /swr and /react-query, beside SWR's and TanStack Query's own types.
import { QueryClient, skipToken } from '@tanstack/react-query';
import { Clerk } from '@clerk/clerk-js';
import { useAuth } from '@clerk/react';
import type { AuthenticatedFetch, ClerkFetchError, ClerkFetchOptions } from 'clerk-fetch';
import { ClerkFetchProvider, useAuthenticatedFetch, useFetch } from 'clerk-fetch/react';
import { clearOnIdentityChange as clearQueries, useClerkQuery } from 'clerk-fetch/react-query';
import { clearOnIdentityChange as clearSWR, useClerkSWR } from 'clerk-fetch/swr';
import { expectTypeOf } from 'expect-type';
import { mutate, useSWRConfig } from 'swr';
import { z } from 'zod';

interface Todo {
  id: number;
}
const schema = z.object({ id: z.number() });

export function Provider(options: ClerkFetchOptions) {
  const { getToken } = useAuth();
  return (
    <ClerkFetchProvider options={{ ...options, getToken, baseUrl: 'https://api.foo.com', allowedOrigins: ['https://*.foo.com'] }}>
      <p>one</p>
      two
    </ClerkFetchProvider>
  );
}

export function ProviderErrors() {
  return (
    <>
      {/* @ts-expect-error unknown option */}
      <ClerkFetchProvider options={{ baseURL: 'https://api.foo.com' }} />
    </>
  );
}

export function Fetching() {
  const authenticatedFetch = useAuthenticatedFetch({ timeout: 5_000 });
  expectTypeOf(authenticatedFetch).toEqualTypeOf<AuthenticatedFetch>();
  const fetchJson = useFetch();
  expectTypeOf(fetchJson).toEqualTypeOf<AuthenticatedFetch['json']>();
  expectTypeOf(fetchJson('/todo')).toEqualTypeOf<Promise<any>>();
  expectTypeOf(fetchJson<Todo>('/todo')).toEqualTypeOf<Promise<Todo>>();
  expectTypeOf(fetchJson('/todo', { schema })).toEqualTypeOf<Promise<Todo>>();
  // @ts-expect-error unknown option
  useFetch({ time: 5_000 });
  // @ts-expect-error wrong type
  useAuthenticatedFetch({ timeout: '5s' });
}

export function SWR(id: number | undefined) {
  expectTypeOf(useClerkSWR('/todos').data).toEqualTypeOf<any>();
  expectTypeOf(useClerkSWR<Todo>('/todo').data).toEqualTypeOf<Todo | undefined>();
  expectTypeOf(useClerkSWR('/todo', { auth: { schema } }).data).toEqualTypeOf<Todo | undefined>();
  expectTypeOf(useClerkSWR(['/todos', 1, { done: true }], { auth: { schema } }).data).toEqualTypeOf<Todo | undefined>();
  expectTypeOf(useClerkSWR(id ? ['/todos', id] : null, { auth: { schema } }).data).toEqualTypeOf<Todo | undefined>();
  expectTypeOf(useClerkSWR(() => id && `/todos/${id}`, { auth: { schema } }).data).toEqualTypeOf<Todo | undefined>();
  useClerkSWR('/todo', { refreshInterval: 1_000, keepPreviousData: true, auth: { schema }, onSuccess: (todo) => expectTypeOf(todo).toEqualTypeOf<Todo>() });
  expectTypeOf(useClerkSWR('/todos').error).toEqualTypeOf<ClerkFetchError | undefined>();
  expectTypeOf(useClerkSWR('/todo', { auth: { schema }, suspense: true }).data).toEqualTypeOf<Todo>();
  expectTypeOf(useClerkSWR('/todo', { auth: { schema }, fallbackData: { id: 1 } }).data).toEqualTypeOf<Todo>();
  const { mutate: update, isLoading, isValidating } = useClerkSWR('/todo', { auth: { schema } });
  expectTypeOf(isLoading && isValidating).toEqualTypeOf<boolean>();
  void update({ id: 1 }, { revalidate: false });
  // @ts-expect-error the hook makes its own fetcher
  useClerkSWR('/todo', { fetcher: (url: string) => fetch(url) });
  // @ts-expect-error unknown option of ours
  useClerkSWR('/todo', { auth: { token: 'x' } });
  // @ts-expect-error unknown option of SWR's
  useClerkSWR('/todo', { refresh: 1_000 });
}

export function Query(id: number | undefined, client: QueryClient) {
  expectTypeOf(useClerkQuery<Todo>('/todo').data).toEqualTypeOf<Todo | undefined>();
  expectTypeOf(useClerkQuery('/todo', { auth: { schema } }).data).toEqualTypeOf<Todo | undefined>();
  expectTypeOf(useClerkQuery(['/todos', 1, { done: true }], { auth: { schema } }).data).toEqualTypeOf<Todo | undefined>();
  expectTypeOf(useClerkQuery(id ? ['/todos', id] : null, { auth: { schema } }).data).toEqualTypeOf<Todo | undefined>();
  const selected = useClerkQuery(['/todo'], { auth: { schema }, select: (todo) => todo.id, staleTime: 1_000, enabled: id !== undefined });
  expectTypeOf(selected.data).toEqualTypeOf<number | undefined>();
  const selectedToo = useClerkQuery<Todo, Error, number>(['/todo'], { select: (todo) => todo.id });
  expectTypeOf(selectedToo.data).toEqualTypeOf<number | undefined>();
  expectTypeOf(useClerkQuery('/todos').data).toEqualTypeOf<any>();
  expectTypeOf(useClerkQuery('/todos').error).toEqualTypeOf<ClerkFetchError | null>();
  expectTypeOf(useClerkQuery('/todo', { auth: { schema }, initialData: { id: 1 } }).data).toEqualTypeOf<Todo>();
  useClerkQuery(new URL('https://api.foo.com/todos'), { queryFn: skipToken, retry: (count, error) => count < 3 && error.retryable });
  useClerkQuery(skipToken);
  useClerkQuery('/todo', { placeholderData: (previous) => previous, auth: { schema } }, client);
  // @ts-expect-error the hook makes its own query function
  useClerkQuery('/todo', { queryFn: () => Promise.resolve({ id: 1 }) });
  // @ts-expect-error the key is the first argument
  useClerkQuery('/todo', { queryKey: ['/todo'] });
  // @ts-expect-error unknown option of ours
  useClerkQuery('/todo', { auth: { token: 'x' } });
  // @ts-expect-error unknown option of TanStack Query's
  useClerkQuery('/todo', { stale: 1_000 });
}

export function Clearing(client: QueryClient, clerk: Clerk) {
  expectTypeOf(clearSWR(mutate)()).toEqualTypeOf<void>();
  expectTypeOf(clearQueries(client)()).toEqualTypeOf<void>();
  clearSWR(useSWRConfig().mutate, { clerk });
  clearQueries(client, { clerk });
  // @ts-expect-error not a cache
  clearQueries(mutate);
}
