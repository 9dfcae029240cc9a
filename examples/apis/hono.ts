import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { createMiddleware } from 'hono/factory';
import { PAGE_ORIGIN, whoCalls } from './who.ts';

const signedIn = createMiddleware<{ Variables: { userId: string } }>(async (context, next) => {
  const who = await whoCalls(context.req.raw);
  if ('reason' in who) return context.json({ error: 'unauthenticated' }, 401, { 'x-clerk-auth-reason': who.reason });
  context.set('userId', who.userId);
  return next();
});

export const app = new Hono()
  .use(cors({ origin: PAGE_ORIGIN, exposeHeaders: ['x-clerk-auth-reason', 'retry-after'], maxAge: 600 })) // before the guard
  .get('/todos', signedIn, (context) => context.json({ userId: context.get('userId') }));
