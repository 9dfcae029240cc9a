// Asks the token source: the option `getToken`, or the current session of Clerk once it has loaded.

import type { ClerkLike } from 'clerk-fetch-core';
import type { ClerkFetchError } from '../error.ts';
import { Message } from '../core/codes.ts';
import { core, write } from '../core/core.ts';
import { kindOf } from '../core/kind.ts';
import type { Fail, Slots } from '../core/words.ts';
import type { Client } from '../options.ts';
import { named, until } from '../wait.ts';
import { clerkOf, differs, ownerOf } from './identity.ts';

/** What `getToken` is asked for; `undefined` where nothing is, so that it is called without an argument. */
export interface TokenOptions {
  readonly template?: string;
  readonly organizationId?: string;
  readonly skipCache?: boolean;
}

/** Whom a call is made as, by `ownerOf`: the first that is known. */
export interface Asking {
  owner: string;
}

/** What calls are told apart by: nothing is shared between two sources. */
export const sourceOf = (client: Client): object => client.getToken ?? clerkOf(client) ?? client;

export const isOffline = (): boolean => globalThis.navigator?.onLine === false;

/** Only visible ASCII can stand in a header: anything else would make `fetch` throw with the token in its message. */
export const isSendable = (token: unknown): token is string => typeof token === 'string' && !/[^!-~]/.test(token);

/** Where no Clerk will ever be: no page, no worker, and not React Native, which has no `location`. */
const isServer = () => !globalThis.document && !globalThis.location && globalThis.navigator?.product !== 'ReactNative';

/** Who was there last, by Clerk object: between two sessions it does not say. */
const seen = new WeakMap<ClerkLike, string>();

/** Notes who is there; whoever calls while Clerk is between two sessions is this one. */
export const notice = (client: Client): string => {
  const owner = ownerOf(client);
  const clerk = clerkOf(client);
  if (clerk && owner.length > 1 && seen.get(clerk) !== owner) seen.set(clerk, owner);
  return owner;
};

/** Goes on only as the one whom the call was made as. */
const meet = (client: Client, asking: Asking, fail: Fail) => {
  const owner = notice(client);
  if (differs(asking.owner, owner)) throw fail(Message.IdentityChanged);
  asking.owner ||= owner;
};

/** 0 where Clerk must be waited for, 1 where it can be asked, 2 where it failed. */
const readiness = (client: Client) => {
  const clerk = clerkOf(client);
  return core.readiness(!!clerk && clerk.loaded !== false, kindOf(clerk?.session), write(String(clerk?.status ?? '')));
};

const askSession = (client: Client, tokenOptions: TokenOptions | undefined, fail: Fail, asking: Asking) => {
  const session = clerkOf(client)?.session;
  if (!session) return null;
  if (core.pending(write(`${session.status}`))) throw fail(Message.SessionPending);
  meet(client, asking, fail);
  return tokenOptions ? session.getToken(tokenOptions) : session.getToken();
};

/** Whether Clerk says that nobody is signed in; of a `getToken`, only its `null` tells. */
export const isSignedOut = (client: Client): boolean => !client.getToken && clerkOf(client)?.session === null;

/** A rejection of Clerk after which there is no session any more is a sign-out: a revoked session ends so. */
const askClerk = async (client: Client, tokenOptions: TokenOptions | undefined, fail: Fail, asking: Asking, signal?: AbortSignal): Promise<string | null> => {
  const clerk = clerkOf(client);
  if (clerk === null) return null;
  if (!clerk && isServer()) throw fail(Message.NoSource);
  let state = readiness(client);
  if (!state) {
    if (clerk?.loaded && clerk.session === undefined) asking.owner ||= seen.get(clerk) ?? '';
    state = await until(() => readiness(client), signal, client.tokenTimeout, () => fail(Message.ClerkNotLoaded));
  }
  if (state > 1) throw fail(Message.ClerkFailed);
  try {
    return await askSession(client, tokenOptions, fail, asking);
  } catch (error) {
    if (isSignedOut(client)) return null;
    throw error;
  }
};

/** Asks the source: throws or rejects as it does, or with `fail(message)` where Clerk does not load or has somebody else. */
export const ask = (client: Client, tokenOptions: TokenOptions | undefined, fail: Fail, asking: Asking, signal?: AbortSignal): Promise<string | null> => {
  const { getToken } = client;
  if (!getToken) return askClerk(client, tokenOptions, fail, asking, signal);
  meet(client, asking, fail);
  return tokenOptions ? getToken(tokenOptions) : getToken();
};

/** Makes the error of a core message with its own slots. */
type FailWith = (message: Message, slots: Slots, cause: unknown) => ClerkFetchError;

/** The error for a rejection of the source. Clerk's have a `code`, or the HTTP status of its API. */
export const rejected = (fail: FailWith, cause: any, { template }: TokenOptions = {}): ClerkFetchError => {
  let code: unknown;
  let status: unknown;
  try {
    ({ code, status } = cause);
  } catch {
    // nothing was thrown, or what throws itself
  }
  const s = typeof status === 'number' ? status : 0;
  return fail(core.rejection(write(typeof code === 'string' ? code : ''), s, !!template, isOffline()), { s, n: template }, cause);
};

/** The error where no token came in time. */
export const overdue = (fail: Fail, ms: number): ClerkFetchError =>
  fail(core.overdue(isOffline()), { cause: named('TimeoutError', `no token in ${ms} ms`) });
