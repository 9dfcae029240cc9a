// Clients of a GraphQL API.
import { ApolloClient, HttpLink, InMemoryCache, gql as apolloGql } from '@apollo/client';
import { cacheExchange, Client, fetchExchange, gql as urqlGql } from '@urql/core';
import { gql, GraphQLClient } from 'graphql-request';
import { describe } from 'node:test';
import * as apollo from '../apollo.ts';
import * as graphqlRequest from '../graphql-request.ts';
import * as urql from '../urql.ts';
import { handler } from '../servers/graphql.ts';
import { moduleOf } from './recipes.mjs';
import { promises } from './suite.mjs';

const RENAME = 'mutation { rename(id: 1, title: "Milk") { userId title } }';
const TODO = 'query { todo(id: 1) { userId title } }';
const plain = ({ rename: { userId, title } }) => ({ userId, title });

/** An API that refuses a token in a 200, with this code in its `errors`. */
const saying = (code) => (response) => {
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ errors: [{ message: 'refused', extensions: { code } }] }));
};

const refused = await moduleOf('docs/token-refused.md', 'graphqlRefuses');

/** With an API that answers 401, and with those that say it in a 200. */
const graphqlPromises = (given) => {
  promises(given);
  for (const code of ['UNAUTHENTICATED', 'invalid-jwt']) {
    const { library, ...rest } = given;
    const options = { tokenRefused: refused.graphqlRefuses };
    describe(`an API that says ${code} in a 200`, () => promises({ ...rest, options, refuse: saying(code), refusedBy: 200 }));
  }
};

describe('graphql-request', () =>
  graphqlPromises({
    handler,
    library: 'graphql-request',
    libraries: { GraphQLClient },
    ...graphqlRequest,
    call: async (client, { headers, signal }) =>
      plain(await client.request({ document: gql`${RENAME}`, requestHeaders: headers, signal })),
  }));

describe('Apollo Client', () =>
  graphqlPromises({
    handler,
    library: '@apollo/client',
    libraries: { HttpLink },
    byLine: { made: (link) => new ApolloClient({ link, cache: new InMemoryCache() }) },
    ...apollo,
    call: async (client, { headers, signal }) => {
      const context = { headers, fetchOptions: { signal } };
      return plain((await client.mutate({ mutation: apolloGql(RENAME), context })).data);
    },
  }));

describe('urql', () =>
  graphqlPromises({
    handler,
    library: '@urql/core',
    libraries: { Client, exchanges: [cacheExchange, fetchExchange] },
    ...urql,
    // urql takes no signal: it aborts a query, not a mutation, whose results nobody listens to any more.
    call: (client, { headers, signal }) =>
      new Promise((resolve, reject) => {
        const context = { fetchOptions: { headers } };
        const results = signal ? client.query(urqlGql(TODO), {}, context) : client.mutation(urqlGql(RENAME), {}, context);
        const { unsubscribe } = results.subscribe(({ data, error }) => (error ? reject(error) : resolve(plain(data))));
        signal?.addEventListener('abort', () => (unsubscribe(), reject(signal.reason)));
      }),
    codeOf: ({ networkError }) => networkError?.code,
  }));
