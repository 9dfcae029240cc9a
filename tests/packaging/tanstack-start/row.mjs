export const title = 'TanStack Start';
export const shows = ['@tanstack/react-start'];

export const build = (t) => t.run('vite', ['build']);

export function rows(t) {
  let started;
  const at = async (path) => {
    started ??= t.start('vite', (port) => ['preview', '--host', '127.0.0.1', '--port', port, '--strictPort']);
    return `${(await started).url}${path}`;
  };
  return {
    component: async () => t.works((await t.page(await at('client'))).outcome),
    'server function': async () => t.works((await t.page(await at('server'))).outcome),
    'server route': async () => t.works(await t.ask(await at('api/probe'))),
  };
}
