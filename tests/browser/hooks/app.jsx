// The page under the hooks' tests: one scene, named in the URL, mounted before there is any Clerk.
import { Component, StrictMode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';
import useSWR, { mutate, SWRConfig, useSWRConfig } from 'swr';
import { keepPreviousData, QueryClient, QueryClientProvider, skipToken, useQuery } from '@tanstack/react-query';
import { clerkQueryFn, clerkSWRFetcher } from 'clerk-fetch';
import { ClerkFetchProvider, useAuthenticatedFetch, useFetch } from 'clerk-fetch/react';
import * as forSWR from 'clerk-fetch/swr';
import * as forQuery from 'clerk-fetch/react-query';

const { scene, api } = Object.fromEntries(new URLSearchParams(location.search));

const queryClient = new QueryClient();

/** What the test reads: every committed render, and who was there then. */
const frames = [];
const whoIsThere = () => {
  const { session, organization } = (scene === 'silent' ? window.silent : window.Clerk) ?? {};
  return session ? { userId: session.user.id, sessionId: session.id, orgId: organization?.id ?? null } : session;
};

Object.assign(window, {
  frames,
  queryClient,
  mutate,
  /** Replaced by a test that holds answers back. */
  send: (...args) => fetch(...args),
  controls: {},
});

function useFrame(name, { data, error, isLoading }) {
  useLayoutEffect(() => {
    frames.push({ name, data, code: error?.code, isLoading, there: whoIsThere() });
  });
}

/** Lets the test change a component's state: `controls[name](value)`. */
function useControl(name, initial) {
  const [value, set] = useState(initial);
  useEffect(() => {
    window.controls[name] = set;
  }, [name]);
  return value;
}

/** Renders with options written inline, and again whenever the test says so. */
const useAgain = (name) => useControl(`${name}:again`, 0);

function BySWR({ name = 'swr', initial = '/me', ...config }) {
  useAgain(name);
  const key = useControl(name, initial);
  useFrame(name, forSWR.useClerkSWR(key, { auth: { headers: { 'X-Scene': scene } }, revalidateOnFocus: false, ...config }));
}

function ByQuery({ name = 'query', initial = '/me', ...config }) {
  useAgain(name);
  const key = useControl(name, initial);
  const { data, error, isLoading } = forQuery.useClerkQuery(key, {
    auth: { headers: { 'X-Scene': scene } },
    refetchOnWindowFocus: false,
    ...config,
  });
  useFrame(name, { data, error, isLoading });
}

function ByFetch() {
  useAgain('fetch');
  const call = useAuthenticatedFetch({ headers: () => ({ 'X-Scene': scene }), getToken: () => token() });
  const json = useFetch();
  const first = useRef({ call, json });
  window.calls = { call, json, kept: first.current, stable: first.current.call === call && first.current.json === json };
}

function PlainSWR() {
  const config = useSWRConfig();
  useEffect(() => forSWR.clearOnIdentityChange(config), [config]);
  useFrame('plain-swr', useSWR('/me', fetcher, { revalidateOnFocus: false, keepPreviousData: true }));
}

function PlainQuery() {
  useEffect(() => forQuery.clearOnIdentityChange(queryClient), []);
  const key = useControl('plain-query', '/me');
  const { data, error, isLoading } = useQuery({
    queryKey: [key],
    queryFn,
    retry: false,
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
  });
  useFrame('plain-query', { data, error, isLoading });
}

/** A Clerk object without listeners: its session is whose token it was given. */
window.silent = {
  session: undefined,
  signIn(jwt) {
    const { sub, sid } = JSON.parse(atob(jwt.split('.')[1].replaceAll('-', '+').replaceAll('_', '/')));
    window.silent.session = { id: sid, user: { id: sub }, getToken: async () => jwt };
  },
};

const options = { baseUrl: api, fetch: (...args) => window.send(...args) };
const fetcher = clerkSWRFetcher(options);
const queryFn = clerkQueryFn(options);

const token = () => window.Clerk.session.getToken();

const SCENES = {
  both: () => [<BySWR key="swr" />, <ByQuery key="query" />],
  twice: () => [<BySWR key="1" />, <BySWR key="2" name="swr-2" />, <ByQuery key="3" />, <ByQuery key="4" name="query-2" />],
  anonymous: () => [
    <BySWR key="swr" initial="/echo" auth={{ signedOut: 'anonymous' }} />,
    <ByQuery key="query" initial="/echo" auth={{ signedOut: 'anonymous' }} />,
  ],
  previous: () => [<BySWR key="swr" keepPreviousData />, <ByQuery key="query" placeholderData={keepPreviousData} gcTime={0} />],
  fallback: () => (
    <SWRConfig value={{ fallback: { '/me': { userId: 'user_ada', from: 'server' } } }}>
      <BySWR />
    </SWRConfig>
  ),
  silent: () => [<BySWR key="swr" auth={{ clerk: window.silent }} />, <ByQuery key="query" auth={{ clerk: window.silent }} />],
  once: () => [<BySWR key="swr" initial="/status/404?key=swr" />, <ByQuery key="query" initial="/status/404?key=query" />],
  nothing: () => [
    <BySWR key="swr" initial={null} />,
    <ByQuery key="1" initial={null} />,
    <ByQuery key="2" name="disabled" enabled={false} />,
    <ByQuery key="3" name="skipped" initial={skipToken} />,
    <ByQuery key="4" name="skipped-fn" queryFn={skipToken} />,
  ],
  failing: () => [<BySWR key="swr" initial="/status/404" />, <ByQuery key="query" initial="/status/404" />],
  plain: () => [<PlainSWR key="swr" />, <PlainQuery key="query" />],
  scoped: () => (
    <SWRConfig value={{ provider: () => new Map() }}>
      <PlainSWR />
    </SWRConfig>
  ),
  fetch: () => <ByFetch />,
  'get-token': () => [<BySWR key="swr" auth={{ getToken: token }} />, <ByQuery key="query" auth={{ getToken: token }} />],
  'refuse-swr': () => <BySWR fetcher={() => 1} />,
  'refuse-query': () => <ByQuery queryFn={() => 1} />,
  'refuse-option': () => <BySWR auth={{ baseURL: api }} />,
};

class Boundary extends Component {
  state = {};
  static getDerivedStateFromError = (error) => ({ error });
  render() {
    window.thrown = this.state.error && { code: this.state.error.code, message: this.state.error.message };
    return this.state.error ? null : this.props.children;
  }
}

function App() {
  const shown = useControl('shown', true);
  return (
    <Boundary>
      <QueryClientProvider client={queryClient}>
        <ClerkFetchProvider options={{ baseUrl: 'https://elsewhere.example', fetch: options.fetch }}>
          <ClerkFetchProvider options={{ baseUrl: api }}>{shown && SCENES[scene]()}</ClerkFetchProvider>
        </ClerkFetchProvider>
      </QueryClientProvider>
    </Boundary>
  );
}

createRoot(document.querySelector('main')).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
