// What `clerk-fetch migrate` wrote does what the user's code did: each case is run as it was and as it is now, with the real
// React, SWR, TanStack Query and axios, and asks the same of the API.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import { pathToFileURL } from 'node:url';
import './support/dom.mjs'; // first: what comes next asks for a page
import { INSTALLED } from '../../scripts/lib/artifact.mjs';
import { ROOT } from '../../scripts/lib/run.mjs';
import { cases, documented } from './support/snippets.mjs';
import { eventually, promise } from './support/suite.mjs';

const require = createRequire(import.meta.url);
const FOLDER = join(ROOT, 'build', 'migrate-run');
const API = 'https://api.foo.com/todos';
/** Of the page's own origin, which needs no option. */
const OWN = 'https://foo.com/todos';

/** `useAuth` as Clerk has it, asking the page's Clerk. */
const CLERK = `import { useCallback } from 'react';
export const useAuth = () => ({ getToken: useCallback((options) => globalThis.Clerk.session.getToken(options), []), isLoaded: true, userId: 'user_ada' });
export const useUser = () => ({ user: { id: 'user_ada' } });`;

const clerk = {
  name: 'clerk',
  setup(build) {
    build.onResolve({ filter: /^@clerk\// }, ({ path }) => ({ path, namespace: 'clerk' }));
    build.onLoad({ filter: /.*/, namespace: 'clerk' }, () => ({ contents: CLERK, resolveDir: ROOT }));
  },
};

let libraries;
before(async () => {
  const { createElement, useEffect } = await import('react');
  const { createRoot } = await import('react-dom/client');
  const { SWRConfig } = await import('swr');
  const { QueryClient, QueryClientProvider } = await import('@tanstack/react-query');
  const { ClerkFetchProvider } = await import('clerk-fetch/react');
  const { createFakeClerk } = await import('clerk-fetch/testing');
  const { build } = await import('esbuild');
  const { default: axios } = await import('axios');
  libraries = { createElement, useEffect, createRoot, SWRConfig, QueryClient, QueryClientProvider, ClerkFetchProvider, createFakeClerk, build, axios };

  rmSync(FOLDER, { recursive: true, force: true });
  for (const folder of ['before', 'after']) {
    mkdirSync(join(FOLDER, folder), { recursive: true });
    for (const { file, before: code } of [...documented, ...cases]) writeFileSync(join(FOLDER, folder, file), code);
  }
  mkdirSync(join(FOLDER, 'node_modules'));
  symlinkSync(INSTALLED, join(FOLDER, 'node_modules', 'clerk-fetch'), 'junction');
  const { status, stdout } = spawnSync(process.execPath, [join(INSTALLED, 'dist', 'cli.js'), 'migrate', 'after'], { cwd: FOLDER, encoding: 'utf8' });
  assert.equal(status, 0, stdout);
});

const given = { fetch: globalThis.fetch };
after(() => Object.assign(globalThis, given));

let count = 0;
/** The module of a file, bundled and loaded anew. */
async function load(folder, file, code) {
  const commonJs = code.includes('require(');
  const outfile = join(FOLDER, folder, `${file}.${count++}.${commonJs ? 'cjs' : 'mjs'}`);
  const external = ['react', 'react/jsx-runtime', 'clerk-fetch', 'clerk-fetch/*', 'swr', 'swr/mutation', '@tanstack/react-query', 'axios'];
  const plugins = [clerk];
  await libraries.build({ entryPoints: [join(FOLDER, folder, file)], outfile, bundle: true, format: commonJs ? 'cjs' : 'esm', platform: 'node', jsx: 'automatic', external, plugins, logLevel: 'error', loader: { '.js': 'jsx' } });
  return commonJs ? require(outfile) : import(pathToFileURL(outfile));
}

/** A page with a signed-in user and an API; `calls` is what the API was asked. */
function page() {
  const calls = [];
  const Clerk = libraries.createFakeClerk({ user: 'user_ada' });
  const fetch = async (input, init) => {
    const request = new Request(input instanceof Request ? input : new URL(input, location.href), init);
    const token = request.headers.get('Authorization')?.replace('Bearer ', '');
    calls.push({
      url: request.url,
      method: request.method,
      user: token && JSON.parse(atob(token.split('.')[1])).sub,
      type: request.headers.get('Content-Type'),
      own: request.headers.get('X-Own'),
      body: await request.text(),
    });
    return Response.json(['Learn Rust']);
  };
  Object.assign(globalThis, { Clerk, fetch });
  Object.assign(window, { Clerk, fetch });
  return calls;
}

/** Renders a hook, hands what it gives to `act`, and resolves with what that resolves with. */
async function render(useHook, act) {
  const { createElement: h, useEffect, createRoot, SWRConfig, QueryClient, QueryClientProvider, ClerkFetchProvider } = libraries;
  let root;
  try {
    return await new Promise((resolve, reject) => {
      let done = false;
      const Probe = () => {
        const value = useHook();
        const { data, error } = value ?? {}; // looked at while rendering: SWR tells of nothing else
        const isPending = value && 'error' in value && !('trigger' in value) && data === undefined && error == null;
        useEffect(() => {
          if (done || isPending) return;
          done = true;
          Promise.resolve(act(value)).then(resolve, reject);
        });
        return null;
      };
      const client = new QueryClient({ defaultOptions: { queries: { gcTime: Infinity, retry: false } } });
      const options = { allowedOrigins: ['https://api.foo.com'] };
      root = createRoot(document.createElement('div'), { onUncaughtError: reject });
      root.render(
        h(SWRConfig, { value: { provider: () => new Map(), loadingTimeout: 0, revalidateOnFocus: false, revalidateOnReconnect: false } },
          h(QueryClientProvider, { client }, h(ClerkFetchProvider, { options }, h(Probe)))),
      );
    });
  } finally {
    root.unmount();
  }
}

const valueOf = async (result) => (result instanceof Response ? [result.status, await result.json()] : result);

const exported = (loaded) => loaded.default ?? Object.values(loaded)[0];

/** A hook that gives a function. */
const fetcher = (...more) => (loaded) => render(() => exported(loaded)(), async (call) => valueOf(await call(API, ...more)));

/** A hook that gives the state of a request. */
const query = (loaded) =>
  render(() => exported(loaded)(API), ({ data, error }) => {
    assert.equal(error ?? null, null);
    return data;
  });

const component = (name, props, act = () => {}) => async (loaded) => {
  const { createElement: h, createRoot, SWRConfig, QueryClient, QueryClientProvider } = libraries;
  const element = document.createElement('div');
  document.body.append(element);
  const root = createRoot(element);
  const client = new QueryClient({ defaultOptions: { queries: { gcTime: Infinity } } });
  const value = { provider: () => new Map(), loadingTimeout: 0 };
  root.render(h(SWRConfig, { value }, h(QueryClientProvider, { client }, h(loaded[name], props))));
  await eventually(() => element.firstChild);
  act(element);
  return { done: () => (root.unmount(), element.remove()) };
};

const INIT = { method: 'PUT', headers: { 'X-Own': '1', 'Content-Type': 'text/plain' }, body: 'text' };
const click = (element) => element.firstChild.click();

const axiosCall = async (loaded) => {
  const client = loaded.default?.request ? loaded.default : libraries.axios;
  return (await client.get(client === libraries.axios ? OWN : API)).data;
};

const axiosBy = (mount) => async (loaded) => {
  const result = await mount(loaded);
  await eventually(() => libraries.axios.interceptors.request.handlers.length);
  const value = await axiosCall({});
  await result?.done?.();
  return value;
};

/** How each case is put to use, by its title. */
const DRIVES = {
  'JavaScript, untyped, with a separate default export': fetcher(),
  "A named arrow with `(url, init)` that keeps the caller's headers": fetcher(INIT),
  'useCallback, with one more header': fetcher(INIT),
  'useCallback around no more than the request': fetcher(INIT),
  'Only with a token, the header goes': fetcher(INIT),
  'Headers in a variable': fetcher(INIT),
  'Headers in a variable that is filled in steps': (loaded) => render(() => loaded.useApiClient(), ({ post }) => post('/x', { a: 1 })),
  'A component that calls one origin': component('Dashboard', {}, click),
  'Several requests, an effect, and a getToken that is needed elsewhere': component('default', { socket: { connect() {} } }, click),
  'useAuth in a variable': (loaded) => render(() => loaded.useDelete(), (remove) => remove(7)),
  'A generic function': fetcher(),
  'A typed result stays typed': fetcher(),
  'Used in its own file, and with comments of the documentation': (loaded) => render(() => loaded.useMe(), (me) => me()),
  CommonJS: (loaded) => fetcher(INIT)({ default: loaded.useFetch }),
  'SWR, an untyped default export': query,
  'SWR, tabs and `any[]`': query,
  'SWR and a mutation, generic': async (loaded) => [
    await query({ default: loaded.useClerkSWR }),
    await render(() => loaded.useClerkSWRMutation(API), ({ trigger }) => trigger({ title: 'x' })),
  ],
  'SWR that waits for Clerk, with a typed fetcher': query,
  'SWR whose fetcher reads the error itself': query,
  'SWR in a component, inline, with options': component('Todos', {}),
  'TanStack, a named arrow': query,
  'TanStack with more options, a signal and a type': component('Todos', { active: true }),
  'TanStack with a key of its own': (loaded) => render(() => loaded.useTodos(), async ({ add }) => add.mutateAsync('x')),
  'A function that is exported': ({ getTodos }) => getTodos(),
  'A helper in TypeScript, with a cast and options': ({ removeTodo }) => removeTodo(7),
  'A hook without useAuth': (loaded) => loaded.default()(OWN, INIT).then(valueOf),
  'axios, an instance with a base': axiosCall,
  'axios, an effect that takes the interceptor away again': (loaded) => render(() => loaded.default(), () => axiosCall({})),
  'axios, inside a test of the session': axiosCall,
  'axios, without a test, function expression': axiosBy(component('AuthInterceptor', {})),
};

/** Runs one side and gives what the API was asked, and what came of it. */
async function trace(folder, { file, before: code, after: changed }, drive) {
  const calls = page();
  const { axios } = libraries;
  axios.interceptors.request.clear();
  Object.assign(axios.defaults, { adapter: 'fetch', env: { ...axios.defaults.env, fetch: (...args) => globalThis.fetch(...args), Request: null, Response: null } });
  const loaded = await load(folder, file, folder === 'before' ? code : changed);
  const result = await drive(loaded);
  await eventually(() => calls.length);
  await result?.done?.();
  return { calls, result: result?.done ? undefined : result };
}

describe('a case does what it did', () => {
  for (const one of cases.filter(({ before: code, after: changed }) => code !== changed)) {
    promise(one.title, async () => {
      const drive = DRIVES[one.title];
      assert.ok(drive, 'DRIVES has this case');
      const was = await trace('before', one, drive);
      const is = await trace('after', one, drive);
      assert.ok(was.calls.some(({ user }) => user === 'user_ada'), 'with the token');
      assert.deepEqual(is, was);
    });
  }
});

describe("the documentation's snippets", () => {
  for (const [index, one] of documented.slice(0, 3).entries()) {
    const drive = index ? query : fetcher();
    promise(one.file, async () => {
      const was = await trace('before', one, drive);
      const is = await trace('after', { ...one, after: '' }, drive);
      assert.deepEqual(was.calls.map(({ user }) => user), ['user_ada']);
      assert.deepEqual(is, was);
    });
  }

  promise('ClerkJS', async () => {
    for (const folder of ['before', 'after']) {
      const { calls } = await trace(folder, { ...documented[3], after: '' }, () => undefined);
      assert.deepEqual(calls.map(({ url, user }) => [url, user]), [[API, 'user_ada']], folder);
    }
  });
});
