// A REST API: `POST /todos/:id` with `{ title }`; `userId` is whom the token names.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { userOf } from './guard.ts';

export const handler = async (request: IncomingMessage, response: ServerResponse) => {
  const { title } = (await json(request)) as { title: string };
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ userId: userOf(request), title }));
};
