// graphql-request: https://github.com/graffle-js/graffle/tree/graphql-request
import type { AuthenticatedFetch } from 'clerk-fetch';
import { GraphQLClient } from 'graphql-request';

export const connect = (url: string, authenticatedFetch: AuthenticatedFetch) =>
  new GraphQLClient(url, { fetch: authenticatedFetch });
