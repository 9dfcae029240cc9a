// Wrangler itself: it bundles a Worker and uploads the compiled core beside it; here it runs both in workerd.
export const title = 'Wrangler';
export const shows = ['wrangler'];

const row = (t, entry) => async () => {
  const server = await t.start('wrangler', (port) => ['dev', entry, '--ip', '127.0.0.1', '--port', port, '--inspector-port', '0']);
  return t.works(await t.ask(server.url));
};

export const rows = (t) => ({
  'module Worker': row(t, 'worker.js'),
  'Worker in the service-worker format': row(t, 'service-worker.js'),
});
