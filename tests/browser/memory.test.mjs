// Nothing is left behind in Chromium by a call or by a fetcher, however many there are. `FULL=1` makes it a million.
import { join } from 'node:path';
import { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { INSTALLED } from '../../scripts/lib/artifact.mjs';
import { launch, serve } from '../support/browser.mjs';
import { WINDOWS } from '../support/memory/flat.mjs';
import { promiseFlatMemory } from '../support/memory/promises.mjs';

/** Does a window of a loop when it is told to. */
const PAGE = `<!doctype html><meta charset="utf-8"><title>Memory</title><script type="module">
  import { wasmBytes } from '/support/memory/wasm.mjs';
  import { LOOPS, runWindow } from '/support/memory/loops.mjs';
  const clerkFetch = await import('/package/index.js');
  let once;
  globalThis.start = (name) => {
    once = LOOPS[name].make(clerkFetch);
  };
  globalThis.runWindow = async (name, from, to) => {
    await runWindow(once, LOOPS[name].at, from, to);
    return wasmBytes();
  };
</script>`;

const FILES = {
  '/': PAGE,
  '/package/': { file: join(INSTALLED, 'dist') },
  '/support/': { file: fileURLToPath(new URL('../support', import.meta.url)) },
};

let browser;
let site;
before(async () => {
  browser = await launch();
  site = await serve(FILES);
});
after(async () => {
  await browser?.close();
  await site?.close();
});

/** One loop in a page of its own. */
const measure = async (name, times) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(site.url);
  await page.waitForFunction(() => globalThis.start);
  const devtools = await context.newCDPSession(page);
  const collected = async () => {
    for (let pass = 0; pass < 2; pass++) await devtools.send('HeapProfiler.collectGarbage');
    return (await devtools.send('Runtime.getHeapUsage')).usedSize;
  };
  const size = Math.ceil(times / WINDOWS);
  const measured = { name, calls: size * WINDOWS, heap: [], wasm: [] };
  await page.evaluate((loop) => globalThis.start(loop), name);
  for (let window = 0; window < WINDOWS; window++) {
    const range = [name, window * size, (window + 1) * size];
    measured.wasm.push(await page.evaluate((given) => globalThis.runWindow(...given), range));
    measured.heap.push(await collected());
  }
  await context.close();
  return measured;
};

promiseFlatMemory('Chromium', { measure, leak: 12 });
