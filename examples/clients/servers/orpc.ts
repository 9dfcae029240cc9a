// An oRPC server: `userId` is whom the token names.
import { os } from '@orpc/server';
import { RPCHandler } from '@orpc/server/node';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { userOf } from './guard.ts';

const router = {
  rename: os
    .$context<{ userId: string }>()
    .input(z.object({ id: z.number(), title: z.string() }))
    .handler(({ context, input }) => ({ userId: context.userId, title: input.title })),
};
export type Router = typeof router;

const rpc = new RPCHandler(router);
export const handler = (request: IncomingMessage, response: ServerResponse) =>
  rpc.handle(request, response, { context: { userId: userOf(request) } });
