// The Frontend API's endpoints, as clerk-js calls them: form bodies in, `{ response, client }` out.
import { sendJson } from '../http.mjs';
import { addSession, memberOf, newId, removeSession, sessionJson } from './directory.mjs';
import { sendError } from './faults.mjs';

const COOKIE = '__client';

export function createRoutes(state) {
  const table = [
    ['POST', /^\/v1\/dev_browser$/, devBrowser],
    ['GET', /^\/v1\/environment$/, environment],
    ['PATCH', /^\/v1\/environment$/, environment],
    ['GET', /^\/v1\/client$/, withClient(readClient)],
    ['DELETE', /^\/v1\/client$/, withClient(signOut)],
    ['POST', /^\/v1\/client\/sign_ins$/, withClient(signIn)],
    ['DELETE', /^\/v1\/client\/sessions$/, withClient(signOut)],
    ['GET', /^\/v1\/client\/sessions\/([^/]+)$/, withSession(readSession)],
    ['POST', /^\/v1\/client\/sessions\/([^/]+)\/touch$/, withSession(touch)],
    ['POST', /^\/v1\/client\/sessions\/([^/]+)\/(?:remove|end)$/, withSession(remove)],
    ['POST', /^\/v1\/client\/sessions\/([^/]+)\/tokens(?:\/([^/]+))?$/, withSession(token)],
  ];

  return async function route(call) {
    for (const [method, pattern, endpoint] of table) {
      const found = method === call.method && pattern.exec(call.path);
      if (found) return endpoint(call, ...found.slice(1));
    }
    return sendError(call.response, 404, 'resource_not_found', `No such endpoint: ${call.method} ${call.path}`);
  };

  function withClient(endpoint) {
    return (call, ...rest) => {
      const cookie = cookieOf(call.request);
      const known = state.directory.find(cookie);
      // Only a browser that was never here takes the prepared client: a page left open over a reset does not.
      const client = known ?? (cookie ? state.directory.add() : state.directory.claim());
      if (!known) call.response.setHeader('Set-Cookie', `${COOKIE}=${client.id}; Path=/; HttpOnly; SameSite=Lax`);
      return endpoint({ ...call, client }, ...rest);
    };
  }

  // A session that this client does not have (signed out, revoked, another's) is a 401, as Clerk's is.
  function withSession(endpoint) {
    return withClient((call, sessionId, ...rest) => {
      const session = call.client.sessions.find((each) => each.id === sessionId);
      if (!session) return sendError(call.response, 401);
      return endpoint({ ...call, session }, ...rest);
    });
  }

  function devBrowser({ response }) {
    sendJson(response, 200, { id: newId('dvb') });
  }

  function environment({ response }) {
    sendJson(response, 200, {
      auth_config: { object: 'auth_config', id: 'aconf_local', single_session_mode: !state.knobs.multiSession },
    });
  }

  function clientJson({ client, origin }) {
    return {
      object: 'client',
      id: client.id,
      sessions: client.sessions.map((session) => signedSession(session, origin)),
      sign_in: null,
      sign_up: null,
      last_active_session_id: client.activeSessionId,
    };
  }

  function signedSession(session, origin) {
    return sessionJson(session, state.sign(session, { origin }).jwt);
  }

  function readClient(call) {
    sendJson(call.response, 200, { response: clientJson(call) });
  }

  function readSession({ response, session, origin }) {
    sendJson(response, 200, { response: signedSession(session, origin) });
  }

  function signOut(call) {
    call.client.sessions = [];
    call.client.activeSessionId = null;
    sendJson(call.response, 200, { response: clientJson(call), client: null });
  }

  /** By ticket (a user's id), or by identifier and password. */
  function signIn(call) {
    const { form, response, client } = call;
    const user = state.directory.user(form.get('ticket') ?? form.get('identifier'));
    if (!user) return sendError(response, 422, 'form_identifier_not_found', "Couldn't find your account.");
    if (!form.has('ticket') && form.get('password') !== user.password) {
      return sendError(response, 422, 'form_password_incorrect', 'Password is incorrect.');
    }
    if (client.sessions.length && !state.knobs.multiSession) {
      return sendError(response, 400, 'session_exists', "You're already signed in.");
    }
    const session = addSession(client, user);
    return sendJson(response, 200, {
      response: { object: 'sign_in', id: newId('sia'), status: 'complete', created_session_id: session.id },
      client: clientJson(call),
    });
  }

  function touch(call) {
    const { form, response, session, client, origin } = call;
    if (form.has('active_organization_id')) {
      const organizationId = form.get('active_organization_id') || null;
      if (organizationId && !memberOf(session.user, organizationId)) return sendError(response, 404);
      session.organizationId = organizationId;
    }
    client.activeSessionId = session.id;
    return sendJson(response, 200, { response: signedSession(session, origin), client: clientJson(call) });
  }

  function remove(call) {
    const { response, client, session, origin } = call;
    removeSession(client, session.id);
    sendJson(response, 200, {
      response: { ...signedSession(session, origin), status: 'removed' },
      client: clientJson(call),
    });
  }

  async function token(call, template) {
    const { response, session, form, origin } = call;
    const forced = call.query.get('debug') === 'skip_cache';
    const organizationId = form.has('organization_id') ? form.get('organization_id') || null : session.organizationId;
    const mint = {
      at: Date.now(),
      forced,
      userId: session.user.id,
      sessionId: session.id,
      organizationId,
      template: template ?? null,
      outcome: null,
      jti: null,
    };
    state.mints.push(mint);

    if (state.knobs.latency) await new Promise((done) => setTimeout(done, state.knobs.latency));
    const fault = state.faults.take(forced);
    mint.outcome = fault ? fault.kind : 'ok';
    if (fault?.kind === 'hang') await state.faults.hang();
    else if (fault) return state.faults.act(fault, response);
    if (organizationId && !memberOf(session.user, organizationId)) return sendError(response, 404);
    // It may have been signed out or revoked while this call was held up.
    if (!call.client.sessions.includes(session)) return sendError(response, 401);
    const { jwt, jti } = state.sign(session, { organizationId, template, origin });
    mint.jti = jti;
    return sendJson(response, 200, { jwt });
  }
}

function cookieOf({ headers }) {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([name]) => name === COOKIE)?.[1] ?? null;
}
