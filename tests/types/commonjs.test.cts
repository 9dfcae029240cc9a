// From CommonJS: the same functions, with the declarations that `require` resolves to.
import { useAuth } from '@clerk/react';
import { QueryClient, useQuery } from '@tanstack/react-query';
import clerkFetch = require('clerk-fetch');
import { clerkQueryFn, clerkRetry, clerkSWRFetcher, createAuthenticatedFetch, isClerkFetchError } from 'clerk-fetch';
import * as noWasm from 'clerk-fetch/no-wasm';
import * as react from 'clerk-fetch/react';
import { useClerkQuery } from 'clerk-fetch/react-query';
import { useClerkSWR } from 'clerk-fetch/swr';
import { createFakeClerk } from 'clerk-fetch/testing';
import { expectTypeOf } from 'expect-type';
import useSWR from 'swr';
import { z } from 'zod';

const schema = z.object({ id: z.number() });

export function TheRoot(error: unknown) {
  const { getToken } = useAuth();
  const dropIn: typeof fetch = createAuthenticatedFetch({ getToken });
  expectTypeOf(clerkFetch.createAuthenticatedFetch).toEqualTypeOf(createAuthenticatedFetch);
  expectTypeOf(noWasm.createAuthenticatedFetch).toEqualTypeOf(createAuthenticatedFetch);
  expectTypeOf(useSWR('/todo', clerkSWRFetcher({ schema })).data).toEqualTypeOf<{ id: number } | undefined>();
  expectTypeOf(useQuery({ queryKey: ['/todo'], queryFn: clerkQueryFn({ schema }) }).data).toEqualTypeOf<{ id: number } | undefined>();
  if (isClerkFetchError(error)) expectTypeOf(error).toEqualTypeOf<clerkFetch.ClerkFetchError>();
  return [dropIn, new QueryClient({ defaultOptions: { queries: { queryFn: clerkQueryFn(), retry: clerkRetry } } })];
}

export function TheHooks() {
  expectTypeOf(react.useFetch()('/todo', { schema })).toEqualTypeOf<Promise<{ id: number }>>();
  expectTypeOf(react.useAuthenticatedFetch()).toEqualTypeOf<clerkFetch.AuthenticatedFetch>();
  expectTypeOf(useClerkSWR('/todo', { auth: { schema } }).data).toEqualTypeOf<{ id: number } | undefined>();
  expectTypeOf(useClerkQuery('/todo', { auth: { schema } }).data).toEqualTypeOf<{ id: number } | undefined>();
  // @ts-expect-error the hook makes its own fetcher
  useClerkSWR('/todo', { fetcher: clerkSWRFetcher() });
  return createAuthenticatedFetch({ clerk: createFakeClerk() });
}
