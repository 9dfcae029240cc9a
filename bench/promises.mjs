// node bench/promises.mjs <folder of bundles> <callers>: promises, microtasks and allocated bytes of a call.
import { createHook } from 'node:async_hooks';
import { join } from 'node:path';
import { PerformanceObserver } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { getToken, installFetch } from './fake-fetch.js';

const [folder, names] = process.argv.slice(2);
const URL_ = 'https://api.foo.com/todos/1';
const CALLS = 1_000;
const ALLOCATING = 10_000;

/** What the loop itself makes is taken off: see `nothing`. */
const loop = async (call, calls) => {
  for (let index = 0; index < calls; index++) await call(URL_);
};

const counted = async (call) => {
  let made = 0;
  let run = 0;
  const hook = createHook({ init: (_, type) => void (type === 'PROMISE' && made++), before: () => void run++ });
  hook.enable();
  await loop(call, CALLS);
  hook.disable();
  return { promises: made / CALLS, microtasks: run / CALLS };
};

/** Turns of the microtask queue until a call has settled, an `await` of a value being one. */
const turnsOf = async (call) => {
  let settled = false;
  call(URL_).then(() => (settled = true));
  let turns = 0;
  while (!settled) {
    await undefined;
    turns++;
  }
  return turns;
};

/** Bytes on the heap that were not there before, where nothing was collected in between. */
const allocated = async (call) => {
  let collections = 0;
  const observer = new PerformanceObserver((list) => (collections += list.getEntries().length));
  await loop(call, ALLOCATING);
  const tries = [];
  for (let attempt = 0; attempt < 7; attempt++) {
    globalThis.gc();
    await new Promise(setImmediate);
    observer.observe({ entryTypes: ['gc'] });
    collections = 0;
    const before = process.memoryUsage().heapUsed;
    await loop(call, ALLOCATING);
    const bytes = process.memoryUsage().heapUsed - before;
    await new Promise(setImmediate);
    observer.disconnect();
    if (!collections) tries.push(bytes / ALLOCATING);
  }
  return tries.sort((one, other) => one - other)[tries.length >> 1];
};

const settled = Promise.resolve();
const nothing = () => settled;

const fetched = installFetch('light');
const results = {};
const profile = async (call) => {
  await loop(call, 2_000);
  return { ...(await counted(call)), turns: await turnsOf(call), bytes: await allocated(call) };
};
const base = await profile(nothing);
for (const name of names.split(',')) {
  const { make } = await import(pathToFileURL(join(folder, `${name}.js`)));
  const found = await profile(make({ getToken, allowedOrigins: ['https://api.foo.com'] }));
  results[name] = Object.fromEntries(Object.entries(found).map(([field, value]) => [field, Math.round((value - (field === 'turns' ? 0 : base[field])) * 10) / 10]));
}
process.stdout.write(JSON.stringify({ fetches: fetched.fetches(), callers: results }), () => process.exit());
