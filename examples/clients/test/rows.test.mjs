// docs/other-clients.md promises that each line of its tables is run.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { rows } from './recipes.mjs';

test('each row with a version has a test', () => {
  const folder = new URL('./', import.meta.url);
  const tests = readdirSync(folder).filter((name) => name.endsWith('.test.mjs')).map((name) => readFileSync(new URL(name, folder), 'utf8')).join();
  assert.ok(rows.length > 25, rows.length);
  for (const { library, line } of rows) assert.ok(tests.includes(`'${library}'`) || /next\(|next$/.test(line), library);
});
