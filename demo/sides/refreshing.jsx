// The documentation's snippets with what is usually added to them: at a 401, a forced refresh and once more.
import { useAuth } from '@clerk/react';
import { useQuery } from '@tanstack/react-query';
import useSWR from 'swr';
import { queryAnswer, swrAnswer, useCache, useCall, useReport } from '../probe.jsx';

/** What is added is the line with the 401. */
async function refreshing(url, getToken) {
  const send = async (options) => fetch(url, { headers: { Authorization: `Bearer ${await getToken(options)}` } });
  let res = await send();
  if (res.status === 401) res = await send({ skipCache: true });
  if (!res.ok) throw new Error('Network response error');
  return res.json();
}

function Fetch(props) {
  const { getToken } = useAuth();
  useReport(props, useCall((url) => refreshing(url, getToken), props));
}

function Swr(props) {
  const { getToken } = useAuth();
  const result = useSWR(props.url, (url) => refreshing(url, getToken));
  useReport(props, useCache(swrAnswer(result), result.mutate, props));
}

function Query(props) {
  const { getToken } = useAuth();
  const result = useQuery({ queryKey: [props.url], queryFn: () => refreshing(props.url, getToken) });
  useReport(props, useCache(queryAnswer(result), result.refetch, props));
}

function ClerkJS(props) {
  useReport(
    props,
    useCall((url) => refreshing(url, (options) => window.Clerk.session.getToken(options)), props),
  );
}

export const refreshingSnippets = { fetch: Fetch, swr: Swr, query: Query, clerkjs: ClerkJS };
