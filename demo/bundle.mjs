// Bundles the page's React half, with clerk-fetch as an installed package: the folder that `npm run build`
// makes is linked where a bundler looks, so that its exports map is what resolves.
import { build } from 'esbuild';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../scripts/lib/run.mjs';

const MODULES = join(ROOT, 'build', 'demo-modules');
const OUT = join(ROOT, 'build', 'demo');

/** @returns {Promise<string>} the folder of the bundle, whose entry is `main.js` */
export async function bundleDemo() {
  linkPackage();
  await build({
    entryPoints: [join(ROOT, 'demo', 'main.jsx')],
    outdir: OUT,
    bundle: true,
    format: 'esm',
    splitting: true,
    jsx: 'automatic',
    target: 'es2022',
    minify: true,
    sourcemap: 'linked',
    nodePaths: [MODULES],
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  });
  return OUT;
}

function linkPackage() {
  const link = join(MODULES, 'clerk-fetch');
  mkdirSync(MODULES, { recursive: true });
  rmSync(link, { recursive: true, force: true });
  // 'junction' is for Windows, where other links to folders need a privilege; elsewhere it means nothing.
  symlinkSync(join(ROOT, 'pkg'), link, 'junction');
}
