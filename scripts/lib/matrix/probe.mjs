// Lays the call that every shape makes beside its own files: as ES module, as CommonJS, as a script with the global
// `Probe`, and its types.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SHAPES } from './install.mjs';

export async function addProbe(dir) {
  const { transform } = await import('esbuild');
  const source = readFileSync(join(SHAPES, 'shared', 'probe.js'), 'utf8');
  const as = async (options) => (await transform(source, options)).code;
  writeFileSync(join(dir, 'probe.mjs'), source);
  writeFileSync(join(dir, 'probe.cjs'), await as({ format: 'cjs' }));
  writeFileSync(join(dir, 'probe.global.js'), await as({ format: 'iife', globalName: 'Probe' }));
  for (const extension of ['mts', 'cts'])
    copyFileSync(join(SHAPES, 'shared', 'probe.d.ts'), join(dir, `probe.d.${extension}`));
}
