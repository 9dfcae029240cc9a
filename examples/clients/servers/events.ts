// Server-sent events: two, and the end. `userId` is whom the token names.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { userOf } from './guard.ts';

export const handler = (request: IncomingMessage, response: ServerResponse) => {
  response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  for (const title of ['Bread', 'Milk']) response.write(`data: ${JSON.stringify({ userId: userOf(request), title })}\n\n`);
  response.end();
};
