// Clients of a GraphQL API.
import { gql as apolloGql } from '@apollo/client';
import { gql as urqlGql } from '@urql/core';
import { gql } from 'graphql-request';
import { describe } from 'node:test';
import * as apollo from '../apollo.ts';
import * as graphqlRequest from '../graphql-request.ts';
import * as urql from '../urql.ts';
import { handler } from '../servers/graphql.ts';
import { promises } from './suite.mjs';

const RENAME = 'mutation { rename(id: 1, title: "Milk") { userId title } }';
const TODO = 'query { todo(id: 1) { userId title } }';
const plain = ({ rename: { userId, title } }) => ({ userId, title });

describe('graphql-request', () =>
  promises({
    handler,
    ...graphqlRequest,
    call: async (client, { headers, signal }) =>
      plain(await client.request({ document: gql`${RENAME}`, requestHeaders: headers, signal })),
  }));

describe('Apollo Client', () =>
  promises({
    handler,
    ...apollo,
    call: async (client, { headers, signal }) => {
      const context = { headers, fetchOptions: { signal } };
      return plain((await client.mutate({ mutation: apolloGql(RENAME), context })).data);
    },
  }));

describe('urql', () =>
  promises({
    handler,
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
