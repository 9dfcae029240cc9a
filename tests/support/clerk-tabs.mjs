// Tabs that have the package's `<script>` build beside the real clerk-js, and an API that refuses what has expired.
import { fileURLToPath } from 'node:url';
import { openClerkPage, signInOnPage } from './clerk-page.mjs';
import { startStage } from './stage.mjs';

const SCRIPT = fileURLToPath(new URL('../node_modules/clerk-fetch/dist/clerk-fetch.global.js', import.meta.url));

const FILES = {
  '/': '<!doctype html><meta charset="utf-8"><title>Tab</title><script src="/clerk-fetch.js"></script>',
  '/clerk-fetch.js': { file: SCRIPT },
};

/** Everything that such tests need, started; `close()` ends it all. */
export async function startTabs() {
  const stage = await startStage(FILES, { multiSession: true });
  const { frontend, site, api } = stage;

  /** A tab with `window.call(path, init)`: the status or the error's code; `options` as the package's. */
  async function open(context, options = {}) {
    const page = await openClerkPage(context, site.url, frontend);
    page.setDefaultTimeout(30_000);
    await page.evaluate((given) => {
      const fetcher = window.ClerkFetch.createAuthenticatedFetch(given);
      window.call = (path, init) =>
        fetcher(path, init).then(
          ({ status }) => status,
          ({ code, message }) => code ?? message,
        );
    }, { baseUrl: api.url, ...options });
    return page;
  }

  return {
    ...stage,
    open,
    /** A tab in which this user has signed in. */
    async openAs(userId, context, options) {
      const page = await open(context, options);
      await signInOnPage(page, userId);
      return page;
    },
    reset() {
      stage.reset();
      api.knobs.preflightMaxAge = 600;
    },
  };
}

/** The outcomes of `count` calls that start in one turn. */
export const callMany = (page, count) =>
  page.evaluate((count) => Promise.all(Array.from({ length: count }, () => window.call('/me'))), count);

export const call = (page, path = '/me', init) =>
  page.evaluate(([path, init]) => window.call(path, init), [path, init]);
