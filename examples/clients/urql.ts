// urql: https://nearform.com/open-source/urql
import { Client, cacheExchange, fetchExchange } from '@urql/core';
import type { AuthenticatedFetch } from 'clerk-fetch';

export const connect = (url: string, authenticatedFetch: AuthenticatedFetch) =>
  new Client({ url, fetch: authenticatedFetch, exchanges: [cacheExchange, fetchExchange] });
