// The page under the fault matrix: the four ways to call at once, each with an outcome to read in `window.outcomes`.
import { createRoot } from 'react-dom/client';
import { useEffect } from 'react';
import useSWR from 'swr';
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { clerkQueryFn, clerkSWRFetcher, createAuthenticatedFetch } from 'clerk-fetch';

const outcomes = {};
const listening = new Set();
Object.assign(window, { outcomes, listening });

const causeOf = (cause) => cause && { name: cause.name, code: cause.code, status: cause.status };

/** What the test compares; `causes` is the error's own. */
const described = (error) => {
  const { name, code, status, retryable, message, cause } = error;
  return { name, code, status, retryable, message, cause: causeOf(cause), text: JSON.stringify(error) + error.stack };
};

const note = (column, outcome) => (outcomes[column] ??= outcome);

/** A caller's signal; who of the package listens to it is in `listening`. */
const watchedSignal = () => {
  const { signal } = new AbortController();
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (type, listener, ...rest) => {
    listening.add(listener);
    addEventListener.call(signal, type, listener, ...rest);
  };
  signal.removeEventListener = (type, listener, ...rest) => {
    listening.delete(listener);
    removeEventListener.call(signal, type, listener, ...rest);
  };
  return signal;
};

function useOutcome(column, { data, error, fetchStatus }) {
  useEffect(() => {
    if (error) note(column, { error: described(error) });
    else if (data) note(column, { data });
    if (fetchStatus === 'paused') window.paused = true;
  });
}

function BySWR({ path, fetcher }) {
  useOutcome('SWR', useSWR(path, fetcher, { shouldRetryOnError: false, revalidateOnFocus: false }));
  return null;
}

function ByQuery({ path, queryFn }) {
  useOutcome('TanStack', useQuery({ queryKey: [path], queryFn, retry: false, refetchOnWindowFocus: false }));
  return null;
}

const root = createRoot(document.querySelector('main'));
const client = new QueryClient();
const render = (children) => root.render(<QueryClientProvider client={client}>{children}</QueryClientProvider>);

/** Starts all four, in a page whose client was there before: it has seen the device go offline. */
window.start = (path, options) => {
  const api = createAuthenticatedFetch(options);
  const signal = watchedSignal();
  const ended = (column) => (error) => note(column, { error: described(error) });
  api(path, { signal })
    .then(async (response) => note('fetch', { status: response.status, data: await response.text() }))
    .catch(ended('fetch'));
  api.json(path, { signal }).then((data) => note('json', { data }), ended('json'));
  render([
    <BySWR key="SWR" path={path} fetcher={clerkSWRFetcher(options)} />,
    <ByQuery key="TanStack" path={path} queryFn={clerkQueryFn(options)} />,
  ]);
};

render(null);
