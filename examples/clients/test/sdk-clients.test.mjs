// SDKs that bring an `Authorization` of their own.
import Anthropic from '@anthropic-ai/sdk';
import { Client } from '@langchain/langgraph-sdk';
import { createClient } from '@supabase/supabase-js';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import OpenAI from 'openai';
import { WebSocket } from 'ws';
import * as anthropic from '../anthropic.ts';
import * as openai from '../openai.ts';
import * as postgrest from '../servers/postgrest.ts';
import * as rest from '../servers/rest.ts';
import { generatedClient } from './hey-api.mjs';
import { lineOf, moduleOf } from './recipes.mjs';
import { codeOfCause, promises, world } from './suite.mjs';

globalThis.WebSocket ??= WebSocket; // Supabase wants one; Node 20 has none

for (const [name, { connect }, library, libraries] of [
  ['OpenAI', openai, 'openai', { OpenAI }],
  ['Anthropic', anthropic, '@anthropic-ai/sdk', { Anthropic }],
]) {
  describe(name, () => {
    promises({
      handler: rest.handler,
      library,
      libraries,
      connect,
      call: (client, options) => client.post('/todos/1', { body: { title: 'Milk' }, ...options }),
      codeOf: codeOfCause,
    });

    for (const make of [connect, lineOf(library, libraries)]) {
      test('sends no key of its own', async (t) => {
        const { server, authenticatedFetch, clerk } = await world(t, rest.handler);
        await (await make(server.url, authenticatedFetch)).post('/todos/1', { body: { title: 'Milk' } });
        const [{ headers }] = server.arrived;
        assert.equal(headers.authorization, `Bearer ${await clerk.session.getToken()}`);
        assert.equal(headers['x-api-key'], undefined);
      });
    }
  });
}

describe('the client that hey-api generates', () => {
  promises({
    handler: rest.handler,
    library: '@hey-api/openapi-ts',
    libraries: async () => ({ client: (await generatedClient()).client }),
    byLine: { made: () => generatedClient() },
    async call({ rename }, { headers, signal }) {
      const { data } = await rename({ path: { id: 1 }, body: { title: 'Milk' }, headers, signal, throwOnError: true });
      return data;
    },
  });

  test('whose own `auth` would be kept', async (t) => {
    const { server, authenticatedFetch } = await world(t, rest.handler);
    const { client, rename } = await generatedClient();
    client.setConfig({ baseUrl: server.url, fetch: authenticatedFetch, auth: 'theirs' });
    await rename({ path: { id: 1 }, body: { title: 'Milk' } });
    assert.deepEqual(server.arrived.map(({ headers, status }) => [headers.authorization, status]), [['Bearer theirs', 401]]);
  });
});

describe("LangGraph's client", () =>
  promises({
    async handler(request, response) {
      request.url = '/todos/1';
      await rest.handler(request, response);
    },
    library: '@langchain/langgraph-sdk',
    libraries: { Client },
    call: (client, { signal }) => client.threads.create({ title: 'Milk', signal }).then(({ userId }) => ({ userId, title: 'Milk' })),
    byLine: { headers: false, signal: false },
  }));

describe('Supabase', () => {
  promises({
    handler: postgrest.handler,
    library: '@supabase/supabase-js',
    libraries: async (url, authenticatedFetch, { clerk, server }) => {
      globalThis.Clerk = clerk; // as in a page
      const { fetchWithoutTheirs } = await moduleOf('docs/other-clients.md', 'fetchWithoutTheirs', { 'https://api.foo.com': server.url });
      return { createClient, key: 'sb_publishable_key', fetchWithoutTheirs };
    },
    method: 'PATCH',
    async call(client, { headers = {}, signal }) {
      let update = client.from('todos').update({ title: 'Milk' }).eq('id', 1).select();
      for (const [name, value] of Object.entries(headers)) update = update.setHeader(name, value);
      if (signal) update = update.abortSignal(signal);
      return (await update.single().throwOnError()).data;
    },
  });
});
