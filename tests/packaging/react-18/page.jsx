import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { ClerkFetchProvider, useFetch } from 'clerk-fetch/react';
import { useClerkQuery } from 'clerk-fetch/react-query';
import { useClerkSWR } from 'clerk-fetch/swr';
import { useEffect, useState, version } from 'react';
import { createRoot } from 'react-dom/client';
import { configFrom } from './probe.mjs';

const { apiUrl, token } = configFrom(location.href);

function Me() {
  const fetchJson = useFetch();
  const [fetched, setFetched] = useState();
  useEffect(() => void fetchJson('/me').then(setFetched), [fetchJson]);
  const swr = useClerkSWR('/me');
  const query = useClerkQuery(['/me']);
  const users = [fetched, swr.data, query.data].map((me) => me?.userId);
  useEffect(() => {
    if (users.every(Boolean)) globalThis.outcome = { react: version, users };
  });
  return null;
}

createRoot(document.querySelector('#root')).render(
  <ClerkFetchProvider options={{ baseUrl: apiUrl, getToken: async () => token }}>
    <QueryClientProvider client={new QueryClient()}>
      <Me />
    </QueryClientProvider>
  </ClerkFetchProvider>,
);
