// Next.js on the server: what a page gets of `fetch` there it gets through this package too. A lazy `getToken` reads `headers()`, which
// stops the prerendering by an error of Next.js that must pass; its cache, tags and memoization are those of its own `fetch`.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';

export const title = 'Next.js, server components';
export const shows = ['next'];

const BUILDS = { 'without cacheComponents': '.next-plain', cacheComponents: '.next-components' };

const counts = new Map();
let api;

/** Counts its calls by path, so that what was cached or shared shows. */
const startApi = () =>
  new Promise((resolve) => {
    const server = createServer((request, response) => {
      const count = (counts.get(request.url) ?? 0) + 1;
      counts.set(request.url, count);
      const token = request.headers.authorization?.replace('Bearer ', '') ?? null;
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ count, token }));
    }).listen(0, '127.0.0.1', () => resolve(server.unref()));
  });

const envOf = (dist) => ({ NEXT_DIST: dist, API_URL: `http://127.0.0.1:${api.address().port}` });

export async function build(t) {
  api = await startApi();
  for (const dist of Object.values(BUILDS)) await t.run('next', ['build'], { env: envOf(dist), minutes: 20 });
}

export function rows(t) {
  const all = {};
  for (const [name, dist] of Object.entries(BUILDS)) {
    let started;
    const server = () =>
      (started ??= t.start('next', (port) => ['start', '--hostname', 'localhost', '--port', port], { host: 'localhost', env: envOf(dist) }));
    const shown = async (path, token = 'ada') => {
      const response = await fetch(`${(await server()).url}${path}`, { headers: { 'x-token': token } });
      const html = await response.text();
      const [, outcome] = html.match(/data-outcome="([^"]+)"/) ?? assert.fail(`${response.status}: ${html.slice(0, 2000)}`);
      return JSON.parse(atob(outcome));
    };
    const yes = (note) => ({ status: 'yes', core: 'wasm', note });

    all[`${name}: a lazy getToken that reads headers(), \`cache: 'no-store'\``] = async () => {
      const [first, second] = [await shown('lazy', 'ada'), await shown('lazy', 'bob')];
      assert.deepEqual([first.token, second.token, second.count - first.count], ['ada', 'bob', 1]);
      return yes();
    };
    all[`${name}: \`next: { tags }\` with a Request, and revalidateTag`] = async () => {
      const first = await shown('tags');
      assert.equal((await shown('tags')).count, first.count, 'cached');
      await fetch(`${(await server()).url}revalidate`, { method: 'POST' });
      assert.equal((await shown('tags')).count, first.count + 1);
      return yes();
    };
    all[`${name}: two equal calls in one rendering are one request`] = async () => {
      const [one, other] = await shown('memo');
      assert.equal(one, other);
      return yes();
    };
    all[`${name}: with \`timeout\` they are two`] = async () => {
      const [one, other] = await shown('memo-timeout');
      assert.equal(other, one + 1);
      return yes('React memoizes no call that has a signal');
    };
  }
  all["cacheComponents: a call inside 'use cache'"] = async () => {
    const env = envOf(BUILDS.cacheComponents);
    const { url } = await t.start('next', (port) => ['start', '--hostname', 'localhost', '--port', port], { host: 'localhost', env });
    const before = counts.get('/cached');
    const html = await (await fetch(`${url}cached`)).text();
    assert.equal(JSON.parse(atob(html.match(/data-outcome="([^"]+)"/)[1])).token, 'service');
    assert.equal(counts.get('/cached'), before, 'it was called at build, and not again');
    return { status: 'yes', core: 'wasm' };
  };
  return all;
}
