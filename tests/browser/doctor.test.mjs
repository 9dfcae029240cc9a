// `clerk-fetch/doctor` in Chromium, with the real clerk-js in front of a protected API: each fault in turn gives its finding
// and no other, a healthy page gives none, and the report holds neither the token nor its signature.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test as limited } from 'node:test';
import { INSTALLED } from '../../scripts/lib/artifact.mjs';
import { unreachable } from '../js/support/server.mjs';
import { serve } from '../support/browser.mjs';
import { loadClerk, signInOnPage } from '../support/clerk-page.mjs';
import { FAULTS, healthy, plant } from '../support/doctor/faults.mjs';
import { startFrontendApi } from '../support/frontend-api.mjs';
import { startStage } from '../support/stage.mjs';

const test = (name, body) => limited(name, { timeout: 60_000 }, body);

const PAGE = '<!doctype html><meta charset="utf-8"><title>Doctor</title>';
const FILES = {
  '/': PAGE,
  '/clerk-fetch/dist/': { file: `${INSTALLED}/dist` },
  '/other/clerk-fetch/dist/': { file: `${INSTALLED}/dist` },
  '/copies/': `${PAGE}<script src="/clerk-fetch/dist/clerk-fetch.global.js"></script><script type="module" src="/other/clerk-fetch/dist/index.js"></script>`,
};

let stage;
let frontend;
let other;
let api;
let site;
/** A page whose user is signed in; each fault is the API's, not the page's. */
let ready;

before(async () => {
  [stage, other] = await Promise.all([startStage(FILES, { tokenLifetime: 600 }), startFrontendApi()]);
  ({ frontend, api, site } = stage);
  ready = await signedIn(await open());
});
after(() => Promise.all([stage?.close(), other?.close()]));
beforeEach(() => {
  healthy(api);
  api.knobs.preflightMaxAge = 0; // each fault is met by a preflight of its own
});

async function open(path = '/', { at = site, before: script } = {}) {
  const context = await stage.browser.newContext();
  if (script) await context.addInitScript(script);
  const page = await context.newPage();
  await page.goto(at.url + path);
  return page;
}

async function signedIn(page) {
  await loadClerk(page, frontend);
  await signInOnPage(page, 'user_ada');
  return page;
}

/** Runs `diagnose` in the page. `given` becomes options; `getToken` and `clerk` name what the page makes of them. */
async function examine(page, url = '/me', given = {}) {
  const { report, token } = await page.evaluate(inPage, { url, given: { baseUrl: api.url, timeout: 5_000, ...given } });
  const said = JSON.stringify(report);
  for (const part of token?.split('.') ?? []) assert.ok(!said.includes(part), 'a part of the token shows');
  return report;
}

async function inPage({ url, given: { token, session, stub, gives, ...options } }) {
  const { diagnose } = await import('/clerk-fetch/dist/doctor.js');
  const steps = [];
  options.onProgress = ({ step }) => steps.push(step);
  if (token) options.getToken = async () => token;
  if (gives) options.getToken = { empty: async () => '', nothing: async () => null, never: () => new Promise(() => {}) }[gives];
  if (stub) options.clerk = { ...stub, session: session ? window.Clerk.session : undefined };
  const report = await diagnose(url, options);
  return { report: { ...report, steps }, token: token ?? (await window.Clerk?.session?.getToken?.().catch(() => undefined)) };
}

const codes = ({ findings }) => findings.map(({ code }) => code);

/** Expects these codes, in order, and no other. */
const finds = (report, ...wanted) => assert.deepEqual(codes(report), wanted, report.text);

describe('a healthy page', () => {
  test('gives no finding, and says what it saw', async () => {
    const report = await examine(ready);
    finds(report);
    assert.equal(report.ok, true);
    assert.match(report.text, /Clerk +6\.\d+\.\d+ loaded, session active\n/);
    assert.match(report.text, new RegExp(`token +after \\d+ ms, azp ${site.url}, iss https://clerk.local.example, good for 600 s\n`));
    assert.match(report.text, /clock +[+-]\d s against Clerk's/);
    assert.match(report.text, /with token 200 after \d+ ms/);
    assert.match(report.text, /Nothing is wrong\./);
    assert.deepEqual(report.steps, ['clerk', 'token', 'origin', 'reach', 'call', 'clock', 'report']);
  });

  test('on the same origin, too', async () => {
    const same = await serve({ ...FILES, '/me': (request, response) => response.writeHead(request.headers.authorization ? 200 : 401, { 'Content-Type': 'application/json' }).end('{}') });
    try {
      const page = await signedIn(await open('/', { at: same }));
      finds(await examine(page, '/me', { baseUrl: undefined }));
      await page.context().close();
    } finally {
      await same.close();
    }
  });

  test('with the options of its fetcher: an organization, and origins by a wildcard', async () => {
    const report = await examine(ready, `${api.url}/me`, { baseUrl: undefined, allowedOrigins: [`${api.url}/`], organizationId: 'org_engine', foreignOrigin: 'reject' });
    finds(report);
    assert.equal(report.facts.token.claims.organization, 'org_engine');
  });
});

describe('each fault of the API', () => {
  for (const [name, fault] of Object.entries(FAULTS).filter(([, { page }]) => page)) {
    test(`${name}: ${fault.page.join(', ')}`, async () => {
      plant(api, { ...fault, knobs: { preflightMaxAge: 0, ...fault.knobs } });
      const token = fault.tokenOf === 'other' ? other.issue('user_ada', { origin: site.url }) : undefined;
      finds(await examine(ready, fault.url ?? '/me', { ...fault.options, token }), ...fault.page);
    });
  }

  test('an API where nothing listens: api_unreachable', async () => {
    finds(await examine(ready, '/me', { baseUrl: await unreachable() }), 'api_unreachable');
  });
});

describe('Clerk and its token', () => {
  test('no Clerk: clerk_absent', async () => {
    finds(await examine(await open(), '/me', { timeout: 500 }), 'clerk_absent');
  });

  test('Clerk that is not loaded: clerk_not_loaded', async () => {
    const page = await open();
    await page.evaluate(() => {
      window.Clerk = { loaded: false, status: 'loading', session: undefined };
    });
    finds(await examine(page, '/me', { timeout: 500 }), 'clerk_not_loaded');
  });

  test('Clerk that failed to load: clerk_failed, at once', async () => {
    finds(await examine(await open(), '/me', { stub: { loaded: false, status: 'error' } }), 'clerk_failed');
  });

  test('nobody signed in: signed_out, by Clerk and by getToken', async () => {
    const page = await open();
    await loadClerk(page, frontend);
    finds(await examine(page), 'signed_out');
    finds(await examine(page, '/me', { gives: 'nothing' }), 'signed_out');
  });

  test('a session with a task: session_pending', async () => {
    frontend.knobs.multiSession = false;
    const page = await open();
    await loadClerk(page, frontend);
    frontend.signIn('user_ada', { status: 'pending' });
    await page.reload();
    await loadClerk(page, frontend);
    const report = await examine(page);
    finds(report, 'session_pending');
    assert.match(report.findings[0].message, /choose-organization/);
  });

  test('a token endpoint that refuses: token_failed, with its code', async () => {
    frontend.fault(404);
    const report = await examine(ready, '/me', { template: 'missing' });
    finds(report, 'token_failed');
    assert.match(report.findings[0].message, /404 resource_not_found/);
    assert.match(report.findings[0].fix, /template/);
  });

  test('a token endpoint that hangs: token_hangs', async () => {
    frontend.fault('hang');
    try {
      finds(await examine(ready, '/me', { template: 'hanging', timeout: 1_000 }), 'token_hangs');
    } finally {
      frontend.release();
    }
    finds(await examine(ready, '/me', { gives: 'never', timeout: 1_000 }), 'token_hangs');
  });

  test('a token that takes 3 s: token_slow', async () => {
    frontend.knobs.latency = 3_100;
    try {
      assert.equal(codes(await examine(ready, '/me', { template: 'slow', timeout: 10_000 }))[0], 'token_slow');
    } finally {
      frontend.knobs.latency = 0;
    }
  });

  test('an empty token: token_unusable; an opaque one: token_not_jwt', async () => {
    finds(await examine(ready, '/me', { gives: 'empty' }), 'token_unusable');
    assert.equal(codes(await examine(ready, '/me', { token: 'ak_live_0123456789' }))[0], 'token_not_jwt');
  });

  test('a token of another page: azp_mismatch, refused_azp', async () => {
    finds(await examine(ready, '/me', { token: frontend.issue('user_ada', { origin: 'https://old.foo.com' }) }), 'azp_mismatch', 'refused_azp');
  });

  test('a token of another instance than the page: issuer_mismatch', async () => {
    finds(await examine(ready, '/me', { stub: { loaded: true, status: 'ready', frontendApi: 'clerk.bar.com' }, session: true }), 'issuer_mismatch');
  });

  test('a token of another organization than asked for: organization_mismatch', async () => {
    finds(await examine(ready, '/me', { token: frontend.issue('user_ada', { origin: site.url }), organizationId: 'org_navy' }), 'organization_mismatch');
  });

  for (const [name, seconds] of [['ahead', 40], ['behind', -40]]) {
    test(`a device's clock that is ${name}, by Clerk's time: clock_skew`, async () => {
      const page = await signedIn(await open('/', { before: `{ const { now } = Date; Date.now = () => now() + ${seconds * 1000}; }` }));
      const report = await examine(page);
      finds(report, 'clock_skew');
      assert.match(report.findings[0].message, new RegExp(`(39|40|41) s ${name}`));
      await page.context().close();
    });
  }
});

describe('where the call goes', () => {
  test('an origin that nothing lists: origin_not_allowed; it gets a stand-in for the token', async () => {
    const report = await examine(ready, `${api.url}/me`, { baseUrl: undefined });
    finds(report, 'origin_not_allowed');
    assert.equal(report.findings[0].fix, `allowedOrigins: ['${api.url}']`);
    assert.equal(report.facts.withToken, false);
    assert.ok(api.requests.every(({ userId }) => !userId));
  });

  test('no encryption, a password, another scheme: one finding each, and no request', async () => {
    finds(await examine(ready, 'http://api.invalid/me', { baseUrl: undefined }), 'origin_insecure');
    finds(await examine(ready, api.url.replace('//', '//user:pass@'), { baseUrl: undefined }), 'url_user_info');
    finds(await examine(ready, 'ftp://api.foo.com/', { baseUrl: undefined }), 'origin_opaque');
    assert.equal(api.requests.length, 0);
  });

  test('a URL that is none is refused', async () => {
    await assert.rejects(examine(ready, 'https://', { baseUrl: undefined }), /URL cannot be read/);
  });
});

describe('the page', () => {
  const policed = async (policy, check) => {
    const strict = await serve(FILES, { headers: { 'Content-Security-Policy': policy } });
    api.knobs.authorizedParties = [strict.url];
    try {
      await check(await open('/', { at: strict }), strict);
    } finally {
      await strict.close();
    }
  };

  test('a policy without the API in connect-src: csp_connect', () =>
    policed(`connect-src 'self' ${frontend.url}`, async (page) => {
      await signedIn(page);
      finds(await examine(page), 'csp_connect');
    }));

  test('a policy that allows no WebAssembly: csp_wasm, told without it', () =>
    policed("script-src 'self' 'unsafe-inline'", async (page, { url }) => {
      const report = await examine(page);
      finds(report, 'csp_wasm');
      assert.match(report.text, new RegExp(`npx clerk-fetch doctor ${api.url}/me --origin ${url}`));
      assert.equal(report.ok, true);
    }));

  test('two copies: two_copies', async () => {
    const page = await signedIn(await open('/copies/'));
    const report = await examine(page);
    finds(report, 'two_copies');
    assert.match(report.findings[0].message, /2 copies .*clerk-fetch\.global\.js, .*other\/clerk-fetch\/dist\/index\.js/);
  });

  test('an abort rejects with its reason, and nothing is left open', async () => {
    plant(api, FAULTS['an API that hangs']);
    const said = await ready.evaluate(async (url) => {
      const { diagnose } = await import('/clerk-fetch/dist/doctor.js');
      const controller = new AbortController();
      const onProgress = ({ step }) => step === 'reach' && queueMicrotask(() => controller.abort('enough'));
      return diagnose(url, { baseUrl: url, signal: controller.signal, onProgress }).catch((reason) => reason);
    }, api.url);
    assert.equal(said, 'enough');
  });
});
