// A tRPC server of which one procedure is for everybody: a batch with a refused token is 207. `runs` counts what was called.
import { initTRPC, TRPCError } from '@trpc/server';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import type { IncomingMessage } from 'node:http';
import { userOf } from './guard.ts';

const t = initTRPC.context<{ userId: string }>().create();
export const runs = { news: 0, mine: 0, add: 0 };

const signedIn = t.procedure.use(({ ctx, next }) => {
  if (!ctx.userId) throw new TRPCError({ code: 'UNAUTHORIZED' });
  return next();
});

const router = t.router({
  news: t.procedure.query(() => {
    runs.news++;
    return 'news';
  }),
  mine: signedIn.query(({ ctx }) => {
    runs.mine++;
    return ctx.userId;
  }),
  report: t.procedure.mutation(() => ++runs.add),
  add: signedIn.mutation(({ ctx }) => ctx.userId),
});
export type AppRouter = typeof router;

export const handler = createHTTPHandler({
  router,
  createContext: ({ req }: { req: IncomingMessage }) => ({ userId: userOf(req) }),
});
