// The sides that are compared, and a side's probes on the page while its run lasts.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { ClerkFetchProvider } from 'clerk-fetch/react';
import { useState } from 'react';
import { SWRConfig } from 'swr';
import { documentation } from './sides/documentation.jsx';
import { ours } from './sides/ours.jsx';
import { refreshingSnippets } from './sides/refreshing.jsx';

const { apiUrl, snippets } = window.DEMO;

export const SYSTEMS = [
  {
    id: 'fetch',
    title: 'fetch with React',
    short: 'fetch',
    ours: "import { useFetch } from 'clerk-fetch/react';\n\nconst fetchJson = useFetch();\nawait fetchJson('/me');",
  },
  {
    id: 'swr',
    title: 'SWR',
    short: 'SWR',
    ours: "import { useClerkSWR } from 'clerk-fetch/swr';\n\nconst { data, error } = useClerkSWR('/me');",
  },
  {
    id: 'query',
    title: 'TanStack Query',
    short: 'TanStack Query',
    ours: "import { useClerkQuery } from 'clerk-fetch/react-query';\n\nconst { data, error } = useClerkQuery('/me');",
  },
  {
    id: 'clerkjs',
    title: 'ClerkJS, no framework',
    short: 'ClerkJS',
    ours: '<script src="clerk-fetch.global.js"></script>\n\nconst call = ClerkFetch.createAuthenticatedFetch({ baseUrl });\nawait call.json(\'/me\');',
  },
].map((system) => ({ ...system, documentation: snippets[system.id] }));

/** `absolute`: whether its URLs name the API, or `baseUrl` does. */
export const SIDES = {
  ours: { title: 'clerk-fetch', probes: ours, absolute: false },
  documentation: { title: 'Documentation’s snippet', probes: documentation, absolute: true },
  refreshing: { title: 'Snippet, refreshing at each 401', probes: refreshingSnippets, absolute: true },
};

/** TanStack Query tries an error three times more; here it waits a quarter of a second before each, for who looks on. */
const newClient = () => new QueryClient({ defaultOptions: { queries: { retryDelay: 250 } } });

/** Every run begins with empty caches. */
export function Probes({ side, counts, base, tokenTimeout, turn, report }) {
  const [queryClient] = useState(newClient);
  const [cache] = useState(() => new Map());
  const [options] = useState({ baseUrl: apiUrl, ...(tokenTimeout && { tokenTimeout }) });
  const { probes, absolute } = SIDES[side];
  const start = base ?? `${absolute ? apiUrl : ''}/me`;
  return (
    <ClerkFetchProvider options={options}>
      <SWRConfig value={{ provider: () => cache }}>
        <QueryClientProvider client={queryClient}>
          {SYSTEMS.flatMap(({ id }) =>
            Array.from({ length: counts[id] }, (_, index) => {
              const Probe = probes[id];
              const url = `${start}?side=${side}&system=${id}&call=${index + 1}`;
              return <Probe key={`${id} ${index}`} {...{ system: id, index, url, options, turn, report }} />;
            }),
          )}
        </QueryClientProvider>
      </SWRConfig>
    </ClerkFetchProvider>
  );
}
