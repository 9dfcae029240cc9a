// node bench/crossings.mjs <folder of bundles> <callers>: how often a call crosses into the core, and what it copies there.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { getToken, installFetch } from './fake-fetch.js';

const [folder, names] = process.argv.slice(2);
const URLS = ['https://api.foo.com/todos/1?page=1', 'https://api.foo.com/todos/2?page=2', 'https://api.foo.com/todos/2?page=2'];

/** @type {{ calls: Record<string, number>, written: number, read: number, made: [Function, unknown[]][] }} */
let seen;
const forget = () => (seen = { calls: {}, written: 0, read: 0, made: [] });
forget();

/** The core's exports, each of which counts; in the order of `WebAssembly.Module.exports`, whose names the build shortens. */
const { Instance } = WebAssembly;
const memories = new Set();
WebAssembly.Instance = function (module, imports) {
  const { exports } = new Instance(module, imports);
  const counting = ([name, value]) => {
    if (value instanceof WebAssembly.Memory) memories.add(value.buffer);
    if (typeof value !== 'function') return [name, value];
    const counted = (...args) => {
      seen.calls[name] = (seen.calls[name] ?? 0) + 1;
      seen.made.push([value, args]);
      return value(...args);
    };
    return [name, counted];
  };
  return { exports: Object.fromEntries(Object.entries(exports).map(counting)) };
};

/** The window's bytes: what JavaScript sets in it, and what it takes out of it. */
const Bytes = globalThis.Uint8Array;
const watched = (bytes) =>
  new Proxy(bytes, {
    set(target, index, value) {
      seen.written++;
      target[index] = value;
      return true;
    },
    get(target, name) {
      const value = target[name];
      if (name !== 'subarray') return typeof value === 'function' ? value.bind(target) : value;
      return (from, to) => {
        seen.read += to - from;
        return target.subarray(from, to);
      };
    },
  });
globalThis.Uint8Array = new Proxy(Bytes, {
  construct: (target, args) => (memories.has(args[0]) ? watched(new target(...args)) : new target(...args)),
});

const TIMES = 200_000;

/** Nanoseconds in the core and on the way to it and back: the same calls, made again by themselves. */
const replayed = (made) => {
  const round = () => {
    const begin = performance.now();
    for (let index = 0; index < TIMES; index++) for (const [exported, [first, second, third]] of made) exported(first, second, third);
    return ((performance.now() - begin) * 1e6) / TIMES;
  };
  return Math.round(Math.min(...Array.from({ length: 10 }, round)));
};

installFetch('light');
const results = {};
for (const name of names.split(',')) {
  const { make } = await import(pathToFileURL(join(folder, `${name}.js`)));
  forget();
  const call = make({ getToken, allowedOrigins: ['https://api.foo.com'] });
  const calls = [];
  for (const url of URLS) {
    forget();
    await call(url);
    const { made, ...counts } = seen;
    calls.push({ ...counts, ns: replayed(made) });
  }
  const [first, unseen, known] = calls;
  results[name] = { first, unseen, known };
}
process.stdout.write(JSON.stringify(results));
