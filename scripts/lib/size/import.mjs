// What a minimal import of the package ships, and which module each byte of it comes from.
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { build } from 'esbuild';
import { ROOT } from '../run.mjs';
import { mappingsOf } from '../source-map.mjs';

export const brotli = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;

const dist = (file) => join(ROOT, 'pkg', 'dist', file);

/** The application's part: React and the like, and what it would have without a hook, are not the package's. */
const APP = {
  external: ['react', 'swr', '@tanstack/react-query'],
  alias: { 'clerk-fetch/react': dist('react.js'), 'clerk-fetch': dist('index.js') },
};

/**
 * What a splitting bundler ships first for one import: the entry, without the fallback's own chunk. With `mapped`, it
 * has its source map, for which esbuild writes some bytes otherwise.
 */
export const imported = async (entry, { name = 'createAuthenticatedFetch', mapped = false } = {}) => {
  const folder = mkdtempSync(join(tmpdir(), 'clerk-fetch-size-'));
  try {
    const source = join(folder, 'app.js');
    writeFileSync(source, `import { ${name} } from ${JSON.stringify(dist(entry))};\nglobalThis.f = ${name}();\n`);
    const out = join(folder, 'out');
    await build({ ...APP, entryPoints: [source], bundle: true, minify: true, splitting: true, format: 'esm', outdir: out, sourcemap: mapped && 'external', logLevel: 'error' });
    const first = readdirSync(out).filter((file) => !/^fallback|\.map$/.test(file));
    const read = (file) => readFileSync(join(out, file), 'utf8');
    return first.map((file) => ({ text: read(file), map: mapped && JSON.parse(read(`${file}.map`)) }));
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** How many bytes a hook adds to what it is a hook of. */
export const over = async (hook, entry, name) => bytesOf(await imported(entry, { name: hook })) - bytesOf(await imported('index.js', { name }));

export const bytesOf = (files) => files.reduce((sum, { text }) => sum + brotli(text), 0);

/** A module of the executor by its path in js/. */
const nameOf = (source) => source.split(/(?:^|\/)js\//)[1] ?? basename(source);

/** A bundle's text in pieces, each with the module that it comes from. */
const piecesOf = ({ text, map }) => {
  const starts = text.split('\n').reduce((all, line) => [...all, all.at(-1) + line.length + 1], [0]);
  const places = mappingsOf(map).map(({ line, column, source }) => ({ at: starts[line] + column, source: nameOf(source) }));
  return [{ at: 0, source: '' }, ...places].map(({ at, source }, index) => ({ source, text: text.slice(at, places[index]?.at) }));
};

const joined = (pieces) => pieces.map(({ text }) => text).join('');

/** What is left without the modules whose name matches. */
export const textWithout = ([file], name) => joined(piecesOf(file).filter(({ source }) => !name.test(source)));

/**
 * Each module's bytes, and how many fewer the whole would have after brotli without them: what two modules say alike is
 * found in neither.
 * @returns {{ source: string, raw: number, less: number }[]} the largest first
 */
export const modulesOf = ([file]) => {
  const pieces = piecesOf(file);
  const whole = brotli(file.text);
  const sources = [...new Set(pieces.map(({ source }) => source))];
  return sources
    .map((source) => {
      const own = pieces.filter((piece) => piece.source === source);
      const rest = pieces.filter((piece) => piece.source !== source);
      return { source, raw: Buffer.byteLength(joined(own)), less: whole - brotli(joined(rest)) };
    })
    .sort((one, other) => other.less - one.less);
};
