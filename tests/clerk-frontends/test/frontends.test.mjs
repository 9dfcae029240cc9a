// Each front end of Clerk that runs in a browser by itself, with the real clerk-js behind it: sign in, call, a 401,
// sign out.
import assert from 'node:assert/strict';
import { build } from 'esbuild';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launch, serve } from '../../support/browser.mjs';
import { signInOnPage } from '../../support/clerk-page.mjs';
import { startFrontendApi } from '../../support/frontend-api.mjs';
import { startProtectedApi } from '../../support/protected-api.mjs';

const require = createRequire(import.meta.url);
const clerkJs5 = dirname(require.resolve('@clerk/clerk-js-5'));

/** Its page, and the major version of the clerk-js that it loads. */
const FRONTENDS = {
  'clerk-js 6': ['clerk-js.js', 6],
  'clerk-js 5': ['clerk-js.js', 5],
  '@clerk/react': ['react.jsx', 6],
  '@clerk/clerk-react 5': ['clerk-react-5.jsx', 5],
  '@clerk/react-router': ['react-router.jsx', 6],
  '@clerk/vue': ['vue.js', 6],
};

let frontend;
let api;
let site;
let browser;

async function bundled(page) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`pages/${page}`, import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"', __VUE_OPTIONS_API__: 'true', __VUE_PROD_DEVTOOLS__: 'false' },
    logLevel: 'error',
  });
  return outputFiles[0].text;
}

before(async () => {
  frontend = await startFrontendApi({ tokenLifetime: 3600 }); // so that no mint is but a forced one
  const files = { '/clerk-js-5/': { file: clerkJs5 } };
  for (const page of new Set(Object.values(FRONTENDS).map(([name]) => name))) {
    files[`/${page}/`] = '<!doctype html><meta charset="utf-8"><title>Clerk</title><main></main><script type="module" src="app.js"></script>';
    files[`/${page}/app.js`] = await bundled(page);
  }
  site = await serve(files);
  api = await startProtectedApi({ jwtKey: frontend.publicKeyPem, authorizedParties: [site.url] });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await Promise.all([frontend, api, site].map((server) => server?.close()));
});
beforeEach(() => {
  frontend.reset();
  api.reset();
});

async function open(t, [name, major]) {
  const context = await browser.newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  const problems = [];
  page.on('pageerror', (error) => problems.push(error));
  const { publishableKey, proxyUrl } = frontend;
  const clerkJsUrl = major === 5 ? `${site.url}/clerk-js-5/clerk.browser.js` : frontend.clerkJsUrl;
  await page.goto(`${site.url}/${name}/?${new URLSearchParams({ api: api.url, publishableKey, proxyUrl, clerkJsUrl })}`);
  await page.waitForFunction(() => window.isReady(), undefined, { timeout: 60_000 }).catch((error) => {
    throw new AggregateError([error, ...problems], `${name} did not start`);
  });
  const version = await page.evaluate(() => window.Clerk.version);
  assert.equal(version.split('.')[0], String(major));
  return page;
}

for (const [name, how] of Object.entries(FRONTENDS)) {
  describe(name, () => {
    test('signed in, renewed after a 401, signed out', { timeout: 120_000 }, async (t) => {
      const page = await open(t, how);
      const call = (which) => page.evaluate((given) => window.call(given), which);
      const both = () => Promise.all(['global', 'own'].map(call));

      assert.deepEqual(await both(), ['signed_out', 'signed_out']);
      await signInOnPage(page, 'user_ada');
      assert.deepEqual(await both(), ['user_ada', 'user_ada']);

      for (const which of ['global', 'own']) {
        api.expireTokens();
        const mints = frontend.mints.length;
        assert.deepEqual(await Promise.all([which, which, which].map(call)), Array(3).fill('user_ada'));
        assert.equal(frontend.mints.length - mints, 1);
      }

      await page.evaluate(() => window.Clerk.signOut());
      assert.deepEqual(await both(), ['signed_out', 'signed_out']);
    });
  });
}
