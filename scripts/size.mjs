// `npm run size`: what users download, in bytes after brotli (quality 11), against the budget.
//
// --write: docs/size.md, which says what has how many of them (Cargo installs twiggy for it).
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './lib/run.mjs';
import { brotli, bytesOf, imported } from './lib/size/import.mjs';

/** Bytes; README and docs name these figures. */
const BUDGET = { 'root import': 12_400, 'no-wasm': 15 * 1024, '<script>': 14 * 1024 };

const dist = join(ROOT, 'pkg', 'dist');

const sizes = {
  'root import': bytesOf(await imported('index.js')),
  'no-wasm': bytesOf(await imported('no-wasm.js')),
  '<script>': brotli(readFileSync(join(dist, 'clerk-fetch.global.js'))),
};
let over = false;
for (const [name, bytes] of Object.entries(sizes)) {
  const fits = bytes <= BUDGET[name];
  over ||= !fits;
  console.log(`${name.padEnd(12)} ${String(bytes).padStart(6)} of ${BUDGET[name]} bytes, brotli${fits ? '' : '  TOO LARGE'}`);
}
console.log(`core.wasm    ${String(statSync(join(dist, 'clerk_fetch_bg.wasm')).size).padStart(6)} bytes, raw; ${brotli(readFileSync(join(dist, 'clerk_fetch_bg.wasm')))} brotli`);
const doctor = readFileSync(join(dist, 'doctor.js'));
console.log(`doctor.js    ${String(doctor.length).padStart(6)} bytes, raw; ${brotli(doctor)} brotli; no part of any other import`);
process.exitCode = over ? 1 : 0;

if (process.argv.includes('--write')) {
  const { writePage } = await import('./lib/size/page.mjs');
  await writePage({ sizes, budget: BUDGET });
}
