// As much of PostgREST as one update needs: `PATCH /rest/v1/todos?id=eq.1`. `userId` is whom the token names.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { userOf } from './guard.ts';

export const handler = async (request: IncomingMessage, response: ServerResponse) => {
  const row = { userId: userOf(request), ...((await json(request)) as object) };
  const one = request.headers.accept?.includes('vnd.pgrst.object');
  response.writeHead(200, { 'Content-Type': one ? 'application/vnd.pgrst.object+json' : 'application/json' });
  response.end(JSON.stringify(one ? row : [row]));
};
