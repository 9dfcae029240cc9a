// What came with a server's page is of whoever is there first, also where React hydrates it when Clerk has loaded: a boundary whose
// code comes late, a slow bundle. After a change on that page it is nobody's.
import assert from 'node:assert/strict';
import { afterEach, describe } from 'node:test';
import { eventually, promise, settled } from './support/suite.mjs';
import { CHANGES, QUIET, SWRConfig, Suspense, answerFor, createApi, createElement, createFakeClerk, react, useClerkSWR, whoIs } from './support/swr-page.mjs';

const { hydrateRoot } = await import('react-dom/client');
const { renderToString } = await import('react-dom/server');
const { QueryClient, QueryClientProvider } = await import('@tanstack/react-query');
const { useClerkQuery } = await import('clerk-fetch/react-query');
const h = createElement;

const KINDS = {
  'useClerkQuery, `initialData`': (key, auth, given) => useClerkQuery(key, { auth, initialData: given, staleTime: 60_000 }),
  'useClerkQuery, `initialData`, a function': (key, auth, given) => useClerkQuery(key, { auth, initialData: () => ({ ...given }), staleTime: 60_000 }),
  'useClerkQuery, `placeholderData`': (key, auth, given) => useClerkQuery(key, { auth, placeholderData: given }),
  'useClerkSWR, `fallbackData`': (key, auth, given) => useClerkSWR(key, { auth, ...QUIET, fallbackData: given }),
  'useClerkSWR, `fallback`': (key, auth) => useClerkSWR(key, { auth, ...QUIET }),
};
const AUTHS = { 'the session': {}, 'an `organizationId`': { organizationId: 'org_1' }, 'a `getToken`': { getToken: (options) => globalThis.Clerk.session.getToken(options) } };

const Text = ({ data }) => h('p', null, data ? `${data.userId} ${data.sessionId} ${data.orgId}` : 'nothing');

/** The page of a server, and the same on the client. The boundary's code arrives with `arrive()`. */
const open = async (kind, auth, clerk) => {
  const api = createApi(clerk);
  const given = { ...answerFor(clerk), sent: 'with the page' };
  const options = { ...api.options, ...auth };
  const Shown = () => h(Text, KINDS[kind]('/me', options, given));
  const Other = () => void (kind.startsWith('useClerkSWR') ? useClerkSWR('/other', { auth: api.options, ...QUIET }) : useClerkQuery('/other', { auth: api.options }));
  const app = (child) => {
    const client = new QueryClient({ defaultOptions: { queries: { gcTime: Infinity } } });
    const fallback = kind.endsWith('`fallback`') ? { '/me': given } : {};
    return h(SWRConfig, { value: { provider: () => new Map(), fallback } }, h(QueryClientProvider, { client }, h(Other), h(Suspense, { fallback: 'waiting' }, h(child))));
  };
  globalThis.Clerk = undefined;
  const element = document.createElement('div');
  element.innerHTML = renderToString(app(Shown));
  assert.equal(element.textContent, whoIs(clerk));
  globalThis.Clerk = clerk;

  let arrive;
  const Lazy = react.lazy(() => new Promise((resolve) => (arrive = () => resolve({ default: Shown }))));
  const page = { api, element, root: undefined, errors: [], texts: [], arrive: () => arrive() };
  const observer = new window.MutationObserver(() => page.texts.push(element.textContent));
  observer.observe(element, { childList: true, subtree: true, characterData: true });
  page.hydrate = async (late) => {
    page.root = hydrateRoot(element, app(late ? Lazy : Shown), { onRecoverableError: (error) => page.errors.push(error.message) });
    await settled();
  };
  return page;
};

let page;
afterEach(() => {
  page?.root?.unmount();
  page = undefined;
  delete globalThis.Clerk;
});

const asked = () => page.api.requests.filter(({ path }) => path === '/me').length;

for (const kind of Object.keys(KINDS)) {
  describe(kind, () => {
    for (const [source, auth] of Object.entries(AUTHS)) {
      for (const when of ['all of it at once', 'a boundary that comes late']) {
        promise(`${source}, ${when}: the present user goes on seeing it`, async () => {
          const clerk = createFakeClerk({ user: 'user_alice', organization: 'org_1' });
          page = await open(kind, auth, clerk);
          const late = when.startsWith('a boundary');
          await page.hydrate(late);
          if (late) {
            await eventually(() => page.api.requests.length);
            page.arrive();
          }
          if (!kind.includes('initialData')) await eventually(asked);
          await settled();
          await settled();
          assert.deepEqual(page.errors, []);
          assert.equal(page.element.textContent, whoIs(clerk));
          assert.ok(!page.texts.some((text) => text.includes('nothing')), page.texts.join('\n'));
          assert.equal(asked(), kind.includes('initialData') ? 0 : 1);
        });
      }
    }

    for (const [change, steps] of Object.entries(CHANGES)) {
      promise(`${change} before the boundary comes: nobody sees it`, async () => {
        const clerk = createFakeClerk({ user: 'user_alice', organization: 'org_1' });
        page = await open(kind, {}, clerk);
        const before = whoIs(clerk);
        await page.hydrate(true);
        await eventually(() => page.api.requests.length);
        await steps(clerk);
        await settled();
        page.arrive();
        await eventually(() => page.element.textContent === (whoIs(clerk) ?? 'nothing'));
        await settled();
        assert.notEqual(page.element.textContent, before);
      });
    }
  });
}
