// What `npm run wpt` stands on: which pages a checkout has, and what of the differences is not as listed.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe } from 'node:test';
import { judge, knownDifferences } from '../wpt/expected.mjs';
import { testPages } from '../wpt/list.mjs';
import { promise } from './support/suite.mjs';

const HARNESS = '<script src="/resources/testharness.js"></script>';
const CHECKOUT = {
  'usual.any.js': '// META: title=usual\n',
  'both.any.js': '// META: global=window,worker\n// META: variant=?one\n// META: variant=?two\n',
  'window-only.any.js': '// META: global=window\n',
  'a.window.js': '',
  'deep/b.worker.js': '',
  'page.html': HARNESS,
  'variants.html': `<meta name="variant" content="?x">${HARNESS}`,
  'part.html': '<p>Of another test',
  'resources/frame.html': HARNESS,
  'helper.js': '',
};

describe('the pages of a checkout', () => {
  promise('are those for windows and dedicated workers, each with its variants', (t) => {
    const checkout = mkdtempSync(join(tmpdir(), 'wpt-'));
    t.after(() => rmSync(checkout, { recursive: true }));
    for (const [name, text] of Object.entries(CHECKOUT)) {
      const file = join(checkout, 'fetch/api', name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    const pages = testPages(checkout, 'fetch/api').map((page) => page.replace('fetch/api/', ''));
    assert.deepEqual(pages, [
      'a.window.html',
      ...['both.any.html?one', 'both.any.html?two', 'both.any.worker.html?one', 'both.any.worker.html?two'],
      'deep/b.worker.html',
      'page.html',
      ...['usual.any.html', 'usual.any.worker.html'],
      'variants.html?x',
      'window-only.any.html',
    ]);
  });
});

describe('the list of known differences', () => {
  const known = { page: 'p', name: 'known', reason: 'r' };

  promise('accepts what is on it, and nothing else', () => {
    const unknown = { page: 'p', name: 'unknown' };
    assert.deepEqual(judge([known, unknown], [known]), { unlisted: [unknown], stale: [] });
  });

  promise('names what no longer differs, where that was looked at', () => {
    assert.deepEqual(judge([], [known]), { unlisted: [], stale: [known] });
    assert.deepEqual(judge([], [known], () => false), { unlisted: [], stale: [] });
  });

  promise('gives a reason for each', () => {
    for (const list of ['wpt', 'page', 'node']) {
      for (const { reason } of knownDifferences(list)) assert.ok(reason);
    }
  });
});
