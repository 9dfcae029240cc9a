// `npm run size`: what users download, in bytes after brotli (quality 11), against the budget.
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { build } from 'esbuild';
import { ROOT } from './lib/run.mjs';

/** Bytes; README and docs name these figures. */
const BUDGET = { 'root import': 12 * 1024, 'no-wasm': 15 * 1024, '<script>': 14 * 1024 };

const brotli = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
const dist = join(ROOT, 'pkg', 'dist');

/** What a splitting bundler ships first for a minimal import: the entry, without the fallback's own chunk. */
const imported = async (entry) => {
  const folder = mkdtempSync(join(tmpdir(), 'clerk-fetch-size-'));
  try {
    const source = join(folder, 'app.js');
    writeFileSync(source, `import { createAuthenticatedFetch } from ${JSON.stringify(join(dist, entry))};\nglobalThis.f = createAuthenticatedFetch();\n`);
    await build({ entryPoints: [source], bundle: true, minify: true, splitting: true, format: 'esm', outdir: join(folder, 'out'), logLevel: 'error' });
    const out = join(folder, 'out');
    const files = readdirSync(out).filter((file) => !/^fallback/.test(file));
    return files.reduce((sum, file) => sum + brotli(readFileSync(join(out, file))), 0);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const sizes = {
  'root import': await imported('index.js'),
  'no-wasm': await imported('no-wasm.js'),
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
