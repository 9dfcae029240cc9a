// A page's code, bundled for the browser as an application's would be.
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

/** The text of one ES module; `entry` is a `file:` URL, `options` are esbuild's. */
export async function bundle(entry, options) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(entry)],
    bundle: true,
    write: false,
    format: 'esm',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"development"' },
    logLevel: 'error',
    ...options,
  });
  return outputFiles[0].text;
}
