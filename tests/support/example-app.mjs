// An example as who copies it runs it: a copy of its folder, with its settings filled in, by its own `npm start`. Only Clerk's
// host is not there: the browser's requests to it are answered by the local Frontend API.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { basename, join } from 'node:path';
import { after, test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { ROOT } from '../../scripts/lib/run.mjs';
import { launch } from './browser.mjs';
import { signInOnPage } from './clerk-page.mjs';
import { startFrontendApi } from './frontend-api.mjs';

/** Where `npm run test:examples` installs each example's own packages; without it they have the workspace's. */
export const copyOf = (name) => join(ROOT, 'build', 'projects', 'examples', name);

/** Copies an example. `files` are what its reader makes, such as `.env`; `edits` maps a file to what is replaced in it. */
export function copyExample(name, { files = {}, edits = {} } = {}) {
  const folder = copyOf(name);
  cpSync(join(ROOT, 'examples', name), folder, { recursive: true, filter: (path) => !['node_modules', '.next'].includes(basename(path)) });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  for (const [file, replacements] of Object.entries(edits)) {
    let text = readFileSync(join(folder, file), 'utf8');
    for (const [from, to] of replacements) {
      if (text.split(from).length !== 2) throw new Error(`${name}/${file} must have this once: ${from}`);
      text = text.replace(from, () => to);
    }
    writeFileSync(join(folder, file), text);
  }
  return folder;
}

/** A port that is free, and that no system gives to who asks for any: for those who must know it before they start. */
async function freePort() {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const server = createServer();
    const free = await new Promise((resolve) => server.once('error', () => resolve(false)).listen(port, () => resolve(true)));
    if (!free) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
}

/** Runs `npm start` until it says its address: `url`. */
export async function start(folder, { args = [], env = {} } = {}) {
  const { NODE_TEST_CONTEXT, ...inherited } = process.env;
  const child = spawn('npm', ['start', '--', ...args], { cwd: folder, env: { ...inherited, ...env }, detached: true });
  const close = async () => {
    if (child.exitCode !== null || child.signalCode) return;
    const ended = new Promise((resolve) => child.once('close', resolve));
    process.kill(-child.pid, 'SIGTERM');
    await ended;
  };
  let output = '';
  const url = await new Promise((resolve, reject) => {
    const look = (chunk) => {
      output += chunk;
      const [found] = /http:\/\/localhost:\d+(?=\D)/.exec(stripVTControlCharacters(output)) ?? [];
      if (found) resolve(found);
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    child.once('close', (code) => reject(new Error(`npm start ended with ${code} in ${folder}:\n${output}`)));
  });
  return { url, output: () => output, close };
}

/** Clerk's own buttons and forms: they never come. */
const NO_UI = 'window.__internal_ClerkUICtor = class { ensureMounted() { return new Promise(() => {}); } };';

/** Answers for Clerk's host in a browser context, by the local Frontend API. Gives that host. */
export async function answerForClerk(context, frontend) {
  const host = Buffer.from(frontend.publishableKey.split('_')[2], 'base64').toString().replace('$', '');
  let cookie;
  await context.route(`https://${host}/**`, async (route) => {
    const request = route.request();
    const { pathname, search } = new URL(request.url());
    if (pathname.includes('/npm/@clerk/ui@')) return route.fulfill({ contentType: 'text/javascript', body: NO_UI });
    const path = pathname.replace(/^\/npm\/@clerk\/clerk-js@[^/]+/, '/npm/@clerk/clerk-js');
    const { origin, 'content-type': type } = await request.allHeaders();
    const headers = { ...(origin && { origin }), ...(type && { 'content-type': type }), ...(cookie && { cookie }) };
    const answer = await fetch(frontend.url + path + search, { method: request.method(), headers, body: request.postDataBuffer() ?? undefined });
    cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? cookie;
    return route.fulfill({ status: answer.status, headers: Object.fromEntries(answer.headers), body: Buffer.from(await answer.arrayBuffer()) });
  });
  return host;
}

/** Answers for the CDN with the packed package. */
export const answerForCdn = (context) =>
  context.route('https://cdn.jsdelivr.net/npm/clerk-fetch@*/**', (route) => {
    const [, version, path] = /clerk-fetch@([^/]+)\/(.+)$/.exec(route.request().url());
    const installed = join(ROOT, 'tests', 'node_modules', 'clerk-fetch');
    const right = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')).version === version && existsSync(join(installed, path));
    return right ? route.fulfill({ path: join(installed, path) }) : route.fulfill({ status: 404 });
  });

const SECRET_KEY = `sk_test_${'0'.repeat(40)}`;
const inOneLine = (pem) => pem.trim().replaceAll('\n', '\\n');

/** The example's API, for a page at this origin. */
export function startExampleApi(frontend, pageOrigin) {
  const env = [
    `CLERK_PUBLISHABLE_KEY=${frontend.publishableKey}`,
    `CLERK_SECRET_KEY=${SECRET_KEY}`,
    `PAGE_ORIGIN=${pageOrigin}`,
    'PORT=0',
    `CLERK_JWT_KEY="${inOneLine(frontend.publicKeyPem)}"`,
  ];
  return start(copyExample('express-api', { files: { '.env': `${env.join('\n')}\n` } }));
}

/** What each of the pages does: signed out, signed in, a to-do added, signed out. `again` shows what the server then renders. */
export async function useTodos(page, again = async () => {}) {
  const status = page.getByRole('status');
  await status.getByText('Please sign in.').waitFor();
  await page.waitForFunction(() => window.Clerk?.loaded); // a server may have rendered that before
  await signInOnPage(page, 'user_grace');
  await again();
  await status.getByText('0 to do').waitFor();
  await page.getByLabel('New:').fill('Milk');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await status.getByText('1 to do').waitFor();
  assert.deepEqual(await page.getByRole('listitem').allTextContents(), ['Milk']);
  await page.waitForFunction(() => window.Clerk?.loaded);
  await page.evaluate(() => window.Clerk.signOut());
  await again();
  await status.getByText('Please sign in.').waitFor();
  assert.equal(await page.getByRole('listitem').count(), 0);
}

/**
 * The same of an app of its own packages. `settings` gives the files that its reader makes, `args` what `npm start` takes for a
 * port, `cookies` what the browser has; `rendered`: its server renders who is signed in.
 */
export function appPromises(name, { settings, args, cookies = {}, path = '/', rendered = false }) {
  const closing = [];
  const closed = (thing) => (closing.unshift(thing), thing);
  after(async () => {
    for (const thing of closing) await thing.close();
  });

  test(`${name}: signed out, signed in, a to-do added, signed out`, { timeout: 5 * 60_000 }, async () => {
    const frontend = closed(await startFrontendApi());
    const port = await freePort();
    const origin = `http://localhost:${port}`;
    const { publishableKey, publicKeyPem } = frontend;
    const api = closed(await startExampleApi(frontend, origin));
    const given = { publishableKey, secretKey: SECRET_KEY, jwtKey: inOneLine(publicKeyPem), apiUrl: api.url };
    const app = closed(await start(copyExample(name, { files: settings(given) }), { args: args(port) }));
    const browser = closed(await launch());
    const context = await browser.newContext();
    await context.addCookies(Object.entries(cookies).map(([key, value]) => ({ name: key, value, url: origin })));
    await answerForClerk(context, frontend);
    const page = await context.newPage();
    page.setDefaultTimeout(120_000); // the first answer of a development server
    const complaints = [];
    page.on('pageerror', (error) => complaints.push(error));
    await page.goto(origin + path);
    await useTodos(page, rendered ? () => page.goto(origin + path) : undefined).catch((error) => {
      throw new Error(`${error.message}\n${complaints.join('\n')}\n${app.output()}`);
    });
    assert.deepEqual(complaints, []);
  });
}
