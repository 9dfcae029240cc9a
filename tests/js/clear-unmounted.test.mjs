// clearOnIdentityChange for an SWR provider whose tree has left the page: SWR itself fails for such a one.
import assert from 'node:assert/strict';
import { afterEach, before, describe, test } from 'node:test';
import { JSDOM } from 'jsdom';
import { createFakeClerk } from 'clerk-fetch/testing';

let page;
let undo;

before(async () => {
  const { window } = new JSDOM('<div id="root"></div>', { url: 'http://localhost/' });
  // React and SWR look at import for a document.
  for (const name of ['window', 'document']) Object.defineProperty(globalThis, name, { value: name === 'window' ? window : window.document });
  globalThis.navigator ??= window.navigator;
  globalThis.IS_REACT_ACT_ENVIRONMENT = true;
  const [react, dom, swr, ours] = await Promise.all(['react', 'react-dom/client', 'swr', 'clerk-fetch/swr'].map((name) => import(name)));
  page = { ...react, ...dom, ...swr, ...ours };
});
afterEach(() => undo?.());

/** What useSWRConfig gave in a tree that has been shown and taken away, and the provider's cache. */
async function formerConfig() {
  const cache = new Map();
  let config;
  const Grab = () => {
    config = page.useSWRConfig();
    return null;
  };
  const root = page.createRoot(document.getElementById('root'));
  await page.act(() => root.render(page.createElement(page.SWRConfig, { value: { provider: () => cache } }, page.createElement(Grab))));
  await config.mutate('/todos', ['ada'], false);
  await page.act(() => root.unmount());
  assert.deepEqual(cache.get('/todos').data, ['ada']);
  return { config, cache };
}

describe('a change of identity', () => {
  for (const [name, change] of Object.entries({ 'with unload': (config) => config, 'of an SWR without unload': ({ unload, ...config }) => config })) {
    test(`${name}: reaches whoever made it without an error, and nothing is left in the cache`, async () => {
      const { config, cache } = await formerConfig();
      const clerk = createFakeClerk({ user: 'user_ada' });
      undo = page.clearOnIdentityChange(change(config), { clerk });
      const unhandled = [];
      process.on('unhandledRejection', (error) => unhandled.push(error));
      assert.doesNotThrow(() => clerk.signIn('user_grace'));
      await new Promise(setImmediate);
      assert.deepEqual([cache.size, unhandled], [0, []]);
    });
  }
});
