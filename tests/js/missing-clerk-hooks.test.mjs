// A hook that waits for Clerk makes no call. On a page without Clerk a developer hears of it all the same, once.
import assert from 'node:assert/strict';
import { eventually, promise } from './support/suite.mjs';
import { SWRConfig, createElement, createFakeClerk, createScreen, useClerkSWR } from './support/swr-page.mjs';
import { replaceGlobal } from './support/world.mjs';

const { QueryClient, QueryClientProvider } = await import('@tanstack/react-query');
const { useClerkQuery } = await import('clerk-fetch/react-query');

const h = createElement;

const isOurs = ({ arguments: [words] }) => String(words).startsWith('clerk-fetch');

/** Shows a component for more than a second, or until something `comes`, and gives what was said in the console. */
const said = async (t, use, { clerk, href = 'http://localhost:5173/', comes = false } = {}) => {
  replaceGlobal(t, 'location', new URL(href));
  delete globalThis.Clerk;
  if (clerk) globalThis.Clerk = clerk;
  t.after(() => void delete globalThis.Clerk);
  const { mock } = t.mock.method(console, 'warn', () => {});
  const screen = createScreen(() => undefined);
  const Shown = () => use() && null;
  await screen.mount(h(QueryClientProvider, { client: new QueryClient({ defaultOptions: { queries: { gcTime: Infinity } } }) }, h(SWRConfig, { value: { provider: () => new Map() } }, h(Shown), h(Shown))));
  if (comes) await eventually(() => mock.calls.some(isOurs));
  else await new Promise((resolve) => setTimeout(resolve, 1_200));
  await screen.unmount();
  return mock.calls.filter(isOurs).map(({ arguments: [words] }) => words);
};

// A page is told once: what is told nothing comes first.
promise('nothing is said where Clerk is there, in production, or where a `getToken` is given', async (t) => {
  assert.deepEqual(await said(t, () => useClerkSWR('/a'), { clerk: createFakeClerk() }), []);
  assert.deepEqual(await said(t, () => useClerkSWR('/b'), { href: 'https://foo.com/' }), []);
  assert.deepEqual(await said(t, () => useClerkQuery('/c', { auth: { getToken: async () => null } })), []);
  assert.deepEqual(await said(t, () => useClerkQuery('/d', { auth: { clerk: null } })), []);
});

promise('a page without Clerk is told what to add', async (t) => {
  const words = [...(await said(t, () => useClerkSWR('/e'), { comes: true })), ...(await said(t, () => useClerkQuery('/f')))];
  assert.equal(words.length, 1);
  assert.match(words[0], /^clerk-fetch waits for Clerk: add its script or `<ClerkProvider>`/);
});
