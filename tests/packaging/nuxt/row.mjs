import assert from 'node:assert/strict';

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
    'composable and plugin of the documentation': async () => {
      const pages = await Promise.all(['user_ada', 'user_grace'].map(async (who) => (await fetch(await at(`todos?${who}`))).text()));
      assert.deepEqual(pages.map((page) => /<li>(.*?)<\/li>/.exec(page)?.[1]), ['Bearer user_ada', 'Bearer user_grace']);
      return { status: 'yes', core: 'wasm', note: 'its blocks, as they are' };
    },
    'server route': async () => t.works(await t.ask(await at('api/probe'))),
  };
}
