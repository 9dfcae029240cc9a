// TODO: js/index.ts and js/error.ts are to declare what stands here. Until then scripts/build.mjs appends this text to the
// declarations that wasm-bindgen writes, which have the types that it refers to. Who types those two files deletes this one.

/** What `createAuthenticatedFetch` returns: a drop-in for `fetch`. */
export interface AuthenticatedFetch {
  /**
   * As `fetch`: any status resolves, and what `fetch` throws is thrown.
   * @throws ClerkFetchError where no request may be sent (`signed_out`, `origin_not_allowed`, `token_unavailable` …) or `timeout` passed
   */
  (input: FetchInput, init?: CallInit): Promise<Response>;
  /**
   * The response's value, `null` where there is no body.
   * @throws ClerkFetchError `http` for a status outside 200 to 299, `invalid_json`, `invalid_response`, `network` …
   */
  json<T = any>(input: FetchInput, init?: JsonCallInit<T>): Promise<T>;
  /** The headers that would be sent, for clients that are not `fetch`: XHR, Uppy, tRPC, Apollo. */
  headers(input: FetchInput, init?: CallInit): Promise<Headers>;
  /**
   * The token that a call to this URL would carry, `null` where it would carry none: for WebSocket, socket.io, gRPC. `ws:` and
   * `wss:` count as `http:` and `https:`.
   * @param options `refused` says that this token was refused: the new one comes from the refresh that all calls share
   * @throws ClerkFetchError as a call; `token_unavailable` where there is none in place of `refused`
   */
  token(input: string | URL, options?: { refused?: string }): Promise<string | null>;
}

export interface ClerkSWRFetcherOptions<T = any> extends Omit<ClerkFetchOptions, 'schema'> {
  schema?: StandardSchema<T>;
}
export interface ClerkQueryFnOptions<T = any> extends Omit<ClerkFetchOptions, 'schema'> {
  schema?: StandardSchema<T>;
}

/** What of TanStack Query's `QueryFunctionContext` is used. */
export interface QueryFnContext {
  readonly queryKey: readonly unknown[];
  readonly signal?: AbortSignal;
  readonly pageParam?: unknown;
}

/**
 * Makes a `fetch` that carries Clerk's session token to the page's own origin, `baseUrl` and `allowedOrigins`, and nowhere else.
 * @throws ClerkFetchError `invalid_options`, which names the option and its nearest neighbour
 */
export function createAuthenticatedFetch(options?: ClerkFetchOptions): AuthenticatedFetch;

/**
 * Makes a fetcher for `useSWR`, `useSWRInfinite` and `useSWRMutation` (whose `arg` becomes the body).
 * @throws ClerkFetchError `invalid_options`
 */
export function clerkSWRFetcher<T = any>(options?: ClerkSWRFetcherOptions<T>): (key: any, extra?: { readonly arg?: any }) => Promise<T>;

/**
 * Makes a `queryFn` for TanStack Query; the query key is what is fetched.
 * @throws ClerkFetchError `invalid_options`
 */
export function clerkQueryFn<T = unknown>(options?: ClerkQueryFnOptions<T>): ClerkQueryFn<T>;

/** The intersection is for TypeScript alone: beside a bare function, `select` and `getNextPageParam` would see `unknown`. */
export type ClerkQueryFn<T> = ((context: QueryFnContext) => Promise<T>) & Function;

/** Every rejection of this package that is not an abort or `fetch`'s own. */
export class ClerkFetchError extends Error {
  constructor(code: ClerkFetchErrorCode, message: string, fields?: Partial<Omit<ClerkFetchError, 'code' | 'message' | 'name' | 'toJSON'>>);
  readonly name: 'ClerkFetchError';
  readonly code: ClerkFetchErrorCode;
  /** The HTTP status, where the API answered. */
  readonly status?: number;
  readonly statusText?: string;
  /** Without user info, query and fragment. */
  readonly url?: string;
  readonly method?: string;
  /** The response's body: parsed JSON, or text; at most 64 KiB are read. */
  readonly body?: unknown;
  /** The body, where it is an RFC 9457 problem. */
  readonly problem?: Record<string, unknown>;
  readonly headers?: Headers;
  /** `Retry-After` in milliseconds. */
  readonly retryAfter?: number;
  /** `x-clerk-auth-reason`, where the API exposes it. */
  readonly authReason?: string;
  /** What a schema said. */
  readonly issues?: readonly StandardIssue[];
  /** What reverification Clerk asks for. */
  readonly metadata?: unknown;
  /** Whether the same call can succeed later without a change. */
  readonly retryable: boolean;
  readonly cause?: unknown;
  /** Safe to log: without `body` and `headers`. */
  toJSON(): Record<string, unknown>;
}

/** Whether a value is a `ClerkFetchError`, of whichever copy of this package; with `code`, of that code. Never throws. */
export function isClerkFetchError(value: unknown): value is ClerkFetchError;
export function isClerkFetchError<Code extends ClerkFetchErrorCode>(value: unknown, code: Code | undefined): value is ClerkFetchError & { readonly code: Code };

/** TanStack Query's `retry`: three tries of what can pass by itself, none of a 4xx. */
export function clerkRetry(failureCount: number, error: unknown): boolean;

/** TanStack Query's `retryDelay`, in milliseconds: what the API asked for, or exponential up to 30 s. */
export function clerkRetryDelay(failureCount: number, error: unknown): number;

/** SWR's `onErrorRetry`: the same rule. */
export function clerkOnErrorRetry(
  error: unknown,
  key: string,
  config: { readonly errorRetryCount?: number },
  revalidate: (options: { retryCount: number; dedupe: boolean }) => unknown,
  options: { retryCount: number; dedupe?: boolean },
): void;
