// Takes a file: `PUT`. `userId` is whom the token names.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { userOf } from './guard.ts';

export const handler = async (request: IncomingMessage, response: ServerResponse) => {
  const file = await buffer(request);
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ userId: userOf(request), bytes: file.length }));
};
