import { build } from 'esbuild';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

const CONDITIONS = { workerd: ['workerd', 'worker', 'browser'], plain: ['worker', 'browser'] };

for (const [name, conditions] of Object.entries(CONDITIONS)) {
  const outdir = join('dist', name);
  mkdirSync(outdir, { recursive: true });
  await build({
    entryPoints: { worker: 'worker.js' },
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2024',
    conditions,
    outdir,
    plugins: [compiledModules(outdir)],
  });
}

/** Wrangler's rule CompiledWasm: `*.wasm` and `*.wasm?module` become modules of their own beside the worker. */
function compiledModules(outdir) {
  return {
    name: 'compiled modules',
    setup({ onResolve }) {
      onResolve({ filter: /\.wasm(\?module)?$/ }, ({ path, resolveDir }) => {
        copyFileSync(join(resolveDir, path.replace('?module', '')), join(outdir, 'core.wasm'));
        return { path: './core.wasm', external: true };
      });
    },
  };
}
