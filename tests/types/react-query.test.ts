// clerkQueryFn with TanStack Query's real hooks and client.
import { useAuth } from '@clerk/react';
import {
  infiniteQueryOptions,
  QueryClient,
  queryOptions,
  useInfiniteQuery,
  useQueries,
  useQuery,
  useSuspenseInfiniteQuery,
  useSuspenseQueries,
  useSuspenseQuery,
} from '@tanstack/react-query';
import type { InfiniteData, QueryFunction } from '@tanstack/react-query';
import { clerkQueryFn, clerkRetry, clerkRetryDelay } from 'clerk-fetch';
import type { ClerkFetchError } from 'clerk-fetch';
import { clearOnIdentityChange, clerkQueryOptions } from 'clerk-fetch/query';
import { expectTypeOf } from 'expect-type';
import { z } from 'zod';

interface Page {
  items: string[];
  next: string | null;
}
const schema = z.object({ items: z.array(z.string()), next: z.string().nullable() });
const queryKey = ['/todos', { done: true }] as const;

export function UseQuery() {
  const { getToken } = useAuth();
  expectTypeOf(useQuery({ queryKey: ['/todos'], queryFn: clerkQueryFn({ getToken }) }).data).toEqualTypeOf<unknown>();
  expectTypeOf(useQuery({ queryKey, queryFn: clerkQueryFn<Page>() }).data).toEqualTypeOf<Page | undefined>();
  expectTypeOf(useQuery({ queryKey, queryFn: clerkQueryFn({ schema }) }).data).toEqualTypeOf<Page | undefined>();
  expectTypeOf(useQuery<Page>({ queryKey, queryFn: clerkQueryFn() }).data).toEqualTypeOf<Page | undefined>();
  const selected = useQuery({ queryKey, queryFn: clerkQueryFn({ schema }), select: (page) => page.items.length });
  expectTypeOf(selected.data).toEqualTypeOf<number | undefined>();
  const retried = useQuery({ queryKey, queryFn: clerkQueryFn<Page>(), retry: clerkRetry, retryDelay: clerkRetryDelay });
  expectTypeOf(retried.error).toEqualTypeOf<Error | null>();
  expectTypeOf(retried.error?.message).toEqualTypeOf<string | undefined>();
  expectTypeOf(retried.data).toEqualTypeOf<Page | undefined>();
  const ours = useQuery<Page, ClerkFetchError>({ queryKey, queryFn: clerkQueryFn<Page>(), retry: clerkRetry, retryDelay: clerkRetryDelay });
  expectTypeOf(ours.error).toEqualTypeOf<ClerkFetchError | null>();
}

export function UseSuspenseQuery() {
  expectTypeOf(useSuspenseQuery({ queryKey, queryFn: clerkQueryFn({ schema }) }).data).toEqualTypeOf<Page>();
}

export function UseQueries() {
  const [page, any] = useQueries({ queries: [{ queryKey, queryFn: clerkQueryFn({ schema }) }, { queryKey, queryFn: clerkQueryFn() }] });
  expectTypeOf(page.data).toEqualTypeOf<Page | undefined>();
  expectTypeOf(any.data).toEqualTypeOf<unknown>();
}

export function UseInfiniteQuery() {
  const paged = {
    queryKey: ['/todos'],
    queryFn: clerkQueryFn({ schema, pageParam: 'cursor' }),
    initialPageParam: null as string | null,
    getNextPageParam: (last: Page) => last.next,
  };
  expectTypeOf(useInfiniteQuery(paged).data).toEqualTypeOf<InfiniteData<Page, unknown> | undefined>();
  expectTypeOf(useSuspenseInfiniteQuery(paged).data).toEqualTypeOf<InfiniteData<Page, unknown>>();
  const inline = useInfiniteQuery({
    queryKey: ['/todos'],
    queryFn: clerkQueryFn({ schema, pageParam: (page: number, url) => url.searchParams.set('page', String(page)) }),
    initialPageParam: 1,
    getNextPageParam: (last, pages, page) => (last.next ? page + pages.length : undefined),
  });
  expectTypeOf(inline.data?.pages).toEqualTypeOf<Page[] | undefined>();
  return infiniteQueryOptions(paged);
}

export function ClientAndOptions() {
  const client = new QueryClient({
    defaultOptions: { queries: { queryFn: clerkQueryFn(), retry: clerkRetry, retryDelay: clerkRetryDelay } },
  });
  const options = queryOptions({ queryKey, queryFn: clerkQueryFn({ schema }) });
  expectTypeOf(useQuery(options).data).toEqualTypeOf<Page | undefined>();
  expectTypeOf(client.getQueryData(options.queryKey)).toEqualTypeOf<Page | undefined>();
  expectTypeOf(client.fetchQuery(options)).toEqualTypeOf<Promise<Page>>();
  expectTypeOf(client.fetchQuery({ queryKey, queryFn: clerkQueryFn<Page>() })).toEqualTypeOf<Promise<Page>>();
  const queryFn: QueryFunction<Page> = clerkQueryFn({ schema });
  client.setQueryDefaults(['/todos'], { queryFn });
}

export function wrongOptionsAreErrors() {
  // @ts-expect-error unknown option
  clerkQueryFn({ baseURL: 'https://api.foo.com' });
  // @ts-expect-error a parameter's name, or a function
  clerkQueryFn({ pageParam: true });
  // @ts-expect-error the data is what the schema says
  useQuery({ queryKey, queryFn: clerkQueryFn({ schema }), select: (page) => page.none });
  // @ts-expect-error it takes TanStack Query's context, not a URL
  void clerkQueryFn()('/todos');
}

export async function sharedOptions(client: QueryClient) {
  const todos = clerkQueryOptions<Page>('/todos', { baseUrl: 'https://api.foo.com' });
  expectTypeOf(useQuery(todos).data).toEqualTypeOf<Page | undefined>();
  expectTypeOf(useQuery(todos).error).toEqualTypeOf<Error | null>();
  expectTypeOf(useSuspenseQuery(todos).data).toEqualTypeOf<Page>();
  expectTypeOf(useSuspenseQueries({ queries: [todos] })[0].data).toEqualTypeOf<Page>();
  expectTypeOf(useSuspenseQueries({ queries: [1, 2].map(() => todos) })[0]?.data).toEqualTypeOf<Page | undefined>();
  expectTypeOf(await client.ensureQueryData(todos)).toEqualTypeOf<Page>();
  expectTypeOf(client.getQueryData(todos.queryKey)).toEqualTypeOf<Page | undefined>();
  await client.prefetchQuery(todos);
  expectTypeOf(clearOnIdentityChange(client)).toEqualTypeOf<() => void>();
}
