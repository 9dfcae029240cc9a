// The API of a Clerk application, on an origin of its own: Express, CORS, and Clerk's own middleware,
// which verifies each token without a network when it has the public key.
import { clerkMiddleware, createClerkClient, getAuth } from '@clerk/express';
import cors from 'cors';
import express from 'express';
import { createServer } from 'node:http';
import { createRoutes } from './protected/routes.mjs';
import { listen, stop } from './http.mjs';

const CENTURY = 100 * 365 * 86_400_000;
const EXPOSED = ['x-clerk-auth-reason', 'x-clerk-auth-status', 'retry-after', 'www-authenticate'];
// Clerk's middleware wants both keys to be there; with `jwtKey` it uses neither.
const UNUSED_SECRET = `sk_test_${'0'.repeat(40)}`;
const UNUSED_PUBLISHABLE = `pk_test_${Buffer.from('clerk.local.example$').toString('base64')}`;

/**
 * knobs, to be changed at any time:
 *   authorizedParties  origins whose tokens are accepted (undefined: all)
 *   allowedOrigins     origins that CORS lets in (undefined: all)
 *   exposedHeaders     what scripts may read
 *   preflightMaxAge    seconds a browser may remember a preflight
 *   intercept          what comes before all of it: an Express middleware
 *   latency            ms before anything is answered, preflights too
 *   failing            a status that every call gets, or 'reset': every connection is broken off
 */
export async function startProtectedApi({
  port = 0,
  jwtKey,
  secretKey = UNUSED_SECRET,
  publishableKey = UNUSED_PUBLISHABLE,
  authorizedParties,
} = {}) {
  const defaults = {
    authorizedParties,
    allowedOrigins: undefined,
    exposedHeaders: EXPOSED,
    preflightMaxAge: 0,
    latency: 0,
    failing: undefined,
    intercept: undefined,
  };
  const knobs = { ...defaults };
  const requests = [];
  const expiry = createExpiry();
  const clerkClient = createClerkClient({ jwtKey, secretKey, publishableKey, telemetry: { disabled: true } });
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);

  app.use(record(requests));
  app.use((request, response, next) => (knobs.intercept ? knobs.intercept(request, response, next) : next()));
  app.use((request, response, next) => (knobs.latency ? setTimeout(next, knobs.latency) : next()));
  app.use((request, response, next) => (knobs.failing === 'reset' ? request.socket.resetAndDestroy() : next()));
  app.use((request, response, next) =>
    cors({
      origin: knobs.allowedOrigins ?? true,
      credentials: true,
      exposedHeaders: knobs.exposedHeaders,
      maxAge: knobs.preflightMaxAge,
    })(request, response, next),
  );
  app.use((request, response, next) =>
    knobs.failing ? response.status(knobs.failing).json({ error: 'failing', status: knobs.failing }) : next(),
  );
  app.use(setCookiesAside);
  app.use(
    clerkMiddleware((request) => ({
      jwtKey,
      // Far behind every `exp`: Clerk itself then says, in its own words, that the token has expired.
      ...(expiry.isExpired(request) ? { clockSkewInMs: -CENTURY } : {}),
      clerkClient,
      secretKey,
      publishableKey,
      authorizedParties: knobs.authorizedParties,
    })),
  );
  app.use(identify);
  app.use(express.raw({ type: () => true, limit: '20mb' }));
  const routes = createRoutes();
  app.use(routes.router);
  app.use((error, request, response, next) => {
    if (response.headersSent) return next(error);
    return response.status(error.status ?? 500).json({ error: String(error.message) });
  });

  const server = createServer(app);
  const url = await listen(server, port);
  return {
    url,
    requests,
    knobs,
    /** From now on every token issued or seen until now is answered as expired. */
    expireTokens: expiry.expireAll,
    reset() {
      requests.length = 0;
      expiry.clear();
      routes.reset();
      Object.assign(knobs, defaults);
    },
    close: () => stop(server),
  };
}

/** One line for each request that arrives, preflights too; never the token. */
function record(requests) {
  return (request, response, next) => {
    const entry = {
      at: Date.now(),
      method: request.method,
      url: request.originalUrl,
      origin: request.get('origin') ?? null,
      token: /^Bearer ./.test(request.get('authorization') ?? ''),
      userId: null,
      sessionId: null,
      orgId: null,
      status: null,
      reason: null,
    };
    requests.push(entry);
    request.entry = entry;
    // An answer that the client did not wait for leaves `status` null.
    response.on('finish', () => {
      entry.status = response.statusCode;
      entry.reason = response.get('x-clerk-auth-reason') ?? null;
    });
    next();
  };
}

// Cookies know no ports: on loopback the page's session cookie comes along, which on an API's own host it would not.
// Clerk would take it for a token; the routes get it back.
function setCookiesAside(request, response, next) {
  request.cookie = request.headers.cookie;
  delete request.headers.cookie;
  next();
}

/** Puts who the token says on the request, or nobody. */
function identify(request, response, next) {
  if (request.cookie) request.headers.cookie = request.cookie;
  const { userId, sessionId, orgId, orgRole } = getAuth(request);
  request.who = userId
    ? { userId, sessionId: sessionId ?? null, orgId: orgId ?? null, orgRole: orgRole ?? null }
    : null;
  if (userId) Object.assign(request.entry, { userId, sessionId: request.who.sessionId, orgId: request.who.orgId });
  next();
}

// A token carries its time in whole seconds, so that one minted right after `expireAll` can bear the
// same second: what was seen is refused by its id, what was not by its time.
function createExpiry() {
  const seen = new Set();
  let refused = new Set();
  let before = 0;
  return {
    isExpired(request) {
      const claims = claimsIn(request.get('authorization'));
      if (!claims) return false;
      seen.add(claims.jti);
      return refused.has(claims.jti) || claims.iat < before;
    },
    expireAll() {
      refused = new Set(seen);
      before = Math.floor(Date.now() / 1000);
    },
    clear() {
      seen.clear();
      refused = new Set();
      before = 0;
    },
  };
}

/** The claims of a bearer token, unverified (verifying is Clerk's), or null. */
function claimsIn(authorization = '') {
  try {
    return JSON.parse(Buffer.from(authorization.split('.')[1], 'base64url').toString());
  } catch {
    return null;
  }
}
