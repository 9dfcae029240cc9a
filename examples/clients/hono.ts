// Hono's RPC client: https://hono.dev/docs/guides/rpc
import type { AuthenticatedFetch } from 'clerk-fetch';
import { hc } from 'hono/client';
import type { AppType } from './servers/hono.ts';

export const connect = (url: string, authenticatedFetch: AuthenticatedFetch) =>
  hc<AppType>(url, { fetch: authenticatedFetch });
