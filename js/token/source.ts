// Asks the token source: the option `getToken`, or the current session of Clerk once it has loaded.

import type { ClerkLike } from 'clerk-fetch-core';
import type { ClerkFetchError } from '../error.ts';
import { Message } from '../core/codes.ts';
import { core, write } from '../core/core.ts';
import { kindOf } from '../core/kind.ts';
import type { Fail } from '../core/words.ts';
import type { Client, TokenOptions } from '../options.ts';
import { named, until } from '../wait.ts';

declare global {
  var Clerk: ClerkLike | undefined;
}

const clerkOf = (client: Client): ClerkLike | undefined => client.clerk ?? globalThis.Clerk;

/** What calls are told apart by: nothing is shared between two sources. */
export const sourceOf = (client: Client): object | undefined => client.getToken ?? clerkOf(client);

export const isOffline = (): boolean => globalThis.navigator?.onLine === false;

/** Only visible ASCII can stand in a header: anything else would make `fetch` throw with the token in its message. */
export const isSendable = (token: unknown): token is string => typeof token === 'string' && !/[^!-~]/.test(token);

/** 0 where Clerk must be waited for, 1 where it can be asked, 2 where it failed. */
const readiness = (client: Client) => {
  const clerk = clerkOf(client);
  return core.readiness(!!clerk && clerk.loaded !== false, kindOf(clerk?.session), write(String(clerk?.status ?? '')));
};

const askSession = (client: Client, tokenOptions: TokenOptions | undefined, fail: Fail) => {
  const session = clerkOf(client)?.session;
  if (!session) return null;
  if (core.pending(write(`${session.status}`))) throw fail(Message.SessionPending);
  return tokenOptions ? session.getToken(tokenOptions) : session.getToken();
};

/** Whether Clerk says that nobody is signed in; of a `getToken`, only its `null` tells. */
export const isSignedOut = (client: Client): boolean => !client.getToken && clerkOf(client)?.session === null;

/** A rejection of Clerk after which there is no session any more is a sign-out: a revoked session ends so. */
const askClerk = async (client: Client, tokenOptions: TokenOptions | undefined, fail: Fail, signal?: AbortSignal): Promise<string | null> => {
  const state = readiness(client) || (await until(() => readiness(client), signal, client.tokenTimeout, () => fail(Message.ClerkNotLoaded)));
  if (state > 1) throw fail(Message.ClerkFailed);
  try {
    return await askSession(client, tokenOptions, fail);
  } catch (error) {
    if (isSignedOut(client)) return null;
    throw error;
  }
};

/** Asks the source: throws or rejects as it does, or with `fail(message)` where Clerk does not load. */
export const ask = (client: Client, tokenOptions: TokenOptions | undefined, fail: Fail, signal?: AbortSignal): Promise<string | null> => {
  const { getToken } = client;
  if (!getToken) return askClerk(client, tokenOptions, fail, signal);
  return tokenOptions ? getToken(tokenOptions) : getToken();
};

/** The error for a rejection of the source. */
export const rejected = (fail: Fail, cause: unknown): ClerkFetchError => {
  let code: unknown;
  try {
    ({ code } = cause as { code?: unknown });
  } catch {
    // nothing was thrown, or what throws itself
  }
  return fail(core.rejection(write(typeof code === 'string' ? code : ''), isOffline()), { cause });
};

/** The error where no token came in time. */
export const overdue = (fail: Fail, ms: number): ClerkFetchError =>
  fail(core.overdue(isOffline()), { cause: named('TimeoutError', `no token in ${ms} ms`) });
