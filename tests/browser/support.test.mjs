// The support servers against the real clerk-js in a real browser: what the other tests stand on.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { openClerkPage, signInOnPage } from '../support/clerk-page.mjs';
import { startStage } from '../support/stage.mjs';

let stage;
let frontend;
let api;
let site;
let browser;
let page;

before(async () => {
  stage = await startStage({ '/': '<!doctype html><meta charset="utf-8"><title>Support</title>' });
  ({ frontend, api, site, browser } = stage);
});

after(() => stage?.close());

beforeEach(() => stage.reset());

/** For the tests of a group: a page in a browser context of its own, with clerk-js loaded. */
function withPage() {
  beforeEach(async () => {
    page = await openBrowser();
  });
  afterEach(() => page.context().close());
}

/** Another browser, as far as cookies go. */
const openBrowser = async () => openClerkPage(await browser.newContext(), site.url, frontend);

/** Asks the API who the page's token says, with or without a forced mint. */
const me = (inPage = page, options) =>
  inPage.evaluate(
    async ({ url, options }) => {
      const token = await window.Clerk.session.getToken(options);
      const response = await fetch(url, { headers: { Authorization: `Bearer ${token}` } });
      return {
        status: response.status,
        reason: response.headers.get('x-clerk-auth-reason'),
        ...(await response.json()),
      };
    },
    { url: `${api.url}/me`, options },
  );

// What Clerk's Express middleware says of an expired token in a GET.
const EXPIRED = 'session-token-expired-refresh-non-eligible-no-refresh-cookie';

const forced = () => frontend.mints.filter((mint) => mint.forced);

describe('the real clerk-js against the local Frontend API', () => {
  withPage();

  test('signs in by ticket and by password, and the API verifies who it is', async () => {
    await signInOnPage(page, 'user_ada');
    const ada = await me();
    assert.equal(ada.status, 200);
    assert.equal(ada.userId, 'user_ada');
    assert.equal(ada.orgId, null);

    await page.evaluate(() => window.Clerk.signOut());
    await page.evaluate(async () => {
      const attempt = await window.Clerk.client.signIn.create({
        identifier: 'grace@example.com',
        password: 'cobol-1959',
      });
      await window.Clerk.setActive({ session: attempt.createdSessionId });
    });
    assert.equal((await me()).userId, 'user_grace');
  });

  test('refuses a wrong password with an error that clerk-js understands', async () => {
    const code = await page.evaluate(() =>
      window.Clerk.client.signIn
        .create({ identifier: 'ada@example.com', password: 'no' })
        .catch((error) => error.errors[0].code),
    );
    assert.equal(code, 'form_password_incorrect');
  });

  test('switches the organization', async () => {
    await signInOnPage(page, 'user_ada');
    await page.evaluate(() => window.Clerk.setActive({ organization: 'org_navy' }));
    const inNavy = await me();
    assert.deepEqual([inNavy.orgId, inNavy.orgRole], ['org_navy', 'org:member']);
    await page.evaluate(() => window.Clerk.setActive({ organization: null }));
    assert.equal((await me()).orgId, null);
  });

  test('signs out: no session, and the kept session object is refused', async () => {
    await signInOnPage(page, 'user_ada');
    const outcome = await page.evaluate(async () => {
      const kept = window.Clerk.session;
      await window.Clerk.signOut();
      const status = await kept.getToken({ skipCache: true }).catch((error) => error.status);
      return { session: window.Clerk.session, status };
    });
    assert.deepEqual(outcome, { session: null, status: 401 });
  });

  test('keeps two sessions in one client, and switches between them', async (t) => {
    frontend.knobs.multiSession = true;
    const both = await openBrowser();
    t.after(() => both.context().close());
    const ada = await signInOnPage(both, 'user_ada');
    await signInOnPage(both, 'user_grace');
    assert.equal((await me(both)).userId, 'user_grace');
    await both.evaluate((session) => window.Clerk.setActive({ session }), ada);
    assert.equal((await me(both)).userId, 'user_ada');
    await both.evaluate((sessionId) => window.Clerk.signOut({ sessionId }), ada);
    assert.equal(await both.evaluate(() => window.Clerk.client.sessions.length), 1);
  });

  test('keeps two browsers apart', async (t) => {
    const other = await openBrowser();
    t.after(() => other.context().close());
    await signInOnPage(page, 'user_ada');
    await signInOnPage(other, 'user_grace');
    assert.equal((await me(page)).userId, 'user_ada');
    assert.equal((await me(other)).userId, 'user_grace');
    assert.equal(frontend.clients.size, 2);
  });

  test('a client signed in by the test is what the next browser finds', async (t) => {
    frontend.reset();
    const session = frontend.signIn('user_ada', { organizationId: 'org_engine' });
    const prepared = await openBrowser();
    t.after(() => prepared.context().close());
    const who = await me(prepared);
    assert.deepEqual([who.userId, who.sessionId, who.orgId], ['user_ada', session.id, 'org_engine']);
  });

  test('a revoked session: the next mint is a 401, and clerk-js drops the session', async () => {
    const sessionId = await signInOnPage(page, 'user_ada');
    frontend.revoke(sessionId);
    const outcome = await page.evaluate(async () => {
      const status = await window.Clerk.session.getToken({ skipCache: true }).catch((error) => error.status);
      return { status, session: window.Clerk.session };
    });
    assert.deepEqual(outcome, { status: 401, session: null });
  });

  test('a pending session is there, and is not signed in', async (t) => {
    frontend.reset();
    frontend.signIn('user_ada', { status: 'pending' });
    const prepared = await openBrowser();
    t.after(() => prepared.context().close());
    const seen = await prepared.evaluate(() => [window.Clerk.session.status, window.Clerk.isSignedIn]);
    assert.deepEqual(seen, ['pending', false]);
  });

  test('mints a template token, without session claims', async () => {
    await signInOnPage(page, 'user_ada');
    const claims = await page.evaluate(async () => {
      const token = await window.Clerk.session.getToken({ template: 'reports' });
      return JSON.parse(atob(token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/')));
    });
    assert.deepEqual([claims.aud, claims.sub, claims.sid, claims.azp], ['reports', 'user_ada', undefined, site.url]);
    assert.equal(frontend.mints.at(-1).template, 'reports');
  });
});

describe('a refused token', () => {
  withPage();

  test('expired tokens are a 401 with the reason, and a forced mint fixes it', async () => {
    await signInOnPage(page, 'user_ada');
    assert.equal((await me()).status, 200);
    api.expireTokens();
    const refused = await me();
    assert.deepEqual([refused.status, refused.reason], [401, EXPIRED]);
    assert.equal((await me(page, { skipCache: true })).status, 200);
    assert.equal(forced().length, 1);
  });

  test('the sameToken knob gives the refused token again', async () => {
    await signInOnPage(page, 'user_ada');
    await me();
    frontend.knobs.sameToken = true;
    api.expireTokens();
    assert.equal((await me(page, { skipCache: true })).status, 401);
  });
});

describe('faults of the token endpoint', () => {
  withPage();

  const mintStatus = () =>
    page.evaluate(() =>
      window.Clerk.session.getToken({ skipCache: true }).then(
        () => 200,
        (error) => error.status ?? error.code ?? error.name,
      ),
    );

  test('a status, so many times', async () => {
    await signInOnPage(page, 'user_ada');
    frontend.fault(404, { times: 1, forced: true });
    assert.equal(await mintStatus(), 404);
    assert.equal(await mintStatus(), 200);
    assert.deepEqual(
      forced().map((mint) => mint.outcome),
      [404, 'ok'],
    );
  });

  test('a connection that breaks is tried again by clerk-js', async () => {
    await signInOnPage(page, 'user_ada');
    frontend.fault('reset', { forced: true });
    assert.equal(await mintStatus(), 200);
    assert.deepEqual(
      forced().map((mint) => mint.outcome),
      ['reset', 'ok'],
    );
  });

  test('hanging, until released', async () => {
    await signInOnPage(page, 'user_ada');
    frontend.fault('hang', { forced: true });
    const minted = mintStatus();
    await frontend.hanging();
    frontend.release();
    assert.equal(await minted, 200);
  });
});

describe('the protected API, seen from a page', () => {
  withPage();

  test('records preflights, and who came with a token, without the token', async () => {
    await signInOnPage(page, 'user_ada');
    await me();
    const [preflight, request] = api.requests;
    assert.deepEqual([preflight.method, preflight.status, preflight.token], ['OPTIONS', 204, false]);
    assert.deepEqual(
      [request.method, request.url, request.status, request.token, request.userId],
      ['GET', '/me', 200, true, 'user_ada'],
    );
    assert.ok(!JSON.stringify(api.requests).includes('eyJ'));
  });

  test('takes no cookie for a token', async () => {
    await signInOnPage(page, 'user_ada');
    const seen = await page.evaluate(
      async (url) => (await fetch(url, { credentials: 'include' })).json(),
      `${api.url}/echo`,
    );
    assert.deepEqual([seen.authorized, seen.headers.cookie.includes('__session')], [false, true]);
  });

  test('lets no other origin in when told so', async () => {
    api.knobs.allowedOrigins = ['https://elsewhere.example'];
    await signInOnPage(page, 'user_ada');
    const failed = await me().then(
      () => null,
      (error) => error.message,
    );
    assert.match(failed, /Failed to fetch/);
  });
});

describe('the protected API', () => {
  test('Clerk itself refuses what is expired, not yet valid, or of another party', async () => {
    const ask = async (options) => {
      const token = frontend.issue('user_ada', { origin: site.url, ...options });
      const response = await fetch(`${api.url}/me`, { headers: { Authorization: `Bearer ${token}` } });
      return [response.status, response.headers.get('x-clerk-auth-reason')];
    };
    assert.deepEqual(await ask({}), [200, null]);
    assert.deepEqual(await ask({ clockOffset: -120 }), [401, EXPIRED]);
    assert.deepEqual(await ask({ clockOffset: 120 }), [401, 'session-token-nbf']);
    assert.deepEqual(await ask({ origin: 'https://evil.example' }), [401, 'token-invalid-authorized-parties']);
  });

  test('pages a to-do list, and echoes what arrived', async () => {
    const headers = { Authorization: `Bearer ${frontend.issue('user_ada', { origin: site.url })}` };
    const get = async (path, init) => (await fetch(api.url + path, { ...init, headers })).json();
    const first = await get('/todos');
    const second = await get(`/todos?cursor=${first.nextCursor}`);
    assert.deepEqual([first.items.length, second.items.length, second.items[0].title], [2, 2, 'user_ada: task 3']);
    const echoed = await get('/echo?a=1&a=2', { method: 'PUT', body: 'héllo' });
    assert.deepEqual(
      [echoed.method, echoed.query.a, echoed.bytes, echoed.text, echoed.authorized, echoed.headers.authorization],
      ['PUT', ['1', '2'], 6, 'héllo', true, undefined],
    );
  });

  test('fails so many times for a key, then answers', async () => {
    const ask = () => fetch(`${api.url}/status/503?key=a&times=2&retry-after=1`);
    const answers = [await ask(), await ask(), await ask()];
    assert.deepEqual(
      answers.map((answer) => answer.status),
      [503, 503, 200],
    );
    assert.equal(answers[0].headers.get('retry-after'), '1');
  });
});
