// What the suite itself promises: no test waits for time to pass. It waits for a condition or an event.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ROOT } from '../../scripts/lib/run.mjs';

/** Ways to sleep. */
const SLEEPS = /\b(setTimeout|setInterval)\s*\(|timers\/promises|waitForTimeout|Atomics\.wait\b|\bsleep\b\s*\(|scheduler\.wait/;

/** Files that may, how often, and why it is no wait for another thing to have happened. */
const ALLOWED = {
  'tests/support/frontend/routes.mjs': [1, 'the Frontend API is slow when it is told to be'],
  'tests/support/protected-api.mjs': [1, 'the protected API is slow when it is told to be'],
  'tests/support/protected/routes.mjs': [2, 'the protected API is slow, and streams slowly, when it is told to'],
  'tests/js/packaging.test.mjs': [1, 'a turn of the event loop in a process of its own, after which an unhandled rejection ends it'],
  'tests/browser/faults/watch.js': [1, "it stands in for the page's own, and counts what waits"],
  'tests/browser/identity/observe.js': [1, 'what was painted lately is forgotten after two turns'],
  'tests/browser/identity/holders.jsx': [1, 'React prepares a hidden tree when it has time, and tells nobody'],
  'tests/packaging/adapters/world.mjs': [1, 'a turn of the event loop: TanStack Query tells its observers by a timer of 0 ms'],
  'tests/packaging/react-native/shell.js': [1, "it is React Native's own, over the engine's queue"],
  'tests/support/drop-in/run.mjs': [1, 'the limit of a case that hangs natively'],
  'tests/support/webdriver.mjs': [1, 'WebDriver has no event: a condition is asked for again'],
  'tests/wpt/server.mjs': [1, 'another program starts: whether it answers is asked again'],
  'tests/js/missing-clerk-hooks.test.mjs': [1, 'a second in which nothing must be said'],
  'tests/js/query-apart.test.mjs': [1, "a scheduler of the application's own"],
  'tests/js/react-strict.test.mjs': [2, 'a turn of the event loop, and a component that renders again in a timer of its own'],
  'tests/js/query-plugins.test.mjs': [1, 'a channel between tabs delivers when it does'],
  'tests/js/requests.test.mjs': [1, 'a body that ends after the limit of a try, which does not hold for it'],
  'tests/js/migrate-oracle.test.mjs': [1, 'a turn of the event loop, in which what a program put off is done'],
  'tests/js/migrate-programs.test.mjs': [1, 'a turn of the event loop, in which React and SWR do what they put off'],
  'tests/js/migrate-run.test.mjs': [1, 'a condition is asked for again, after a turn of the event loop'],
  'tests/js/support/programs.mjs': [1, 'it is text of a program that is written'],
  'tests/js/support/query-page.mjs': [1, 'a turn of the event loop: TanStack Query tells its observers by a timer of 0 ms'],
  'tests/js/swr-identity.test.mjs': [1, 'a subscription that tells in a turn of its own'],
  'tests/js/suite.test.mjs': [2, 'what is looked for, and an example of it'],
};

const sourcesIn = (folder) =>
  readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : sourcesIn(path);
    return /\.(mjs|js|jsx|ts|tsx)$/.test(entry.name) ? [path] : [];
  });

/** Lines of code that sleep; comments may speak of it. */
const sleepsIn = (text) => text.split('\n').filter((line) => SLEEPS.test(line) && !/^\s*(\/\/|\*|\/\*)/.test(line));

describe('the suite', () => {
  const files = sourcesIn('tests');

  test('is looked at', () => {
    assert.ok(files.includes('tests/js/fetch.test.mjs') && files.length > 40, `${files.length} files`);
    const ways = ['await new Promise((r) => setTimeout(r, 50));', "import { setTimeout } from 'node:timers/promises';", 'await page.waitForTimeout(100);'];
    for (const way of ways) assert.equal(sleepsIn(way).length, 1, way);
  });

  for (const path of files) {
    const sleeps = sleepsIn(readFileSync(join(ROOT, path), 'utf8'));
    const [most = 0] = ALLOWED[path] ?? [];
    if (!sleeps.length && !most) continue;
    test(`${path} does not sleep`, () => {
      const advice = 'wait for a condition (support/suite.mjs: eventually, settled; page.waitForFunction), or hold the timers (support/world.mjs)';
      assert.ok(sleeps.length <= most, `${sleeps.length} sleeps, ${most} allowed; ${advice}:\n${sleeps.join('\n')}`);
      assert.ok(sleeps.length >= most, `${path} sleeps less often than ALLOWED says: correct it`);
    });
  }

  test('names in its list only files that are there', () => {
    assert.deepEqual(Object.keys(ALLOWED).filter((path) => !files.includes(path)), []);
  });
});
