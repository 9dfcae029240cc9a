export const title = 'Vite';
export const shows = ['vite'];

export async function build(t) {
  await t.run('vite', ['build']);
  await t.run('vite', ['build', '--ssr', 'server.js', '--outDir', 'dist-ssr']);
}

export const rows = (t) => ({
  'dev server': async () => {
    const server = await t.start('vite', (port) => ['--host', '127.0.0.1', '--port', port, '--strictPort']);
    return t.works((await t.page(server.url)).outcome);
  },
  ...t.policies('dist'),
  'SSR build': async () => t.works(JSON.parse(await t.run('node', ['dist-ssr/server.js']))),
});
