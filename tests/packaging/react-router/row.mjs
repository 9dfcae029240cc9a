// React Router in framework mode.
export const title = 'React Router';
export const shows = ['react-router'];

export async function build(t) {
  await t.run('tsc', []);
  await t.run('react-router', ['build']);
}

export function rows(t) {
  let started;
  const at = async (path) => {
    started ??= t.start('react-router-serve', () => ['./build/server/index.js'], { env: { HOST: '127.0.0.1' } });
    return `${(await started).url}${path}`;
  };
  return {
    component: async () => t.works((await t.page(await at('client'))).outcome),
    loader: async () => t.works((await t.page(await at('server'))).outcome),
    'resource route': async () => t.works(await t.ask(await at('api/probe'))),
  };
}
