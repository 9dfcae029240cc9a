// A Hono app: `userId` is whom the token names.
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { validator } from 'hono/validator';
import { userOf } from './guard.ts';

const app = new Hono<{ Bindings: HttpBindings }>().post(
  '/todos/:id',
  validator('json', (body: { title: string }) => body),
  (context) => context.json({ userId: userOf(context.env.incoming), title: context.req.valid('json').title }),
);
export type AppType = typeof app;

export const handler = getRequestListener(app.fetch);
