// docs/workers.md in Chromium: a write that the network did not take is sent later by the service worker, with a token of that time.
import { build } from 'esbuild';
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { blocksOf } from '../../../tests/js/support/markdown.mjs';
import { launch, serve } from '../../../tests/support/browser.mjs';
import * as rest from '../servers/rest.ts';
import { eventually, world } from './suite.mjs';

const [worker, answering] = blocksOf('docs/workers.md').filter(({ language }) => language === 'js');
const HERE = fileURLToPath(new URL('.', import.meta.url));

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const bundled = async (contents) => {
  const { outputFiles } = await build({ stdin: { contents, resolveDir: HERE }, bundle: true, write: false, format: 'iife', define: { 'process.env.NODE_ENV': '"production"' }, logLevel: 'error' });
  return outputFiles[0].text;
};

async function start(t) {
  let broken = false;
  const all = await world(t, rest.handler);
  const { clerk, server } = all;
  // The network: what it breaks never reaches the guard.
  const [guard] = server.server.listeners('request');
  server.server.removeAllListeners('request');
  server.server.on('request', (request, response) => (broken && request.method === 'POST' ? request.socket.destroy() : guard(request, response)));
  const site = await serve({
    '/': '<!doctype html><meta charset="utf-8"><title>App</title><script src="/page.js"></script>',
    '/page.js': answering.code,
    '/sw.js': (await bundled(worker.code.replaceAll('https://api.foo.com', server.url))) + "\nself.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));",
  });
  t.after(site.close);
  const context = await browser.newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  await page.exposeFunction('token', async (options) => clerk.session?.getToken(options) ?? null);
  await page.addInitScript(() => (window.Clerk = { session: { getToken: (options) => window.token(options) } }));
  await page.goto(site.url);
  await page.evaluate(async () => {
    await navigator.serviceWorker.register('/sw.js');
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve));
  });
  const write = () =>
    page.evaluate(
      async ([url]) =>
        fetch(`${url}/todos/1`, { method: 'POST', headers: { authorization: `Bearer ${await window.token()}`, 'content-type': 'application/json' }, body: '{"title":"Milk"}' }).then(
          ({ status }) => status,
          () => 'kept',
        ),
      [server.url],
    );
  const cdp = await context.newCDPSession(page);
  let registrationId;
  cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations: [registration] }) => (registrationId = registration?.registrationId ?? registrationId));
  await cdp.send('ServiceWorker.enable');
  const sync = async () => {
    await eventually(() => registrationId !== undefined);
    await cdp.send('ServiceWorker.dispatchSyncEvent', { origin: new URL(site.url).origin, registrationId, tag: 'workbox-background-sync:writes', lastChance: false });
  };
  return { ...all, write, sync, break: (value) => (broken = value) };
}

test('it carries a token of then, and the API takes it once', { timeout: 60_000 }, async (t) => {
  const world = await start(t);
  world.break(true);
  assert.equal(await world.write(), 'kept');
  world.clerk.expire();
  world.break(false);
  await world.sync();
  const taken = () => world.server.arrived.filter(({ method, status }) => method === 'POST' && status === 200);
  await eventually(() => taken().length === 1);
  assert.deepEqual([world.clerk.mints], [2]);
});

test("another user's is not sent", { timeout: 60_000 }, async (t) => {
  const world = await start(t);
  world.break(true);
  assert.equal(await world.write(), 'kept');
  await world.clerk.signIn('user_grace');
  world.break(false);
  await world.sync();
  assert.equal(await world.write(), 200);
  await new Promise((resume) => setTimeout(resume, 500));
  assert.equal(world.server.arrived.length, 1);
});
