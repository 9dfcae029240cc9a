// A server that shows what arrived, and whose answers are led by the query: for cases that run with two kinds of `fetch`.
import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import { listen, readBody, sendJson, stop } from '../http.mjs';

/** What differs from run to run, or belongs to the connection, is no observation. */
const UNTOLD = /^(host|connection|user-agent|sec-ch-|upgrade-insecure|if-modified|priority$)/i;

/** Of a multipart body: a random one each time. */
const BOUNDARY = /-{4,}(?:WebKitFormBoundary|formdata-undici-)\w+/g;

const told = (raw) =>
  Object.fromEntries(raw.flatMap((name, at) => (at % 2 || UNTOLD.test(name) ? [] : [[name, raw[at + 1]]])));

const CORS = (request, query) => ({
  'Access-Control-Allow-Origin': query.get('credentials') ? (request.headers.origin ?? '*') : '*',
  'Access-Control-Allow-Headers': 'x-own, content-type, authorization',
  'Access-Control-Allow-Methods': 'GET, PUT, POST, PATCH, DELETE',
  ...(query.get('credentials') && { 'Access-Control-Allow-Credentials': 'true' }),
});

/** Each test run's own memory: what was asked with which `id`. */
export async function startDropInServer(pages = {}) {
  const calls = new Map();
  const waiting = new Set();
  const note = (id, what) => {
    calls.set(id, [...(calls.get(id) ?? []), what]);
    for (const check of waiting) check();
  };
  const noted = (id, what) =>
    new Promise((resolve) => {
      const check = () => calls.get(id)?.includes(what) && (waiting.delete(check), resolve());
      waiting.add(check);
      check();
    });

  const routes = {
    /** What arrived. */
    async '/echo'({ request, response, headers }) {
      const body = await readBody(request);
      const seen = JSON.stringify({ method: request.method, headers: told(request.rawHeaders), body: body.toString('latin1') });
      response.writeHead(200, { 'Content-Type': 'application/json', ...headers });
      response.end(seen.replace(BOUNDARY, 'BOUNDARY'));
    },
    async '/status'({ request, response, query, headers }) {
      await readBody(request);
      const extra = Object.fromEntries([...query].filter(([name]) => /^[A-Z]/.test(name)));
      response.statusMessage = query.get('text') ?? 'Its text';
      response.writeHead(Number(query.get('code')), { ...headers, ...extra });
      response.end(query.get('body') ?? undefined);
    },
    /** Answers nothing; `/noted` tells of its arrival and of its end. */
    '/hold'({ response, query }) {
      note(query.get('id'), 'arrived');
      response.on('close', () => note(query.get('id'), 'closed'));
    },
    /** Half a body, and then nothing. */
    '/half'({ response, query, headers }) {
      response.on('close', () => note(query.get('id'), 'closed'));
      // Without `nosniff` Chromium would wait for more, to guess what it is.
      response.writeHead(200, { 'Content-Type': 'text/plain', 'X-Content-Type-Options': 'nosniff', ...headers }).write('half');
    },
    '/noted': async ({ response, query }) => {
      await noted(query.get('id'), query.get('what'));
      sendJson(response, 200, true);
    },
    '/count': ({ response, query }) => sendJson(response, 200, calls.get(query.get('id')) ?? []),
    '/reset': ({ request, query, response }) => {
      if (query.get('when') === 'headers') return request.socket.destroy();
      response.writeHead(200, { 'Content-Length': '100' }).write('a part', () => request.socket.destroy());
    },
    '/redirect'({ request, response, query, headers }) {
      const left = Number(query.get('times') ?? 1) - 1;
      const next = left > 0 ? request.url.replace(/times=\d+/, `times=${left}`) : query.get('to');
      request.resume();
      response.writeHead(Number(query.get('code') ?? 302), { ...headers, ...(next !== null && { Location: next }) }).end();
    },
    /** Fresh for an hour; each answer tells which it is. */
    '/cached'({ request, response, query }) {
      const id = query.get('id');
      note(id, [request.headers['cache-control'] ?? '', request.headers['if-none-match'] ?? ''].join(' '));
      if (request.headers['if-none-match']) return response.writeHead(304, { ETag: '"one"' }).end();
      response.writeHead(200, { 'Content-Type': 'text/plain', 'Cache-Control': 'max-age=3600', ETag: '"one"' });
      response.end(`answer ${calls.get(id).length}`);
    },
    '/cookie'({ response, query, headers }) {
      response.writeHead(200, { ...headers, 'Set-Cookie': [`${query.get('name')}=1; Path=/`, 'second=2; Path=/; Max-Age=0'] }).end('set');
    },
    '/gzip': ({ response }) =>
      response.writeHead(200, { 'Content-Encoding': 'gzip', 'Content-Type': 'text/plain' }).end(gzipSync('packed')),
    '/no-cors': ({ response }) => response.writeHead(200, { 'Content-Type': 'text/plain' }).end('unreadable'),
  };

  const server = createServer(async (request, response) => {
    const { pathname, searchParams: query } = new URL(request.url, 'http://localhost');
    const headers = CORS(request, query);
    const page = pages[pathname];
    if (page) return response.writeHead(200, page.headers).end(page.body);
    if (request.method === 'OPTIONS' && request.headers['access-control-request-method']) return response.writeHead(204, headers).end();
    if (!routes[pathname]) return response.writeHead(404, { 'Content-Type': 'text/plain', ...headers }).end('nothing here');
    await routes[pathname]({ request, response, query, headers });
  });
  const origin = await listen(server);
  const { port } = new URL(origin);
  return { origin, other: `http://localhost:${port}`, close: () => stop(server) };
}
