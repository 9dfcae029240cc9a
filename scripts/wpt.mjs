// WPT's fetch/api tests with the page's own `fetch` replaced by ours, signed out, against the same tests without.
//
//   npm run wpt -- <path of a WPT checkout> [part of a page's path …]
//
// The last lines are what passes natively and fails with ours and is not in tests/wpt/expected.json, and what is listed
// there and no longer fails: either ends it with code 1.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { launch } from '../tests/support/browser.mjs';
import { judge, knownDifferences } from '../tests/wpt/expected.mjs';
import { testPages } from '../tests/wpt/list.mjs';
import { WHOLE, runPage } from '../tests/wpt/pages.mjs';
import { chromiumFlags, startWpt } from '../tests/wpt/server.mjs';
import { INSTALLED, prepareArtifact } from './lib/artifact.mjs';
import { ROOT, since } from './lib/run.mjs';

const FOLDER = 'fetch/api';
/** Pages at a time. */
const ABREAST = 2;
/** A page with a difference is run so often; natively it has to pass each time, with ours fail the most times. */
const RUNS = 3;

const INSTALL = `
(() => {
  const native = globalThis.fetch;
  globalThis.fetch = ClerkFetch.createAuthenticatedFetch({
    signedOut: 'anonymous',
    foreignOrigin: 'anonymous',
    getToken: async () => null,
    fetch: native,
  });
})();
`;

/** Runs the page both ways; the pairs in which a subtest passes natively, with why it fails with ours. */
async function compare(browser, native, ours, page) {
  const natively = await runPage(browser, native, page);
  const replaced = await runPage(browser, ours, page);
  return { natively, replaced, differences: differences(natively, replaced) };
}

const differences = (natively, replaced) =>
  [...natively]
    .filter(([name, failure]) => failure === undefined && (!replaced.has(name) || replaced.get(name) !== undefined))
    .map(([name]) => ({ name, why: replaced.get(name) ?? 'it did not run' }));

/** A difference that another run does not show is a flaw of the run, and said so. */
async function confirmed(browser, native, ours, page) {
  const first = await compare(browser, native, ours, page);
  if (!first.differences.length) return { ...first, unstable: [] };
  const runs = [first];
  while (runs.length < RUNS) runs.push(await compare(browser, native, ours, page));
  const failsNatively = ({ name }) => runs.some(({ natively }) => !natively.has(name) || natively.get(name) !== undefined);
  const times = ({ name }) => runs.filter((run) => run.differences.some((other) => other.name === name)).length;
  const lasting = first.differences.filter((difference) => !failsNatively(difference) && times(difference) * 2 > RUNS);
  return { ...first, differences: lasting, unstable: first.differences.filter((difference) => !lasting.includes(difference)) };
}

async function runAll(checkout, pages) {
  const work = (name) => join(ROOT, 'build', 'test', 'wpt', name);
  const harness = readFileSync(join(INSTALLED, 'dist', 'clerk-fetch.global.js'), 'utf8') + INSTALL;
  const results = new Map();
  const opened = [];
  try {
    const native = await startWpt({ checkout, work: work('native') });
    opened.push(native);
    const ours = await startWpt({ checkout, work: work('ours'), harness });
    opened.push(ours);
    const browser = await launch({ args: chromiumFlags(checkout) });
    opened.push(browser);
    const waiting = [...pages];
    const worker = async () => {
      for (let page; (page = waiting.shift()); ) {
        const result = await confirmed(browser, native, ours, page);
        results.set(page, result);
        console.log(line(page, result, results.size, pages.length));
      }
    };
    await Promise.all(Array.from({ length: ABREAST }, worker));
  } finally {
    for (const part of opened.reverse()) await part.close();
  }
  return results;
}

const subtests = (outcomes) => [...outcomes.keys()].filter((name) => name !== WHOLE).length;
const passing = (outcomes) => [...outcomes].filter(([name, failure]) => name !== WHOLE && failure === undefined).length;

function line(page, { natively, replaced, differences: found, unstable }, count, of) {
  const told = [
    `${passing(natively)} of ${subtests(natively)} natively`,
    `${passing(replaced)} with ours`,
    ...(found.length ? [`${found.length} differ: ${found.map(({ name }) => name).join(' | ')}`] : []),
    ...unstable.map(({ name, why }) => `unstable: ${name}: ${why}`),
    ...(natively.get(WHOLE) ? [natively.get(WHOLE)] : []),
  ];
  return `${count}/${of} ${page}: ${told.join(', ')}`;
}

/** Prints what is not as listed; whether there is such. */
function report(results, started) {
  const all = [...results.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
  const found = all.flatMap(([page, { differences: of }]) => of.map((difference) => ({ page, ...difference })));
  const compared = ({ page, name }) => {
    const natively = results.get(page)?.natively;
    return natively?.has(name) && natively.get(name) === undefined;
  };
  const { unlisted, stale } = judge(found, knownDifferences('wpt'), compared);
  const total = (count, which) => all.reduce((so, [, result]) => so + count(result[which]), 0);
  console.log(`\n${all.length} pages in ${since(started)}: ${total(subtests, 'natively')} subtests, ${total(passing, 'natively')} pass natively, ${total(passing, 'replaced')} with ours`);
  console.log(`${found.length} pass natively and fail with ours, ${found.length - unlisted.length} of them listed`);
  for (const { page, name, why } of unlisted) console.log(`✖ not listed: ${page}: ${name}\n    ${why}`);
  for (const { page, name } of stale) console.log(`✖ listed, and does not differ: ${page}: ${name}`);
  return unlisted.length + stale.length > 0;
}

const [path, ...parts] = process.argv.slice(2);
if (!path) {
  console.error('Say where a checkout of web-platform-tests is: npm run wpt -- <path>');
  process.exitCode = 2;
} else {
  await prepareArtifact();
  const checkout = resolve(path);
  const pages = testPages(checkout, FOLDER).filter((page) => !parts.length || parts.some((part) => page.includes(part)));
  const started = performance.now();
  process.exitCode = report(await runAll(checkout, pages), started) ? 1 : 0;
}
