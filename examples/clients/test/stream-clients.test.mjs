// Clients of streams and of protocols of their own, by their lines in docs/.
import { createClient } from '@connectrpc/connect';
import { createConnectTransport, createGrpcWebTransport } from '@connectrpc/connect-web';
import { ShapeStream } from '@electric-sql/client';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { createTRPCClient, httpBatchLink, httpBatchStreamLink, httpLink, splitLink } from '@trpc/client';
import { DefaultChatTransport } from 'ai';
import { EventSource } from 'eventsource';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as chat from '../servers/chat.ts';
import * as connect from '../servers/connect.ts';
import * as electric from '../servers/electric.ts';
import * as events from '../servers/events.ts';
import * as mcp from '../servers/mcp.ts';
import * as trpc from '../servers/trpc-batch.ts';
import { evaluated, moduleOf } from './recipes.mjs';
import { eventually, promises, world } from './suite.mjs';

/** Each call makes what the line of a library makes. */
const eachTime = (library, libraries) => (url, authenticatedFetch) => () =>
  evaluated(library, { url, baseUrl: url, api: url, authenticatedFetch, ...libraries });

/** The code of ours, which the client has made a text of. */
const codeInText = ({ message }) => /#(\w+)$/.exec(message)?.[1];

describe('MCP', () =>
  promises({
    handler: mcp.handler,
    connect: eachTime('@modelcontextprotocol/sdk', { StreamableHTTPClientTransport }),
    async call(make) {
      const client = new Client({ name: 'test', version: '1.0.0' });
      await client.connect(make());
      const { content } = await client.callTool({ name: 'rename', arguments: { title: 'Milk' } });
      await client.close();
      return JSON.parse(content[0].text);
    },
    headers: false,
    signal: false,
  }));

/** Electric writes down a minute later how far it was; nothing waits for that here. */
const unreferenced = () => {
  const { setTimeout: set } = globalThis;
  if (set.unreferenced) return;
  globalThis.setTimeout = Object.assign((run, ms, ...args) => (ms > 30_000 ? set(run, ms, ...args).unref() : set(run, ms, ...args)), { unreferenced: true });
};

describe('Electric', () =>
  promises({
    handler: electric.handler,
    connect: (url, authenticatedFetch) => (signal) => {
      const Ended = function (options) {
        return new ShapeStream({ ...options, signal });
      };
      return evaluated('@electric-sql/client', { url, authenticatedFetch, table: 'todos', ShapeStream: Ended });
    },
    call: (make) =>
      new Promise((resolve, reject) => {
        const controller = new AbortController();
        unreferenced();
        make(controller.signal).subscribe((messages) => {
          const row = messages.find(({ value }) => value);
          if (row) resolve({ ...row.value });
          controller.abort();
        }, reject);
      }),
    method: 'GET',
    headers: false,
    signal: false,
    failure: false, // it tries again until somebody has signed in
  }));

describe('eventsource', () =>
  promises({
    handler: events.handler,
    connect: eachTime('eventsource', { EventSource }),
    call: (make) =>
      new Promise((resolve, reject) => {
        const source = make();
        const done = (end, value) => (source.close(), end(value));
        source.onmessage = ({ data }) => JSON.parse(data).title === 'Milk' && done(resolve, JSON.parse(data));
        source.onerror = (error) => done(reject, error);
      }),
    codeOf: codeInText,
    method: 'GET',
    headers: false,
    signal: false,
  }));

describe("the AI SDK's transport", () =>
  promises({
    handler: chat.handler,
    connect: eachTime('ai', { DefaultChatTransport }),
    async call(make, { headers, signal }) {
      const messages = [{ id: '1', role: 'user', parts: [{ type: 'text', text: 'Milk' }] }];
      const stream = await make().sendMessages({ trigger: 'submit-message', chatId: '1', messages, headers, abortSignal: signal });
      let text = '';
      for await (const { type, delta } of stream) if (type === 'text-delta') text += delta;
      return JSON.parse(text);
    },
  }));

describe('Connect', () => {
  const given = {
    handler: connect.handler,
    refuse: (response, reason, request) => connect.handler(request, response), // it knows nobody, and says so in its own words
    call: async (make, { headers, signal }) => {
      const { userId, title } = await createClient(connect.Todos, make()).rename({ title: 'Milk' }, { headers, signal });
      return { userId, title };
    },
    codeOf: ({ cause }) => cause?.code,
  };

  promises({ ...given, connect: eachTime('@connectrpc/connect-web', { createConnectTransport }) });

  test("gRPC-web's trailers come after the status: no refresh", async (t) => {
    const { server, clerk, authenticatedFetch } = await world(t, given.handler, { refuse: given.refuse });
    const client = createClient(connect.Todos, createGrpcWebTransport({ baseUrl: server.url, fetch: authenticatedFetch }));
    assert.equal((await client.rename({ title: 'Milk' })).userId, 'user_ada');
    clerk.expire();
    const mints = clerk.mints;
    await assert.rejects(client.rename({ title: 'Milk' }), { name: 'ConnectError', rawMessage: 'refused' });
    assert.deepEqual([server.arrived.map(({ status }) => status), clerk.mints], [[200, 200], mints]);
  });
});

describe("tRPC's batches", async () => {
  const { trpcRefuses } = await moduleOf('docs/token-refused.md', 'trpcRefuses');
  const start = async (t, links) => {
    const all = await world(t, trpc.handler, { refuse: (response, reason, request) => trpc.handler(request, response), tokenRefused: trpcRefuses });
    const { server, authenticatedFetch, clerk } = all;
    const client = createTRPCClient({ links: links({ url: server.url, fetch: authenticatedFetch }) });
    await client.mine.query();
    clerk.expire();
    server.arrived.length = 0;
    return { ...all, client, mints: clerk.mints };
  };

  test('a batch of which one call was refused is sent again, with a new token', async (t) => {
    const { client, clerk, server, mints } = await start(t, (options) => [httpBatchLink(options)]);
    assert.deepEqual(await Promise.all([client.news.query(), client.mine.query()]), ['news', 'user_ada']);
    assert.deepEqual([server.arrived.map(({ status }) => status), clerk.mints - mints], [[207, 200], 1]);
  });

  test('of which all were refused, too', async (t) => {
    const { client, clerk, server, mints } = await start(t, (options) => [httpBatchLink(options)]);
    assert.deepEqual(await Promise.all([client.mine.query(), client.mine.query()]), ['user_ada', 'user_ada']);
    assert.deepEqual([server.arrived.map(({ status }) => status), clerk.mints - mints], [[401, 200], 1]);
  });

  test('mutations that go alone are made once', async (t) => {
    const { client } = await start(t, (options) => [splitLink({ condition: ({ type }) => type === 'mutation', true: httpLink(options), false: httpBatchLink(options) })]);
    const before = trpc.runs.add;
    const results = await Promise.all([client.report.mutate(), client.add.mutate()]);
    assert.deepEqual(results, [before + 1, 'user_ada']);
    assert.equal(trpc.runs.add, before + 1);
  });

  test('in a stream come after the status: no refresh', async (t) => {
    const { client, clerk, server, mints } = await start(t, (options) => [httpBatchStreamLink(options)]);
    const results = await Promise.allSettled([client.news.query(), client.mine.query()]);
    assert.deepEqual(results.map(({ status }) => status), ['fulfilled', 'rejected']);
    assert.deepEqual([server.arrived.map(({ status }) => status), clerk.mints], [[200], mints]);
  });
});
