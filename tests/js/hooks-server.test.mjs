// The hooks on a server: they render, and nothing is fetched. From ESM and from CommonJS.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import { createElement as h } from 'react';
import { renderToString } from 'react-dom/server';
import { SWRConfig } from 'swr';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createFakeClerk } from 'clerk-fetch/testing';
import * as esmReact from 'clerk-fetch/react';
import * as esmSWR from 'clerk-fetch/swr';
import * as esmQuery from 'clerk-fetch/react-query';

const require = createRequire(import.meta.url);
const FORMATS = {
  esm: [esmReact, esmSWR, esmQuery, { SWRConfig, QueryClient, QueryClientProvider }],
  cjs: [
    require('clerk-fetch/react'),
    require('clerk-fetch/swr'),
    require('clerk-fetch/react-query'),
    { ...require('swr'), ...require('@tanstack/react-query') },
  ],
};

for (const [format, [forReact, forSWR, forQuery, libraries]] of Object.entries(FORMATS)) {
  describe(`${format}, on a server`, () => {
    const fetch = () => assert.fail('nothing may be fetched');
    const options = { baseUrl: 'https://api.foo.com', clerk: createFakeClerk({ user: 'user_ada' }), fetch };
    const client = new libraries.QueryClient();

    const render = (Component, value = {}) =>
      renderToString(
        h(
          libraries.SWRConfig,
          { value },
          h(libraries.QueryClientProvider, { client }, h(forReact.ClerkFetchProvider, { options }, h(Component))),
        ),
      );

    test('useClerkSWR is loading', () => {
      const Todos = () => {
        const { data, isLoading } = forSWR.useClerkSWR('/todos');
        return JSON.stringify([data ?? null, isLoading]);
      };
      assert.equal(render(Todos), '[null,true]');
    });

    test('a `baseUrl` that is a path of the page, which a server has not', () => {
      const Shown = () => typeof forReact.useFetch({ baseUrl: '/api' }) + forSWR.useClerkSWR('/todos', { auth: { baseUrl: '/api' } }).isLoading;
      assert.equal(render(Shown), 'functiontrue');
    });

    test('useClerkSWR shows what the server has fetched', () => {
      const Todos = () => String(forSWR.useClerkSWR(['/todos', 1]).data);
      const value = { fallback: { '@"/todos",1,': 'prefetched' } };
      assert.equal(render(Todos, value), 'prefetched');
    });

    test('useClerkQuery is pending, and shows what the server has fetched', () => {
      const Todos = ({ name }) => {
        const { data, isPending } = forQuery.useClerkQuery(name);
        return String(data ?? isPending);
      };
      client.setQueryData(['/prefetched'], 'prefetched');
      assert.equal(render(() => h(Todos, { name: '/todos' })), 'true');
      assert.equal(render(() => h(Todos, { name: '/prefetched' })), 'prefetched');
    });

    test('useAuthenticatedFetch and useFetch give functions', () => {
      const Types = () => `${typeof forReact.useAuthenticatedFetch()},${typeof forReact.useFetch()}`;
      assert.equal(render(Types), 'function,function');
    });

    test('an option that does not exist is refused by hook and by provider', () => {
      const refused = { code: 'invalid_options', message: /baseURL/ };
      const bad = { baseURL: 'https://api.foo.com' };
      assert.throws(() => render(() => forReact.useFetch(bad) && null), refused);
      assert.throws(() => render(() => forSWR.useClerkSWR('/todos', { auth: bad }) && null), refused);
      assert.throws(() => render(() => forQuery.useClerkQuery('/todos', { auth: bad }) && null), refused);
      assert.throws(() => renderToString(h(forReact.ClerkFetchProvider, { options: bad })), refused);
    });
  });
}
