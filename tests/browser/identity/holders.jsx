// The page under identity-holders: all that may hold a user's data, each with a key and a cache of its own, in one tree.
import * as React from 'react';
import { Component, useEffect, useLayoutEffect, useState, useSyncExternalStore } from 'react';
import { createRoot } from 'react-dom/client';
import { broadcastQueryClient } from '@tanstack/query-broadcast-client-experimental';
import {
  dehydrate,
  hydrate,
  HydrationBoundary,
  keepPreviousData,
  QueryClient,
  QueryClientProvider,
  useInfiniteQuery,
  useMutation,
  useQueries,
  useQuery,
} from '@tanstack/react-query';
import useSWR, { mutate, preload, SWRConfig } from 'swr';
import useSWRImmutable from 'swr/immutable';
import useSWRInfinite from 'swr/infinite';
import useSWRMutation from 'swr/mutation';
import useSWRSubscription from 'swr/subscription';
import { clerkQueryFn, clerkSWRFetcher, createAuthenticatedFetch } from 'clerk-fetch';
import { clearOnIdentityChange as clearQueries, useClerkQuery } from 'clerk-fetch/react-query';
import { clearOnIdentityChange as clearSWR, useClerkSWR } from 'clerk-fetch/swr';
import { last, listen, ownersIn, report, whoIsThere } from './observe.js';
import { Screen } from './screen.jsx';

const auth = { baseUrl: new URLSearchParams(location.search).get('api') };
/** A `getToken` that no Clerk object stands beside. */
const alone = { ...auth, clerk: null, getToken: async () => (await window.Clerk.session?.getToken()) ?? null };
const fresh = { staleTime: 60_000 };
const { json } = createAuthenticatedFetch(auth);
const queryFn = clerkQueryFn(auth);
const fetcher = clerkSWRFetcher(auth);

/** What the API answers to who is there now. */
const answer = () => ({ userId: window.Clerk.user.id, sessionId: window.Clerk.session.id, orgId: window.Clerk.organization?.id ?? null });

/** Answers that come when the test says so. */
let land;
const landing = new Promise((resolve) => (land = resolve));
const lateFetch = async (...args) => {
  const response = await fetch(...args);
  const body = await response.text();
  await landing;
  return new Response(body, response);
};
const late = { ...auth, fetch: lateFetch };

/** What a component gives that the test calls. */
const acts = {};
const useAct = (name, act) =>
  useLayoutEffect(() => {
    acts[name] = act;
  });

let mounts = 0;
const stored = (name) => JSON.parse(localStorage.getItem(name) ?? 'null');
const store = (name, value) => localStorage.setItem(name, JSON.stringify(value));

/** What a server or a loader gives to the one who is there first with a component. */
const given = { current: undefined };
const filled = (key) => {
  const client = new QueryClient();
  client.setQueryData([key], answer());
  return client;
};

/** TanStack's plugin for other tabs reads it, which old versions do not have. */
const { observers } = new QueryClient().getQueryCache().build(new QueryClient(), { queryKey: ['any'] });

/** A hook of TanStack Query with a client of its own. `put` is what a loader or the application does as who is there. */
const query = (use, { put, clears, restored, told, Around = ({ children }) => children } = {}) => (name) => {
  let client;
  const open = () => {
    client = new QueryClient({ defaultOptions: { queries: { refetchOnWindowFocus: false, retry: false } } });
    if (clears) clearQueries(client);
    if (told && observers) broadcastQueryClient({ queryClient: client, broadcastChannel: name });
    if (restored && stored(name)) hydrate(client, stored(name));
  };
  open();
  const state = dehydrate(filled(keyOf(name)));
  const Part = () => <Screen name={name} state={use({ key: keyOf(name), client, given: given.current, name })} />;
  return {
    put: () => put?.({ client, key: keyOf(name) }),
    Part: () => (
      <QueryClientProvider client={client}>
        <Around state={state}>
          <Part />
        </Around>
      </QueryClientProvider>
    ),
    left() {
      if (!restored) return;
      store(name, dehydrate(client));
      open();
    },
    cached: () => client.getQueryCache().getAll().map(({ state }) => state.data),
  };
};

/** A hook of SWR, in SWR's own cache unless it has a `Map`. */
const swr = (use, { put, config, outer, own, restored } = {}) => (name) => {
  let map = (own || restored) && new Map();
  const Part = () => <Screen name={name} state={use({ key: keyOf(name), given: given.current, name })} />;
  const value = { revalidateOnFocus: false, ...config?.({ key: keyOf(name) }), ...(map && { provider: () => map }) };
  return {
    put: () => put?.({ key: keyOf(name) }),
    Part: () => (
      <SWRConfig value={outer?.() ?? {}}>
        <SWRConfig value={value}>
          <Part />
        </SWRConfig>
      </SWRConfig>
    ),
    left() {
      if (!restored) return;
      store(name, [...map]);
      map = new Map(stored(name));
    },
    cached: () => (map ? [...map.values()].map(({ data }) => data) : []),
  };
};

const outsideMap = new Map();
const outside = () => outsideMap;

const keyOf = (name) => `/me?holder=${name.replaceAll(/\W+/g, '-')}`;

const subscribe = (changed) => window.Clerk.addListener(changed);
/** As the documentation has it: a `key` for each user, session and organization. */
function Plain({ name }) {
  const [data, setData] = useState();
  useEffect(() => {
    json(keyOf(name)).then(setData, () => {});
  }, [name]);
  return <Screen name={name} state={{ data }} />;
}
const Keyed = ({ name }) => <Plain key={useSyncExternalStore(subscribe, whoIsThere)} name={name} />;

const MUTATION = { rests: true };

const HOLDERS = {
  'plain fetch': [(name) => ({ Part: () => <Keyed name={name} /> })],

  'useClerkSWR': [swr(({ key }) => useClerkSWR(key, { auth }), { own: true })],
  'useClerkSWR, a Map of the module': [swr(({ key }) => useClerkSWR(key, { auth, revalidateIfStale: false }), { own: true })],
  'useClerkSWR, first with a `clerk`': [swr(({ key }) => useClerkSWR(key, { auth: mounts > 1 ? auth : { ...auth, clerk: window.Clerk } }))],
  'useClerkSWR, fallbackData': [swr(({ key, given }) => useClerkSWR(key, { auth, fallbackData: given }))],
  'useClerkSWR, fallback': [swr(({ key }) => useClerkSWR(key, { auth, revalidateIfStale: false }), { own: true, config: ({ key }) => ({ fallback: { [key]: given.current } }) })],
  'useClerkSWR, preload': [swr(({ key }) => useClerkSWR(key, { auth }), { put: ({ key }) => preload(key, fetcher) })],
  'useClerkSWR, mutate(key, value)': [swr(({ key }) => useClerkSWR(key, { auth, revalidateIfStale: false }), { put: ({ key }) => mutate(key, answer(), { revalidate: false }) })],
  'useClerkSWR, localStorage': [swr(({ key }) => useClerkSWR(key, { auth, revalidateIfStale: false }), { restored: true })],
  'useClerkSWR, keepPreviousData and a middleware': [swr(({ key }) => useClerkSWR(key, { auth, keepPreviousData: true, use: [passing], compare: Object.is }))],
  'useClerkSWR, nested providers and middlewares': [
    swr(({ key }) => useClerkSWR(key, { auth, revalidateIfStale: false }), { own: true, outer: () => ({ provider: outside, use: [passing] }), config: () => ({ use: [passing] }) }),
  ],
  'useClerkSWR, getToken alone': [swr(({ key }) => useClerkSWR(key, { auth: alone }), { own: true }), { tells: false }],
  'useSWR, preload': [swr(({ key }) => useSWR(key, fetcher), { put: ({ key }) => preload(key, fetcher) })],
  'useSWR, mutate(key, value)': [swr(({ key }) => useSWR(key, fetcher, { revalidateIfStale: false }), { put: ({ key }) => mutate(key, answer(), { revalidate: false }) })],
  'useSWR, keepPreviousData': [swr(({ key }) => useSWR(key, fetcher, { keepPreviousData: true }))],
  'useSWR, fallbackData': [swr(({ key, given }) => useSWR(key, fetcher, { fallbackData: mounts ? given : undefined })), { mounted: true }],
  'useSWRImmutable': [swr(({ key }) => useSWRImmutable(key, fetcher))],
  'useSWRInfinite': [swr(({ key }) => useSWRInfinite((page) => `${key}&page=${page}`, fetcher, { initialSize: 2, revalidateFirstPage: false }))],
  'useSWRSubscription': useSWRSubscription && [
    swr(({ key }) =>
      useSWRSubscription(key, (key, { next }) => {
        json(key).then((data) => next(null, data), () => {});
        return () => {};
      }),
    ),
  ],
  'useSWRMutation, finished': [
    swr(({ key, name }) => {
      const { trigger, data } = useSWRMutation(key, fetcher, { throwOnError: false });
      useAct(name, () => trigger());
      return { data };
    }),
    MUTATION,
  ],
  'useSWRMutation, in flight': [
    swr(({ key, name }) => {
      const { trigger, data } = useSWRMutation(key, clerkSWRFetcher(late), { throwOnError: false, populateCache: true, revalidate: false });
      useAct(name, () => void trigger());
      const { data: cached } = useClerkSWR(key, { auth });
      return { data: [data, cached] };
    }),
  ],

  'useClerkQuery': [query(({ key }) => useClerkQuery(key, { auth, ...fresh }))],
  'useClerkQuery, select': [query(({ key }) => useClerkQuery(key, { auth, ...fresh, select: (data) => [data] }))],
  'useClerkQuery, first with a `clerk`': [query(({ key }) => useClerkQuery(key, { auth: mounts > 1 ? auth : { ...auth, clerk: window.Clerk }, ...fresh }))],
  'useClerkQuery, initialData': [query(({ key, given }) => useClerkQuery(key, { auth, initialData: given, ...fresh }))],
  'useClerkQuery, placeholderData': [query(({ key, given }) => useClerkQuery(key, { auth, placeholderData: given, ...fresh }))],
  'useClerkQuery, keepPreviousData': [query(({ key }) => useClerkQuery(key, { auth, placeholderData: keepPreviousData, ...fresh }))],
  'useClerkQuery, ensureQueryData': [query(({ key }) => useClerkQuery(key, { auth, ...fresh }), { put: ({ client, key }) => client.ensureQueryData({ queryKey: [key], queryFn }) })],
  'useClerkQuery, setQueryData': [query(({ key }) => useClerkQuery(key, { auth, ...fresh }), { put: ({ client, key }) => client.setQueryData([key], answer()) })],
  'useClerkQuery, HydrationBoundary': [
    query(({ key }) => useClerkQuery(key, { auth, ...fresh }), {
      Around: ({ state, children }) => <HydrationBoundary state={state}>{children}</HydrationBoundary>,
    }),
  ],
  'useClerkQuery, persisted': [query(({ key }) => useClerkQuery(key, { auth, ...fresh }), { restored: true })],
  'useClerkQuery, told by another tab': [query(({ key }) => useClerkQuery(key, { auth, ...fresh }), { told: true })],
  'useQuery, told by another tab': [query(({ key }) => useQuery({ queryKey: [key], queryFn, ...fresh }), { clears: true, told: true })],
  'useClerkQuery, getToken alone': [query(({ key }) => useClerkQuery(key, { auth: alone, ...fresh })), { tells: false }],
  'useQuery, initialData': [query(({ key, given }) => useQuery({ queryKey: [key], queryFn, initialData: given, ...fresh }), { clears: true })],
  'useQuery, ensureQueryData': [query(({ key }) => useQuery({ queryKey: [key], queryFn, ...fresh }), { clears: true, put: ({ client, key }) => client.ensureQueryData({ queryKey: [key], queryFn }) })],
  'useQuery, setQueryData': [query(({ key }) => useQuery({ queryKey: [key], queryFn, ...fresh }), { clears: true, put: ({ client, key }) => client.setQueryData([key], answer()) })],
  'useQuery, persisted': [query(({ key }) => useQuery({ queryKey: [key], queryFn, ...fresh }), { clears: true, restored: true })],
  'useQueries': [query(({ key }) => ({ data: useQueries({ queries: [1, 2].map((page) => ({ queryKey: [key, { page }], queryFn, ...fresh })) }).map(({ data }) => data) }), { clears: true })],
  'useInfiniteQuery': [
    query(({ key }) => useInfiniteQuery({ queryKey: [key], queryFn: clerkQueryFn({ ...auth, pageParam: 'page' }), initialPageParam: 0, getNextPageParam: () => null, ...fresh }), { clears: true }),
  ],
  'useMutation, finished': [
    query(({ key, name }) => {
      useClerkQuery(key, { auth, enabled: false });
      const { mutate, data, variables } = useMutation({ mutationFn: () => json(key, { method: 'POST' }) });
      useAct(name, () => mutate(answer()));
      return { data: [data, variables] };
    }),
    MUTATION,
  ],
  'useMutation, in flight': [
    query(({ key, name, client }) => {
      const { data: cached } = useClerkQuery(key, { auth, ...fresh });
      const { mutate, data, variables } = useMutation({ mutationFn: () => createAuthenticatedFetch(late).json(key, { method: 'POST' }) });
      const write = (answer) => client.setQueryData([key], answer);
      useAct(name, () => mutate(answer(), { onSuccess: write, onSettled: write }));
      return { data: [data, variables, cached] };
    }),
  ],
};

function passing(useNext) {
  return (key, fetcher, config) => useNext(key, (...args) => fetcher(...args), config);
}

class Boundary extends Component {
  state = {};
  static getDerivedStateFromError = (error) => ({ error });
  render() {
    if (this.state.error) (window.thrown ??= []).push(String(this.state.error.stack));
    return this.state.error ? null : this.props.children;
  }
}

/** React 18 has none: what would be hidden stays mounted there. */
const { Activity = ({ children }) => children } = React;

let root;
let shell;
/** What `<Activity>` hides and shows. */
function Shell({ children }) {
  const [mode, setMode] = useState('visible');
  shell = setMode;
  return <Activity mode={mode}>{children}</Activity>;
}
const holders = {};

window.app = {
  listen,
  report,
  whoIsThere,
  /** Each holder, as who is there opens the page. `tells` is whether something says who is there while nothing is mounted. */
  make(presence) {
    given.current = presence === 'never mounted' ? undefined : answer();
    clearSWR(mutate);
    for (const [name, holder] of Object.entries(HOLDERS)) {
      if (!holder) continue;
      const [create, { tells = true, mounted = false, rests = false } = {}] = holder;
      if (!tells && presence === 'mounted') continue;
      if (mounted && presence !== 'mounted') continue;
      if (presence === 'hidden' && !(tells && name.startsWith('useClerk'))) continue;
      holders[name] = { rests, ...create(name) };
    }
  },
  put: () => Promise.all(Object.values(holders).map(({ put }) => put?.())),
  mount() {
    mounts++;
    root = createRoot(document.querySelector('main'));
    root.render(<Shell>{Object.entries(holders).map(([name, { Part }]) => <Boundary key={name}><Part /></Boundary>)}</Shell>);
  },
  unmount() {
    root.unmount();
    for (const { left } of Object.values(holders)) left?.();
  },
  turn: (mode) => new Promise((resolve) => (shell(mode), setTimeout(resolve, 50))),
  act: () => Promise.all(Object.values(acts).map((act) => act())),
  land: () => land(),
  /** Which show something else than the data of who is there. */
  unsettled() {
    const who = whoIsThere();
    return Object.entries(holders).flatMap(([name, { rests }]) => {
      const { owners = [] } = last(name) ?? {};
      return owners.join() === (rests ? '' : (who ?? '')) ? [] : [`${name}: ${owners.join(' and ')}`];
    });
  },
  cachedOwners: () => ownersIn(Object.values(holders).map(({ cached }) => cached?.())),
  /** Whether each has shown what is its own: a mutation has nothing yet. */
  isShown: () => Object.entries(holders).every(([name, { rests }]) => rests || last(name)?.owners.length),
};
