// React holds what it has rendered back for a while, when it reveals what had suspended. Who is there may change meanwhile: what
// is revealed then is of who is there by now.
import assert from 'node:assert/strict';
import { afterEach, describe } from 'node:test';
import { eventually, promise, settled } from './support/suite.mjs';
import { CHANGES, SWRConfig, Suspense, createElement, react, useClerkSWR, whoIs } from './support/swr-page.mjs';
import { Clearing, Hook, Plain, act, ends, page, there } from './support/swr-test.mjs';

// Beside the other versions of SWR there is none.
const { QueryClient, QueryClientProvider, useQuery, useSuspenseQuery } = await import('@tanstack/react-query').catch(() => ({}));
const { clearOnIdentityChange, useClerkQuery } = QueryClient ? await import('clerk-fetch/react-query') : {};
const { clerkQueryFn } = await import('clerk-fetch');
const { ClerkFetchProvider } = await import('clerk-fetch/react');

const { createRoot } = await import('react-dom/client');
const h = createElement;

/** Its answer is there, and React has rendered it: nothing else is left to do but to wait. */
const isAnswered = async () => {
  await eventually(() => page.api.requests.length);
  await settled();
};

const fresh = () => ({ provider: () => new Map() });

describe('what suspended itself: no commit has it', () => {
  const HOLDERS = {
    'useClerkSWR': () => h(Hook, { suspense: true }),
    'useClerkSWR, a cache of its own': () => h(Hook, { suspense: true }),
    'useSWR': () => h(Plain, { suspense: true }),
  };
  for (const [holder, make] of Object.entries(HOLDERS)) {
    for (const [change, steps] of Object.entries(CHANGES)) {
      // Signed out, SWR's own hook goes on to ask, and throws the error.
      if (holder === 'useSWR' && change.startsWith('sign-out')) continue;
      promise(`${holder}: ${change}`, async () => {
        const suspending = h(Suspense, { fallback: null }, make());
        await page.screen.mount(holder === 'useSWR' ? h(Clearing, null, suspending) : suspending, holder === 'useClerkSWR' ? {} : { config: fresh() });
        await isAnswered();
        await act(steps);
        await eventually(() => page.screen.last());
        await ends();
      });
    }
  }

  promise('useClerkSWR, in flight: sign-out shows at once that nobody is there', async () => {
    const gate = page.api.hold();
    await page.screen.mount(h(Suspense, { fallback: null }, h(Hook, { suspense: true })));
    await gate.held(1);
    await act((clerk) => clerk.signOut());
    await eventually(() => page.screen.last());
    assert.deepEqual(page.screen.last().owners, []);
    await gate.open();
  });

  promise('an error of SWR is thrown as it is', async () => {
    const gate = page.api.hold({ failing: true });
    await page.screen.mount(h(Suspense, { fallback: null }, h(Hook, { suspense: true, shouldRetryOnError: false })));
    await gate.held(1);
    await gate.open();
    await eventually(() => page.screen.thrown);
    assert.equal(page.screen.thrown.code, 'http');
  });
});

describe('what a component beside it keeps back: it is corrected before anything is painted', () => {
  let root;
  afterEach(() => root?.unmount());

  /** What is in the document when the browser comes to paint, as a MutationObserver sees it, beside who is there. */
  const watchDom = (element) => {
    const seen = [];
    const observer = new window.MutationObserver(() => seen.push([...element.childNodes].filter(({ style }) => style?.display !== 'none').map(({ textContent }) => textContent).join(' ')));
    observer.observe(element, { childList: true, subtree: true, characterData: true, attributes: true });
    return seen;
  };

  const Text = ({ data }) => h('p', null, data ? `${data.userId} ${data.sessionId} ${data.orgId}` : 'nothing');
  const config = { revalidateOnFocus: false, revalidateOnReconnect: false };
  const KINDS = {
    'useClerkSWR': () => h(Text, useClerkSWR(page.key, { auth: page.api.options, ...config })),
    'useClerkSWR, suspense': () => h(Text, useClerkSWR(page.key, { auth: page.api.options, suspense: true, ...config })),
    'useClerkQuery': QueryClient && (() => h(Text, useClerkQuery(page.key, { auth: page.api.options, staleTime: 60_000 }))),
    'useQuery': QueryClient && (() => h(Text, useQuery(plain()))),
    'useSuspenseQuery': QueryClient && (() => h(Text, useSuspenseQuery(plain()))),
  };
  const plain = () => ({ queryKey: [page.key], queryFn: clerkQueryFn(page.api.options), staleTime: 60_000, retry: false });
  for (const [kind, Kind] of Object.entries(KINDS)) {
    if (!Kind) continue;
    for (const [change, steps] of Object.entries(CHANGES)) {
      // Signed out, it throws the error to a boundary.
      if (kind === 'useSuspenseQuery' && change.startsWith('sign-out')) continue;
      promise(`${kind}: ${change}`, async () => {
        const client = QueryClient && new QueryClient({ defaultOptions: { queries: { gcTime: Infinity } } });
        const map = new Map();
        const stop = kind.includes('Clerk') ? undefined : clearOnIdentityChange(client);
        const inTree = (child) => h(ClerkFetchProvider, null, inCaches(child));
        const inCaches = (child) => h(SWRConfig, { value: { provider: () => map } }, client ? h(QueryClientProvider, { client }, child) : child);
        const element = window.document.createElement('div');
        root = createRoot(element);
        root.render(inTree(h(Suspense, { fallback: null }, h(Kind))));
        await eventually(() => element.textContent === whoIs(page.clerk));
        root.unmount();
        await settled();

        let load;
        const Lazy = react.lazy(() => new Promise((resolve) => (load = () => resolve({ default: () => null }))));
        root = createRoot(element);
        root.render(inTree(h(Suspense, { fallback: null }, h(Kind), h(Lazy))));
        await eventually(() => load);
        await settled();
        load();
        await settled();
        const before = whoIs(page.clerk);
        await act(steps);
        const seen = watchDom(element);
        await eventually(() => element.textContent === (there() ?? 'nothing'));
        assert.ok(!seen.some((text) => text.includes(before)), seen.join('\n'));
        stop?.();
        client?.clear();
      });
    }
  }
});
