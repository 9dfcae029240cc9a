// `npx clerk-fetch doctor`: against a protected API with each fault switched on in turn it finds that fault and no other, and
// of a healthy one it says nothing. The token comes in by standard input, and is nowhere in what goes out.
import './support/no-token.mjs';
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe } from 'node:test';
import { shows, SPELLINGS } from './support/echo.mjs';
import { promise as limited } from './support/suite.mjs';
import { unreachable } from './support/server.mjs';
import { doctor, prepare } from '../support/doctor/terminal.mjs';
import { FAULTS, healthy, plant } from '../support/doctor/faults.mjs';
import { serve } from '../support/browser.mjs';
import { startFrontendApi } from '../support/frontend-api.mjs';
import { startProtectedApi } from '../support/protected-api.mjs';

const promise = (name, body) => limited(name, body, 30);

let frontend;
let other;
let site;
let api;
let run;
before(async () => {
  ({ run } = await prepare());
  [frontend, other] = await Promise.all([startFrontendApi({ tokenLifetime: 600 }), startFrontendApi({ tokenLifetime: 600 })]);
  site = await serve({ '/': '<!doctype html><title>Site</title>' });
  api = await startProtectedApi({ jwtKey: frontend.publicKeyPem, authorizedParties: [site.url] });
});
after(() => Promise.all([frontend, other, site, api].map((server) => server?.close())));
beforeEach(() => healthy(api));

const token = (options, from = frontend) => from.issue('user_ada', { origin: site.url, ...options });

/** The report as data, after looking that the token is nowhere. */
async function examine(url, { args = [], token: piped = token(), origin = site.url, ...more } = {}) {
  const where = origin ? ['--origin', origin] : [];
  const { code, stdout, stderr } = await doctor([url, ...where, ...(piped ? ['--token', '-'] : []), '--json', ...args], { token: piped, ...more });
  for (const part of piped ? piped.split('.') : []) assert.ok(!(stdout + stderr).includes(part), 'a part of the token shows');
  assert.ok(stdout, stderr);
  const report = JSON.parse(stdout);
  assert.equal(code, report.findings.some(({ severity }) => severity === 'error') ? 1 : 0);
  return report;
}

const codes = ({ findings }) => findings.map(({ code }) => code);

describe('a healthy API', () => {
  promise('gives no finding, with a token and without one', async () => {
    for (const piped of [token(), '']) {
      const report = await examine(`${api.url}/me`, { token: piped });
      assert.deepEqual(report.findings, []);
      assert.equal(report.ok, true);
      assert.match(report.text, /Nothing is wrong\./);
    }
  });

  promise('is told as text: what was seen, with the few claims, and the steps on the side', async () => {
    const { code, stdout, stderr } = await doctor([`${api.url}/me?secret=1`, '--origin', site.url, '--token', '-'], { token: token() });
    assert.equal(code, 0, stderr);
    assert.match(stdout, new RegExp(`^call +GET ${api.url}/me\n`));
    assert.match(stdout, new RegExp(`token +after \\d+ ms, azp ${site.url}, iss https://clerk.local.example, good for 600 s\n`));
    assert.match(stdout, /preflight +204 .*max-age 600/);
    assert.doesNotMatch(stdout, /secret/);
    assert.match(stderr, /^… token\n… origin\n… reach\n… preflight\n… call\n… csp\n… report\n$/);
  });

  promise('of the same origin has no preflight', async () => {
    const report = await examine(`${api.url}/me`, { origin: api.url, token: '' });
    assert.deepEqual(report.findings, []);
    assert.ok(!api.requests.some(({ method }) => method === 'OPTIONS'));
  });

  promise("is asked as the page that the token's azp names", async () => {
    const report = await examine(`${api.url}/me`, { origin: null });
    assert.deepEqual(report.findings, []);
    assert.equal(report.facts.origin, site.url);
  });
});

describe('each fault', () => {
  for (const [name, fault] of Object.entries(FAULTS)) {
    promise(`${name}: ${fault.terminal.join(', ')}`, async () => {
      plant(api, fault);
      const piped = fault.tokenOf === 'other' ? token({}, other) : token();
      const report = await examine(api.url + (fault.url ?? '/me'), { args: fault.args, token: piped });
      assert.deepEqual(codes(report), fault.terminal, report.text);
      for (const { message, fix } of report.findings) assert.ok(message.endsWith('.') && fix, `${message} ${fix}`);
    });
  }

  promise('an API where nothing listens: api_unreachable', async () => {
    const report = await examine(`${await unreachable()}/me`);
    assert.deepEqual(codes(report), ['api_unreachable']);
    assert.match(report.findings[0].message, /ECONNREFUSED/);
  });

  promise('a host that is not there: api_unreachable', async () => {
    assert.deepEqual(codes(await examine('https://nowhere.invalid/me')), ['api_unreachable']);
  });

  promise('a token that has expired: token_expired, refused_expired', async () => {
    const report = await examine(`${api.url}/me`, { token: token({ clockOffset: -700 }) });
    assert.deepEqual(codes(report), ['token_expired', 'refused_expired']);
  });

  promise('a token that begins later: token_not_yet_valid, refused_not_yet_valid', async () => {
    const report = await examine(`${api.url}/me`, { token: token({ clockOffset: 120 }) });
    assert.deepEqual(codes(report), ['token_not_yet_valid', 'refused_not_yet_valid']);
  });

  promise('a token of another page: azp_mismatch, refused_azp', async () => {
    const report = await examine(`${api.url}/me`, { token: token({ origin: 'https://old.foo.com' }) });
    assert.deepEqual(codes(report), ['azp_mismatch', 'refused_azp']);
  });

  promise('an opaque key in place of a token: token_not_jwt', async () => {
    const report = await examine(`${api.url}/me`, { token: 'ak_live_0123456789' });
    assert.equal(codes(report)[0], 'token_not_jwt');
  });

  promise('an API without encryption: origin_insecure, and nothing is sent', async () => {
    assert.deepEqual(codes(await examine('http://api.invalid/me')), ['origin_insecure']);
  });

  promise('a URL with a password, and one of another scheme: nothing is sent', async () => {
    assert.deepEqual(codes(await examine(api.url.replace('//', '//user:pass@'))), ['url_user_info']);
    assert.deepEqual(codes(await examine('ftp://api.foo.com/me')), ['origin_opaque']);
    assert.equal(api.requests.length, 0);
  });

  promise('no origin: origin_unknown', async () => {
    assert.deepEqual(codes(await examine(`${api.url}/me`, { origin: null, token: '' })), ['origin_unknown']);
  });

  promise("the page's policy: csp_wasm, csp_connect", async () => {
    const policed = await serve({ '/': 'x' }, { headers: { 'Content-Security-Policy': "default-src 'self'" } });
    try {
      api.knobs.authorizedParties = [policed.url];
      const options = { origin: policed.url, token: token({ origin: policed.url }) };
      assert.deepEqual(codes(await examine(`${api.url}/me`, options)), ['csp_wasm', 'csp_connect']);
    } finally {
      await policed.close();
    }
  });

  promise('two copies in the project: two_copies', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'clerk-fetch-doctor-'));
    try {
      for (const [place, version] of [['node_modules/clerk-fetch', '0.1.0'], ['node_modules/@acme/ui/node_modules/clerk-fetch', '0.0.9']]) {
        mkdirSync(join(cwd, place), { recursive: true });
        writeFileSync(join(cwd, place, 'package.json'), JSON.stringify({ name: 'clerk-fetch', version }));
      }
      const report = await examine(`${api.url}/me`, { cwd });
      assert.deepEqual(codes(report), ['two_copies']);
      assert.match(report.findings[0].message, /node_modules\/@acme\/ui\/node_modules\/clerk-fetch 0\.0\.9, node_modules\/clerk-fetch 0\.1\.0/);
    } finally {
      rmSync(cwd, { recursive: true });
    }
  });
});

describe('diagnose in Node', () => {
  promise('is there for import and for require, and does what the terminal does', async () => {
    const loaded = [await import('clerk-fetch/doctor'), createRequire(import.meta.url)('clerk-fetch/doctor')];
    for (const { diagnose } of loaded) {
      const report = await diagnose('/me', { baseUrl: api.url, origin: site.url, getToken: async () => token() });
      assert.deepEqual([report.findings, report.facts.grant], [[], 'allowed']);
      const foreign = await diagnose(`${api.url}/me`, { allowedOrigins: ['https://api.foo.com'], origin: site.url, getToken: async () => token() });
      assert.deepEqual([codes(foreign), foreign.facts.withToken], [['origin_not_allowed'], false]);
    }
  });

  promise('shows of an error of getToken its codes only, and no observer can disturb it', async () => {
    const { diagnose } = await import('clerk-fetch/doctor');
    const secret = token();
    for (const [error, words] of [
      [Object.assign(new Error(secret), { status: 422, errors: [{ code: 'form_param_invalid', message: secret }] }), ': 422 form_param_invalid.'],
      [Object.assign(new Error(secret), { code: secret, name: secret }), ' failed.'],
      [secret, ' failed.'],
    ]) {
      const getToken = () => Promise.reject(error);
      const onProgress = () => {
        throw new Error('mine');
      };
      const report = await diagnose(`${api.url}/me`, { origin: site.url, getToken, onProgress });
      assert.deepEqual(codes(report), ['token_failed']);
      assert.ok(report.findings[0].message.endsWith(words), report.findings[0].message);
      assert.doesNotMatch(JSON.stringify(report), /eyJ/);
    }
  });

  promise("takes a token's azp for the page only where it is an origin", async () => {
    const report = await examine(`${api.url}/me`, { origin: null, token: token({ origin: 'no\norigin' }) });
    assert.equal(report.facts.origin, undefined);
    assert.ok(codes(report).includes('origin_unknown'));
  });
});

describe('the command line', () => {
  promise('takes no token as an argument, and does not repeat it', async () => {
    for (const args of [['--token', token()], [`--token=${token()}`], [token(), 'https://api.foo.com']]) {
      const { code, stdout, stderr } = await doctor(['https://api.foo.com', ...args]);
      assert.equal(code, 2);
      assert.equal(stdout, '');
      assert.doesNotMatch(stderr, /eyJ/);
      assert.match(stderr, /history|more than one URL/);
    }
  });

  promise('says what is wrong with its use, with exit code 2', async () => {
    const cases = [
      [[], /no URL/],
      [['/todos'], /URL cannot be read/],
      [['https://api.foo.com', '--orgin', 'https://foo.com'], /no option --orgin/],
      [['https://api.foo.com', '--origin', 'foo'], /`origin` is not an origin/],
      [['https://api.foo.com', '--timeout', 'soon'], /seconds/],
      [['https://api.foo.com', '--token', '-'], /holds no token/],
    ];
    for (const [args, words] of cases) {
      const { code, stderr } = await doctor(args);
      assert.equal(code, 2, stderr);
      assert.match(stderr, words);
      assert.match(stderr, /Usage: npx clerk-fetch doctor/);
    }
    assert.equal((await doctor(['--help'])).code, 0);
  });

  promise('ends with its signal, before a request and in one', async () => {
    const nothing = { write() {} };
    const ends = async (prepare) => {
      const controller = new AbortController();
      const abort = () => controller.abort(new Error('enough'));
      await assert.rejects(run([`${api.url}/me`], { stdout: nothing, stderr: prepare(abort), signal: controller.signal }), /enough/);
    };
    await ends((abort) => ({ write: (line) => line.includes('reach') && abort() }));
    await ends((abort) => {
      api.knobs.intercept = abort; // and the request hangs
      return nothing;
    });
  });
});

describe('an API that repeats the token', () => {
  /** An API whose headers say `write(token)`, in its answers to whoever sends one. */
  const echoing = async (t, write, { names = ['x-clerk-auth-reason'], status = 401, body } = {}) => {
    const server = createServer((request, response) => {
      const [, sent] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? [];
      // A header has no lines, and one byte a character.
      const said = sent ? Buffer.from(write(sent).replaceAll(/[\r\n]+/g, ' ')).toString('latin1') : 'nothing';
      response.setHeader('access-control-allow-origin', site.url);
      response.setHeader('access-control-allow-headers', 'authorization');
      if (request.method === 'OPTIONS') return response.writeHead(204).end();
      for (const name of names) response.setHeader(name, name === 'location' ? `/next/${encodeURIComponent(said)}` : `x; t="${said}"`);
      response.writeHead(sent ? status : 401);
      return body && sent ? body(response) : response.end('{}');
    });
    await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
    t.after(() => server.closeAllConnections() ?? server.close());
    return `http://127.0.0.1:${server.address().port}/me`;
  };

  const headers = [[401, 'www-authenticate'], [403, 'content-type'], [302, 'location']];
  const cases = [
    ...Object.entries(SPELLINGS).map(([spelling, write]) => [spelling, write, 401, 'x-clerk-auth-reason']),
    ...headers.map(([status, name]) => ['raw', (sent) => sent, status, name]),
  ];
  for (const [spelling, write, status, name] of cases) {
    promise(`shows none of it, in text and as data: ${name}, ${spelling}`, async (t) => {
      const piped = token();
      const report = await examine(await echoing(t, write, { status, names: [name] }), { token: piped });
      assert.match(JSON.stringify(report.facts.authorized), /\[token\]/);
      assert.equal(shows(report, piped), undefined);
    });
  }

  promise('moves no terminal, in text and as data', async (t) => {
    const url = await echoing(t, () => 'a\x9b31mb\x85c');
    for (const args of [[], ['--json']]) {
      const { stdout } = await doctor([url, '--origin', site.url, '--token', '-', ...args], { token: token() });
      assert.doesNotMatch(stdout, /[\0-\x09\x0b-\x1f\x7f-\x9f]/);
    }
  });

  promise('and never ends its body is not waited for', async (t) => {
    const chunk = Buffer.alloc(64 * 1024, ' ');
    const body = (response) => {
      const more = () => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', more);
      more();
    };
    const started = Date.now();
    const { facts } = await examine(await echoing(t, () => 'x', { status: 200, body }), { args: ['--timeout', '25'] });
    assert.equal(facts.authorized.json, undefined);
    assert.ok(Date.now() - started < 20_000);
  });
});
