// The blocks of docs/server.md, run: React Router's with the real middleware of Clerk and a real token, the others with what their framework
// hands to them. Requests side by side share nothing.
import assert from 'node:assert/strict';
import { build } from 'esbuild';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { clerkMiddleware } from '@clerk/react-router/server';
import { ClerkFetchError, isClerkFetchError } from 'clerk-fetch';
import { createFakeClerk } from 'clerk-fetch/testing';
import { RouterContextProvider } from 'react-router';
import { blocksOf } from '../../js/support/markdown.mjs';
import { startFrontendApi } from '../../support/frontend-api.mjs';

const FOLDER = fileURLToPath(new URL(`../../../build/server-docs-${process.pid}`, import.meta.url));
const MODULES = fileURLToPath(new URL('../node_modules', import.meta.url));
const SECRET_KEY = `sk_test_${'0'.repeat(40)}`;

let api;
let frontend;
before(async () => {
  const server = createServer(({ headers: { authorization } }, response) => {
    const { sub } = authorization ? JSON.parse(Buffer.from(authorization.split('.')[1], 'base64url')) : {};
    response.writeHead(sub ? 200 : 401, { 'Content-Type': 'application/json' }).end(JSON.stringify([`of ${sub}`]));
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  api = { url: `http://127.0.0.1:${server.address().port}`, close: () => (server.closeAllConnections(), server.close()) };
  frontend = await startFrontendApi();
  mkdirSync(FOLDER, { recursive: true });
  symlinkSync(MODULES, join(FOLDER, 'node_modules'), 'junction');
  writeFileSync(join(FOLDER, 'package.json'), '{ "type": "module" }');
});
after(async () => {
  rmSync(FOLDER, { recursive: true, force: true });
  await frontend?.close();
  api?.close();
});

let made = 0;

/** The module of the page's one block with this text, in which modules of `instead` are other ones. */
async function moduleOf(text, { instead = {}, edit = (code) => code } = {}) {
  const found = blocksOf('docs/server.md').filter(({ code }) => code.includes(text));
  assert.equal(found.length, 1, text);
  const contents = edit(found[0].code).replaceAll('https://api.foo.com', api.url);
  const plugin = {
    name: 'instead',
    setup(builder) {
      builder.onResolve({ filter: /.*/ }, ({ path, kind }) => (kind === 'entry-point' ? undefined : path in instead ? { path, namespace: 'instead' } : { path, external: true }));
      builder.onLoad({ filter: /.*/, namespace: 'instead' }, ({ path }) => ({ contents: instead[path] }));
    },
  };
  const outfile = join(FOLDER, `${++made}.mjs`);
  await build({ stdin: { contents, loader: 'ts', resolveDir: FOLDER }, bundle: true, format: 'esm', outfile, plugins: [plugin], logLevel: 'error' });
  return import(pathToFileURL(outfile).href);
}

const tokenOf = (user) => frontend.issue(user, { origin: 'https://foo.com' });
const authOf = (user) => () => ({ getToken: async () => (user ? tokenOf(user) : null) });

/** `load(user)` is the block, run for a request of that user; `null` for nobody. */
const loads = (load) => async () => {
  const users = ['user_ada', 'user_grace', 'user_ada'];
  assert.deepEqual(await Promise.all(users.map(load)), users.map((user) => [`of ${user}`]));
  await assert.rejects(load(null), (error) => isClerkFetchError(error, 'signed_out'));
};

test('React Router', async () => {
  const { loader } = await moduleOf('LoaderFunctionArgs');
  const options = { publishableKey: frontend.publishableKey, secretKey: SECRET_KEY, jwtKey: frontend.publicKeyPem };
  const load = (user) => {
    const headers = user ? { authorization: `Bearer ${tokenOf(user)}` } : {};
    const args = { request: new Request('https://foo.com/todos', { headers }), context: new RouterContextProvider(), params: {} };
    return clerkMiddleware(options)(args, async () => {
      args.loaded = loader(args);
      await args.loaded.catch(() => {});
      return new Response();
    }).then(() => args.loaded);
  };
  await loads(load)();
});

test('Astro', async () => {
  const { GET } = await moduleOf('APIContext');
  await loads(async (user) => (await GET({ locals: { auth: authOf(user) } })).json())();
});

test('SvelteKit', async () => {
  const { load } = await moduleOf('ServerLoadEvent');
  await loads(async (user) => (await load({ locals: { auth: authOf(user) } })).todos)();
});

describe('on both sides', () => {
  // What is there is what its compiler leaves of `createIsomorphicFn` on each side.
  const sideOf = (side) => `export const createIsomorphicFn = () => { const both = {}; const chain = { server: (run) => (both.server = run, chain), client: (run) => both.${side} ?? run }; return chain; };`;
  const server = { '@clerk/tanstack-react-start/server': 'export const auth = async () => globalThis.requestAuth.shift()();', '@tanstack/react-start': sideOf('server') };
  const browser = { '@clerk/tanstack-react-start/server': 'export const auth = () => { throw new Error("this is the browser"); };', '@tanstack/react-start': sideOf('client') };

  /** A browser's part, with a `window.Clerk`. */
  const inBrowser = (load) => async (t) => {
    globalThis.Clerk = createFakeClerk({ user: 'user_eve' });
    t.after(() => delete globalThis.Clerk);
    assert.deepEqual(await load(), ['of user_eve']);
  };

  test('TanStack Start, on the server', async () => {
    const { loadTodos } = await moduleOf('createIsomorphicFn', { instead: server });
    globalThis.requestAuth = [];
    await loads((user) => (globalThis.requestAuth.push(authOf(user)), loadTodos()))();
  });
  test('TanStack Start, in the browser', async (t) => {
    const { loadTodos } = await moduleOf('createIsomorphicFn', { instead: browser });
    await inBrowser(loadTodos)(t);
  });

  /** Nuxt imports `useRequestEvent` by itself; it gives nothing in a browser. */
  const nuxt = () => moduleOf('useRequestEvent()', { edit: (code) => `const useRequestEvent = () => globalThis.requestEvent;\n${code}` });

  test('Nuxt, on the server', async (t) => {
    const { useApi } = await nuxt();
    t.after(() => delete globalThis.requestEvent);
    await loads((user) => {
      globalThis.requestEvent = { context: { auth: authOf(user) } };
      return useApi().json('/todos');
    })();
  });
  test('Nuxt, in the browser', async (t) => {
    const { useApi } = await nuxt();
    await inBrowser(() => useApi().json('/todos'))(t);
  });

  test('without a token source a server says at once what to pass', async () => {
    const { useApi } = await nuxt();
    await assert.rejects(useApi().json('/todos'), (error) => isClerkFetchError(error, 'clerk_not_loaded') && !error.retryable && /getToken/.test(error.message));
  });
});

test('an error that crosses from a server function keeps its class, code and words', async () => {
  const { clerkFetchErrors: adapter } = await moduleOf('clerkFetchErrors');
  const { load } = await moduleOf('ServerLoadEvent');
  const thrown = await load({ locals: { auth: () => ({ getToken: async () => 'no.e30.jwt' }) } }).catch((error) => error);
  assert.equal(adapter.test(thrown), true);
  assert.equal(adapter.test(new Error('theirs')), false);
  const crossed = adapter.fromSerializable(JSON.parse(JSON.stringify(adapter.toSerializable(thrown))));
  assert.ok(crossed instanceof ClerkFetchError && crossed instanceof Error);
  assert.equal(isClerkFetchError(crossed, 'http'), true);
  for (const name of ['name', 'code', 'message', 'status', 'url', 'method', 'retryable']) assert.equal(crossed[name], thrown[name], name);
  assert.deepEqual(JSON.parse(JSON.stringify(crossed)), JSON.parse(JSON.stringify(thrown)));
  assert.ok(!JSON.stringify(crossed).includes('no.e30.jwt'));
});
