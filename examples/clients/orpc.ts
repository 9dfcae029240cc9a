// oRPC: https://orpc.dev/docs/client/rpc-link
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import type { RouterClient } from '@orpc/server';
import type { AuthenticatedFetch } from 'clerk-fetch';
import type { Router } from './servers/orpc.ts';

/** What a call may give beside its input. */
interface Context {
  headers?: Record<string, string>;
}

export const connect = (url: string, authenticatedFetch: AuthenticatedFetch): RouterClient<Router, Context> =>
  createORPCClient(
    new RPCLink<Context>({ url, fetch: authenticatedFetch, headers: ({ context }) => context.headers ?? {} }),
  );
