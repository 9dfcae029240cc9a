// The callers as an application ships them, and their bytes.
import { mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { build } from 'esbuild';
import { INSTALLED } from '../artifact.mjs';
import { ROOT } from '../run.mjs';

const CALLERS = join(ROOT, 'bench', 'callers');

const entry = (name) => join(CALLERS, `${name}.js`);

/** `clerk-fetch` and `clerk-fetch-…`: this package's; they share one copy of it, as an application's modules do. */
export const isOwn = (name) => name.startsWith('clerk-fetch');

const REFERENCES = ['snippet', 'snippet-unparsed', 'hand-written'];

const ALL = readdirSync(CALLERS)
  .map((file) => file.replace('.js', ''))
  .sort();
export const PEERS = ALL.filter((name) => !isOwn(name) && !REFERENCES.includes(name));
export const BASIC = ALL.filter((name) => !PEERS.includes(name));

/** Whether a caller gives a `Response` or the value in it. */
export const GIVES = Object.fromEntries(ALL.map((name) => [name, /gives = '(\w+)'/.exec(readFileSync(entry(name), 'utf8'))[1]]));

/** The reference that does as much as this caller, and no more. */
export const likeOf = (name) => (GIVES[name] === 'JSON' ? 'snippet' : 'snippet-unparsed');

export const brotli = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;

const COMMON = {
  bundle: true,
  minify: true,
  splitting: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  legalComments: 'none',
  logLevel: 'error',
  alias: { 'clerk-fetch': join(INSTALLED, 'dist', 'index.js') },
  define: { 'process.env.NODE_ENV': '"production"' },
};

/** Bundles the callers, for Node as for the browsers; the folder that has them. */
export async function bundleCallers(names, folder = 'callers') {
  const outdir = join(ROOT, 'build', 'bench', folder);
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir, { recursive: true });
  await build({ ...COMMON, entryPoints: names.map(entry), outdir });
  return outdir;
}

/** What a caller's smallest use ships, after brotli (quality 11); without a chunk that is fetched only if needed. */
export async function bytesOf(name) {
  const { outputFiles, metafile } = await build({ ...COMMON, entryPoints: [entry(name)], outdir: 'out', write: false, metafile: true });
  const first = new Set(Object.entries(metafile.outputs).filter(([, { entryPoint }]) => entryPoint?.includes('callers/')).map(([path]) => path));
  for (const path of first) for (const { path: next, kind } of metafile.outputs[path].imports) if (kind === 'import-statement') first.add(next);
  return outputFiles.filter(({ path }) => [...first].some((name) => path.endsWith(name))).reduce((sum, { contents }) => sum + brotli(contents), 0);
}
