// Clerk's SDK for Chrome extensions: the example's background worker and popup, as they stand there, in Chromium.
//
// What Clerk's servers do besides is not here: the session of a web app that `syncHost` brings along by its cookies.
import assert from 'node:assert/strict';
import { build } from 'esbuild';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { CHROMIUM_FLAGS, chromium as findChromium } from '../../../scripts/lib/tools.mjs';
import { startFrontendApi } from '../../support/frontend-api.mjs';
import { passingTo, serveHttps } from '../../support/https.mjs';
import { startProtectedApi } from '../../support/protected-api.mjs';

const EXAMPLE = fileURLToPath(new URL('../../../examples/chrome-extension/', import.meta.url));
const KEY = `pk_test_${Buffer.from('clerk.foo.com$').toString('base64')}`;
const USER = 'user_ada';

/** A copy of React for the popup and for Clerk's SDK. */
const MODULES = fileURLToPath(new URL('../node_modules', import.meta.url));
const ALIKE = Object.fromEntries(['react', 'react-dom', 'clerk-fetch'].map((name) => [name, join(MODULES, name)]));

/** Where each version has its client for a background worker. */
const VERSIONS = {
  '@clerk/chrome-extension 3': undefined,
  '@clerk/chrome-extension 2': {
    '@clerk/chrome-extension': '@clerk/chrome-extension-2',
    '@clerk/chrome-extension/client': '@clerk/chrome-extension-2/background',
  },
};

/**
 * A development instance knows its client by a parameter, and answers with it: an extension's calls send no cookies. Here a
 * browser has one client, however many calls ask for their first at once.
 */
let client;
const byParameter = {
  arrives(request) {
    client = new URL(request.url, 'http://x').searchParams.get('__clerk_db_jwt') ?? client;
    if (client) request.headers.cookie = `__client=${client}`;
  },
  leaves(headers) {
    client = /__client=([^;]+)/.exec(headers['set-cookie'])?.[1] ?? client;
    if (client) headers['clerk-db-jwt'] = client;
  },
};

/** The example's API answers with the list alone. */
const asList = (request, response, next) => {
  const json = response.json.bind(response);
  response.json = (body) => json(body.items ?? body);
  next();
};

let frontend;
let api;
let internet;
before(async () => {
  frontend = await startFrontendApi({ tokenLifetime: 3600 }); // so that no mint is but a forced one
  api = await startProtectedApi({ jwtKey: frontend.publicKeyPem });
  internet = await serveHttps({ 'clerk.foo.com': passingTo(frontend.url, byParameter), 'api.foo.com': passingTo(api.url) });
});
after(() => Promise.all([frontend, api, internet].map((server) => server?.close())));
beforeEach(() => {
  client = undefined;
  frontend.reset();
  api.reset();
  api.knobs.intercept = asList;
});

const withKey = {
  name: 'the key that the example leaves out',
  setup: ({ onLoad }) =>
    onLoad({ filter: /(background|popup)\.tsx?$/ }, ({ path }) => {
      return path.startsWith(EXAMPLE) && { contents: readFileSync(path, 'utf8').replace('pk_test_…', KEY), loader: 'tsx' };
    }),
};

/** Peers of Clerk's sign-in with a wallet, which nobody here has. */
const withoutWallets = {
  name: 'no wallets',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^(@solana\/web3\.js|bs58)$/ }, ({ path }) => ({ path, namespace: 'absent' }));
    onLoad({ filter: /./, namespace: 'absent' }, () => ({ contents: 'module.exports = {}' }));
  },
};

/** The example as a folder that Chromium loads: bundled, with a key in place of the one that is left out. */
async function extension(t, alias) {
  const folder = mkdtempSync(join(tmpdir(), 'clerk-fetch-extension-'));
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));
  cpSync(join(EXAMPLE, 'manifest.json'), join(folder, 'manifest.json'));
  writeFileSync(join(folder, 'popup.html'), '<!doctype html><meta charset="utf-8"><body><script type="module" src="popup.js"></script>');
  await build({
    entryPoints: ['background.ts', 'popup.tsx'].map((name) => join(EXAMPLE, name)),
    outdir: folder,
    bundle: true,
    format: 'esm',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    alias: { ...alias, ...ALIKE },
    nodePaths: [MODULES],
    plugins: [withKey, withoutWallets],
    logLevel: 'error',
  });
  return folder;
}

async function open(t, alias) {
  const folder = await extension(t, alias);
  const profile = mkdtempSync(join(tmpdir(), 'clerk-fetch-profile-'));
  const loading = ['--headless=new', `--disable-extensions-except=${folder}`, `--load-extension=${folder}`];
  const online = '--disable-blink-features=AutomationControlled'; // Clerk believes an automated browser to be offline
  const args = [...CHROMIUM_FLAGS, ...loading, online, ...internet.flags];
  const context = await chromium.launchPersistentContext(profile, { executablePath: findChromium(), headless: false, args });
  t.after(async () => {
    await context.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  });
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker', { timeout: 60_000 }));
  const page = await context.newPage();
  await page.goto(new URL('popup.html', worker.url()).href);
  await page.getByRole('button', { name: 'Count' }).waitFor(); // Clerk has loaded, and keeps whose client it is
  return page;
}

for (const [name, alias] of Object.entries(VERSIONS)) {
  describe(name, () => {
    test('the background worker sends the token of Clerk\'s client, renews it, and knows who is signed out', { timeout: 120_000 }, async (t) => {
      const page = await open(t, alias);
      const count = () => page.evaluate(() => chrome.runtime.sendMessage('count'));
      const calls = () => api.requests.filter(({ method }) => method === 'GET').map(({ url, userId, status }) => ({ url, userId, status }));
      const answered = { url: '/todos', userId: USER, status: 200 };

      assert.deepEqual(await count(), { error: 'signed_out' });
      assert.deepEqual(calls(), []);

      frontend.signIn(USER);
      const todos = await count();
      assert.deepEqual(todos, { count: 2 });
      assert.deepEqual(calls(), [answered]);

      const mints = frontend.mints.length;
      // By hand: each task begins with a token that is fresh.
      api.knobs.intercept = (request, response, next) => {
        if (request.method !== 'GET') return next();
        api.knobs.intercept = asList;
        return response.status(401).set('x-clerk-auth-reason', 'token-expired').end();
      };
      assert.deepEqual(await count(), todos);
      assert.deepEqual(calls(), [answered, { ...answered, userId: null, status: 401 }, answered]);
      assert.deepEqual(frontend.mints.slice(mints).map(({ forced, userId }) => [forced, userId]), [[true, USER]]);

      await page.reload();
      await page.getByRole('button', { name: 'Count' }).click();
      await page.getByRole('button', { name: `${todos.count}` }).waitFor();
      assert.deepEqual(calls().at(-1), answered);

      frontend.signOut();
      assert.deepEqual(await count(), { error: 'signed_out' });
    });
  });
}
