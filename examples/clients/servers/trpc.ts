// A tRPC server: `userId` is whom the token names.
import { initTRPC } from '@trpc/server';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { userOf } from './guard.ts';

const t = initTRPC.context<{ userId: string }>().create();

const router = t.router({
  rename: t.procedure
    .input(z.object({ id: z.number(), title: z.string() }))
    .mutation(({ ctx, input }) => ({ userId: ctx.userId, title: input.title })),
});
export type AppRouter = typeof router;

export const handler = createHTTPHandler({
  router,
  createContext: ({ req }: { req: IncomingMessage }) => ({ userId: userOf(req) }),
});
