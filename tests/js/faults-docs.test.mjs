// docs/faults.md is the table that the fault matrix is tested against. UPDATE_DOCS=1 writes it anew.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';

const FILE = new URL('../../docs/faults.md', import.meta.url);
const SECTIONS = JSON.parse(readFileSync(new URL('../data/faults.json', import.meta.url)));

const INTRO = `# What comes of a fault

The tests run these tables cell by cell, from \`tests/data/faults.json\`: \`tests/js/faults-*.test.mjs\` in Node, for both builds, and
\`tests/browser/faults*.test.mjs\` in Chromium. SWR and TanStack Query are the real libraries, with their own retries off.

A number is a \`Response\` with that status. After “then pending” its body never ends, and after “then TypeError” it breaks off. “data” is a
value. “paused” is TanStack Query's state. Any other name is what the call rejects with, most often the error's \`code\`. Each cell leaves no
timer, no listener, no unhandled rejection and no warning.
`;

const code = (outcome) => (outcome === 'data' || /^\d/.test(outcome) || outcome === 'paused' ? outcome : `\`${outcome}\``);

const line = ({ fault, plain, parsed, TanStack = parsed }) => `| ${[fault, ...[plain, parsed, parsed, TanStack].map(code)].join(' | ')} |`;

const table = ({ title, in: where, rows }) => `
## ${title} (${where})

| fault | fetch | \`.json\` | SWR | TanStack Query |
|---|---|---|---|---|
${rows.map(line).join('\n')}
`;

test('docs/faults.md says what the tests are held to', () => {
  const expected = INTRO + SECTIONS.map(table).join('');
  if (process.env.UPDATE_DOCS) writeFileSync(FILE, expected);
  assert.equal(readFileSync(FILE, 'utf8'), expected, 'UPDATE_DOCS=1 node --test tests/js/faults-docs.test.mjs');
});
