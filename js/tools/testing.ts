// `clerk-fetch/testing`: a Clerk object for unit tests, and the API's side of it. No network; no timer unless asked for.

/** As Clerk's back-end SDKs allow by default. */
const CLOCK_SKEW = 5;

/** clerk-js serves no token from its cache that has less to live. */
const LEAST_LIFE = 5;

const seconds = () => Math.floor(Date.now() / 1000);

const base64url = (value) => {
  // jsdom under Jest has no TextEncoder, and `btoa` takes one byte a character.
  const ascii = JSON.stringify(value).replace(/[\u0080-\uffff]/g, (unit) => '\\u' + unit.charCodeAt().toString(16).padStart(4, '0'));
  return btoa(ascii).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
};

/** An error as clerk-js throws it: told by `status` and `errors[0].code`. */
const apiError = (status, code, message) => Object.assign(new Error(message), { status, errors: [{ code, message }] });

const revokedError = () => apiError(401, 'authentication_invalid', 'Invalid authentication: the session is gone.');

/** The token that was sent: of a `Request`, of headers, of an `Authorization` header's value, or itself. */
const tokenIn = (sent) => {
  const header = typeof sent === 'string' ? sent : ((sent?.headers ?? sent)?.get?.('authorization') ?? '');
  return header.replace(/^Bearer /i, '');
};

/** The token endpoint: what it has minted, what of that it still accepts, and what it does instead of minting. */
const createEndpoint = ({ tokenLifetime, templates }) => {
  const minted = new Map();
  let refused = 0;
  const endpoint = {
    mints: 0,
    wait: 0,
    failure: undefined,

    mint(session, { template, organizationId }) {
      if (endpoint.failure) throw endpoint.failure.error;
      if (session.revoked) throw revokedError();
      if (template && templates && !templates.includes(template)) throw apiError(404, 'resource_not_found', `No JWT template exists with name: ${template}`);
      const iat = seconds();
      const claims = { sub: session.user.id, iat, nbf: iat, exp: iat + tokenLifetime, jti: `jti_${++endpoint.mints}` };
      if (template) claims.aud = template;
      else Object.assign(claims, { sid: session.id, sts: session.status, v: 2, ...(organizationId && { o: { id: organizationId } }) });
      const token = `${base64url({ alg: 'RS256', typ: 'JWT', kid: 'ins_fake' })}.${base64url(claims)}.fake`;
      minted.set(token, { claims, number: endpoint.mints });
      return token;
    },

    /** Whether clerk-js would still serve it from its cache. */
    isFresh: (token) => minted.has(token) && minted.get(token).claims.exp - seconds() > LEAST_LIFE,

    /** All that is out by now is answered as expired. */
    expire() {
      refused = endpoint.mints;
    },

    verify(sent) {
      const token = tokenIn(sent);
      if (!token) return { ok: false, reason: 'session-token-and-uat-missing' };
      const known = minted.get(token);
      if (!known) return { ok: false, reason: 'token-invalid-signature' };
      const { claims, number } = known;
      if (number <= refused || seconds() > claims.exp + CLOCK_SKEW) return { ok: false, reason: 'token-expired' };
      return { ok: true, claims, userId: claims.sub, sessionId: claims.sid ?? null, orgId: claims.o?.id ?? null };
    },
  };
  return endpoint;
};

const pause = (ms) => new Promise((resolve) => ms !== Infinity && setTimeout(resolve, ms));

/** A session as clerk-js has it; `ended()` is called when the endpoint says that it is gone. */
const createSession = (endpoint, { id, userId, organizationId, status }, ended) => {
  const cache = new Map();
  const session = {
    id,
    status,
    user: { id: userId },
    lastActiveOrganizationId: organizationId,
    revoked: false,

    async getToken({ template, organizationId = session.lastActiveOrganizationId, skipCache } = {}) {
      const key = JSON.stringify([template, organizationId]);
      const cached = cache.get(key);
      if (!skipCache && !session.removed && endpoint.isFresh(cached)) return cached;
      if (endpoint.wait) await pause(endpoint.wait);
      try {
        const token = endpoint.mint(session, { template, organizationId });
        cache.set(key, token);
        return token;
      } catch (error) {
        if (session.revoked && !session.removed && error.status === 401) ended(session);
        throw error;
      }
    },
  };
  return session;
};

let sessions = 0;

const createEmitter = () => {
  const listeners = new Set();
  return {
    emit: (value) => {
      for (const listener of [...listeners]) listener(value);
    },
    add: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    remove: (listener) => void listeners.delete(listener),
  };
};

export const createFakeClerk = ({
  user = null,
  session: sessionId,
  organization = null,
  pending = false,
  loaded = true,
  tokenLifetime = 60,
  templates,
} = {}) => {
  const endpoint = createEndpoint({ tokenLifetime, templates });
  const resources = createEmitter();
  const statuses = createEmitter();
  /** What there is once Clerk has loaded. */
  let current = null;

  const shown = () => (clerk.loaded ? current : undefined);
  const facts = () => ({ client: {}, session: clerk.session, user: clerk.user, organization: clerk.organization });
  const emit = () => clerk.loaded && resources.emit(facts());
  const leave = (session) => {
    session.revoked = session.removed = true;
    if (session !== current) return;
    current = null;
    emit();
  };
  const start = (userId, { sessionId = `sess_${++sessions}`, organizationId = null, pending = false } = {}) => {
    if (current) current.revoked = current.removed = true;
    const status = pending ? 'pending' : 'active';
    current = createSession(endpoint, { id: sessionId, userId, organizationId, status }, leave);
  };
  const changeStatus = (status) => {
    clerk.status = status;
    statuses.emit(status);
  };

  const clerk = {
    loaded,
    status: loaded ? 'ready' : 'loading',

    get session() {
      return shown();
    },
    get user() {
      return shown() && shown().user;
    },
    get organization() {
      const session = shown();
      return session ? session.lastActiveOrganizationId && { id: session.lastActiveOrganizationId } : session;
    },
    get isSignedIn() {
      return shown() && shown().status === 'active';
    },
    get mints() {
      return endpoint.mints;
    },

    addListener(listener) {
      if (clerk.loaded) listener(facts());
      return resources.add(listener);
    },
    on(event, listener, { notify = false } = {}) {
      if (event !== 'status') return;
      statuses.add(listener);
      if (notify) listener(clerk.status);
    },
    off(event, listener) {
      if (event === 'status') statuses.remove(listener);
    },

    async load() {
      if (clerk.loaded) return;
      clerk.loaded = true;
      emit();
      changeStatus('ready');
    },
    failToLoad: () => changeStatus('error'),

    signIn(userId = 'user_1', options) {
      start(userId, options);
      emit();
      return current;
    },
    async signOut() {
      if (current) leave(current);
    },
    setOrganization(organizationId) {
      if (!current) throw new Error('setOrganization: nobody is signed in');
      current.lastActiveOrganizationId = organizationId;
      emit();
    },

    expire: () => endpoint.expire(),
    revoke() {
      if (!current) throw new Error('revoke: nobody is signed in');
      endpoint.expire();
      current.revoked = true;
    },
    delay(ms) {
      endpoint.wait = ms;
    },
    fail(error) {
      endpoint.failure = { error: typeof error === 'number' ? apiError(error, 'error', `The token endpoint answered ${error}.`) : error };
    },
    down: () => clerk.fail(new TypeError('Failed to fetch')),
    up() {
      endpoint.failure = undefined;
      endpoint.wait = 0;
    },

    verify: (sent) => endpoint.verify(sent),
  };

  if (user) start(user, { sessionId, organizationId: organization, pending });
  return clerk;
};
