// The first use on a slow phone: factory and first call, in a new page of a browser at a fourth of the speed, beside the former
// release's build (bench/former.js), in turn.
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { launch, serve } from '../../../tests/support/browser.mjs';
import { ROOT } from '../run.mjs';
import { bundleCallers } from './bundles.mjs';
import { SLOWDOWN, first, inNewPage, slowDown } from './cold.mjs';
import { ISOLATED, site } from './engines.mjs';
import { median, rounded } from './statistics.mjs';

export const FORMER = join(ROOT, 'bench', 'former.js');

const slowly = (chromium, url, name) =>
  inNewPage(chromium, url, async (page) => {
    await slowDown(page);
    return first(page, name);
  });

/** Milliseconds of each turn, for each name: what a name is given twice for is noise. */
const turns = async (names, times) => {
  const folder = await bundleCallers(['snippet', 'clerk-fetch'], 'first-use');
  copyFileSync(FORMER, join(folder, 'former.js'));
  const server = await serve(site(folder), { headers: ISOLATED });
  const chromium = await launch();
  try {
    const found = names.map(() => []);
    for (let turn = 0; turn < times; turn++) for (const [index, name] of names.entries()) found[index].push(await slowly(chromium, server.url, name));
    return found;
  } finally {
    await chromium.close();
    await server.close();
  }
};

const spent = (all) => all.map(({ make, call }) => make + call);

/** @returns the medians in milliseconds, and the package's as a part of the former release's */
export async function firstUse(times = 21) {
  const names = ['snippet', 'former', 'clerk-fetch'];
  const found = await turns(names, times);
  const ms = Object.fromEntries(names.map((name, index) => [name, Object.fromEntries(['import', 'make', 'call'].map((field) => [field, rounded(median(found[index].map((one) => one[field])))]))]));
  return { times, slowdown: SLOWDOWN, ms, ratio: rounded(median(spent(found[2])) / median(spent(found[1]))) };
}

/** The least of each, which other programs on the machine disturb least; how far two of the same are apart is `noise`. */
export async function firstUseAtLeast(times = 9) {
  const [former, again, own] = (await turns(['former', 'former', 'clerk-fetch'], times)).map((all) => Math.min(...spent(all)));
  return { ratio: rounded(own / Math.min(former, again)), noise: rounded(Math.max(former / again, again / former)) };
}
