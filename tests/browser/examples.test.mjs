// Two examples as they are copied and started, which need nothing installed: an API that verifies, and a page with a script tag.
// The others: `npm run test:examples`.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { launch } from '../support/browser.mjs';
import { answerForCdn, answerForClerk, copyExample, start, startExampleApi, useTodos } from '../support/example-app.mjs';
import { startFrontendApi } from '../support/frontend-api.mjs';

const LIMIT = { timeout: 60_000 };
const closing = [];
const closed = (thing) => (closing.unshift(thing), thing);

let frontend;
let pageOrigin;
let api;
before(async () => {
  frontend = closed(await startFrontendApi());
  pageOrigin = closed(await start(copyExample('script-tag'), { env: { PORT: '0' } })).url; // it reads its page at each request
  api = closed(await startExampleApi(frontend, pageOrigin));
});
after(async () => {
  for (const thing of closing) await thing.close();
});

describe('examples/express-api', () => {
  const ask = (path, init) => fetch(`${api.url}${path}`, init);
  const bearer = (options) => ({ authorization: `Bearer ${frontend.issue('user_ada', { origin: pageOrigin, ...options })}` });

  test('answers the preflight for `Authorization`, for its page alone', LIMIT, async () => {
    const headers = { origin: pageOrigin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' };
    const { status, headers: said } = await ask('/todos', { method: 'OPTIONS', headers });
    assert.equal(status, 204);
    assert.equal(said.get('access-control-allow-origin'), pageOrigin);
    assert.match(said.get('access-control-allow-headers'), /authorization/i);
    assert.ok(Number(said.get('access-control-max-age')) > 0);
    const other = await ask('/todos', { method: 'OPTIONS', headers: { ...headers, origin: 'https://evil.com' } });
    assert.notEqual(other.headers.get('access-control-allow-origin'), 'https://evil.com');
  });

  test('gives each user their own', LIMIT, async () => {
    const made = await ask('/todos', { method: 'POST', headers: { ...bearer(), 'content-type': 'application/json' }, body: '{"title":"Milk"}' });
    assert.equal(made.status, 201);
    assert.deepEqual(await (await ask('/todos', { headers: bearer() })).json(), [{ id: 1, title: 'Milk' }]);
    const other = { authorization: `Bearer ${frontend.issue('user_grace', { origin: pageOrigin })}` };
    assert.deepEqual(await (await ask('/todos', { headers: other })).json(), []);
  });

  test('refuses no token, an expired one, and one of another site, and says why where the page can read it', LIMIT, async () => {
    const reasons = [[{}, /./], [bearer({ lifetime: 1, clockOffset: -60 }), /token-expired/], [bearer({ origin: 'https://evil.com' }), /^token-invalid-authorized-parties$/]];
    for (const [headers, reason] of reasons) {
      const response = await ask('/todos', { headers: { ...headers, origin: pageOrigin } });
      assert.deepEqual([response.status, await response.json()], [401, { error: 'unauthenticated' }]);
      assert.match(response.headers.get('x-clerk-auth-reason') ?? '', reason);
      assert.match(response.headers.get('access-control-expose-headers'), /x-clerk-auth-reason/);
    }
  });
});

describe('examples/script-tag', () => {
  test('one HTML file: signed out, signed in, a to-do added, signed out', LIMIT, async () => {
    const browser = closed(await launch());
    const context = await browser.newContext();
    const host = await answerForClerk(context, frontend);
    await answerForCdn(context);
    const edits = [
      ['pk_test_…', frontend.publishableKey],
      ['your-app.clerk.accounts.dev', host],
      ['http://localhost:3001', api.url],
    ];
    copyExample('script-tag', { edits: { 'index.html': edits } });
    const page = await context.newPage();
    await page.goto(pageOrigin);
    await useTodos(page);
  });
});
