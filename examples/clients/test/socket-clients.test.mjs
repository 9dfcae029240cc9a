// Clients that open sockets and connect again automatically: a refused token is replaced once, and they go on.
import { createAuthenticatedFetch } from 'clerk-fetch';
import { createFakeClerk } from 'clerk-fetch/testing';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { describe, test } from 'node:test';
import { WebSocket } from 'ws';
import * as servers from '../servers/hubs.ts';
import * as sockets from '../sockets.ts';
import { rows } from './recipes.mjs';
import { eventually } from './suite.mjs';

globalThis.WebSocket ??= WebSocket; // Node 20 has none

const LIMIT = { timeout: 60_000 };

async function start(t, serve) {
  const clerk = createFakeClerk({ user: 'user_ada' });
  const came = [];
  const server = createServer((request, response) => listener?.(request, response));
  const listener = serve(server, clerk, came);
  const open = new Set();
  server.on('connection', (socket) => (open.add(socket), socket.on('close', () => open.delete(socket))));
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const drop = () => open.forEach((socket) => socket.destroy());
  t.after(() => {
    drop();
    return new Promise((closed) => server.close(closed));
  });
  const at = (host, scheme) => `${scheme}://${host}:${server.address().port}`;
  return { clerk, came, drop, at, authenticatedFetch: createAuthenticatedFetch({ clerk, allowedOrigins: [at('127.0.0.1', 'http')] }) };
}

/**
 * `connect(url, authenticatedFetch)` is the example, `greet(client, heard)` has `heard` called with each greeting, `end(client)` ends it.
 * `asks` is how many tokens one connection shows.
 */
function socketPromises({ serve, scheme, connect, greet, end, asks = 1 }) {
  const started = async (t, host = '127.0.0.1') => {
    const all = await start(t, serve);
    const greetings = [];
    const open = async () => {
      const client = await connect(all.at(host, scheme), all.authenticatedFetch);
      t.after(() => end(client));
      greet(client, (greeting) => greetings.push(greeting.userId));
      return client;
    };
    return { ...all, greetings, open };
  };

  test('the token is shown, and the greeting is for its user', LIMIT, async (t) => {
    const { open, greetings, came, clerk } = await started(t);
    await open();
    await eventually(() => greetings.length);
    assert.deepEqual(greetings, ['user_ada']);
    assert.deepEqual(came, Array(asks).fill(await clerk.session.getToken()));
  });

  test('a refused one is replaced by one mint, and it goes on', LIMIT, async (t) => {
    const { open, greetings, clerk, came } = await started(t);
    const old = await clerk.session.getToken();
    clerk.expire();
    const mints = clerk.mints;
    await open();
    await eventually(() => greetings.length);
    assert.deepEqual(greetings, ['user_ada']);
    assert.equal(clerk.mints - mints, 1);
    assert.equal(came.filter((token) => token === old).length, 1);
  });

  test('after the connection has broken, it connects with a token of then', LIMIT, async (t) => {
    const { open, greetings, clerk, drop } = await started(t);
    await open();
    await eventually(() => greetings.length);
    clerk.expire();
    const mints = clerk.mints;
    drop();
    await eventually(() => greetings.length === 2);
    assert.deepEqual(greetings, ['user_ada', 'user_ada']);
    assert.equal(clerk.mints - mints, 1);
  });

  test('a foreign origin is shown none, and so is any when nobody is signed in', LIMIT, async (t) => {
    for (const host of ['localhost', '127.0.0.1']) {
      const { open, clerk, came, greetings } = await started(t, host);
      if (host === '127.0.0.1') await clerk.signOut();
      await open().catch(() => {});
      await new Promise((resume) => setTimeout(resume, 300));
      assert.deepEqual([came, greetings, clerk.mints], [[], [], 0]);
    }
  });
}

describe('graphql-ws', () =>
  socketPromises({
    serve: servers.graphql,
    scheme: 'ws',
    connect: sockets.connectGraphql,
    greet(client, heard) {
      client.subscribe({ query: 'subscription { me }' }, { next: ({ data }) => heard({ userId: data.me }), error: () => {}, complete: () => {} });
    },
    end: (client) => client.terminate(),
  }));

for (const [name, connect] of [
  ['partysocket', sockets.connectParty],
  ['reconnecting-websocket', sockets.connectReconnecting],
]) {
  describe(name, () =>
    socketPromises({
      serve: servers.plain,
      scheme: 'ws',
      connect,
      greet: (socket, heard) => socket.addEventListener('message', ({ data }) => heard(JSON.parse(data))),
      end: (socket) => socket.close(),
    }));
}

describe('socket.io', () =>
  socketPromises({
    serve: servers.socketIo,
    scheme: 'http',
    connect: sockets.connectSocketIo,
    greet: (socket, heard) => socket.on('hello', heard),
    end: (socket) => socket.disconnect(),
  }));

describe('SignalR', () =>
  socketPromises({
    serve: servers.hub,
    scheme: 'http',
    connect: sockets.createHub,
    greet({ hub, start }, heard) {
      hub.on('hello', heard);
      start().catch(() => {});
    },
    end: ({ hub }) => hub.stop(),
    asks: 2,
  }));

test('the lines of docs/other-clients.md stand in these functions', () => {
  const bare = (code) => code.replace(/\s+|,(?=\s*[)\]}])/g, '');
  const source = bare(['sockets', 'uploads', 'xhr', 'websocket'].map((name) => readFileSync(new URL(`../${name}.ts`, import.meta.url), 'utf8')).join());
  const own = rows.filter(({ line }) => /next\(|next$/.test(line));
  assert.ok(own.length > 5);
  for (const { line } of own) assert.ok(source.includes(bare(line)), line);
});
