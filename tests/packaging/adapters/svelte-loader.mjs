// Node reads what Svelte compiles.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { compile, compileModule } from 'svelte/compiler';

export const load = async (url, context, next) => {
  const make = url.endsWith('.svelte') ? compile : url.endsWith('.svelte.js') ? compileModule : undefined;
  if (!make) return next(url, context);
  const filename = fileURLToPath(url);
  return { format: 'module', shortCircuit: true, source: make(await readFile(filename, 'utf8'), { generate: 'client', filename }).js.code };
};
