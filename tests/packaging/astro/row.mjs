export const title = 'Astro';
export const shows = ['astro'];

export const build = (t) => t.run('astro', ['build']);

export function rows(t) {
  let started;
  const at = async (path) => {
    started ??= t.start('node', () => ['dist/server/entry.mjs'], { env: { HOST: '127.0.0.1' } });
    return `${(await started).url}${path}`;
  };
  return {
    'script in a page': async () => t.works((await t.page(await at('client'))).outcome),
    'page on the server': async () => t.works((await t.page(await at('server'))).outcome),
    endpoint: async () => t.works(await t.ask(await at('api/probe'))),
  };
}
