// TanStack Query as applications use it: the hook of the package, or its query function with `clearOnIdentityChange`.
import { Suspense, useEffect, useState } from 'react';
import {
  dehydrate,
  hydrate,
  keepPreviousData,
  QueryClient,
  QueryClientProvider,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  useSuspenseQuery,
} from '@tanstack/react-query';
import { clerkQueryFn, clerkRetry, clerkRetryDelay, createAuthenticatedFetch } from 'clerk-fetch';
import { clearOnIdentityChange, useClerkQuery } from 'clerk-fetch/react-query';
import { options } from './options.js';
import { Screen, useControl, useDetails } from './screen.jsx';

const queryFn = clerkQueryFn(options);
const pageFn = clerkQueryFn({ ...options, pageParam: 'page' });
const { json } = createAuthenticatedFetch(options);

const KEY = ['/me'];
const QUIET = { refetchOnWindowFocus: false };
const CONFIGS = {
  polling: { ...QUIET, refetchInterval: 40 },
  focus: { refetchOnWindowFocus: 'always' },
  previous: { ...QUIET, placeholderData: keepPreviousData },
};
const configOf = ({ mode }) => CONFIGS[mode] ?? QUIET;

const useReach = () => {
  const client = useQueryClient();
  Object.assign(window.reach, {
    cached: () => client.getQueryCache().getAll().map(({ state }) => state.data),
    refresh: () => client.invalidateQueries({ queryKey: KEY }),
    refreshByFilter: () => client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === '/me' }),
    forMe: () => client.getQueryData(KEY),
    persist: () => localStorage.setItem(keptAs(), JSON.stringify(dehydrate(client))),
  });
};

/** One client for the page, watched for as long as it lives, so also while nothing is mounted. */
const shared = new QueryClient();
clearOnIdentityChange(shared);

/** A client of the tree's own is watched by the tree. */
const useClearing = ({ hook, mode }) => {
  const client = useQueryClient();
  const needed = (!hook || mode === 'infinite' || mode === 'suspense') && client !== shared;
  useEffect(() => {
    if (needed) return clearOnIdentityChange(client);
  }, [needed, client]);
};

/** `useQuery`'s result hands out its fields by getters, which say what a component depends on. */
const stateOf = ({ data, error, isLoading }) => ({ data, error, isLoading });

function ByHook({ spec }) {
  useReach();
  const key = useControl('key', '/me');
  return <Screen name="shown" state={stateOf(useClerkQuery(key, { auth: { ...options }, ...configOf(spec) }))} />;
}

function ByQueryFn({ spec }) {
  useReach();
  useClearing(spec);
  const key = useControl('key', '/me');
  const retrying = { retry: clerkRetry, retryDelay: clerkRetryDelay };
  const result = useQuery({ queryKey: [key], queryFn, ...retrying, ...configOf(spec) });
  return <Screen name="shown" state={stateOf(result)} />;
}

function Suspending({ spec }) {
  useClearing(spec);
  const result = useSuspenseQuery({ queryKey: KEY, queryFn, retry: clerkRetry, ...QUIET });
  return <Screen name="suspending" state={stateOf(result)} />;
}

function Pages({ spec }) {
  useClearing(spec);
  const result = useInfiniteQuery({
    queryKey: ['/me', { list: 'pages' }],
    queryFn: pageFn,
    retry: clerkRetry,
    initialPageParam: 0,
    getNextPageParam: (last, pages) => (pages.length < 2 ? pages.length : undefined),
    ...QUIET,
  });
  const { hasNextPage, fetchNextPage, isFetching } = result;
  useEffect(() => {
    if (hasNextPage && !isFetching) fetchNextPage();
  }, [hasNextPage, fetchNextPage, isFetching]);
  return <Screen name="pages" state={stateOf(result)} />;
}

/** The documented optimistic update: what was there is put back when it fails, and replaced by the answer when not. */
function Mutation() {
  const client = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: () => json('/me', { method: 'POST' }),
    async onMutate() {
      await client.cancelQueries({ queryKey: KEY });
      const previous = client.getQueryData(KEY);
      client.setQueryData(KEY, (old) => ({ ...old, optimistic: true }));
      return { previous };
    },
    onError: (error, variables, context) => client.setQueryData(KEY, context.previous),
    onSuccess: (answer) => client.setQueryData(KEY, answer),
  });
  window.reach.write = () => mutate();
  return useDetails('mutation', { isMutating: isPending });
}

const Shown = ({ spec }) => (spec.hook ? <ByHook spec={spec} /> : <ByQueryFn spec={spec} />);

const Content = ({ spec }) => (
  <Suspense fallback={<p>Loading</p>}>
    <Shown spec={spec} />
    {spec.mode === 'suspense' && <Suspending spec={spec} />}
    {spec.mode === 'infinite' && <Pages spec={spec} />}
    {spec.mode.startsWith('mutation') && <Mutation />}
  </Suspense>
);

/** Under whose name a cache is kept, as the README says: the next one finds their own. */
const keptAs = () => `cache ${window.Clerk.session?.id} ${window.Clerk.organization?.id}`;

const create = ({ mode }) => {
  const client = new QueryClient();
  const kept = mode === 'persisted' && localStorage.getItem(keptAs());
  if (kept) hydrate(client, JSON.parse(kept));
  return client;
};

export const WithQuery = ({ spec }) => {
  const [client] = useState(() => (spec.scope === 'global' && spec.mode !== 'persisted' ? shared : create(spec)));
  return (
    <QueryClientProvider client={client}>
      <Content spec={spec} />
    </QueryClientProvider>
  );
};
