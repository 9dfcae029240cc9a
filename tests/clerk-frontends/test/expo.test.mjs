// Clerk's SDK for Expo outside of React: the example's background task in Node, with React Native's modules as stand-ins.
import assert from 'node:assert/strict';
import { build } from 'esbuild';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startFrontendApi } from '../../support/frontend-api.mjs';
import { listen, stop } from '../../support/http.mjs';
import { passingTo } from '../../support/https.mjs';
import { startProtectedApi } from '../../support/protected-api.mjs';

const EXAMPLE = fileURLToPath(new URL('../../../examples/expo/background.ts', import.meta.url));
const MODULES = fileURLToPath(new URL('../node_modules', import.meta.url));
const USER = 'user_ada';

/** What a device has and Node has not. All else is as it is published. */
const NATIVE = {
  'react-native': `exports.Platform = { OS: 'ios', constants: {} }; exports.TurboModuleRegistry = { get: () => null };`,
  expo: 'exports.requireOptionalNativeModule = exports.requireNativeModule = () => null;',
  'expo-secure-store': `exports.getItemAsync = async (key) => store.get(key) ?? null;
    exports.setItemAsync = async (key, value) => void store.set(key, value);
    exports.deleteItemAsync = async (key) => void store.delete(key);`,
};

/** The device's key chain. */
const store = (globalThis.store = new Map());

/** A native client is known by a header both ways, and the key chain keeps it. */
const byHeader = {
  arrives({ headers }) {
    if (headers.authorization) headers.cookie = `__client=${headers.authorization}`;
  },
  leaves(headers) {
    const [, made] = /__client=([^;]+)/.exec(headers['set-cookie']) ?? [];
    if (made) headers.authorization = made;
  },
};

let frontend;
let api;
let front;
let folder;
before(async () => {
  globalThis.navigator = { product: 'ReactNative' };
  delete globalThis.BroadcastChannel; // Hermes has none
  const { setTimeout: start } = globalThis;
  globalThis.setTimeout = (...args) => start(...args).unref(); // Clerk asks for a token every few seconds for ever
  folder = mkdtempSync(join(tmpdir(), 'clerk-fetch-expo-'));
  frontend = await startFrontendApi({ tokenLifetime: 3600 }); // so that no mint is but a forced one
  api = await startProtectedApi({ jwtKey: frontend.publicKeyPem });
  front = createServer(passingTo(frontend.url, byHeader));
  front.url = await listen(front);
});
after(async () => {
  await Promise.all([frontend?.close(), api?.close(), front && stop(front)]);
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  frontend.reset();
  api.reset();
  store.clear();
});

/** The example's module as a phone that was just started has it. */
let starts = 0;
async function start() {
  const local = () => ({
    contents: readFileSync(EXAMPLE, 'utf8')
      .replace("publishableKey = 'pk_test_…'", `publishableKey = '${frontend.publishableKey}'`)
      .replace('{ publishableKey,', `{ publishableKey, proxyUrl: '${front.url}/__clerk',`)
      .replace('https://api.foo.com', api.url),
    loader: 'ts',
    resolveDir: MODULES,
  });
  const native = {
    name: 'native modules',
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^(react-native|expo)(-|$|\/)/ }, ({ path }) => ({ path, namespace: 'native' }));
      onLoad({ filter: /./, namespace: 'native' }, ({ path }) => ({ contents: NATIVE[path] ?? '' }));
      onLoad({ filter: /background\.ts$/ }, ({ path }) => (path === EXAMPLE ? local() : undefined));
    },
  };
  const outfile = join(folder, `${starts++}.cjs`);
  await build({
    entryPoints: [EXAMPLE],
    outfile,
    bundle: true,
    format: 'cjs',
    platform: 'neutral',
    mainFields: ['react-native', 'module', 'main'],
    conditions: ['react-native', 'import', 'default'],
    define: { 'process.env.NODE_ENV': '"production"', __DEV__: 'false' },
    nodePaths: [MODULES],
    alias: { 'clerk-fetch': join(MODULES, 'clerk-fetch') },
    plugins: [native],
    logLevel: 'error',
  });
  return createRequire(import.meta.url)(outfile);
}

describe('@clerk/expo', () => {
  test('a background task sends the token of the user whom the key chain knows, and renews it', { timeout: 120_000 }, async () => {
    const calls = () => api.requests.map(({ url, userId, status }) => ({ url, userId, status }));
    const answered = { url: '/me', userId: USER, status: 200 };

    const signedOut = await (await start()).createApi();
    await assert.rejects(signedOut('/me'), { code: 'signed_out' });
    assert.equal(store.size, 1);
    frontend.signIn(USER);

    const fetch = await (await start()).createApi();
    assert.equal((await fetch('/me')).status, 200);
    assert.deepEqual(calls(), [answered]);

    const mints = frontend.mints.length;
    api.expireTokens();
    assert.equal((await fetch('/me')).status, 200);
    assert.deepEqual(calls().slice(1), [{ ...answered, userId: null, status: 401 }, answered]);
    assert.deepEqual(frontend.mints.slice(mints).map(({ forced, userId }) => [forced, userId]), [[true, USER]]);

    await assert.rejects(fetch('https://other.example/me'), { code: 'origin_not_allowed' });
  });
});
