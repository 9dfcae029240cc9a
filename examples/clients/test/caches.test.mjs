// The caches of other libraries, cleared by the lines of docs/other-clients.md: the next user is not shown what the previous one had, nor
// what arrives after the change.
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { configureStore } from '@reduxjs/toolkit';
import { createApi, fetchBaseQuery } from '@reduxjs/toolkit/query';
import { createCollection, createLiveQueryCollection } from '@tanstack/db';
import { QueryClient } from '@tanstack/query-core';
import { queryCollectionOptions } from '@tanstack/query-db-collection';
import { Client, cacheExchange, fetchExchange } from '@urql/core';
import { onIdentityChange } from 'clerk-fetch';
import { clearOnIdentityChange, clerkQueryOptions } from 'clerk-fetch/query';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createStore } from 'zustand/vanilla';
import { textOf } from '../../../tests/js/support/markdown.mjs';
import * as graphql from '../servers/graphql.ts';
import { userOf } from '../servers/guard.ts';
import { eventually, world } from './suite.mjs';

const TODO = 'query { todo(id: 1) { id userId title } }';
const [, caches] = textOf('docs/other-clients.md').split('## Their caches');
const lines = new Map([...caches.matchAll(/^\| ([^|]+) \| `(onId[^`]+)`/gm)].map(([, library, line]) => [library, line]));
const ran = new Set();

/** Runs the line of a library, with a Clerk as in a page; what it gives is called when the test ends. */
function run(t, library, clerk, names) {
  const line = lines.get(library);
  assert.ok(line, library);
  ran.add(library);
  globalThis.Clerk = clerk;
  const undo = new Function('onIdentityChange', ...Object.keys(names), `return (${line})`)(onIdentityChange, ...Object.values(names));
  t.after(undo);
}

const rest = (request, response) => {
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify([{ id: 1, title: `Milk of ${userOf(request)}` }]));
};

/** A server whose answers can be held back. */
async function holding(t, handler) {
  let held = Promise.resolve();
  let release = () => {};
  const all = await world(t, async (request, response) => {
    await held;
    await handler(request, response);
  });
  const hold = () => {
    held = new Promise((resolve) => (release = resolve));
  };
  return { ...all, hold, release: () => release() };
}

const settled = () => new Promise((resume) => setTimeout(resume, 100));

test('Apollo Client: what is watched is fetched for the next user, and shows nothing in between', async (t) => {
  const { server, clerk, authenticatedFetch, hold, release } = await holding(t, graphql.handler);
  const client = new ApolloClient({ link: new HttpLink({ uri: server.url, fetch: authenticatedFetch }), cache: new InMemoryCache() });
  run(t, 'Apollo Client', clerk, { client });
  const shown = [];
  client.watchQuery({ query: gql(TODO) }).subscribe({ next: ({ data }) => shown.push(data?.todo?.userId), error: () => shown.push('error') });
  await eventually(() => shown.at(-1) === 'user_ada');
  shown.length = 0;
  await clerk.signIn('user_grace');
  await eventually(() => shown.at(-1) === 'user_grace');
  assert.ok(!shown.includes('user_ada'), shown.join());
  assert.ok(!JSON.stringify(client.extract()).includes('user_ada'));
  hold();
  const before = server.arrived.length;
  const late = client.query({ query: gql(TODO), fetchPolicy: 'network-only' }).catch(() => {});
  await eventually(() => server.arrived.length > before);
  await clerk.signOut();
  release();
  await late;
  await settled();
  assert.ok(!JSON.stringify(client.extract()).includes('user_grace'));
});

test('urql: a new client has none of it', async (t) => {
  const { server, clerk, authenticatedFetch } = await holding(t, graphql.handler);
  const connect = (url, fetch) => new Client({ url, fetch, exchanges: [cacheExchange, fetchExchange] });
  let client = connect(server.url, authenticatedFetch);
  run(t, 'urql', clerk, { url: server.url, authenticatedFetch, connect, setClient: (next) => (client = next) });
  const first = client;
  assert.equal((await client.query(TODO, {}).toPromise()).data.todo.userId, 'user_ada');
  await clerk.signIn('user_grace');
  await eventually(() => client !== first);
  assert.equal((await client.query(TODO, {}).toPromise()).data.todo.userId, 'user_grace');
});

test('RTK Query', async (t) => {
  const { server, clerk, authenticatedFetch, hold, release } = await holding(t, rest);
  const api = createApi({
    baseQuery: fetchBaseQuery({ baseUrl: server.url, fetchFn: authenticatedFetch }),
    endpoints: (build) => ({ todos: build.query({ query: () => '/todos' }), other: build.query({ query: () => '/other' }) }),
  });
  const store = configureStore({ reducer: { [api.reducerPath]: api.reducer }, middleware: (defaults) => defaults().concat(api.middleware) });
  run(t, 'RTK Query', clerk, { store, api });
  await store.dispatch(api.endpoints.todos.initiate());
  const text = () => JSON.stringify(store.getState());
  assert.match(text(), /Milk of user_ada/);
  hold();
  const late = store.dispatch(api.endpoints.other.initiate());
  await eventually(() => server.arrived.length === 2);
  await clerk.signIn('user_grace');
  await eventually(() => !text().includes('user_ada'));
  release();
  await late;
  await settled();
  assert.doesNotMatch(text(), /user_ada/);
});

test('zustand', async (t) => {
  const { server, clerk, authenticatedFetch } = await holding(t, rest);
  const useTodos = createStore((set) => ({
    todos: [],
    load: async () => set({ todos: await authenticatedFetch.json(server.url) }),
  }));
  run(t, 'zustand', clerk, { useTodos });
  await useTodos.getState().load();
  assert.equal(useTodos.getState().todos[0].title, 'Milk of user_ada');
  await clerk.signIn('user_grace');
  await eventually(() => !useTodos.getState().todos.length);
  await useTodos.getState().load();
  assert.equal(useTodos.getState().todos[0].title, 'Milk of user_grace');
});

// `cleanup()` instead would leave the rows in live queries, as an error.
test('TanStack DB: no row stays after a sign-out, nor one that was in flight, and the next user has their own', async (t) => {
  const { server, clerk, hold, release } = await holding(t, rest);
  const queryClient = new QueryClient();
  globalThis.Clerk = clerk;
  t.after(clearOnIdentityChange(queryClient));
  const todos = createCollection(
    queryCollectionOptions({ queryClient, ...clerkQueryOptions(['/todos'], { baseUrl: server.url }), getKey: ({ id }) => id }),
  );
  run(t, 'TanStack DB', clerk, { todos });
  const live = createLiveQueryCollection((query) => query.from({ todo: todos }));
  const titles = (rows) => rows.toArray.map(({ title }) => title).join();
  const shown = [];
  live.subscribeChanges(() => shown.push(titles(live)), { includeInitialState: true });
  const both = async (wanted) => {
    await eventually(() => titles(todos) === wanted && titles(live) === wanted);
    shown.length = 0;
  };
  await both('Milk of user_ada');
  await clerk.signOut();
  await both('');
  await clerk.signIn('user_grace');
  await both('Milk of user_grace');
  hold();
  const before = server.arrived.length;
  todos.utils.refetch();
  await eventually(() => server.arrived.length > before);
  await clerk.signIn('user_eve');
  await both('');
  release();
  await eventually(() => titles(live) === 'Milk of user_eve');
  assert.doesNotMatch(shown.join(), /ada|grace/);
});

test('each row is run', () => assert.deepEqual([...ran].sort(), [...lines.keys()].sort()));
