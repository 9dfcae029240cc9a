// Cold start: import and first call, over the snippet's, each time in a new process or page; and the longest task of a page.
import { join } from 'node:path';
import { launch, serve } from '../../../tests/support/browser.mjs';
import { ISOLATED, inNode, site } from './engines.mjs';
import { median, quantile, rounded } from './statistics.mjs';

const TIMES = 21;
const CALLERS = ['snippet', 'clerk-fetch'];

/** One after the other, in turn; the medians, and how much more clerk-fetch takes. */
const compare = async (once, times) => {
  const found = Object.fromEntries(CALLERS.map((name) => [name, []]));
  for (let index = 0; index < times; index++) for (const name of CALLERS) found[name].push(await once(name));
  const of = (name, field) => median(found[name].map((one) => one[field]));
  const [before, own] = CALLERS;
  return {
    times,
    ms: Object.fromEntries(['import', 'make', 'call', 'all'].map((field) => [field, { snippet: rounded(of(before, field)), 'clerk-fetch': rounded(of(own, field)) }])),
    over: rounded(of(own, 'all') - of(before, 'all')),
    compiledByImport: Math.max(...found[own].map(({ compiledByImport }) => compiledByImport)),
    compiled: Math.max(...found[own].map(({ compiled }) => compiled)),
  };
};

export const coldInNode = (folder, times = TIMES) => compare((name) => inNode('cold.mjs', [join(folder, `${name}.js`)]), times);

/** A browser's own caches are those of a context: a new one has none. */
export const inNewPage = async (chromium, url, action) => {
  const context = await chromium.newContext();
  try {
    const page = await context.newPage();
    await page.goto(`${url}/empty`);
    return await action(page);
  } finally {
    await context.close();
  }
};

export const first = (page, name) => page.evaluate(async (name) => (await import('/first-call.js')).firstCall(`/callers/${name}.js`), name);

/** A slow phone's processor. */
export const SLOWDOWN = 4;

/** Slows a page that has its harness already. */
export const slowDown = async (page) => {
  await page.evaluate(() => import('/first-call.js'));
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
};

const CATEGORIES = ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline', 'blink.user_timing'];

/** The longest task of the page's main thread between the two marks, in ms: the browser's own trace has all of them. */
const longestTask = (trace) => {
  const { traceEvents: events } = JSON.parse(trace);
  const mark = (name) => events.find((event) => event.name === name && event.cat.includes('user_timing'));
  const [begin, end] = [mark('bench-begin'), mark('bench-end')];
  const tasks = events.filter(
    ({ name, ph, pid, tid, ts, dur }) => name === 'RunTask' && ph === 'X' && pid === begin.pid && tid === begin.tid && ts + dur >= begin.ts && ts <= end.ts,
  );
  return Math.max(...tasks.map(({ dur }) => dur)) / 1000;
};

const tasksOf = (chromium, url, name) =>
  inNewPage(chromium, url, async (page) => {
    await slowDown(page);
    await chromium.startTracing(page, { categories: CATEGORIES });
    // In a task of the page's own: the one that the debugger starts is not.
    await page.evaluate(
      (name) =>
        new Promise((resolve, reject) => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = async () => {
            try {
              performance.mark('bench-begin');
              await (await import('/first-call.js')).firstCall(`/callers/${name}.js`);
              performance.mark('bench-end');
              resolve();
            } catch (error) {
              reject(error);
            }
          };
          port2.postMessage(undefined);
        }),
      name,
    );
    return longestTask((await chromium.stopTracing()).toString());
  });

/** @returns the page's cold start, and its longest task with a processor a fourth as fast */
export async function coldInChromium(folder, times = TIMES) {
  const server = await serve(site(folder), { headers: ISOLATED });
  const chromium = await launch();
  try {
    const cold = await compare((name) => inNewPage(chromium, server.url, (page) => first(page, name)), times);
    const tasks = Object.fromEntries(CALLERS.map((name) => [name, []]));
    for (let index = 0; index < times; index++) for (const name of CALLERS) tasks[name].push(await tasksOf(chromium, server.url, name));
    const longest = Object.fromEntries(CALLERS.map((name) => [name, { median: rounded(median(tasks[name])), most: rounded(quantile(tasks[name], 0.9)) }]));
    return { ...cold, slowdown: SLOWDOWN, longestTask: longest };
  } finally {
    await chromium.close();
    await server.close();
  }
}
