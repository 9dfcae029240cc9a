// Clients that need a browser, in Chromium: a page on one origin, the API on another.
import assert from 'node:assert/strict';
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';
import { after, before, describe, test } from 'node:test';
import { launch, serve } from '../../../tests/support/browser.mjs';
import * as chat from '../servers/chat.ts';
import * as events from '../servers/events.ts';
import * as sockets from '../servers/socket.ts';
import * as tus from '../servers/tus.ts';
import * as upload from '../servers/upload.ts';
import { rows } from './recipes.mjs';
import { eventually, promises, world } from './suite.mjs';

let browser;
let site;
let page;

/** Where the page's tokens come from. */
let clerk;

before(async () => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('browser/page.tsx', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  });
  site = await serve({
    '/': '<!doctype html><meta charset="utf-8"><title>Clients</title><script type="module" src="/page.js"></script>',
    '/page.js': outputFiles[0].text,
  });
  browser = await launch();
  page = await browser.newPage();
  await page.exposeFunction('getToken', async (options) => (clerk.session ? clerk.session.getToken(options) : null));
  await page.goto(site.url);
  await page.waitForFunction(() => window.call);
});
after(async () => {
  await browser?.close();
  await site?.close();
});

/** Calls an example in the page. */
async function call({ name, url, allowed }, { headers = {}, signal }) {
  signal?.addEventListener('abort', () => page.evaluate(() => window.abort()));
  const args = [name, url, allowed, headers];
  const { value, error } = await page.evaluate((given) => window.call(...given), args);
  if (error) throw error;
  return value;
}

const connecting = (name) => (url, authenticatedFetch, all) => {
  clerk = all.clerk;
  return { name, url, allowed: all.server.url };
};

const codeOf = ({ code }) => code;

describe('fetch-event-source', () =>
  promises({ handler: events.handler, connect: connecting('events'), call, codeOf, method: 'GET' }));

describe('fetch-event-source by its line in docs/other-clients.md', () => {
  const { line } = rows.find(({ library }) => library === '@microsoft/fetch-event-source');
  // Without its `onerror` it tries again after whatever failure.
  promises({ handler: events.handler, connect: connecting(line), call, method: 'GET', headers: false, signal: false, failure: false });
});

describe("the AI SDK's useChat", () => promises({ handler: chat.handler, connect: connecting('chat'), call, codeOf }));

describe('XMLHttpRequest', () => {
  const shown = [];
  promises({
    handler: upload.handler,
    connect: connecting('upload'),
    method: 'PUT',
    async call(client, init) {
      const { status, progress, userId, bytes } = await call(client, init);
      assert.equal(status, 200);
      shown.push(progress);
      return { userId, title: bytes === 1_000_000 ? 'Milk' : 'incomplete' };
    },
    codeOf,
  });

  test('its progress is told', () => {
    assert.ok(shown.length > 0);
    for (const progress of shown) assert.equal(progress.at(-1), 1);
  });
});

describe('WebSocket', () => {
  async function start(t, name) {
    const all = await world(t, sockets.handler);
    const state = sockets.acceptSockets(all.server.server, all.clerk);
    const connect = (url) => call(connecting(name)(url, undefined, all), {}).catch((error) => error);
    return { ...all, state, connect };
  }

  for (const name of ['ticket', 'protocol', 'message']) {
    test(`by ${name}: the right user's`, { timeout: 60_000 }, async (t) => {
      const { server, connect } = await start(t, name);
      assert.deepEqual(await connect(server.url), { userId: 'user_ada', protocol: name === 'protocol' ? 'bearer' : '' });
    });

    test(`by ${name}: none for a foreign origin, none when signed out`, { timeout: 60_000 }, async (t) => {
      const { clerk, server, state, connect } = await start(t, name);
      assert.equal((await connect(server.foreignUrl)).code, 'origin_not_allowed');
      await clerk.signOut();
      assert.equal((await connect(server.url)).code, 'signed_out');
      assert.equal(state.opened, 0);
      assert.deepEqual(server.arrived, []);
    });
  }

  test('by ticket: an expired token is renewed', { timeout: 60_000 }, async (t) => {
    const { clerk, server, state, connect } = await start(t, 'ticket');
    await connect(server.url);
    clerk.expire();
    assert.equal((await connect(server.url)).userId, 'user_ada');
    assert.equal(clerk.mints, 2);
    await eventually(() => state.opened === 2);
  });

  for (const name of ['protocol', 'message']) {
    test(`by ${name}: a refused token closes the socket, and the next one has another`, { timeout: 60_000 }, async (t) => {
      const { clerk, server, connect } = await start(t, name);
      await connect(server.url);
      clerk.expire();
      assert.deepEqual(await connect(server.url), { closed: 4401 });
      assert.equal((await connect(server.url)).userId, 'user_ada');
      assert.equal(clerk.mints, 2);
    });
  }
});

for (const [name, files] of [['tus', 1], ['uppy', 3]]) {
  describe(name, () => {
    async function start(t) {
      const { state, handler } = tus.accepting();
      const all = await world(t, handler);
      const upload = (url) => call(connecting(name)(url, undefined, all), {}).catch((error) => error);
      return { ...all, state, upload };
    }

    test('its requests carry the token', { timeout: 60_000 }, async (t) => {
      const { clerk, server, state, upload } = await start(t);
      assert.equal((await upload(server.url)).uploaded, files);
      assert.equal(state.finished, files);
      const token = `Bearer ${await clerk.session.getToken()}`;
      assert.deepEqual(server.arrived.map(({ method }) => method).sort(), [...Array(files).fill('PATCH'), ...Array(files).fill('POST')]);
      for (const { headers } of server.arrived) assert.equal(headers.authorization, token);
    });

    test('an expired token is renewed once, and the files arrive', { timeout: 60_000 }, async (t) => {
      const { clerk, server, state, upload } = await start(t);
      await upload(server.url);
      clerk.expire();
      server.arrived.length = 0;
      const mints = clerk.mints;
      assert.equal((await upload(server.url)).uploaded, files);
      assert.equal(state.finished, files * 2);
      assert.equal(clerk.mints - mints, 1);
      assert.equal(server.arrived.filter(({ refused }) => refused).length, files);
    });

    test('none for a foreign origin, and none when signed out', { timeout: 60_000 }, async (t) => {
      const { clerk, server, upload } = await start(t);
      for (const url of [server.foreignUrl, server.url]) {
        const { code, uploaded } = await upload(url);
        if (name === 'tus') assert.equal(code, url === server.url ? 'signed_out' : 'origin_not_allowed');
        else assert.equal(uploaded, 0);
        await clerk.signOut();
      }
      assert.deepEqual(server.arrived, []);
    });
  });
}
