// A page's code, bundled for the browser as an application's would be.
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

/**
 * `PEERS=<folder>`: React, SWR and TanStack Query are those of that folder's node_modules, for all who import them. What a version
 * does not have yet is `undefined`.
 */
const peers = (folder) => ({
  name: 'peers',
  setup({ onLoad, onResolve, resolve }) {
    onResolve({ filter: /^(react|react-dom|scheduler|swr|@tanstack\/(react-query|query-core))(\/|$)/ }, async ({ path, kind, pluginData }) => {
      if (pluginData === 'peer') return undefined;
      const found = await resolve(path, { kind, resolveDir: folder, pluginData: 'peer' });
      return found.errors.length ? { path, namespace: 'absent' } : found;
    });
    onLoad({ filter: /.*/, namespace: 'absent' }, () => ({ contents: 'export default undefined' }));
  },
});

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
    plugins: process.env.PEERS ? [peers(process.env.PEERS)] : [],
    ...options,
  });
  return outputFiles[0].text;
}
