// `npm run size`: what users download, in bytes after brotli (quality 11), against the budget.
//
// --write: docs/size.md, which says what has how many of them (Cargo installs twiggy for it).
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './lib/run.mjs';
import { brotli, bytesOf, imported, over } from './lib/size/import.mjs';

/** Bytes; README and docs name these figures. */
const BUDGET = {
  'root import': 19_500,
  'no-wasm': 22_350,
  '<script>': 22_400,
  'useFetch, over `createAuthenticatedFetch`': 1_250,
  'useClerkSWR, over `clerkSWRFetcher`': 8_250,
  'useClerkQuery, over `clerkQueryFn`': 7_450,
  '`clearOnIdentityChange` of clerk-fetch/query, alone': 5_950,
  '`onIdentityChange` alone': 1_200,
};

const dist = join(ROOT, 'pkg', 'dist');

const sizes = {
  'root import': bytesOf(await imported('index.js')),
  'no-wasm': bytesOf(await imported('no-wasm.js')),
  '<script>': brotli(readFileSync(join(dist, 'clerk-fetch.global.js'))),
  'useFetch, over `createAuthenticatedFetch`': await over('useFetch', 'react.js', 'createAuthenticatedFetch'),
  'useClerkSWR, over `clerkSWRFetcher`': await over('useClerkSWR', 'swr.js', 'clerkSWRFetcher'),
  'useClerkQuery, over `clerkQueryFn`': await over('useClerkQuery', 'react-query.js', 'clerkQueryFn'),
  '`clearOnIdentityChange` of clerk-fetch/query, alone': bytesOf(await imported('query.js', { name: 'clearOnIdentityChange' })),
  '`onIdentityChange` alone': bytesOf(await imported('index.js', { name: 'onIdentityChange' })),
};
let tooLarge = false;
for (const [name, bytes] of Object.entries(sizes)) {
  const fits = bytes <= BUDGET[name];
  tooLarge ||= !fits;
  console.log(`${name.padEnd(42)} ${String(bytes).padStart(6)} of ${BUDGET[name]} bytes, brotli${fits ? '' : '  TOO LARGE'}`);
}
console.log(`${'core.wasm'.padEnd(42)} ${String(statSync(join(dist, 'clerk_fetch_bg.wasm')).size).padStart(6)} bytes, raw; ${brotli(readFileSync(join(dist, 'clerk_fetch_bg.wasm')))} brotli`);
const doctor = readFileSync(join(dist, 'doctor.js'));
console.log(`${'doctor.js'.padEnd(42)} ${String(doctor.length).padStart(6)} bytes, raw; ${brotli(doctor)} brotli; no part of any other import`);
process.exitCode = tooLarge ? 1 : 0;

if (process.argv.includes('--write')) {
  const { writePage } = await import('./lib/size/page.mjs');
  await writePage({ sizes, budget: BUDGET });
}
