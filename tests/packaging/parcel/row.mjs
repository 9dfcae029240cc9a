export const title = 'Parcel';
export const shows = ['parcel'];

export const build = (t) => t.run('parcel', ['build', 'index.html', '--no-cache']);

export const rows = (t) => ({
  ...t.policies('dist'),
  'dev server': async () => {
    const server = await t.start('parcel', (port) => ['serve', 'index.html', '--no-cache', '--no-hmr', '--port', port]);
    return t.works((await t.page(server.url)).outcome);
  },
});
