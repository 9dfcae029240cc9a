// Clients that take their types from the server.
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import { createTRPCClient, httpBatchLink } from '@trpc/client';
import { hc } from 'hono/client';
import { describe } from 'node:test';
import * as hono from '../hono.ts';
import * as orpc from '../orpc.ts';
import * as trpc from '../trpc.ts';
import * as honoServer from '../servers/hono.ts';
import * as orpcServer from '../servers/orpc.ts';
import * as trpcServer from '../servers/trpc.ts';
import { codeOfCause, promises } from './suite.mjs';

const TODO = { id: 1, title: 'Milk' };

describe('tRPC', () =>
  promises({
    handler: trpcServer.handler,
    library: '@trpc/client',
    libraries: { httpBatchLink },
    byLine: { headers: false, made: (link) => createTRPCClient({ links: [link] }) },
    ...trpc,
    call: (client, { headers, signal }) => client.rename.mutate(TODO, { signal, context: { headers } }),
    codeOf: codeOfCause,
  }));

describe('Hono', () =>
  promises({
    handler: honoServer.handler,
    library: 'hono',
    libraries: { hc },
    ...hono,
    call: async (client, { headers, signal }) => {
      const post = client.todos[':id'].$post;
      const response = await post({ param: { id: '1' }, json: { title: 'Milk' } }, { headers, init: { signal } });
      return response.json();
    },
  }));

describe('oRPC', () =>
  promises({
    handler: orpcServer.handler,
    library: '@orpc/client',
    libraries: { RPCLink },
    byLine: { headers: false, made: createORPCClient },
    ...orpc,
    call: (client, { headers, signal }) => client.rename(TODO, { signal, context: { headers } }),
  }));
