// SECURITY.md says which test proves each defence: they are there, under these names, and no row is without one.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ROOT } from '../../scripts/lib/run.mjs';

/** The cells of the table below `## <title>`, without its head. */
const tableOf = (text, title) =>
  text
    .split(`## ${title}\n`)[1]
    .split('\n## ')[0]
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));

/** `path` "name" pairs. */
const testsIn = (cell) => [...cell.matchAll(/`([\w./-]+)` "([^"]+)"/g)].map(([, path, name]) => ({ path, name }));

/** Where a name is that of a test: Rust's `fn name(`, or the text given to test, describe or promise. */
const isNamed = (source, path, name) => {
  if (path.endsWith('.rs')) return new RegExp(`\\bfn ${name}\\(`).test(source);
  const texts = source.matchAll(/\b(?:test|describe|promise|loads)\(\s*(['"`])((?:\\.|(?!\1).)*)\1/g);
  return [...texts].some(([, , text]) => text.replace(/\\(.)/g, '$1').replace(/\$\{[^}]*\}/g, '').includes(name));
};

describe('the threat model', () => {
  const rows = tableOf(readFileSync(join(ROOT, 'SECURITY.md'), 'utf8'), 'Threats');

  test('has its rows', () => {
    assert.ok(rows.length >= 25, `${rows.length} rows`);
    assert.ok(rows.every((cells) => cells.length === 3 && cells.every(Boolean)), 'threat, defence, test');
    assert.equal(new Set(rows.map(([threat]) => threat)).size, rows.length, 'each threat once');
  });

  for (const [threat, , proof] of rows) {
    test(threat, () => {
      const tests = testsIn(proof);
      assert.ok(tests.length, `no test is named: ${proof}`);
      assert.equal(proof.replace(/`[\w./-]+` "[^"]+"/g, '').replace(/[, ]/g, ''), '', 'nothing but tests is named');
      for (const { path, name } of tests) {
        assert.ok(existsSync(join(ROOT, path)), `there is no ${path}`);
        assert.ok(isNamed(readFileSync(join(ROOT, path), 'utf8'), path, name), `${path} has no test "${name}"`);
      }
    });
  }
});
