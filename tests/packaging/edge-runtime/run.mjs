import { EdgeRuntime } from 'edge-runtime';
import { build } from 'esbuild';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

let core;
const compiledModules = {
  name: 'compiled modules',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\.wasm\?module$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path.replace('?module', '')),
      namespace: 'module',
    }));
    onLoad({ filter: /./, namespace: 'module' }, ({ path }) => {
      core = new WebAssembly.Module(readFileSync(path));
      return { contents: 'export default globalThis.core' };
    });
  },
};
const { outputFiles } = await build({
  entryPoints: ['edge.js'],
  bundle: true,
  write: false,
  format: 'iife',
  conditions: [process.argv[2]],
  plugins: [compiledModules],
});
const runtime = new EdgeRuntime({
  extend: (context) => Object.assign(context, { core }),
  initialCode: outputFiles[0].text,
});
const query = Buffer.from(process.env.PROBE).toString('base64url');
const response = await runtime.dispatchFetch(`http://edge.test/?probe=${query}`);
console.log(await response.text());
