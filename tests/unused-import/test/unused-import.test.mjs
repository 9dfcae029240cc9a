// `sideEffects: false`, proved: an import that nothing uses adds no byte, and one name does not bring the core with it.
import nodeResolve from '@rollup/plugin-node-resolve';
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build as esbuild } from 'esbuild';
import { rollup } from 'rollup';
import { build as vite } from 'vite';
import webpack from 'webpack';

// Inside the project, where bundlers find the package; in node_modules, since nothing of it is kept.
const WORK = fileURLToPath(new URL('../node_modules/.work/', import.meta.url));
const EXTERNAL = ['react', 'swr', '@tanstack/react-query'];

const USED = "console.log('app');\n";
const UNUSED = `
import { createAuthenticatedFetch } from 'clerk-fetch';
import * as noWasm from 'clerk-fetch/no-wasm';
import { useFetch } from 'clerk-fetch/react';
import { useClerkSWR } from 'clerk-fetch/swr';
import { useClerkQuery } from 'clerk-fetch/react-query';
import { createFakeClerk } from 'clerk-fetch/testing';
import { debug } from 'clerk-fetch/debug';
`;

/** Each bundles `entry` into `folder` and gives the path of what it wrote. */
const BUNDLERS = {
  async esbuild(entry, folder) {
    const outfile = join(folder, 'out.js');
    await esbuild({ entryPoints: [entry], outfile, bundle: true, minify: true, format: 'esm', external: EXTERNAL, logLevel: 'error' });
    return outfile;
  },
  async rollup(entry, folder) {
    const bundle = await rollup({ input: entry, external: EXTERNAL, plugins: [nodeResolve({ browser: true })] });
    const file = join(folder, 'out.js');
    await bundle.write({ file, format: 'es', inlineDynamicImports: true });
    await bundle.close();
    return file;
  },
  async Vite(entry, folder) {
    const rolldownOptions = { external: EXTERNAL, output: { entryFileNames: 'out.js' } };
    const lib = { entry, formats: ['es'] };
    await vite({ root: folder, configFile: false, logLevel: 'error', build: { outDir: folder, emptyOutDir: false, lib, rolldownOptions } });
    return join(folder, 'out.js');
  },
  async webpack(entry, folder) {
    const output = { path: folder, filename: 'out.js' };
    const stats = await new Promise((resolve, reject) =>
      webpack({ mode: 'production', entry, output, externals: EXTERNAL }, (error, done) => (error ? reject(error) : resolve(done))),
    );
    assert.ok(!stats.hasErrors(), stats.toString({ all: false, errors: true }));
    return join(folder, 'out.js');
  },
};

async function bundled(bundler, source) {
  rmSync(WORK, { recursive: true, force: true });
  mkdirSync(WORK);
  const entry = join(WORK, 'app.mjs'); // the same each time: Vite writes it into what it makes
  writeFileSync(entry, source);
  return readFileSync(await BUNDLERS[bundler](entry, WORK), 'utf8');
}

for (const bundler of Object.keys(BUNDLERS)) {
  describe(bundler, () => {
    test('an import that nothing uses adds 0 bytes', { timeout: 120_000 }, async () => {
      assert.equal(await bundled(bundler, UNUSED + USED), await bundled(bundler, USED));
    });

    test('an import of what needs no core leaves the core out', { timeout: 120_000 }, async () => {
      const output = await bundled(bundler, "import { isClerkFetchError } from 'clerk-fetch';\nconsole.log(isClerkFetchError({}));\n");
      assert.ok(!output.includes('WebAssembly'));
      assert.ok(output.length < 4_000, `${output.length} bytes`);
    });
  });
}
