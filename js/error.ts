// The error class, and how any copy of this package knows its errors.

import type { ClerkFetchErrorCode, StandardIssue } from 'clerk-fetch-core';

const BRAND = /* @__PURE__ */ Symbol.for('clerk-fetch.error');

/** What the same call can outlive, of an error that says nothing of it: src/error.rs names the messages that it cannot. */
const PASSING = /^(network|offline|timeout|token_unavailable|clerk_not_loaded|http(408|425|429|50[0234])$)/;

/** What an error knows besides its code and message. */
export type ErrorFields = Partial<Omit<ClerkFetchError, 'code' | 'message' | 'name' | 'stack' | 'toJSON'>>;

/** What a call of this package rejects with. `docs/errors.md` begins with the exceptions, such as an abort. */
export class ClerkFetchError extends Error {
  /** What went wrong. `docs/errors.md` has a heading for each code. */
  declare readonly code: ClerkFetchErrorCode;
  /** The HTTP status, if the API answered. */
  declare readonly status?: number;
  /** The reason phrase, if the API answered. */
  declare readonly statusText?: string;
  /** The call's URL, without URL credentials, query and fragment. */
  declare readonly url?: string;
  /** The call's HTTP method. */
  declare readonly method?: string;
  /** The response's body: parsed JSON, or text; at most 64 KiB are read. */
  declare readonly body?: unknown;
  /** The body, if it is an RFC 9457 problem. */
  declare readonly problem?: Record<string, unknown>;
  /** The response's headers, if the API answered. A page reads only the headers that the API exposes. */
  declare readonly headers?: Headers;
  /** `Retry-After` in milliseconds. */
  declare readonly retryAfter?: number;
  /** Why the API refused the token: the header `x-clerk-auth-reason`, if the API sends and exposes it. */
  declare readonly authReason?: string;
  /** The issues that the schema reported. */
  declare readonly issues?: readonly StandardIssue[];
  /** The reverification that Clerk asks for. */
  declare readonly metadata?: unknown;
  /** Whether the same call can succeed later without a change. */
  declare readonly retryable: boolean;
  /** The error that caused this one, if there was one. The token is taken out of it. */
  declare readonly cause?: unknown;

  /** @internal Minified, a class has another name. */
  static override get name(): string {
    return 'ClerkFetchError';
  }

  /** @internal */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return isClerkFetchError(value) && (this === ClerkFetchError || super[Symbol.hasInstance](value));
  }

  constructor(code: ClerkFetchErrorCode, message: string, { cause, ...fields }: ErrorFields = {}) {
    super(`${message} See ${ERRORS_PAGE}#${code}`, cause === undefined ? undefined : { cause });
    Object.assign(this, { code, retryable: PASSING.test(code + (fields.status ?? '')) }, fields);
  }

  override get name(): 'ClerkFetchError' {
    return 'ClerkFetchError';
  }

  /** Replaces the name, as a class that extends this one may do. */
  override set name(value: string) {
    Object.defineProperty(this, 'name', { value, writable: true, configurable: true });
  }

  /** @internal What other copies of this package know it by. */
  get [BRAND](): true {
    return true;
  }

  /** The fields that are safe to log. `body`, `headers`, `problem`, `issues`, `metadata` and `cause` are left out, because they can hold anything. */
  toJSON(): Record<string, unknown> {
    const { name } = this;
    const { body, headers, issues, problem, metadata, cause, ...safe }: ErrorFields = this;
    return { name, message: this.message, ...safe };
  }
}

/** The `retry.maxDelay` of the fetcher that an error is of, where it has one; nobody who looks at an error sees it. */
export const longestWaits = /* @__PURE__ */ new WeakMap<object, number | undefined>();

/**
 * Whether a value is a `ClerkFetchError`, also one of another copy of this package. With `code`, whether the error has that code.
 * It does not throw, whatever the value is.
 * @example
 * ```ts
 * import { createAuthenticatedFetch, isClerkFetchError } from 'clerk-fetch';
 *
 * const api = createAuthenticatedFetch({ baseUrl: 'https://api.foo.com' });
 * try {
 *   await api.json('/todos');
 * } catch (error) {
 *   if (isClerkFetchError(error, 'http')) console.error(error.status, error.body);
 *   else throw error;
 * }
 * ```
 */
export function isClerkFetchError(value: unknown): value is ClerkFetchError;
export function isClerkFetchError<Code extends ClerkFetchErrorCode>(value: unknown, code: Code | undefined): value is ClerkFetchError & { readonly code: Code };
export function isClerkFetchError(value: unknown, code?: ClerkFetchErrorCode): boolean {
  try {
    const error = value as ClerkFetchError;
    return error[BRAND] === true && (code === undefined || error.code === code);
  } catch {
    return false;
  }
}

/** Neither WebAssembly nor its translation could be had. The words are here, because no core is there to say them. */
export const unavailable = (cause: unknown): ClerkFetchError =>
  new ClerkFetchError(
    'wasm_unavailable',
    'clerk-fetch could load neither WebAssembly nor its JavaScript translation. Add "\'wasm-unsafe-eval\'" to the CSP\'s script-src, or import `clerk-fetch/no-wasm`.',
    { cause },
  );
