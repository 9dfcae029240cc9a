// node --expose-gc bench/scale.mjs <folder of bundles> <what> <arguments, JSON>: many calls at once, and many fetchers.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { getToken, installFetch } from './fake-fetch.js';
import { measure } from './rounds.js';

const [folder, what, given] = process.argv.slice(2);
const LISTED = 'https://api.foo.com';
const load = (name) => import(pathToFileURL(join(folder, `${name}.js`)));
const makeAll = async (names, options) => Promise.all(names.map(async (name) => ({ name, call: (await load(name)).make(options) })));

const { Agent, fetch: realFetch, setGlobalDispatcher } = what === 'server' ? await import('undici') : {};

/** Real requests: `calls` at once, every caller in turn; milliseconds for all of them. */
const server = async ({ url, callers: names, calls, rounds, connections }) => {
  setGlobalDispatcher(new Agent({ connections, pipelining: 1 }));
  globalThis.fetch = realFetch;
  const callers = await makeAll(names, { getToken, allowedOrigins: [new URL(url).origin] });
  const times = Object.fromEntries(names.map((name) => [name, []]));
  const once = async ({ name, call }, keep) => {
    globalThis.gc();
    const begin = performance.now();
    const values = await Promise.all(Array.from({ length: calls }, (_, index) => call(`${url}/todos/${index}`)));
    const ms = performance.now() - begin;
    if (values.some(({ id }, index) => id !== index)) throw new Error(`${name} mixed its answers up`);
    if (keep) times[name].push(ms);
  };
  for (const caller of callers) await once(caller, false);
  for (let round = 0; round < rounds; round++) for (let index = 0; index < callers.length; index++) await once(callers[(index + round) % callers.length], true);
  return times;
};

/** A `fetch` that nothing comes back from until all are under way: bytes on the heap then, and the time from first to last. */
const pending = async ({ caller: name, calls, times }) => {
  const { make } = await load(name);
  installFetch('light');
  const answer = globalThis.fetch;
  let open;
  let gate;
  globalThis.fetch = (input, init) => gate.then(() => answer(input, init));
  const call = make({ getToken, allowedOrigins: [LISTED] });
  const once = async () => {
    gate = new Promise((resolve) => (open = resolve));
    globalThis.gc();
    const before = process.memoryUsage().heapUsed;
    const begin = performance.now();
    const all = Array.from({ length: calls }, (_, index) => call(`${LISTED}/todos/${index}`));
    await new Promise(setImmediate);
    const started = performance.now() - begin;
    globalThis.gc();
    const bytes = process.memoryUsage().heapUsed - before;
    const again = performance.now();
    open();
    await Promise.all(all);
    return { ns: ((started + performance.now() - again) * 1e6) / calls, bytes: bytes / calls };
  };
  const found = [];
  for (let attempt = 0; attempt < times; attempt++) found.push(await once());
  return { ns: Math.min(...found.map(({ ns }) => ns)), bytes: Math.min(...found.map(({ bytes }) => bytes)) };
};

const optionsOf = (index) => [
  { getToken, allowedOrigins: [LISTED, `https://other-${index}.foo.com`] },
  { getToken, baseUrl: `${LISTED}/v${index}` },
  { getToken, baseUrl: LISTED, template: `template-${index}` },
  { getToken, organizationId: `org_${index}`, allowedOrigins: [LISTED] },
][index % 4];

/** One fetcher against many with other options: the same number of calls, of known URLs. */
const fetchers = async ({ caller: name, count, rounds, slot }) => {
  const { make } = await load(name);
  installFetch('light');
  const many = Array.from({ length: count }, (_, index) => make(optionsOf(index)));
  const one = make(optionsOf(0));
  let turn = 0;
  const callers = [
    { name: 'one', call: (url) => (turn++, one(url)) },
    { name: 'many', call: (url) => many[turn++ % count](url) },
  ];
  return (await measure(callers, [`${LISTED}/todos/1`], { rounds, slot })).times;
};

const result = await { server, pending, fetchers }[what](JSON.parse(given));
process.stdout.write(JSON.stringify(result), () => process.exit());
