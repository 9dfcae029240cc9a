// `clerk-fetch/testing`: a Clerk object for unit tests, and the API's side of it. No network; no timer unless asked for.

import type { ClerkLike, GetToken } from 'clerk-fetch';
import { owners } from '../token/owners.ts';

/** How a fake Clerk begins. */
export interface FakeClerkOptions {
  /**
   * The id of the user who is signed in.
   * @default null: nobody
   */
  user?: string | null;
  /**
   * The id of that user's session.
   * @default 'sess_1', 'sess_2' …
   */
  session?: string;
  /**
   * The id of the organization that is active.
   * @default null: none
   */
  organization?: string | null;
  /**
   * Whether the session still has tasks to do, and counts as signed out.
   * @default false
   */
  pending?: boolean;
  /**
   * Whether Clerk has loaded; if not, `load()` does it.
   * @default true
   */
  loaded?: boolean;
  /**
   * Seconds until a token expires, by `Date.now()`.
   * @default 60
   */
  tokenLifetime?: number;
  /** The JWT templates that exist. For another template, `getToken` rejects with a 404, as Clerk's does. Without this option, all templates exist. */
  templates?: readonly string[] | undefined;
}

/** A session of a fake Clerk. After sign-out its `getToken` rejects with a 401, as the real one does. */
export interface FakeSession {
  readonly id: string;
  readonly status: 'active' | 'pending';
  readonly user: { readonly id: string };
  readonly lastActiveOrganizationId: string | null;
  readonly getToken: GetToken;
}

/** What a token says. */
export interface FakeClaims {
  /** The user's id. */
  sub: string;
  /** The session's id. A template's token has none. */
  sid?: string;
  /** The organization, where one is active. */
  o?: { id: string };
  /** The template's name, in a template's token. */
  aud?: string;
  iat: number;
  nbf: number;
  exp: number;
  jti: string;
}

/** Who sent a request, or why your API answers 401. `reason` is a value of Clerk's header `x-clerk-auth-reason`. */
export type Verification =
  | { ok: true; claims: FakeClaims; userId: string; sessionId: string | null; orgId: string | null }
  | { ok: false; reason: 'session-token-and-uat-missing' | 'token-invalid-signature' | 'token-expired' };

/** A Clerk object without a network, and the means to change what it does. */
export interface FakeClerk extends ClerkLike {
  readonly loaded: boolean;
  readonly status: 'loading' | 'ready' | 'error';
  /** `undefined` until loaded, `null` when nobody is signed in. */
  readonly session: FakeSession | null | undefined;
  readonly user: { readonly id: string } | null | undefined;
  readonly organization: { readonly id: string } | null | undefined;
  readonly isSignedIn: boolean | null | undefined;
  /** How many tokens were minted. A token from the cache does not count. */
  readonly mints: number;

  /** Calls `listener` at once if Clerk has loaded, and after each change. Returns a function that stops this. */
  addListener(listener: (resources: Pick<FakeClerk, 'session' | 'user' | 'organization'>) => void): () => void;
  on(event: 'status', listener: (status: FakeClerk['status']) => void, options?: { notify?: boolean }): void;
  off(event: 'status', listener: (status: FakeClerk['status']) => void): void;

  /** Finishes loading. */
  load(): Promise<void>;
  /** Sets the status to `error`: Clerk will not load. */
  failToLoad(): void;

  /** Signs a user in, in place of the previous user. The change is complete when the call returns. */
  signIn(userId?: string, options?: { sessionId?: string; organizationId?: string | null; pending?: boolean }): FakeSession;
  /** Signs out. The change is complete when the call returns, also without `await`. */
  signOut(): Promise<void>;
  /**
   * Makes an organization the active one, or none with `null`.
   * @throws Error when nobody is signed in
   */
  setOrganization(organizationId: string | null): void;

  /**
   * The API refuses the tokens that were minted so far. A plain `getToken()` still returns the old token, and
   * `getToken({ skipCache: true })` returns a new one.
   */
  expire(): void;
  /**
   * The server ends the session. The API refuses its token, which `getToken()` still returns. The next mint rejects with a 401
   * and signs out.
   * @throws Error when nobody is signed in
   */
  revoke(): void;
  /** From now on a mint takes `ms` milliseconds, by `setTimeout`. With `Infinity` it hangs. */
  delay(ms: number): void;
  /** Until `up()`, each mint rejects with `error`. A number stands for the HTTP status of Clerk's answer. */
  fail(error: unknown): void;
  /** Until `up()`, Clerk cannot be reached: each mint rejects as `fetch` does. */
  down(): void;
  /** Ends `fail`, `down` and `delay`. */
  up(): void;

  /** Verifies as your API does. Takes a token, the value of an `Authorization` header, `Headers`, or a `Request`. */
  verify(sent: string | Headers | { readonly headers: Headers }): Verification;
}

/** As Clerk's back-end SDKs allow by default. */
const CLOCK_SKEW = 5;

/** clerk-js serves no token from its cache that has less to live. */
const LEAST_LIFE = 5;

const seconds = () => Math.floor(Date.now() / 1000);

const base64url = (value: object) => {
  // jsdom under Jest has no TextEncoder, and `btoa` takes one byte a character.
  const ascii = JSON.stringify(value).replace(/[\u0080-\uffff]/g, (unit) => '\\u' + unit.charCodeAt(0).toString(16).padStart(4, '0'));
  return btoa(ascii).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
};

/** An error as clerk-js throws it: told by `status` and `errors[0].code`. */
const apiError = (status: number, code: string, message: string) => Object.assign(new Error(message), { status, errors: [{ code, message }] });

const revokedError = () => apiError(401, 'authentication_invalid', 'Invalid authentication: the session is gone.');

type Sent = Parameters<FakeClerk['verify']>[0];

/** The token that was sent: of a `Request`, of headers, of an `Authorization` header's value, or itself. */
const tokenIn = (sent: Sent | undefined) => {
  const headers = sent && (sent as Partial<Request>).headers ? (sent as Request).headers : (sent as Partial<Headers> | undefined);
  const header = typeof sent === 'string' ? sent : (headers?.get?.('authorization') ?? '');
  return header.replace(/^Bearer /i, '');
};

interface Endpoint {
  mints: number;
  /** Milliseconds that a mint takes. */
  wait: number;
  failure: { error: unknown } | undefined;
  mint(session: LiveSession, options: { template: string | undefined; organizationId: string | null }): string;
  /** Whether clerk-js would still serve it from its cache. */
  isFresh(token: string | undefined): token is string;
  /** All that is out by now is answered as expired. */
  expire(): void;
  verify(sent: Sent): Verification;
}

/** A session, and what becomes of it. */
interface LiveSession extends FakeSession {
  status: FakeSession['status'];
  lastActiveOrganizationId: string | null;
  /** The server has ended it. */
  revoked: boolean;
  /** Clerk has let go of it. */
  removed: boolean;
}

/** The token endpoint: what it has minted, what of that it still accepts, and what it does instead of minting. */
const createEndpoint = ({ tokenLifetime, templates }: Pick<FakeClerkOptions, 'templates'> & { tokenLifetime: number }): Endpoint => {
  /** Token → what it says, and the number of its mint. */
  const minted = new Map<string, { claims: FakeClaims; number: number }>();
  /** Tokens up to this mint are answered as expired. */
  let refused = 0;
  const endpoint: Endpoint = {
    mints: 0,
    wait: 0,
    failure: undefined,

    mint(session, { template, organizationId }) {
      if (endpoint.failure) throw endpoint.failure.error;
      if (session.revoked) throw revokedError();
      if (template && templates && !templates.includes(template)) throw apiError(404, 'resource_not_found', `No JWT template exists with name: ${template}`);
      const iat = seconds();
      const claims: FakeClaims = { sub: session.user.id, iat, nbf: iat, exp: iat + tokenLifetime, jti: `jti_${++endpoint.mints}` };
      if (template) claims.aud = template;
      else Object.assign(claims, { sid: session.id, sts: session.status, v: 2, ...(organizationId && { o: { id: organizationId } }) });
      const token = `${base64url({ alg: 'RS256', typ: 'JWT', kid: 'ins_fake' })}.${base64url(claims)}.fake`;
      minted.set(token, { claims, number: endpoint.mints });
      return token;
    },

    isFresh: (token): token is string => token !== undefined && (minted.get(token)?.claims.exp ?? 0) - seconds() > LEAST_LIFE,

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

const pause = (ms: number) =>
  new Promise<void>((resolve) => {
    if (ms !== Infinity) setTimeout(resolve, ms);
  });

/** A session as clerk-js has it; `ended()` is called when the endpoint says that it is gone. */
const createSession = (
  endpoint: Endpoint,
  { id, userId, organizationId, status }: Pick<FakeSession, 'id' | 'status'> & { userId: string; organizationId: string | null },
  ended: (session: LiveSession) => void,
): LiveSession => {
  const cache = new Map<string, string>();
  const session: LiveSession = {
    id,
    status,
    user: { id: userId },
    lastActiveOrganizationId: organizationId,
    revoked: false,
    removed: false,

    async getToken({ template, organizationId = session.lastActiveOrganizationId ?? undefined, skipCache }: Parameters<GetToken>[0] & {} = {}) {
      const key = JSON.stringify([template, organizationId]);
      const cached = cache.get(key);
      if (!skipCache && !session.removed && endpoint.isFresh(cached)) return cached;
      if (endpoint.wait) await pause(endpoint.wait);
      try {
        const token = endpoint.mint(session, { template, organizationId: organizationId ?? null });
        cache.set(key, token);
        return token;
      } catch (error) {
        if (session.revoked && !session.removed && (error as { status?: number }).status === 401) ended(session);
        throw error;
      }
    },
  };
  return session;
};

/** What a fake Clerk is to itself. */
type Changing = { -readonly [Name in keyof FakeClerk]: FakeClerk[Name] };

type SignInOptions = Parameters<FakeClerk['signIn']>[1] & {};

let sessions = 0;

const createEmitter = <Value>() => {
  const listeners = new Set<(value: Value) => void>();
  return {
    emit: (value: Value) => {
      for (const listener of [...listeners]) listener(value);
    },
    add: (listener: (value: Value) => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    remove: (listener: (value: Value) => void) => void listeners.delete(listener),
  };
};

/**
 * Returns a Clerk object for unit tests. Pass it as `clerk`, or set `globalThis.Clerk`. It uses no network, and no timer unless
 * `delay` asks for one. `Date` and timers are looked up on use, so fake ones work.
 *
 * @example
 * ```ts
 * import { createAuthenticatedFetch } from 'clerk-fetch';
 * import { createFakeClerk } from 'clerk-fetch/testing';
 *
 * const clerk = createFakeClerk({ user: 'user_ada' });
 * // Your API. With MSW, this is a handler.
 * const fetch = async (url: string | URL | Request, init?: RequestInit) => {
 *   const who = clerk.verify(new Request(url, init));
 *   return who.ok ? Response.json({ id: who.userId }) : new Response(null, { status: 401 });
 * };
 * const api = createAuthenticatedFetch({ clerk, fetch, baseUrl: 'https://api.foo.com' });
 * clerk.expire(); // the next call gets a 401, then one new token
 * await api.json('/me'); // { id: 'user_ada' }
 * ```
 */
export const createFakeClerk = ({
  user = null,
  session: sessionId,
  organization = null,
  pending = false,
  loaded = true,
  tokenLifetime = 60,
  templates,
}: FakeClerkOptions = {}): FakeClerk => {
  const endpoint = createEndpoint({ tokenLifetime, templates });
  const resources = createEmitter<Pick<FakeClerk, 'session' | 'user' | 'organization'>>();
  const statuses = createEmitter<FakeClerk['status']>();
  /** What there is once Clerk has loaded. */
  let current: LiveSession | null = null;

  const shown = () => (clerk.loaded ? current : undefined);
  const facts = () => ({ client: {}, session: clerk.session, user: clerk.user, organization: clerk.organization });
  const emit = () => {
    if (!clerk.loaded) return;
    owners().set(clerk, Date.now());
    resources.emit(facts());
  };
  const leave = (session: LiveSession) => {
    session.revoked = session.removed = true;
    if (session !== current) return;
    current = null;
    emit();
  };
  const start = (userId: string, { sessionId = `sess_${++sessions}`, organizationId = null, pending = false }: SignInOptions = {}): LiveSession => {
    if (current) current.revoked = current.removed = true;
    const status = pending ? 'pending' : 'active';
    return (current = createSession(endpoint, { id: sessionId, userId, organizationId, status }, leave));
  };
  const changeStatus = (status: FakeClerk['status']) => {
    clerk.status = status;
    statuses.emit(status);
  };

  const clerk: Changing = {
    loaded,
    status: loaded ? 'ready' : 'loading',

    get session() {
      return shown();
    },
    get user() {
      const session = shown();
      return session && session.user;
    },
    get organization() {
      const session = shown();
      const id = session?.lastActiveOrganizationId;
      return id ? { id } : session && null;
    },
    get isSignedIn() {
      const session = shown();
      return session && session.status === 'active';
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
      resources.emit(facts());
      changeStatus('ready');
    },
    failToLoad: () => changeStatus('error'),

    signIn(userId = 'user_1', options) {
      const session = start(userId, options);
      emit();
      return session;
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

  if (user) start(user, { ...(sessionId !== undefined && { sessionId }), organizationId: organization, pending });
  // Nobody was there before it was made: what a test has put into a cache by now is of who is there.
  owners().set(clerk, 0);
  return clerk;
};
