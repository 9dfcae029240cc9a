import type { ClerkLike, GetToken } from 'clerk-fetch';

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
   * Seconds for which a token is good, by `Date.now()`.
   * @default 60
   */
  tokenLifetime?: number;
  /** The JWT templates that exist; any other is answered with 404, as Clerk does. Without it, all do. */
  templates?: readonly string[];
}

/** A session of a fake Clerk. Kept after sign-out, its `getToken` rejects with a 401, as the real one's does. */
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
  /** The session's id; not in a template's token. */
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

/** What the API says of a request: who sent it, or why it is a 401 (in the words of Clerk's `x-clerk-auth-reason`). */
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
  /** How many tokens were minted; those that came from the cache do not count. */
  readonly mints: number;

  /** Called with what there is, at once if loaded and after each change. Returns its undo. */
  addListener(listener: (resources: Pick<FakeClerk, 'session' | 'user' | 'organization'>) => void): () => void;
  on(event: 'status', listener: (status: FakeClerk['status']) => void, options?: { notify?: boolean }): void;
  off(event: 'status', listener: (status: FakeClerk['status']) => void): void;

  /** Finishes loading. */
  load(): Promise<void>;
  /** Its status becomes `error`: it will not load. */
  failToLoad(): void;

  /** Signs in, in the place of whoever was there; everything is changed when it returns. */
  signIn(userId?: string, options?: { sessionId?: string; organizationId?: string | null; pending?: boolean }): FakeSession;
  /** Signs out; everything is changed when it returns, whether awaited or not. */
  signOut(): Promise<void>;
  /**
   * Makes an organization the active one, or none with `null`.
   * @throws Error when nobody is signed in
   */
  setOrganization(organizationId: string | null): void;

  /**
   * The API takes no token any more that was minted until now: a plain `getToken()` still gives it, and
   * `getToken({ skipCache: true })` gives one that is good.
   */
  expire(): void;
  /**
   * The session ends at the server's side: its token is refused but still given by `getToken()`; the next mint rejects
   * with a 401 and signs out.
   * @throws Error when nobody is signed in
   */
  revoke(): void;
  /** A mint takes so many milliseconds from now on, by `setTimeout`; with `Infinity` it hangs. */
  delay(ms: number): void;
  /** Every mint rejects with this, until `up()`. A number is the HTTP status of Clerk's answer. */
  fail(error: unknown): void;
  /** Clerk cannot be reached: every mint rejects as `fetch` does, until `up()`. */
  down(): void;
  /** Ends `fail`, `down` and `delay`. */
  up(): void;

  /** The API's side. Takes a token, an `Authorization` header's value, `Headers`, or a `Request`. */
  verify(sent: string | Headers | { readonly headers: Headers }): Verification;
}

/**
 * A Clerk object for unit tests, for the option `clerk` or as `globalThis.Clerk`. It has no network, and no timer unless
 * `delay` asks for one; `Date` and timers are looked up when used, so that fake ones work.
 *
 * ```ts
 * const clerk = createFakeClerk({ user: 'user_ada' });
 * server.use(
 *   http.get('https://api.foo.com/me', ({ request }) => {
 *     const who = clerk.verify(request);
 *     return who.ok ? HttpResponse.json({ id: who.userId }) : new HttpResponse(null, { status: 401 });
 *   }),
 * );
 * const authenticatedFetch = createAuthenticatedFetch({ clerk, baseUrl: 'https://api.foo.com' });
 * clerk.expire(); // the next call meets a 401, and one new token
 * ```
 */
export function createFakeClerk(options?: FakeClerkOptions): FakeClerk;
