// An API that gives each user their own to-dos. It reads whom the token names, and can refuse tokens and hold its answers.
import { createServer } from 'node:http';

const CORS = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Methods': '*', 'Access-Control-Allow-Headers': 'Authorization, *' };

export async function startApi() {
  const arrived = [];
  const refused = new Set();
  let held;
  const server = createServer(async ({ method, url, headers: { authorization } }, response) => {
    response.setHeaders(new Headers(CORS));
    if (method === 'OPTIONS') return response.writeHead(204).end();
    const entry = { method, url, authorization, status: authorization && !refused.has(authorization) ? 200 : 401 };
    arrived.push(entry);
    await held?.promise;
    const { sub } = entry.status === 200 ? JSON.parse(Buffer.from(authorization.split('.')[1], 'base64url')) : {};
    const id = Number(url.split('/')[2]) || 0;
    const body = !sub ? { error: 'unauthenticated' } : id || method === 'POST' ? { id, title: `Milk ${id} of ${sub}` } : [`all of ${sub}`];
    response.writeHead(entry.status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    arrived,
    refuse: (...values) => values.forEach((value) => refused.add(value)),
    hold: () => (held = Promise.withResolvers ? Promise.withResolvers() : withResolvers()),
    release: () => held.resolve(),
    async until(check) {
      for (const start = Date.now(); !check(); ) {
        if (Date.now() - start > 20_000) throw new Error(`it never came: ${check}`);
        await new Promise((resume) => setTimeout(resume, 5));
      }
    },
    close() {
      server.closeAllConnections();
      return new Promise((closed) => server.close(closed));
    },
  };
}

function withResolvers() {
  const all = {};
  all.promise = new Promise((resolve) => (all.resolve = resolve));
  return all;
}
