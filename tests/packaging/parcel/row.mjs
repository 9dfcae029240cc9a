import { CSP } from '../../../scripts/lib/matrix/toolkit.mjs';

export const title = 'Parcel';
export const shows = ['parcel'];

export const build = (t) => t.run('parcel', ['build', 'index.html', '--no-cache']);

export const rows = (t) => ({
  'dev server': async () => {
    const server = await t.start('parcel', (port) => [
      'serve',
      'index.html',
      '--no-cache',
      '--no-hmr',
      '--dist-dir',
      'dist-dev',
      '--port',
      port,
    ]);
    return t.works((await t.page(server.url)).outcome);
  },
  'production build': async () => t.works((await t.page((await t.site('dist')).url)).outcome),
  "production build, CSP script-src 'self'": async () => {
    const { code, error } = (await t.page((await t.site('dist', CSP.strict)).url)).outcome;
    const why =
      'it refuses the inline import map that Parcel finds chunks by: allow its hash, or import clerk-fetch/no-wasm';
    return t.cannot(`${code}: ${error}`, /wasm_unavailable/, why);
  },
  "production build, clerk-fetch/no-wasm, CSP script-src 'self'": async () => {
    await t.run('parcel', ['build', 'no-wasm.html', '--no-cache', '--dist-dir', 'dist-no-wasm']);
    const { url } = await t.site('dist-no-wasm', CSP.strict);
    return t.works((await t.page(`${url}/no-wasm.html`)).outcome, 'js');
  },
});
