// As much of Electric as one shape needs: its rows, and then requests that wait for more. `userId` is whom the token names.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { userOf } from './guard.ts';

export const handler = (request: IncomingMessage, response: ServerResponse) => {
  const { searchParams } = new URL(request.url ?? '', 'http://localhost');
  if (searchParams.get('live') === 'true') return; // nothing new
  const isFirst = searchParams.get('offset') === '-1';
  const headers = { 'electric-handle': '1', 'electric-offset': '0_0', 'electric-schema': '{"userId":{"type":"text"},"title":{"type":"text"}}', 'electric-up-to-date': '' };
  response.writeHead(200, { 'Content-Type': 'application/json', 'Access-Control-Expose-Headers': '*', ...headers });
  const row = { key: '1', value: { userId: userOf(request), title: 'Milk' }, headers: { operation: 'insert' } };
  response.end(JSON.stringify([...(isFirst ? [row] : []), { headers: { control: 'up-to-date', global_last_seen_lsn: '0' } }]));
};
