export const title = 'SvelteKit';
export const shows = ['@sveltejs/kit'];

export const build = (t) => t.run('vite', ['build']);

export function rows(t) {
  let started;
  const at = async (path) => {
    started ??= t.start('node', () => ['build'], { env: { HOST: '127.0.0.1' } });
    return `${(await started).url}${path}`;
  };
  return {
    page: async () => t.works((await t.page(await at('client'))).outcome),
    'load on the server': async () => t.works((await t.page(await at('server'))).outcome),
    endpoint: async () => t.works(await t.ask(await at('api/probe'))),
  };
}
