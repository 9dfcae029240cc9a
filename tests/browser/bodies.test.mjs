// Bodies in Chromium: what our call sends, and sends again after a 401, is what the page's own `fetch` sends.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { INSTALLED } from '../../scripts/lib/artifact.mjs';
import { partsOf } from '../js/support/bodies.mjs';
import { launch, serve } from '../support/browser.mjs';
import { readBody } from '../support/http.mjs';

/** In the page: `makers` by name; `send(name)` sends such a body by `fetch` and by us, whose first token is refused. */
const SCRIPT = `
import { createAuthenticatedFetch } from '/package/index.js';
const bytes = Uint8Array.from({ length: 1_000_003 }, (_, at) => (at * 7919) >>> 8);
const form = () => {
  const made = new FormData();
  made.append('text', 'é\\r\\nline');
  made.append('file', new File([bytes], 'náme.png', { type: 'image/png' }));
  return made;
};
const request = (body) => (url) => new Request(url, { method: 'POST', body });
const makers = {
  'one byte': () => 'x',
  'a string': () => '😀'.repeat(250_000),
  'an ArrayBuffer': () => bytes.slice().buffer,
  'a typed array with an offset': () => bytes.subarray(3, 900_000),
  'a Blob': () => new Blob([bytes], { type: 'image/png' }),
  'a Blob of 40 MB': () => new Blob(Array(40).fill(bytes)),
  'a File': () => new File([bytes], 'a.bin'),
  URLSearchParams: () => new URLSearchParams({ a: 'é &='.repeat(1_000) }),
  'FormData with a file': form,
  'a Request with a string': request('é'),
  'a Request with a Blob': request(new Blob([bytes])),
  'a Request with FormData': request(form()),
};
globalThis.names = Object.keys(makers);
globalThis.send = async (name) => {
  let asked = 0;
  const api = createAuthenticatedFetch({ getToken: async () => (asked++ ? 'new' : 'old') });
  const given = () => {
    const made = makers[name](new URL('/take', location.href));
    return made instanceof Request ? [made] : ['/take', { method: 'POST', body: made }];
  };
  const { status } = await api(...given());
  await fetch(...given());
  return status;
};
`;

let browser;
let site;
let page;
const taken = [];

before(async () => {
  const take = async (request, response) => {
    taken.push({ headers: request.headers, body: await readBody(request) });
    response.writeHead(request.headers.authorization === 'Bearer old' ? 401 : 200).end();
  };
  const html = '<!doctype html><meta charset="utf-8"><script type="module" src="/bodies.js"></script>';
  site = await serve({ '/': html, '/bodies.js': SCRIPT, '/take': take, '/package/': { file: join(INSTALLED, 'dist') } });
  browser = await launch();
  page = await browser.newPage();
  await page.goto(site.url);
  await page.waitForFunction(() => globalThis.names);
});
after(async () => {
  await browser?.close();
  await site?.close();
});

const NAMES = [...SCRIPT.matchAll(/^ {2}(?:'([^']+)'|(\w+)): /gm)].map(([, quoted, plain]) => quoted ?? plain);

test('each body of the page has its test', async () => {
  assert.deepEqual(await page.evaluate(() => globalThis.names), NAMES);
});

for (const name of NAMES) {
  test(`${name}: both tries are what the page's own fetch sends`, { timeout: 120_000 }, async () => {
    taken.length = 0;
    assert.equal(await page.evaluate((body) => globalThis.send(body), name), 200);
    const [first, second, native] = taken;
    assert.deepEqual(taken.map(({ headers }) => headers.authorization), ['Bearer old', 'Bearer new', undefined]);
    if (name.includes('FormData')) {
      for (const ours of [first, second]) assert.deepEqual(await partsOf(ours), await partsOf(native));
    } else {
      for (const ours of [first, second]) {
        assert.ok(ours.body.equals(native.body), `${ours.body.length} bytes, not ${native.body.length}`);
        assert.equal(ours.headers['content-type'], native.headers['content-type']);
      }
    }
  });
}
