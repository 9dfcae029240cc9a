// Somebody else's server, to which a link in the data may lead: it tells whose token it was given, never the token.
import { createServer } from 'node:http';
import { listen, sendJson, stop } from '../tests/support/http.mjs';

export async function startStranger(port = 0) {
  const requests = [];
  const server = createServer((request, response) => {
    const { method, url, headers } = request;
    requests.push({ at: Date.now(), method, url, token: /^Bearer ey/.test(headers.authorization ?? '') });
    const open = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Headers': 'Authorization' };
    if (method === 'OPTIONS') return response.writeHead(204, open).end();
    return sendJson(response, 200, { stranger: true, tokenOf: subjectOf(headers.authorization) }, open);
  });
  return { url: await listen(server, port), requests, close: () => stop(server) };
}

/** Whose token it is: what anybody can read who gets one. */
function subjectOf(authorization = '') {
  try {
    return JSON.parse(Buffer.from(authorization.split('.')[1], 'base64url').toString()).sub;
  } catch {
    return null;
  }
}
