import assert from 'node:assert/strict';
import { createServer } from 'node:http';

// Cloudflare Workers, in workerd: bundled as Wrangler bundles, with the compiled module beside it, and without its
// condition, where the embedder forbids compiling.
export const title = 'Cloudflare workerd, miniflare';
export const shows = ['miniflare'];

/** What a server on 127.0.0.1 redirects to localhost with a 307, and with which `Authorization` it arrives there. */
async function behindRedirect(ask) {
  const seen = [];
  const server = createServer(({ url, method, headers }, response) => {
    const { port } = server.address();
    if (url === '/go') response.writeHead(307, { location: `http://localhost:${port}/end` });
    else seen.push([method, headers.authorization]);
    response.end();
  });
  await new Promise((resolve) => server.listen(0, resolve));
  const { port } = server.address();
  try {
    return { answer: await ask(`http://127.0.0.1:${port}/go`), end: `http://localhost:${port}/end`, seen };
  } finally {
    server.close();
  }
}

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
  'a compatibility date before 2025-09-01': async () => {
    const server = await t.start('node', (port) => ['serve.mjs', 'dist/workerd', port, '2025-01-01']);
    const ask = async (url) => (await fetch(`${server.url}?redirected=${encodeURIComponent(url)}`)).json();
    const { answer, end, seen } = await behindRedirect(ask);
    assert.deepEqual(seen, [['GET', 'Bearer native'], ['GET', undefined], ['POST', undefined]]);
    assert.deepEqual(answer, [{ url: end, redirected: true }, { url: end, redirected: true }]);
    return { status: 'yes', core: 'wasm', note: 'its own `fetch` carries `Authorization` to another origin; this package’s does not' };
  },
});
