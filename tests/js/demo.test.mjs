// What the demo runs as the documentation's snippets is what README.md prints as such.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../../scripts/lib/run.mjs';

const SNIPPETS = join(ROOT, 'demo', 'snippets');
const PAGES = ['README.md', ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`)].filter((name) => name.endsWith('.md'));

/** Every fenced block of README.md and of docs/. */
const blocks = PAGES.flatMap((page) => [...readFileSync(join(ROOT, page), 'utf8').matchAll(/^ *```\w+\n([\s\S]*?)^ *```$/gm)].map(([, code]) => code));

test('there are four snippets, and each is printed word for word', () => {
  const names = readdirSync(SNIPPETS);
  assert.equal(names.length, 4);
  for (const name of names) assert.ok(blocks.includes(readFileSync(join(SNIPPETS, name), 'utf8')), `${name} is not a block of ${PAGES.join(', ')}`);
});
