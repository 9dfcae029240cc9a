// What package.json promises to resolvers, bundlers and registries. `npm run test:package` has publint's and attw's
// word on it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { INSTALLED } from '../../scripts/lib/artifact.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const manifest = JSON.parse(readFileSync(join(INSTALLED, 'package.json'), 'utf8'));
const workspace = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

/** The files below some conditions: `[conditions, { types, default }]`. */
const below = (targets, path = []) =>
  targets.types ? [[path.join(' > '), targets]] : Object.entries(targets).flatMap(([condition, target]) => below(target, [...path, condition]));

/** Each entry's conditions: `[entry, conditions, { types, default }]`. */
const conditions = Object.entries(manifest.exports)
  .filter(([, targets]) => typeof targets === 'object')
  .flatMap(([entry, targets]) => below(targets).map(([condition, target]) => [entry, condition, target]));

const exists = (path) => existsSync(join(INSTALLED, path));

describe('exports', () => {
  test('there are some', () => assert.ok(conditions.length > 10));

  for (const [entry, condition, target] of conditions) {
    test(`${entry}, ${condition}: types first, and both files are there`, () => {
      assert.deepEqual(Object.keys(target), ['types', 'default']);
      assert.ok(exists(target.types), target.types);
      assert.ok(exists(target.default), target.default);
      const isCommonJs = target.default.endsWith('.cjs');
      assert.equal(target.types.endsWith('.d.cts'), isCommonJs, 'types of the other kind of module');
    });
  }

  test('conditions stand from the most special to the most general, since the first that fits is taken', () => {
    const groups = (targets) => (targets.types ? [] : [targets, ...Object.values(targets).flatMap(groups)]);
    for (const targets of Object.values(manifest.exports).filter((each) => typeof each === 'object').flatMap(groups)) {
      const names = Object.keys(targets);
      if (names.at(-1) !== 'default') assert.deepEqual(names.slice(-2), ['import', 'require']);
    }
  });

  // Node's own resolver and loader, with the conditions that each tool asks with.
  const TOOLS = {
    'Node': [[], 'index.js', 'index.cjs'],
    'Jest with the preset react-native': [['react-native'], 'no-wasm.js', 'no-wasm.cjs'],
    'Jest with @edge-runtime/jest-environment': [['edge', 'edge-light'], 'edge.js', 'index.cjs'],
    'Wrangler, and the Vitest pool up to 0.12': [['workerd', 'worker', 'browser'], 'worker.js', 'worker-no-wasm.cjs'],
    "Cloudflare's Vitest plugin, and Vite": [['workerd', 'worker', 'module', 'browser'], 'worker-no-wasm.js', 'worker-no-wasm.cjs'],
    'Nitro, where it compiles WebAssembly': [['workerd', 'unwasm', 'module'], 'edge.js', 'worker-no-wasm.cjs'],
  };
  for (const [tool, [names, imported, required]] of Object.entries(TOOLS)) {
    const node = (type, source) => {
      const args = [...names.map((name) => `--conditions=${name}`), `--input-type=${type}`, '-e', source];
      const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: HERE, encoding: 'utf8' });
      assert.ok(stdout, stderr);
      return stdout.trim();
    };

    test(`${tool}: import finds ${imported}`, () => {
      assert.equal(posix.basename(node('module', "console.log(import.meta.resolve('clerk-fetch'))")), imported);
    });

    test(`${tool}: require finds ${required}, which is CommonJS, for the root and below the hooks`, () => {
      const source = `
        const { createAuthenticatedFetch } = require('clerk-fetch');
        const { useFetch } = require('clerk-fetch/react');
        const fetch = async (url, { headers }) => Response.json(headers.Authorization);
        const api = createAuthenticatedFetch({ baseUrl: 'https://api.foo.com', getToken: async () => 'tok', fetch });
        api.json('/me').then((sent) => console.log(require.resolve('clerk-fetch'), typeof useFetch, sent));`;
      const [file, hook, ...sent] = node('commonjs', source).split(' ');
      assert.deepEqual([posix.basename(file), hook, sent.join(' ')], [required, 'function', 'Bearer tok']);
    });
  }

  for (const condition of ['workerd', 'deno']) {
    test(`${condition} gets no file that leaves redirects to the runtime, whichever entry has the core`, () => {
      const found = conditions.filter(([entry, names]) => ['.', './no-wasm'].includes(entry) && names.includes(condition));
      assert.ok(found.length >= 2);
      for (const [, , { default: file }] of found) assert.match(file, /\/(edge|worker|worker-no-wasm|deno)\.c?js$/);
    });
  }

  test('the old fields name what the entry has', () => {
    const { import: esm, require: cjs } = manifest.exports['.'];
    assert.deepEqual([manifest.main, manifest.module, manifest.types], [cjs.default, esm.default, cjs.types]);
    assert.ok(exists(manifest.unpkg) && exists(manifest.jsdelivr));
  });
});

describe('what else is said', () => {
  test('no module has side effects', () => assert.equal(manifest.sideEffects, false));

  test('the same Node is asked for as here', () => assert.deepEqual(manifest.engines, workspace.engines));

  test('peers are optional, and nothing else is installed', () => {
    assert.equal(manifest.dependencies, undefined);
    assert.deepEqual(Object.keys(manifest.peerDependenciesMeta), Object.keys(manifest.peerDependencies));
  });

  test('the home is named in all of its three fields, or in none', () => {
    const named = ['homepage', 'repository', 'bugs'].filter((field) => field in manifest);
    assert.ok(named.length === 0 || named.length === 3, named.join());
  });

  test('the licence is there in full', () => assert.match(readFileSync(join(INSTALLED, 'LICENSE'), 'utf8'), /Permission is hereby granted/));
});

describe('source maps', () => {
  const files = conditions.map(([, , target]) => target.default);
  for (const file of new Set([...files, manifest.unpkg, './dist/clerk-fetch.no-wasm.global.js'])) {
    test(`${file} leads to readable JavaScript`, () => {
      const [, name] = readFileSync(join(INSTALLED, file), 'utf8').match(/\/\/# sourceMappingURL=(\S+)\s*$/) ?? [];
      const { sources, sourcesContent } = JSON.parse(readFileSync(join(INSTALLED, posix.dirname(file), name ?? ''), 'utf8'));
      assert.ok(sources.some((source) => source.startsWith('../js/')));
      for (const [index, source] of sources.entries()) {
        assert.match(source, /^\.\.\/(js|src|doctor)\//, 'no path leaves the package');
        assert.match(sourcesContent[index], /^[^\0-\x08]*\n[^\0-\x08]*$/, source);
      }
    });
  }
});
