export const title = 'Nuxt';
export const shows = ['nuxt'];

export const build = (t) => t.run('nuxt', ['build'], { minutes: 20 });

export function rows(t) {
  let started;
  const at = async (path) => {
    started ??= t.start('node', () => ['.output/server/index.mjs'], { env: { HOST: '127.0.0.1' } });
    return `${(await started).url}${path}`;
  };
  return {
    page: async () => t.works((await t.page(await at('client'))).outcome),
    'useAsyncData on the server': async () => t.works((await t.page(await at('server'))).outcome),
    'server route': async () => t.works(await t.ask(await at('api/probe'))),
  };
}
