// README.md's rule is Rust's, and the table of docs/options.md is complete. Code and links of both: docs.test.mjs.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { INSTALLED } from '../../scripts/lib/artifact.mjs';
import { textOf } from './support/markdown.mjs';

test('the rule of who gets the token is, word for word, that of src/lib.rs', () => {
  const rule = (source, prefix) => source.split('\n').filter((line) => new RegExp(`^${prefix}\\d\\. `).test(line)).map((line) => line.slice(prefix.length));
  assert.deepEqual(rule(textOf('README.md'), ''), rule(textOf('src/lib.rs'), '//! '));
  assert.ok(rule(textOf('README.md'), '').length > 3);
});

test('the table of options has each option that is declared, and no other', () => {
  const [, fields] = /interface ClerkFetchOptions \{([\s\S]*?)\n\}/.exec(readFileSync(join(INSTALLED, 'dist', 'index.d.ts'), 'utf8'));
  const declared = [...fields.matchAll(/^ {4}(\w+)\?: /gm)].map(([, name]) => name);
  const [, rows] = textOf('docs/options.md').split('\n| option |')[1].match(/^.*\n\|[-|]+\|\n((?:\|.*\n)+)/);
  const named = rows.split('\n').flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name));
  assert.deepEqual(named.sort(), declared.sort());
});
