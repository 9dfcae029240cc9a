// In Chromium, a redirect to another origin carries no token; and the page's real `URL`, `Request` and realms.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { INSTALLED } from '../../scripts/lib/artifact.mjs';
import { launch, serve } from '../support/browser.mjs';

const HTML = `<!doctype html><meta charset="utf-8"><title>Redirects</title><script type="module">
import * as wasm from '/package/index.js';
import * as translated from '/package/no-wasm.js';
globalThis.builds = { wasm, 'no-wasm': translated };
</script>`;

const CORS = {
  'Cache-Control': 'no-store', // 301 and 308 are for ever, and the next test would not ask again
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Headers': 'authorization, content-type, x-own',
  'Access-Control-Allow-Methods': '*',
};

/** What arrived, preflights aside: host, path, token. */
const arrived = [];

/** Answers a preflight; records anything else and lets `answer` have it. */
const recording = (answer) => (request, response) => {
  if (request.method === 'OPTIONS') return response.writeHead(204, CORS).end();
  const { pathname } = new URL(request.url, 'http://localhost');
  arrived.push([request.headers.host.replace(/:.*/, ''), pathname, request.headers.authorization]);
  return answer(request, response);
};

/** `/go?302,<url>,<url>`: goes to the first and gives it the rest to go to. */
const go = recording((request, response) => {
  const [status, ...urls] = decodeURIComponent(new URL(request.url, 'http://localhost').search.slice(1)).split(',');
  const [next, ...rest] = urls;
  const location = rest.length ? `${next}?${encodeURIComponent([status, ...rest])}` : next;
  response.writeHead(Number(status), { ...CORS, Location: location }).end();
});
const end = recording((request, response) => response.writeHead(200, { ...CORS, 'Content-Type': 'application/json' }).end('{"ok":true}'));

const ROUTES = { '/': HTML, '/package/': { file: join(INSTALLED, 'dist') }, '/go': go, '/end': end };

let browser;
let site;
let api;
let tab;
before(async () => {
  [browser, site, api] = await Promise.all([launch(), serve(ROUTES), serve(ROUTES)]);
  tab = await browser.newPage();
  await tab.goto(site.url);
  await tab.waitForFunction(() => globalThis.builds);
});
after(async () => {
  await browser?.close();
  await Promise.all([site?.close(), api?.close()]);
});

const elsewhere = (origin) => origin.replace('127.0.0.1', 'localhost');

/** Calls in the page; gives its outcome, and what arrived. */
async function call(build, options, way, input) {
  arrived.length = 0;
  const outcome = await tab.evaluate(
    async ([build, options, way, input]) => {
      const { createAuthenticatedFetch } = globalThis.builds[build];
      const fetcher = createAuthenticatedFetch({ getToken: async () => 'tok', ...options });
      const WAYS = {
        plain: () => fetcher(input),
        Request: () => fetcher(new Request(input, { headers: { 'x-own': '1' } })),
        json: () => fetcher.json(input, { json: { a: 1 } }),
      };
      return WAYS[way]().then(
        () => 'answered',
        (error) => error.code ?? String(error),
      );
    },
    [build, options, way, input],
  );
  return { outcome, arrived: [...arrived] };
}

for (const build of ['wasm', 'no-wasm']) {
  describe(build, () => {
    for (const status of [301, 302, 303, 307, 308]) {
      for (const way of ['plain', 'Request', 'json']) {
        test(`${status} to another origin carries no token, from the page's origin and from a listed one: ${way}`, { timeout: 60_000 }, async () => {
          for (const { url: from } of [site, api]) {
            const there = `${elsewhere(from)}/end`;
            const options = { allowedOrigins: [api.url] };
            const result = await call(build, options, way, `${from}/go?${encodeURIComponent([status, there])}`);
            assert.deepEqual(result, {
              outcome: 'answered',
              arrived: [
                ['127.0.0.1', '/go', 'Bearer tok'],
                ['localhost', '/end', undefined],
              ],
            });
          }
        });
      }

      test(`${status} to another origin and back again carries none on the way back`, { timeout: 60_000 }, async () => {
        const { url: from } = site;
        const there = [status, `${elsewhere(from)}/go`, `${from}/end`];
        const result = await call(build, {}, 'plain', `${from}/go?${encodeURIComponent(there)}`);
        assert.deepEqual(result.arrived, [
          ['127.0.0.1', '/go', 'Bearer tok'],
          ['localhost', '/go', undefined],
          ['127.0.0.1', '/end', undefined],
        ]);
      });

      test(`${status} within an origin keeps it`, { timeout: 60_000 }, async () => {
        const result = await call(build, {}, 'plain', `${site.url}/go?${encodeURIComponent([status, '/end'])}`);
        assert.deepEqual(result.arrived.map(([, path, token]) => [path, token]), [
          ['/go', 'Bearer tok'],
          ['/end', 'Bearer tok'],
        ]);
      });
    }

    test("another realm's URL, Request, Headers and init are judged and sent as the page's own", { timeout: 60_000 }, async () => {
      arrived.length = 0;
      const outcomes = await tab.evaluate(
        async ([build, own, foreign]) => {
          const frame = document.body.appendChild(document.createElement('iframe'));
          const realm = frame.contentWindow;
          const asked = [];
          const getToken = async () => (asked.push(1), 'tok');
          const fetcher = globalThis.builds[build].createAuthenticatedFetch({ getToken });
          const at = (url) => [
            new realm.URL(url),
            new realm.Request(url),
            new realm.Request(url, { headers: new realm.Headers({ 'x-own': '1' }) }),
          ];
          const outcomes = [];
          const send = (...args) => fetcher(...args).then(({ status }) => outcomes.push(status), (error) => outcomes.push(error.code ?? String(error)));
          for (const input of at(own)) await send(input);
          await send(own, realm.Object.assign(new realm.Object(), { headers: new realm.Headers({ authorization: 'Basic x' }) }));
          for (const input of at(foreign)) await send(input);
          frame.remove();
          return { outcomes, asked: asked.length };
        },
        [build, `${site.url}/end`, `${elsewhere(site.url)}/end`],
      );
      const refused = 'origin_not_allowed';
      assert.deepEqual(outcomes, { outcomes: [200, 200, 200, 200, refused, refused, refused], asked: 3 });
      assert.deepEqual(arrived.map(([host, , token]) => [host, token]), [
        ['127.0.0.1', 'Bearer tok'],
        ['127.0.0.1', 'Bearer tok'],
        ['127.0.0.1', 'Bearer tok'],
        ['127.0.0.1', 'Basic x'],
      ]);
    });

    test('`<base href>` of another origin moves relative inputs there, without a token', { timeout: 60_000 }, async () => {
      arrived.length = 0;
      const outcomes = await tab.evaluate(
        async ([build, foreign]) => {
          const fetcher = globalThis.builds[build].createAuthenticatedFetch({ getToken: async () => 'tok' });
          const ask = (input) => fetcher(input).then(({ status }) => status, (error) => error.code ?? String(error));
          const outcomes = [await ask('/end')];
          const base = document.head.appendChild(Object.assign(document.createElement('base'), { href: foreign }));
          outcomes.push(await ask('/end'), await ask(`${location.origin}/end`));
          base.remove();
          return [...outcomes, await ask('/end')];
        },
        [build, elsewhere(site.url)],
      );
      assert.deepEqual(outcomes, [200, 'origin_not_allowed', 200, 200]);
      assert.deepEqual(arrived, Array(3).fill(['127.0.0.1', '/end', 'Bearer tok']));
    });
  });
}
