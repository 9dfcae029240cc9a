// README.md is held to the package: its tables are complete, its rule is Rust's. Its code and links: docs.test.mjs.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { INSTALLED } from '../../scripts/lib/artifact.mjs';
import { textOf } from './support/markdown.mjs';

const README = textOf('README.md');

test('the rule of who gets the token is, word for word, that of src/lib.rs', () => {
  const rule = (source, prefix) => source.split('\n').filter((line) => new RegExp(`^${prefix}\\d\\. `).test(line)).map((line) => line.slice(prefix.length));
  assert.deepEqual(rule(README, ''), rule(textOf('src/lib.rs'), '//! '));
  assert.ok(rule(README, '').length > 3);
});

/** The names in the first column of the table with this heading. */
function firstColumn(heading) {
  const [, rows] = README.split(`\n| ${heading} |`)[1].match(/^.*\n\|[-|]+\|\n((?:\|.*\n)+)/);
  return rows
    .trim()
    .split('\n')
    .flatMap((row) => [...row.split('|')[1].matchAll(/`(\w+)`/g)].map(([, name]) => name));
}

const declarations = () => readFileSync(join(INSTALLED, 'dist', 'index.d.ts'), 'utf8');

test('the table of options has each option that is declared, and no other', () => {
  const [, fields] = /interface ClerkFetchOptions \{([\s\S]*?)\n\}/.exec(declarations());
  const declared = [...fields.matchAll(/^ {4}(\w+)\?: /gm)].map(([, name]) => name);
  assert.deepEqual(firstColumn('option').sort(), declared.sort());
});

test('the table of errors has each code that is declared, and no other', () => {
  const [, codes] = /type ClerkFetchErrorCode = (.*);/.exec(declarations());
  assert.deepEqual(firstColumn('code').sort(), [...codes.matchAll(/"(\w+)"/g)].map(([, code]) => code).sort());
});
