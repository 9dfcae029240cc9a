// The four systems, by clerk-fetch.
import { useFetch } from 'clerk-fetch/react';
import { useClerkQuery } from 'clerk-fetch/react-query';
import { useClerkSWR } from 'clerk-fetch/swr';
import { useState } from 'react';
import { queryAnswer, swrAnswer, useCache, useCall, useReport } from '../probe.jsx';

function Fetch(props) {
  useReport(props, useCall(useFetch(), props));
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
  const [call] = useState(() => window.demoPlain.ours(props.options));
  useReport(props, useCall(call, props));
}

export const ours = { fetch: Fetch, swr: Swr, query: Query, clerkjs: ClerkJS };
