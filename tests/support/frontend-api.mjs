// A local Clerk Frontend API, for the real and unmodified clerk-js: environment, client, sign-in,
// session tokens, touch, sign-out. Clients are told apart by a cookie, so that several browsers can
// use one server. What a test needs to know or to change is on the object that startFrontendApi gives.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { addSession, createDirectory, createSession, memberOf, removeSession, USERS } from './frontend/directory.mjs';
import { createFaults, sendError } from './frontend/faults.mjs';
import { createRoutes } from './frontend/routes.mjs';
import { claimsFor, createSigner } from './frontend/tokens.mjs';
import { fileIn, listen, readBody, sendFile, sendJson, stop } from './http.mjs';

// Any host with a dot makes a valid key; nothing is ever asked of this one, since `proxyUrl` is.
const KEY_HOST = 'clerk.local.example';
const PUBLISHABLE_KEY = `pk_test_${Buffer.from(`${KEY_HOST}$`).toString('base64')}`;
const CLERK_JS = '/npm/@clerk/clerk-js/dist/';
const clerkJsFolder = dirname(createRequire(import.meta.url).resolve('@clerk/clerk-js'));

/**
 * knobs, to be changed at any time:
 *   tokenLifetime  seconds        clockOffset  seconds added to iat and exp
 *   latency        ms before a token is answered
 *   sameToken      a mint gives the session's former token again
 *   multiSession   more than one session for each client
 */
export async function startFrontendApi({ port = 0, users = USERS, tokenLifetime = 60, multiSession = false } = {}) {
  const defaults = { tokenLifetime, clockOffset: 0, latency: 0, sameToken: false, multiSession };
  const state = {
    knobs: { ...defaults },
    directory: createDirectory(users),
    faults: createFaults(),
    mints: [],
    events: [],
    sign,
  };
  const { publicKeyPem, jwks, sign: signClaims } = createSigner();

  /** A token for a session, which remembers it for the `sameToken` knob. */
  function sign(session, { organizationId = session.organizationId, template, origin, ...times } = {}) {
    const { tokenLifetime: lifetime, clockOffset, sameToken } = state.knobs;
    const key = JSON.stringify([organizationId, template]);
    if (sameToken && session.tokens.has(key)) return session.tokens.get(key);
    const claims = claimsFor({
      user: session.user,
      session,
      organization: memberOf(session.user, organizationId),
      template,
      origin,
      issuer: `https://${KEY_HOST}`,
      lifetime,
      clockOffset,
      ...times,
    });
    const token = { jwt: signClaims(claims, { oiat: Math.floor(session.startedAt / 1000) }), jti: claims.jti };
    session.tokens.set(key, token);
    return token;
  }

  const route = createRoutes(state);
  const server = createServer((request, response) => {
    handle(request, response).catch((error) => {
      if (response.headersSent) return response.destroy();
      return sendError(response, 500, 'internal_clerk_error', String(error));
    });
  });
  const url = await listen(server, port);

  async function handle(request, response) {
    const { pathname, searchParams: query } = new URL(request.url, url);
    allowOrigin(request, response);
    if (request.method === 'OPTIONS') return response.writeHead(204, { 'Access-Control-Allow-Headers': '*' }).end();
    if (pathname.startsWith(CLERK_JS)) return sendClerkJs(response, pathname.slice(CLERK_JS.length));
    if (pathname === '/.well-known/jwks.json') return sendJson(response, 200, jwks);

    const path = pathname.replace(/^\/__clerk(?=\/)/, '');
    const method = query.get('_method') ?? request.method;
    const event = { at: Date.now(), method, path, origin: request.headers.origin ?? null, status: null };
    state.events.push(event);
    // An answer that hangs or was broken off leaves `status` null.
    response.on('finish', () => (event.status = response.statusCode));
    const form = new URLSearchParams((await readBody(request)).toString());
    return route({ method, path, query, form, request, response, origin: request.headers.origin });
  }

  const sessionOf = (sessionId) => {
    for (const client of state.directory.clients.values()) {
      const session = client.sessions.find((each) => each.id === sessionId);
      if (session) return { client, session };
    }
    throw new Error(`No session ${sessionId}`);
  };

  return {
    url,
    proxyUrl: `${url}/__clerk`,
    clerkJsUrl: `${url}${CLERK_JS}clerk.browser.js`,
    publishableKey: PUBLISHABLE_KEY,
    publicKeyPem,
    users,
    knobs: state.knobs,
    mints: state.mints,
    events: state.events,
    clients: state.directory.clients,
    fault: state.faults.plan,
    hanging: state.faults.hanging,
    release: state.faults.release,
    /** Nothing hangs or fails any more. */
    heal: () => state.faults.clear(),

    /** Signs in at the server's side: seen by the browser when it next asks for its client. */
    signIn(userId, { client = state.directory.latest(), ...options } = {}) {
      if (!state.knobs.multiSession) client.sessions = [];
      return addSession(client, known(userId), options);
    },
    signOut({ client = state.directory.latest() } = {}) {
      client.sessions = [];
      client.activeSessionId = null;
    },
    switchSession(sessionId) {
      sessionOf(sessionId).client.activeSessionId = sessionId;
    },
    setOrganization(sessionId, organizationId) {
      sessionOf(sessionId).session.organizationId = organizationId;
    },
    setStatus(sessionId, status) {
      sessionOf(sessionId).session.status = status;
    },
    revoke(sessionId) {
      removeSession(sessionOf(sessionId).client, sessionId);
    },
    /** A token without any browser, to call an API by hand. `lifetime` and `clockOffset` as the knobs are. */
    issue(userId, { organizationId, session = this.session(userId, { organizationId }), ...times } = {}) {
      return sign(session, times).jwt;
    },
    /** A session that no client has, for more than one token of `issue`. */
    session: (userId, options) => createSession(known(userId), options),
    /** As if just started: no clients, nothing recorded, knobs and faults as in the beginning. */
    reset() {
      state.directory.clear();
      state.faults.clear();
      state.mints.length = 0;
      state.events.length = 0;
      Object.assign(state.knobs, defaults);
    },
    close() {
      state.faults.clear();
      return stop(server);
    },
  };

  function known(userId) {
    const user = state.directory.user(userId);
    if (!user) throw new Error(`No user ${userId}`);
    return user;
  }
}

function allowOrigin({ headers }, response) {
  if (!headers.origin) return;
  response.setHeader('Access-Control-Allow-Origin', headers.origin);
  response.setHeader('Access-Control-Allow-Credentials', 'true');
  response.setHeader('Vary', 'Origin');
}

async function sendClerkJs(response, name) {
  const file = await fileIn(clerkJsFolder, name);
  return file ? sendFile(response, file) : sendError(response, 404);
}
