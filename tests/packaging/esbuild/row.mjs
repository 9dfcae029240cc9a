// esbuild, with chunks and without: as one file it would hold the translation too, unless a line leaves that beside the bundle.
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import { CSP } from '../../../scripts/lib/matrix/toolkit.mjs';

export const title = 'esbuild';
export const shows = ['esbuild'];

/** The line of docs/bundlers.md. */
const BESIDE = '--external:*/fallback.js';
const ONE_FILE = { 'as one ES module': 'esm', 'as one script (IIFE)': 'iife' };

export async function build(t) {
  await t.run('esbuild', ['page.js', '--bundle', '--minify', '--splitting', '--format=esm', '--outdir=dist']);
  copyFileSync(t.at('index.html'), t.at('dist', 'index.html'));
  for (const format of Object.values(ONE_FILE)) {
    const bundle = ['page.js', '--bundle', '--minify', `--format=${format}`];
    await t.run('esbuild', [...bundle, `--outfile=${format}-whole/page.js`]);
    await t.run('esbuild', [...bundle, BESIDE, `--outfile=${format}/page.js`]);
    const tag = readFileSync(t.at('index.html'), 'utf8').replace('type="module"', format === 'esm' ? 'type="module"' : 'defer');
    writeFileSync(t.at(format, 'index.html'), tag);
  }
}

const withFallback = (t, format) => {
  const folder = `${format}-with-fallback`;
  mkdirSync(t.at(folder), { recursive: true });
  for (const file of ['index.html', 'page.js']) copyFileSync(t.at(format, file), t.at(folder, file));
  copyFileSync(t.at('node_modules/clerk-fetch/dist/fallback.js'), t.at(folder, 'fallback.js'));
  return folder;
};

export function rows(t) {
  const all = t.policies('dist');
  for (const [name, format] of Object.entries(ONE_FILE)) {
    all[`${name}, the translation beside it`] = async () => {
      const [bytes, whole] = [format, `${format}-whole`].map((folder) => brotliCompressSync(readFileSync(t.at(folder, 'page.js'))).length);
      assert.ok(bytes < 0.75 * whole, `${bytes} of ${whole} bytes: the translation is in the bundle`);
      return t.works((await t.page((await t.site(format)).url)).outcome, 'wasm');
    };
    all[`${name}, the translation beside it, CSP script-src 'self'`] = async () =>
      t.works((await t.page((await t.site(withFallback(t, format), CSP.strict)).url)).outcome, 'js');
  }
  return all;
}
