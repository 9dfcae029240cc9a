// What CONTRIBUTING.md shows is so: the map is that of the code, and the files it names are there.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { drawMap } from '../../scripts/map.mjs';
import { ROOT } from '../../scripts/lib/run.mjs';
import { textOf } from './support/markdown.mjs';

const CONTRIBUTING = textOf('CONTRIBUTING.md');

test('docs/map.svg is current', () => {
  assert.ok(textOf('docs/map.svg') === drawMap(), 'it is not: npm run map');
});

test('the map has the entries, the core and its rules, and what uses them', () => {
  const map = drawMap();
  for (const path of ['js/index.ts', 'js/call/run.ts', 'js/core/core.ts', 'src/exports/mod.rs', 'src/engine/call.rs', 'src/policy/origin.rs']) assert.ok(map.includes(`<title>${path}: `), path);
  assert.ok(map.match(/<path d="M\d+ [\d.]+C/g).length > 60);
});

test('every file that CONTRIBUTING.md names is there, and every script', () => {
  const named = [...CONTRIBUTING.matchAll(/`((?:js|src|tests|scripts|docs|examples|pkg-template|\.github)\/[\w./-]+)`/g)].map(([, path]) => path);
  assert.ok(named.length > 15);
  assert.deepEqual(named.filter((path) => !existsSync(join(ROOT, path))), []);
  const { scripts } = JSON.parse(textOf('package.json'));
  for (const [, name] of CONTRIBUTING.matchAll(/npm run ([\w:]+)/g)) assert.ok(name in scripts, name);
});
