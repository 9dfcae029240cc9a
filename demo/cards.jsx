// The three React systems, each with its hook for /me and, for the two caches, the bare fetcher for /todos.
import { useAuth } from '@clerk/react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { clerkQueryFn, clerkRetry, clerkSWRFetcher } from 'clerk-fetch';
import { useFetch } from 'clerk-fetch/react';
import { clearOnIdentityChange as clearQueries, useClerkQuery } from 'clerk-fetch/react-query';
import { clearOnIdentityChange as clearSWR, useClerkSWR } from 'clerk-fetch/swr';
import { useEffect, useMemo, useState } from 'react';
import useSWR, { useSWRConfig } from 'swr';
import { Card } from './card.jsx';

const { apiUrl } = window.DEMO;

/** `turn` grows with each press of the button that asks all to fetch again. */
export function Cards({ turn }) {
  return (
    <>
      <FetchCard turn={turn} />
      <SWRCard turn={turn} />
      <QueryCard turn={turn} />
    </>
  );
}

function FetchCard({ turn }) {
  const me = useCall('/me?via=useFetch', turn);
  const todos = useCall('/todos?via=useFetch', turn);
  return (
    <Card
      system="fetch"
      title="fetch with React"
      from="clerk-fetch/react"
      code={"const fetchJson = useFetch();\nawait fetchJson('/me');"}
      rows={[
        { path: '/me', via: 'useFetch', ...me },
        { path: '/todos', via: 'useFetch', ...todos },
      ]}
    />
  );
}

/** What an effect has to do by hand: start again for another user, and show nothing of the former one. */
function useCall(path, turn) {
  const fetchJson = useFetch();
  const { isSignedIn, sessionId, orgId } = useAuth();
  const identity = isSignedIn ? `${sessionId} ${orgId}` : null;
  const [answer, setAnswer] = useState({});
  useEffect(() => {
    if (!identity) return undefined;
    const { signal, abort } = abortable();
    const settle = (outcome) => signal.aborted || setAnswer({ identity, ...outcome });
    fetchJson(path, { signal }).then(
      (data) => settle({ data }),
      (error) => settle({ error }),
    );
    return abort;
  }, [fetchJson, identity, path, turn]);
  if (!identity) return { signedOut: isSignedIn === false };
  return answer.identity === identity ? answer : {};
}

function abortable() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}

function SWRCard({ turn }) {
  const { getToken, isSignedIn } = useAuth();
  const { mutate } = useSWRConfig();
  const fetcher = useMemo(() => clerkSWRFetcher({ getToken, baseUrl: apiUrl }), [getToken]);
  useEffect(() => clearSWR(mutate), [mutate]);

  const me = useClerkSWR(['/me', { via: 'useClerkSWR' }]);
  const todos = useSWR(isSignedIn ? ['/todos', { via: 'clerkSWRFetcher' }] : null, fetcher);
  useAgain(turn, () => {
    me.mutate();
    todos.mutate();
  });
  return (
    <Card
      system="SWR"
      title="SWR"
      from="clerk-fetch/swr"
      code={"useClerkSWR('/me');\nuseSWR('/todos',\n  clerkSWRFetcher(options));"}
      rows={[row('/me', 'useClerkSWR', me, isSignedIn), row('/todos', 'clerkSWRFetcher', todos, isSignedIn)]}
    />
  );
}

function QueryCard({ turn }) {
  const { getToken, isSignedIn } = useAuth();
  const queryClient = useQueryClient();
  const queryFn = useMemo(() => clerkQueryFn({ getToken, baseUrl: apiUrl }), [getToken]);
  useEffect(() => clearQueries(queryClient), [queryClient]);

  const me = useClerkQuery(['/me', { via: 'useClerkQuery' }]);
  const todos = useQuery({
    queryKey: ['/todos', { via: 'clerkQueryFn' }],
    queryFn,
    enabled: Boolean(isSignedIn),
    retry: clerkRetry,
  });
  useAgain(turn, () => queryClient.invalidateQueries());
  return (
    <Card
      system="TanStack Query"
      title="TanStack Query"
      from="clerk-fetch/react-query"
      code={"useClerkQuery('/me');\nuseQuery({\n  queryKey: ['/todos'],\n  queryFn: clerkQueryFn(options),\n});"}
      rows={[row('/me', 'useClerkQuery', me, isSignedIn), row('/todos', 'clerkQueryFn', todos, isSignedIn)]}
    />
  );
}

const row = (path, via, { data, error }, isSignedIn) => ({ path, via, data, error, signedOut: isSignedIn === false });

/** Runs for each press of the button, and not when the card appears. */
function useAgain(turn, refetch) {
  useEffect(() => {
    if (turn > 0) refetch();
    // `refetch` is new at each render: only the button's press counts.
  }, [turn]);
}
