// Cloudflare Workers, in workerd: bundled as Wrangler bundles, with the compiled module beside it, and without its
// condition, where the embedder forbids compiling.
export const title = 'Cloudflare workerd, miniflare';
export const shows = ['miniflare'];

export const build = (t) => t.run('node', ['build.mjs']);

export const rows = (t) => ({
  'condition workerd': async () => {
    const server = await t.start('node', (port) => ['serve.mjs', 'dist/workerd', port]);
    return t.works(await t.ask(server.url), 'wasm');
  },
  'without the condition': async () => {
    const server = await t.start('node', (port) => ['serve.mjs', 'dist/plain', port]);
    return t.works(await t.ask(server.url), 'js', 'compiling is forbidden there: the translation steps in');
  },
});
