import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { createMiddleware } from 'hono/factory';
import { PAGE_ORIGIN, whoCalls } from './who.ts';

type Signed = { Variables: { userId: string } };

const signedIn = createMiddleware<Signed>(async (context, next) => {
  const who = await whoCalls(context.req.raw);
  if ('reason' in who) {
    const headers = { 'x-clerk-auth-reason': who.reason };
    return context.json({ error: 'unauthenticated' }, 401, headers);
  }
  context.set('userId', who.userId);
  return next();
});

export const app = new Hono()
  .use(
    cors({
      // before the guard
      origin: PAGE_ORIGIN,
      exposeHeaders: ['x-clerk-auth-reason', 'retry-after'],
      maxAge: 600,
    }),
  )
  .get('/todos', signedIn, (context) => context.json({ userId: context.get('userId') }));
