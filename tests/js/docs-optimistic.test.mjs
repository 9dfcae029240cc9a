// The changes that docs/swr.md and docs/tanstack-query.md show before the API has answered: there at once, and taken back when the call fails.
import './support/dom.mjs';
import assert from 'node:assert/strict';
import { afterEach, describe } from 'node:test';
import { transformSync } from 'esbuild';
import { blocksOf } from './support/markdown.mjs';
import { caught, deferred, eventually, promise } from './support/suite.mjs';

const { createElement, Fragment } = await import('react');
const { createRoot } = await import('react-dom/client');
const { SWRConfig } = await import('swr');
const { createFakeClerk } = await import('clerk-fetch/testing');
const { ClerkFetchProvider } = await import('clerk-fetch/react');
const { useClerkQuery } = await import('clerk-fetch/react-query');
const { QueryClient, QueryClientProvider } = await import('@tanstack/react-query');
const modules = Object.fromEntries(
  await Promise.all(['clerk-fetch', 'clerk-fetch/react', 'clerk-fetch/swr', '@tanstack/react-query', 'zod'].map(async (name) => [name, await import(name)])),
);

/** What a page's one block with this text exports. */
function moduleOf(page, text) {
  const [{ code }, ...more] = blocksOf(page).filter((block) => block.code.includes(text));
  assert.deepEqual(more, []);
  const module = { exports: {} };
  new Function('module', 'exports', 'require', transformSync(code, { loader: 'tsx', format: 'cjs' }).code)(module, module.exports, (name) => modules[name]);
  return module.exports;
}

const { useTitle } = moduleOf('docs/swr.md', 'optimisticData');
const { useRename } = moduleOf('docs/tanstack-query.md', 'onMutate');

const HOOKS = {
  'docs/swr.md': { wrap: (page) => createElement(SWRConfig, { value: { provider: () => new Map(), shouldRetryOnError: false, loadingTimeout: 0 } }, page), use: () => useTitle(1) },
  'docs/tanstack-query.md': {
    wrap: (page) => createElement(QueryClientProvider, { client: new QueryClient({ defaultOptions: { queries: { gcTime: Infinity }, mutations: { gcTime: Infinity } } }) }, page),
    use() {
      const { data } = useClerkQuery(['/todos', 1]);
      const { mutateAsync } = useRename(1);
      return { title: data?.title, rename: mutateAsync };
    },
  },
};

for (const [name, { wrap, use }] of Object.entries(HOOKS)) {
  describe(name, () => {
    let root;
    afterEach(() => {
      root.unmount();
      delete globalThis.Clerk;
    });

    const open = async () => {
      globalThis.Clerk = createFakeClerk({ user: 'user_ada' });
      const page = { stored: 'Milk' };
      const fetch = async (url, { method, body }) => {
        if (method !== 'PATCH') return Response.json({ title: page.stored });
        page.sent = deferred();
        const status = await page.sent.promise;
        if (status === 200) page.stored = JSON.parse(body).title;
        return Response.json({}, { status });
      };
      const Page = () => {
        Object.assign(page, use());
        return createElement(Fragment);
      };
      root = createRoot(document.createElement('div'));
      root.render(wrap(createElement(ClerkFetchProvider, { options: { baseUrl: 'https://api.foo.com', fetch } }, createElement(Page))));
      await eventually(() => page.title === 'Milk');
      return page;
    };

    promise('shows the new title at once, and keeps it', async () => {
      const page = await open();
      const renamed = page.rename('Bread');
      await eventually(() => page.title === 'Bread' && page.sent);
      assert.equal(page.stored, 'Milk');
      page.sent.resolve(200);
      await renamed;
      await eventually(() => page.stored === 'Bread' && page.title === 'Bread');
    });

    promise('takes it back when the call fails', async () => {
      const page = await open();
      const failed = caught(page.rename('Bread'));
      await eventually(() => page.title === 'Bread' && page.sent);
      page.sent.resolve(409);
      assert.equal((await failed).status, 409);
      await eventually(() => page.title === 'Milk');
    });
  });
}
