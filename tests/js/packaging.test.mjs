// How the package is loaded: ESM, CommonJS, without WebAssembly, and by a script tag.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe } from 'node:test';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import * as esm from 'clerk-fetch';
import * as translated from 'clerk-fetch/no-wasm';
import { assertCode, caught, promise, thrown } from './support/suite.mjs';
import { recordingFetch } from './support/world.mjs';

const require = createRequire(import.meta.url);
const HERE = dirname(fileURLToPath(import.meta.url));
const DIST = dirname(require.resolve('clerk-fetch'));

const ROOT_EXPORTS = [
  'ClerkFetchError',
  'clerkOnErrorRetry',
  'clerkQueryFn',
  'clerkRetry',
  'clerkRetryDelay',
  'clerkSWRFetcher',
  'createAuthenticatedFetch',
  'isClerkFetchError',
  'onIdentityChange',
];

const WAYS = {
  'import clerk-fetch': esm,
  "require('clerk-fetch')": require('clerk-fetch'),
  'import clerk-fetch/no-wasm': translated,
  "require('clerk-fetch/no-wasm')": require('clerk-fetch/no-wasm'),
};

/** Runs a module in a process of its own and gives what it prints as JSON. */
function alone(source, { commonJs = false } = {}) {
  const type = commonJs ? 'commonjs' : 'module';
  const args = [`--input-type=${type}`, '--unhandled-rejections=strict', '-e', source];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd: HERE, encoding: 'utf8', timeout: 9_000 });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

/** Source that refuses to compile as a CSP does, before the package is used; Node's own loader compiles otherwise. */
const NO_WASM = `
  const refuse = () => { throw new WebAssembly.CompileError('unsafe-eval is not allowed'); };
  WebAssembly.Module = new Proxy(WebAssembly.Module, { construct: refuse });
`;

const CALL = `
  const sent = [];
  const fetch = async (url, init) => (sent.push([String(url), new Headers(init.headers).get('authorization')]), Response.json({ ok: true }));
  const options = { getToken: async () => 'tok', baseUrl: 'https://a.foo.com', fetch };
`;

const importing = (body, before = '') => `
  ${before}
  const { createAuthenticatedFetch, ClerkFetchError, clerkRetry } = await import('clerk-fetch');
  ${CALL}
  ${body}
`;

for (const [way, loaded] of Object.entries(WAYS)) {
  describe(way, () => {
    promise('has the exports of the contract and no others', () => {
      const names = Object.keys(loaded).filter((name) => !['default', '__esModule', 'module.exports'].includes(name));
      assert.deepEqual(names.sort(), ROOT_EXPORTS);
    });

    promise('calls with the token', async () => {
      const { fetch, calls } = recordingFetch();
      const options = { getToken: async () => 'tok', baseUrl: 'https://a.foo.com', fetch };
      assert.deepEqual(await loaded.createAuthenticatedFetch(options).json('/x'), { ok: true });
      assert.equal(calls[0].headers.get('authorization'), 'Bearer tok');
    });

    promise('refuses wrong options at once, and a foreign origin', async () => {
      assertCode(thrown(() => loaded.createAuthenticatedFetch({ nope: 1 })), 'invalid_options');
      assertCode(await caught(loaded.createAuthenticatedFetch({ getToken: async () => 'tok' })('https://evil.com')), 'origin_not_allowed');
    });
  });
}

describe('importing', () => {
  const QUIET = `
    const touched = [];
    for (const name of ['fetch', 'Clerk', 'location', 'document', 'navigator', 'setTimeout', 'addEventListener', 'WebAssembly']) {
      const value = globalThis[name];
      Object.defineProperty(globalThis, name, { configurable: true, get: () => (touched.push(name), value) });
    }
  `;
  for (const [name, load, commonJs] of [
    ['ESM', "await import('clerk-fetch'); await import('clerk-fetch/no-wasm');", false],
    ['CommonJS', "require('clerk-fetch'); require('clerk-fetch/no-wasm');", true],
  ]) {
    promise(`${name} does nothing: no global is looked at, no handle is opened`, () => {
      const report = "console.log(JSON.stringify([touched.filter((name) => name !== 'WebAssembly'), process.getActiveResourcesInfo().filter((kind) => !/TTY|Pipe|Immediate|FS|CloseReq/.test(kind))]))";
      const [touched, handles] = alone(`${QUIET} ${load} ${report}`, { commonJs });
      assert.deepEqual([touched, handles], [[], []]);
    });
  }
});

describe('where WebAssembly is refused', () => {
  promise('the translation steps in by itself, and calls carry the token', () => {
    const body = "const api = createAuthenticatedFetch(options); console.log(JSON.stringify([await api.json('/x'), sent]))";
    const expected = [{ ok: true }, [['https://a.foo.com/x', 'Bearer tok']]];
    assert.deepEqual(alone(importing(body, NO_WASM)), expected);
  });

  promise('the translation steps in for require, too', () => {
    const body = `${NO_WASM} const { createAuthenticatedFetch } = require('clerk-fetch'); ${CALL}
      createAuthenticatedFetch(options).json('/x').then((value) => console.log(JSON.stringify([value, sent])));`;
    assert.deepEqual(alone(body, { commonJs: true }), [{ ok: true }, [['https://a.foo.com/x', 'Bearer tok']]]);
  });

  promise('the translation steps in where there is no WebAssembly at all', () => {
    // Node's own FormData, Headers and Response need WebAssembly, as soon as they are looked at
    const body = `
      for (const name of ['WebAssembly', 'FormData', 'Headers', 'Request', 'Response']) globalThis[name] = undefined;
      const { clerkSWRFetcher } = await import('clerk-fetch');
      const fetch = async (url, { headers }) => ({ status: 200, json: async () => [url, headers.Authorization] });
      console.log(JSON.stringify(await clerkSWRFetcher({ getToken: async () => 'tok', baseUrl: 'https://a.foo.com', fetch })('/x')))`;
    assert.deepEqual(alone(body), ['https://a.foo.com/x', 'Bearer tok']);
  });

  promise('wrong options are told by the first call instead of at once', () => {
    const body = `
      const api = createAuthenticatedFetch({ getTokne: 1 });
      const errors = [];
      for (const call of [() => api('/x'), () => api.json('/x'), () => api.headers('/x')]) await call().catch((error) => errors.push(error));
      console.log(JSON.stringify(errors.map((error) => [error.code, error.message.includes('getToken')])))`;
    assert.deepEqual(alone(importing(body, NO_WASM)), Array(3).fill(['invalid_options', true]));
  });

  promise('wrong options that are never used are nobody’s unhandled rejection', () => {
    const body = 'createAuthenticatedFetch({ nope: 1 }); await new Promise((resolve) => setTimeout(resolve, 0)); console.log(1)';
    assert.equal(alone(importing(body, NO_WASM)), 1);
  });

  promise('once the translation is there, wrong options are told at once again', () => {
    const body = `
      await createAuthenticatedFetch(options)('/x');
      let code;
      try { createAuthenticatedFetch({ nope: 1 }) } catch (error) { code = error.code }
      console.log(JSON.stringify(code))`;
    assert.equal(alone(importing(body, NO_WASM)), 'invalid_options');
  });

  promise('an origin is still refused, and an abort still wins', () => {
    const body = `
      const api = createAuthenticatedFetch(options);
      const codes = [await api('https://evil.com/').catch((error) => error.code), await api('/x', { signal: AbortSignal.abort('mine') }).catch((error) => error)];
      console.log(JSON.stringify([codes, sent]))`;
    assert.deepEqual(alone(importing(body, NO_WASM)), [['origin_not_allowed', 'mine'], []]);
  });

  promise('clerkRetry stays synchronous and false before a core is there', () => {
    const body = "const error = new ClerkFetchError('http', 'x', { status: 404 }); console.log(JSON.stringify([clerkRetry(0, error), clerkRetry(0, new Error('x'))]))";
    assert.deepEqual(alone(importing(body, NO_WASM)), [false, false]);
  });

  promise('and the translation cannot be had either: wasm_unavailable, which says what to do', () => {
    const file = readdirSync(DIST).find((name) => /^fallback.*\.js$/.test(name));
    assert.ok(file, 'the translation is a file of its own');
    const hooks = `
      import { register } from 'node:module';
      register('data:text/javascript,' + encodeURIComponent(\`
        export const load = (url, context, next) => {
          if (/fallback[^/]*\\\\.js$/.test(url)) throw new Error('404');
          return next(url, context);
        };\`));
    `;
    const body = `
      const error = await createAuthenticatedFetch(options)('/x').catch((error) => error);
      console.log(JSON.stringify([error.code, error.message, error.cause?.message ?? null, error instanceof ClerkFetchError, sent]))`;
    const [code, message, cause, known, sent] = alone(`${hooks}${importing(body, NO_WASM)}`);
    assert.equal(code, 'wasm_unavailable');
    assert.ok(message.includes(`"'wasm-unsafe-eval'"`), message);
    assert.ok(message.includes('clerk-fetch/no-wasm'), message);
    assert.match(String(cause), /404/);
    assert.deepEqual([known, sent], [true, []]);
  });
});

const SCRIPTS = {
  'clerk-fetch.global.js': { WebAssembly },
  // It neither compiles anything nor asks for another file.
  'clerk-fetch.no-wasm.global.js': { WebAssembly: undefined },
};

for (const [file, own] of Object.entries(SCRIPTS)) describe(`the script build, ${file}`, () => {
  const source = readFileSync(join(DIST, file), 'utf8');

  /** A window, as far as a script needs one. */
  const load = (more = {}) => {
    const sent = [];
    const fetch = async (url, init) => (sent.push([String(url), init.headers?.Authorization]), Response.json({ ok: true }));
    const location = { href: 'https://foo.com/app/', origin: 'https://foo.com' };
    const window = { fetch, location, document: { baseURI: location.href, currentScript: null }, URL, URLSearchParams, Headers, Request, Response, AbortController, AbortSignal, atob, performance, setTimeout, clearTimeout, setInterval, clearInterval, console, TextDecoder, ...own, ...more };
    window.window = window.self = window;
    vm.runInContext(source, vm.createContext(window));
    return { window, sent };
  };

  promise('gives one global, ClerkFetch, with the root exports', () => {
    const before = Object.keys(load().window);
    const { window } = load();
    assert.deepEqual(Object.keys(window).filter((name) => !before.includes(name)), []);
    assert.deepEqual(Object.keys(window.ClerkFetch).sort(), ROOT_EXPORTS);
  });

  promise("calls with the token of the page's Clerk", async () => {
    const Clerk = { loaded: true, status: 'ready', session: { status: 'active', getToken: async () => 'tok' } };
    const { window, sent } = load({ Clerk });
    const value = await vm.runInContext("ClerkFetch.createAuthenticatedFetch().json('api')", window);
    assert.equal(value.ok, true); // of the window's realm
    assert.deepEqual(sent, [['https://foo.com/app/api', 'Bearer tok']]);
  });

  promise('refuses a wrong option at once', () => {
    assert.equal(vm.runInContext('try { ClerkFetch.createAuthenticatedFetch({ nope: 1 }) } catch (error) { error.code }', load().window), 'invalid_options');
  });

  promise('refuses a foreign origin', async () => {
    const { window, sent } = load();
    const code = await vm.runInContext("ClerkFetch.createAuthenticatedFetch()('https://evil.com/').catch((error) => error.code)", window);
    assert.deepEqual([code, sent], ['origin_not_allowed', []]);
  });
});
