// Each way to load the package in a browser makes a real call with the token; where the CSP allows no WebAssembly, the
// JavaScript translation steps in by itself, as a file that is fetched only then.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { INSTALLED } from '../../scripts/lib/artifact.mjs';
import { ROOT } from '../../scripts/lib/run.mjs';
import { launch, serve } from '../support/browser.mjs';

const WORK = join(ROOT, 'build', 'test', 'loading');
const CSP = {
  none: {},
  strict: { 'Content-Security-Policy': "script-src 'self'" },
  wasm: { 'Content-Security-Policy': "script-src 'self' 'wasm-unsafe-eval'" },
};

/** Calls `/echo`, which answers with the Authorization that it got, and leaves the outcome in `globalThis.outcome`. */
const CALL = `
const call = async ({ createAuthenticatedFetch }) => {
  const api = createAuthenticatedFetch({ getToken: async () => 'tok', baseUrl: location.origin });
  const refused = await api('https://evil.example/').catch((error) => error.code);
  return { ...(await api.json('/echo')), refused };
};
const report = (outcome) => { (globalThis.document ? globalThis : { set outcome(value) { postMessage(value); } }).outcome = outcome; };
`;
const RUN = `${CALL} call(clerkFetch).then(report, (error) => report({ error: String(error) }));`;

const echo = (request, response) =>
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ authorization: request.headers.authorization }));

const page = (...scripts) => `<!doctype html><meta charset="utf-8"><title>Loading</title>${scripts.join('')}`;
const script = (src, type = '') => `<script src="${src}"${type && ` type="${type}"`}></script>`;

const FILES = {
  '/echo': echo,
  '/package/': { file: join(INSTALLED, 'dist') },
  '/esm.js': `import * as clerkFetch from '/package/index.js'; ${RUN}`,
  '/no-wasm.js': `import * as clerkFetch from '/package/no-wasm.js'; ${RUN}`,
  '/global.js': `const clerkFetch = ClerkFetch; ${RUN}`,
  '/worker.js': `const worker = new Worker('/esm.js', { type: 'module' }); worker.onmessage = ({ data }) => { globalThis.outcome = data; };`,
};
const PAGES = {
  'an ES module by its URL': page(script('/esm.js', 'module')),
  'a script tag': page(script('/package/clerk-fetch.global.js'), script('/global.js')),
  'a module worker': page(script('/worker.js')),
  'the no-wasm entry': page(script('/no-wasm.js', 'module')),
};

let browser;
before(async () => {
  rmSync(WORK, { recursive: true, force: true });
  mkdirSync(WORK, { recursive: true });
  browser = await launch();
});
after(() => browser?.close());

/** Opens a page and gives its outcome, and whether the translation was fetched. */
async function load(html, files, csp, isFallback) {
  const site = await serve({ ...FILES, ...files, '/': html }, { headers: CSP[csp] });
  const tab = await browser.newPage();
  const fetched = [];
  tab.on('request', (request) => fetched.push(new URL(request.url()).pathname));
  try {
    await tab.goto(site.url);
    const handle = await tab.waitForFunction(() => globalThis.outcome);
    return { outcome: await handle.jsonValue(), fallback: fetched.some(isFallback) };
  } finally {
    await tab.close();
    await site.close();
  }
}

function loads(name, build, { fallback = true, isFallback = (path) => /fallback/.test(path) } = {}) {
  for (const csp of Object.keys(CSP)) {
    test(`${name}, CSP ${csp}`, { timeout: 30_000 }, async () => {
      const { html, files } = await build();
      const loaded = await load(html, files, csp, isFallback);
      assert.deepEqual(loaded.outcome, { authorization: 'Bearer tok', refused: 'origin_not_allowed' });
      assert.equal(loaded.fallback, fallback && csp === 'strict');
    });
  }
}

describe('without a bundler', () => {
  for (const [name, html] of Object.entries(PAGES)) {
    loads(name, () => ({ html, files: {} }), { fallback: name !== 'the no-wasm entry' });
  }
});

/** An app that imports the installed package by its name, as users write it. */
function app() {
  const source = join(ROOT, 'tests', 'browser', `.loading-${process.pid}`);
  mkdirSync(source, { recursive: true });
  writeFileSync(join(source, 'app.js'), `import * as clerkFetch from 'clerk-fetch'; ${RUN}`);
  writeFileSync(join(source, 'index.html'), page(script('./app.js', 'module')));
  return { source, remove: () => rmSync(source, { recursive: true }) };
}

const once = (work) => {
  let done;
  return () => (done ??= work());
};

describe('bundled', () => {
  loads(
    'by esbuild, with splitting',
    once(async () => {
      const { build } = await import('esbuild');
      const { source, remove } = app();
      const outdir = join(WORK, 'esbuild');
      await build({ entryPoints: [join(source, 'app.js')], bundle: true, splitting: true, format: 'esm', outdir, logLevel: 'error' });
      remove();
      return { html: page(script('/built/app.js', 'module')), files: { '/built/': { file: outdir } } };
    }),
  );

  loads(
    'by Vite',
    once(async () => {
      const { build } = await import('vite');
      const { source, remove } = app();
      const outDir = join(WORK, 'vite');
      await build({ root: source, logLevel: 'error', configFile: false, build: { outDir, emptyOutDir: true, modulePreload: false } });
      remove();
      return { html: readFileSync(join(outDir, 'index.html'), 'utf8'), files: { '/assets/': { file: join(outDir, 'assets') } } };
    }),
  );
});
