// What package.json promises to resolvers, bundlers and registries. `npm run test:package` has publint's and attw's
// word on it.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, test } from 'node:test';
import { INSTALLED } from '../../scripts/lib/artifact.mjs';

const manifest = JSON.parse(readFileSync(join(INSTALLED, 'package.json'), 'utf8'));
const workspace = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

/** Each entry's conditions: `[entry, condition, { types, default }]`. */
const conditions = Object.entries(manifest.exports)
  .filter(([, targets]) => typeof targets === 'object')
  .flatMap(([entry, targets]) => Object.entries(targets).map(([condition, target]) => [entry, condition, target]));

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
    for (const targets of Object.values(manifest.exports).filter((each) => typeof each === 'object')) {
      assert.deepEqual(Object.keys(targets).slice(-2), ['import', 'require']);
    }
  });

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

  test('the licence is there in full', () => assert.match(readFileSync(join(INSTALLED, 'LICENSE'), 'utf8'), /Permission is hereby granted/));
});

describe('source maps', () => {
  const files = conditions.map(([, , target]) => target.default);
  for (const file of new Set([...files, manifest.unpkg])) {
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
