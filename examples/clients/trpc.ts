// tRPC: https://trpc.io/docs/client/links/httpBatchLink
// An error of ours is the `cause` of a TRPCClientError. (tRPC's types refuse any `fetch` under
// `exactOptionalPropertyTypes`.)
import { createTRPCClient, httpBatchLink } from '@trpc/client';
import type { AuthenticatedFetch } from 'clerk-fetch';
import type { AppRouter } from './servers/trpc.ts';

export const connect = (url: string, authenticatedFetch: AuthenticatedFetch) =>
  createTRPCClient<AppRouter>({
    links: [
      httpBatchLink({
        url,
        fetch: authenticatedFetch,
        // The calls of one batch share a request: what one of them wants to send, all do.
        headers: ({ opList }) => Object.assign({}, ...opList.map(({ context }) => context['headers'])),
      }),
    ],
  });
