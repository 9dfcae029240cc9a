// Clients that keep what they fetch in a store of their own, or stand for a database.
import { configureStore } from '@reduxjs/toolkit';
import { createApi, fetchBaseQuery } from '@reduxjs/toolkit/query';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { WebSocket } from 'ws';
import * as rtkQuery from '../rtk-query.ts';
import * as postgrest from '../servers/postgrest.ts';
import * as rest from '../servers/rest.ts';
import * as supabase from '../supabase.ts';
import { promises, world } from './suite.mjs';

globalThis.WebSocket ??= WebSocket; // Supabase wants one; Node 20 has none

/** A store for it. */
const storeOf = (api) => {
  const store = configureStore({
    reducer: { [api.reducerPath]: api.reducer },
    middleware: (defaults) => defaults().concat(api.middleware), // it warns of what the store cannot hold
  });
  return { api, store };
};

const rename = {
  query: ({ id, title, headers }) => ({ url: `/todos/${id}`, method: 'POST', body: { title }, headers }),
};

describe('RTK Query', () =>
  promises({
    handler: rest.handler,
    library: '@reduxjs/toolkit',
    libraries: { fetchBaseQuery },
    byLine: {
      made: (baseQuery) => storeOf(createApi({ baseQuery, endpoints: (build) => ({ rename: build.mutation(rename) }) })),
      codeOf: ({ error }) => /#(\w+)$/.exec(error)?.[1], // its text is all that is left
    },
    connect: (url, authenticatedFetch) => storeOf(rtkQuery.connect(url, authenticatedFetch)),
    async call({ api, store }, { headers, signal }) {
      const pending = store.dispatch(api.endpoints.rename.initiate({ id: 1, title: 'Milk', headers }));
      signal?.addEventListener('abort', () => pending.abort());
      return pending.unwrap();
    },
    codeOf: ({ code }) => code,
  }));

describe('Supabase', () => {
  promises({
    handler: postgrest.handler,
    connect: (url, authenticatedFetch) => supabase.connect(url, authenticatedFetch),
    method: 'PATCH',
    async call(client, { headers = {}, signal }) {
      let update = client.from('todos').update({ title: 'Milk' }).eq('id', 1).select();
      for (const [name, value] of Object.entries(headers)) update = update.setHeader(name, value);
      if (signal) update = update.abortSignal(signal);
      return (await update.single().throwOnError()).data;
    },
  });

  test('its key goes along, but not as the token', async (t) => {
    const { server, authenticatedFetch } = await world(t, postgrest.handler);
    await supabase.connect(server.url, authenticatedFetch, 'key').from('todos').update({}).eq('id', 1);
    assert.equal(server.arrived[0].headers.apikey, 'key');
    assert.notEqual(server.arrived[0].headers.authorization, 'Bearer key');
  });

  test('Realtime gets the token', async (t) => {
    const { clerk, server, authenticatedFetch } = await world(t, postgrest.handler);
    const client = supabase.connect(server.url, authenticatedFetch);
    assert.equal(await client.accessToken(), await clerk.session.getToken());
  });
});
