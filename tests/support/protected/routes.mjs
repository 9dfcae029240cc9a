// What the protected API serves: who you are, a to-do list for each user, and every kind of answer
// that a client has to cope with.
import express from 'express';
import { createHash } from 'node:crypto';
import { createTodos } from './todos.mjs';

const REVERIFICATION = {
  clerk_error: {
    type: 'forbidden',
    reason: 'reverification-error',
    metadata: { reverification: { level: 'first_factor', afterMinutes: 10 } },
  },
};

export function createRoutes() {
  const router = express.Router();
  const todos = createTodos();
  const failures = new Map();

  router.all('/me', signedIn, (request, response) => response.json(request.who));
  router.use('/todos', signedIn, todos.router);
  router.all('/echo', echo);
  router.all('/status/:code', status(failures));
  router.get('/html', (request, response) => response.type('html').send('<!doctype html><title>Not JSON</title>'));
  router.all('/empty', (request, response) => response.status(204).end());
  router.get('/broken-json', (request, response) => response.type('json').send('{"half":'));
  router.all('/problem', problem);
  router.all('/slow', slow);
  router.all('/reverification', (request, response) => response.status(403).json(REVERIFICATION));
  router.all('/always-401', (request, response) => refuse(response, 'token-expired'));
  router.all('/insufficient-scope', (request, response) =>
    response
      .status(401)
      .set('WWW-Authenticate', 'Bearer error="insufficient_scope"')
      .json({ error: 'insufficient_scope' }),
  );
  router.get('/stream', stream);
  router.get('/redirect', (request, response) => response.redirect(302, request.query.to));

  return {
    router,
    reset() {
      todos.reset();
      failures.clear();
    },
  };
}

function signedIn(request, response, next) {
  if (request.who) return next();
  return refuse(response, response.get('x-clerk-auth-reason'));
}

function refuse(response, reason) {
  response.status(401).set({
    'x-clerk-auth-status': 'signed-out',
    'x-clerk-auth-reason': reason,
    // RFC 6750: no error code for a request that brought no token.
    'WWW-Authenticate': response.req.entry.token ? 'Bearer error="invalid_token"' : 'Bearer',
  });
  return response.json({ error: 'unauthenticated', reason });
}

/** What arrived, without the token. */
function echo(request, response) {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const { authorization, ...headers } = request.headers;
  response.json({
    method: request.method,
    path: request.path,
    query: request.query,
    headers,
    authorization: Boolean(authorization),
    authorized: Boolean(request.who),
    bytes: body.length,
    sha256: createHash('sha256').update(body).digest('hex'),
    text: body.toString('utf8'),
  });
}

/** `?retry-after=` sets that header; `?key=&times=` fails so many times for that key, and is 200 from then on. */
const status = (failures) => (request, response) => {
  const { key, times, 'retry-after': retryAfter } = request.query;
  const failed = failures.get(key) ?? 0;
  if (key !== undefined && failed >= Number(times ?? 1)) return response.json({ status: 200, failed });
  if (key !== undefined) failures.set(key, failed + 1);
  if (retryAfter !== undefined) response.set('Retry-After', retryAfter);
  const code = Number(request.params.code);
  return [204, 205, 304].includes(code) ? response.status(code).end() : response.status(code).json({ status: code });
};

function problem(request, response) {
  response.status(422).type('application/problem+json').json({
    type: 'https://example.com/problems/out-of-credit',
    title: 'You do not have enough credit.',
    status: 422,
    detail: 'Your balance is 30, but that costs 50.',
    instance: '/account/12345/msgs/abc',
  });
}

function slow(request, response) {
  const timer = setTimeout(() => response.json({ waited: Number(request.query.ms) }), Number(request.query.ms));
  response.on('close', () => clearTimeout(timer));
}

/** Lines of JSON, one each `?ms=` (20), `?chunks=` of them (3). */
function stream(request, response) {
  const chunks = Number(request.query.chunks ?? 3);
  let sent = 0;
  response.type('application/x-ndjson').flushHeaders();
  const timer = setInterval(
    () => {
      response.write(`${JSON.stringify({ chunk: sent })}\n`);
      sent += 1;
      if (sent === chunks) response.end();
    },
    Number(request.query.ms ?? 20),
  );
  response.on('close', () => clearInterval(timer));
}
