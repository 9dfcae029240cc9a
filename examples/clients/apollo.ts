// Apollo Client: https://www.apollographql.com/docs/react/api/link/apollo-link-http
import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import type { AuthenticatedFetch } from 'clerk-fetch';

export const connect = (uri: string, authenticatedFetch: AuthenticatedFetch) =>
  new ApolloClient({
    link: new HttpLink({ uri, fetch: authenticatedFetch }),
    cache: new InMemoryCache(),
  });
