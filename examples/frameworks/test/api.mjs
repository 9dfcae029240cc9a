// An API that gives each user their own to-dos. It reads whom the token names, and can refuse tokens and hold its answers.
import { createServer } from 'node:http';

const CORS = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Methods': '*', 'Access-Control-Allow-Headers': 'Authorization, *' };

function usual(sub, method, url) {
  if (!sub) return { error: 'unauthenticated' };
  const id = Number(url.split('/')[2]) || 0;
  return id || method === 'POST' ? { id, title: `Milk ${id} of ${sub}` } : [`all of ${sub}`];
}

export async function startApi() {
  const arrived = [];
  const refused = new Set();
  let held;
  let told;
  const server = createServer(async ({ method, url, headers: { authorization } }, response) => {
    response.setHeaders(new Headers(CORS));
    if (method === 'OPTIONS') return response.writeHead(204).end();
    const entry = { method, url, authorization, status: authorization && !refused.has(authorization) ? 200 : 401 };
    arrived.push(entry);
    await held?.promise;
    const { sub } = entry.status === 200 ? JSON.parse(Buffer.from(authorization.split('.')[1], 'base64url')) : {};
    const [status, body] = told && sub ? told(sub) : [entry.status, usual(sub, method, url)];
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    arrived,
    /** From now on the answer to a good token is `[status, body]`, which a function of the user gives. */
    tell: (answer) => (told = answer),
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
