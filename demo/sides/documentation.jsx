// The four systems, by the documentation's snippets as they are printed (snippets/).
import { queryAnswer, swrAnswer, useCache, useCall, useReport } from '../probe.jsx';
import useClerkQuery from '../snippets/use-clerk-query.tsx';
import useClerkSWR from '../snippets/use-clerk-swr.tsx';
import useFetch from '../snippets/use-fetch.tsx';

function Fetch(props) {
  const authenticatedFetch = useFetch();
  useReport(props, useCall((url) => authenticatedFetch(url), props));
}

function Swr(props) {
  const result = useClerkSWR(props.url);
  useReport(props, useCache(swrAnswer(result), result.mutate, props));
}

function Query(props) {
  const result = useClerkQuery(props.url);
  useReport(props, useCache(queryAnswer(result), result.refetch, props));
}

function ClerkJS(props) {
  useReport(props, useCall(window.demoPlain.documentation, props));
}

export const documentation = { fetch: Fetch, swr: Swr, query: Query, clerkjs: ClerkJS };
