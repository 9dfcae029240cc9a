// A page in Node: jsdom with the real React in it, and the real SWR and TanStack Query, which ask at their import whether
// they are on a server. So it must be imported before them, and it imports them itself.
import { JSDOM } from 'jsdom';
import { deferred } from './suite.mjs';

const { window } = new JSDOM('<!doctype html><title>Page</title>', { url: 'https://foo.com/' });
const { document, location, navigator } = window;
for (const [name, value] of Object.entries({ window, document, location, navigator })) {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}

const { createElement, useEffect } = await import('react');
const { createRoot } = await import('react-dom/client');
const { default: useSWR, SWRConfig } = await import('swr');
const { QueryClient, QueryClientProvider, useQuery } = await import('@tanstack/react-query');

/** Renders `useRequest` and gives what it settles with: `{ data }` or `{ error }`, whichever is there first. */
function render(useRequest, wrap) {
  const { promise, resolve, reject } = deferred();
  const Probe = () => {
    const { data, error } = useRequest();
    useEffect(() => {
      if (error != null) reject(error);
      else if (data !== undefined) resolve(data);
    });
    return null;
  };
  const root = createRoot(document.createElement('div'));
  root.render(wrap(createElement(Probe)));
  return { promise, root };
}

/** A hook, in a `QueryClient` of its own. */
export function byHook(useRequest) {
  const client = new QueryClient({ defaultOptions: { queries: { gcTime: Infinity, retry: false } } });
  const { promise, root } = render(useRequest, (probe) => createElement(QueryClientProvider, { client }, probe));
  return { promise, end: () => (root.unmount(), client.clear()) };
}

/** No request but the first, and none of SWR's timers, which outlive it. */
const ONCE = { shouldRetryOnError: false, revalidateOnFocus: false, revalidateOnReconnect: false, loadingTimeout: 0 };

/** The fetcher in `useSWR`, with a cache of its own. SWR's own retries are off unless `config` says otherwise. */
export function bySWR(fetcher, key, config) {
  const { promise, root } = render(
    () => useSWR(key, fetcher, { ...ONCE, ...config }),
    (probe) => createElement(SWRConfig, { value: { provider: () => new Map() } }, probe),
  );
  return { promise, end: () => root.unmount() };
}

/** The query function in `useQuery`, with a client of its own. TanStack's own retries are off unless `config` says otherwise. */
export function byQuery(queryFn, key, config) {
  const client = new QueryClient({ defaultOptions: { queries: { gcTime: Infinity } } }); // no timer of its own
  const { promise, root } = render(
    () => useQuery({ queryKey: [key], queryFn, retry: false, refetchOnWindowFocus: false, ...config }),
    (probe) => createElement(QueryClientProvider, { client }, probe),
  );
  const end = () => {
    root.unmount();
    client.clear();
  };
  return { promise, end };
}
