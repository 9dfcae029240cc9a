// ClerkFetchError: its fields, its codes, its guard and the helpers that read it.
import { ClerkFetchError, clerkRetry, clerkRetryDelay, isClerkFetchError } from 'clerk-fetch';
import type { ClerkFetchErrorCode, StandardIssue } from 'clerk-fetch';
import { expectTypeOf } from 'expect-type';

export function theGuardNarrows(error: unknown) {
  if (!isClerkFetchError(error)) {
    expectTypeOf(error).toEqualTypeOf<unknown>();
    return;
  }
  expectTypeOf(error).toEqualTypeOf<ClerkFetchError>();
  expectTypeOf(error).toExtend<Error>();
  expectTypeOf(error.code).toEqualTypeOf<ClerkFetchErrorCode>();
  expectTypeOf(error.name).toEqualTypeOf<'ClerkFetchError'>();
  expectTypeOf(error.status).toEqualTypeOf<number | undefined>();
  expectTypeOf(error.statusText).toEqualTypeOf<string | undefined>();
  expectTypeOf(error.url).toEqualTypeOf<string | undefined>();
  expectTypeOf(error.method).toEqualTypeOf<string | undefined>();
  expectTypeOf(error.body).toEqualTypeOf<unknown>();
  expectTypeOf(error.problem).toEqualTypeOf<Record<string, unknown> | undefined>();
  expectTypeOf(error.headers).toEqualTypeOf<Headers | undefined>();
  expectTypeOf(error.retryAfter).toEqualTypeOf<number | undefined>();
  expectTypeOf(error.authReason).toEqualTypeOf<string | undefined>();
  expectTypeOf(error.issues).toEqualTypeOf<readonly StandardIssue[] | undefined>();
  expectTypeOf(error.retryable).toEqualTypeOf<boolean>();
  expectTypeOf(error.cause).toEqualTypeOf<unknown>();
  expectTypeOf(error.toJSON()).toEqualTypeOf<Record<string, unknown>>();
  // @ts-expect-error errors are read, not written
  error.status = 500;
}

export function theGuardWithACodeLeavesTheOthers(error: ClerkFetchError | undefined, code?: ClerkFetchErrorCode) {
  if (isClerkFetchError(error, 'http')) {
    expectTypeOf(error.code).toEqualTypeOf<'http'>();
    return error.status;
  }
  expectTypeOf(error?.code).toEqualTypeOf<ClerkFetchErrorCode | undefined>();
  return isClerkFetchError(error, code) && error.code;
}

export function theCodesAreTheDocumentedOnes() {
  expectTypeOf<ClerkFetchErrorCode>().toEqualTypeOf<
    | 'signed_out'
    | 'session_pending'
    | 'clerk_not_loaded'
    | 'token_unavailable'
    | 'offline'
    | 'origin_not_allowed'
    | 'identity_changed'
    | 'network'
    | 'timeout'
    | 'http'
    | 'invalid_json'
    | 'invalid_response'
    | 'invalid_key'
    | 'invalid_options'
    | 'reverification_required'
    | 'wasm_unavailable'
  >();
}

export function aSwitchCanBeExhaustive(error: unknown) {
  if (isClerkFetchError(error, 'http')) return error.status;
  // @ts-expect-error no such code
  if (isClerkFetchError(error, 'https')) return 0;
  if (!(error instanceof ClerkFetchError)) return undefined;
  // @ts-expect-error no such code
  return error.code === 'not_found';
}

export function theHelpersKeepTheErrorTyped(error: unknown) {
  expectTypeOf<Parameters<typeof clerkRetry>[1]>().toEqualTypeOf<Error>();
  expectTypeOf<Parameters<typeof clerkRetryDelay>[1]>().toEqualTypeOf<Error>();
  // @ts-expect-error not any value
  return clerkRetry(0, error);
}

export function theHelpersAreSynchronous() {
  expectTypeOf(clerkRetry(0, new Error('x'))).toEqualTypeOf<boolean>();
  expectTypeOf(clerkRetryDelay(0, new Error('x'))).toEqualTypeOf<number>();
  const made = new ClerkFetchError('http', 'GET /todos failed', { status: 500, retryable: true });
  // @ts-expect-error no such field
  return [made, new ClerkFetchError('http', 'GET /todos failed', { statuses: 500 })];
}

/** A class of one's own names itself, as those of any error do. */
export class ApiError extends ClerkFetchError {
  constructor() {
    super('http', 'no', { status: 404 });
    this.name = 'ApiError';
  }
}
