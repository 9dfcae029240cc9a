// A real API on loopback, with two origins: 127.0.0.1 and localhost.
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** A route's answer: the connection breaks. */
export const BROKEN = Symbol('broken');

/** A route's answer: nothing, ever. */
export const SILENT = Symbol('silent');

const encode = (body) => {
  if (body === undefined || typeof body === 'string' || Buffer.isBuffer(body)) return body;
  return JSON.stringify(body);
};

function reply(response, { status = 200, statusText, headers = {}, body, after }) {
  const type = body !== undefined && typeof body !== 'string' && { 'content-type': 'application/json' };
  if (statusText) response.statusMessage = statusText;
  response.writeHead(status, { ...type, ...headers });
  if (!after) return response.end(encode(body));
  response.write(encode(body), () => after === BROKEN && response.destroy());
}

/**
 * Starts an API that ends with the test. `routes` maps a path (or `*`) to an answer `{ status, statusText, headers, body }`,
 * or to a function of the request and of the requests so far that gives one; anything else answers `{ ok: true }`.
 * A body that is no string is sent as JSON. With `after: BROKEN` or `after: SILENT` it is the first part of one that is
 * never whole.
 */
export async function serve(t, routes = {}) {
  const requests = [];
  const waiting = [];
  const note = (request) => {
    requests.push(request);
    for (const { count, resolve } of waiting) if (requests.length >= count) resolve();
  };
  const server = createServer(async (request, response) => {
    const { method, url, headers } = request;
    const path = url.replace(/\?.*/, '');
    const body = await buffer(request).catch(() => undefined); // the client went away
    if (body === undefined) return;
    const seen = { method, url, path, headers, body, text: String(body), authorization: headers.authorization };
    note(seen);
    const route = routes[path] ?? routes['*'] ?? { body: { ok: true } };
    const answer = typeof route === 'function' ? await route(seen, requests) : route;
    if (answer === BROKEN) request.socket.destroy();
    else if (answer !== SILENT) reply(response, answer);
  });
  // A thousand connections at once, on a busy machine: none waits for a place, and none is closed as idle.
  server.keepAliveTimeout = 120_000;
  await new Promise((resolve) => server.listen({ port: 0, host: '127.0.0.1', backlog: 2_000 }, resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address();
  return {
    origin: `http://127.0.0.1:${port}`,
    /** The same server; to a browser and to this package another origin. */
    otherOrigin: `http://localhost:${port}`,
    requests,
    routes,
    /** Resolves when this many requests have arrived. */
    arrived: (count) =>
      new Promise((resolve) => {
        if (requests.length >= count) resolve();
        else waiting.push({ count, resolve });
      }),
  };
}

/** An origin where nothing listens. */
export async function unreachable() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}
