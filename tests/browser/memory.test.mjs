// Nothing is left behind in Chromium by a call or by a fetcher, however many there are. `FULL=1` makes it a million.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { INSTALLED } from '../../scripts/lib/artifact.mjs';
import { launch, serve } from '../support/browser.mjs';
import { fault, growth, told, WINDOWS } from '../support/memory/flat.mjs';
import { CONTROL, LEAK, LOOPS, timesOf } from '../support/memory/loops.mjs';

const full = process.env.FULL === '1';
const limit = { timeout: (full ? 120 : 5) * 60_000 };

/** Knows the linear memories of all instances, and does a window of a loop when it is told to. */
const PAGE = `<!doctype html><meta charset="utf-8"><title>Memory</title><script type="module">
  const memories = [];
  WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
    construct(target, args) {
      const instance = Reflect.construct(target, args);
      memories.push(...Object.values(instance.exports).filter((value) => value instanceof WebAssembly.Memory));
      return instance;
    },
  });
  const { LOOPS, runWindow } = await import('/support/memory/loops.mjs');
  const clerkFetch = await import('/package/index.js');
  let once;
  globalThis.start = (name) => {
    once = LOOPS[name].make(clerkFetch);
  };
  globalThis.runWindow = async (name, from, to) => {
    await runWindow(once, LOOPS[name].at, from, to);
    return memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
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
const measure = async (name) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(site.url);
  await page.waitForFunction(() => globalThis.start);
  const devtools = await context.newCDPSession(page);
  const collected = async () => {
    for (let pass = 0; pass < 2; pass++) await devtools.send('HeapProfiler.collectGarbage');
    return (await devtools.send('Runtime.getHeapUsage')).usedSize;
  };
  const size = Math.ceil(timesOf(name, full) / WINDOWS);
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

describe('memory in Chromium', () => {
  let control;
  before(async () => {
    control = await measure(CONTROL);
  }, limit);

  test('the measure sees a leak of one small object', limit, async (t) => {
    const leak = await measure(LEAK);
    t.diagnostic(told(leak));
    assert.match(String(fault(leak, control)), /^the heap grows/);
    assert.ok(growth(leak).slope > 12, told(leak));
  });

  for (const name of Object.keys(LOOPS).filter((loop) => loop !== CONTROL && loop !== LEAK)) {
    test(`is flat over ${timesOf(name, full)} ${name}`, limit, async (t) => {
      const measured = await measure(name);
      t.diagnostic(told(measured));
      assert.equal(fault(measured, control), undefined);
      assert.ok(measured.wasm.at(-1) > 0, 'the core is WebAssembly');
    });
  }
});
