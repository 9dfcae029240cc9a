// Asks the token source: the option `getToken`, or the current session of Clerk once it has loaded.

import { core, write } from './core.js';
import { kindOf } from './kind.js';
import { named, until } from './wait.js';
import { Message } from './codes.ts';

const clerkOf = (client) => client.clerk ?? globalThis.Clerk;

/** What calls are told apart by: nothing is shared between two sources. */
export const sourceOf = (client) => client.getToken ?? clerkOf(client);

export const isOffline = () => globalThis.navigator?.onLine === false;

/** Only visible ASCII can stand in a header: anything else would make `fetch` throw with the token in its message. */
export const isSendable = (token) => typeof token === 'string' && !/[^!-~]/.test(token);

/** 0 where Clerk must be waited for, 1 where it can be asked, 2 where it failed. */
const readiness = (client) => {
  const clerk = clerkOf(client);
  return core.readiness(!!clerk && clerk.loaded !== false, kindOf(clerk?.session), write(String(clerk?.status ?? '')));
};

const askSession = (client, want, fail) => {
  const { session } = clerkOf(client);
  if (session === null) return null;
  if (core.pending(write(`${session.status}`))) throw fail(Message.SessionPending);
  return want ? session.getToken(want) : session.getToken();
};

/** Whether Clerk says that nobody is signed in; of a `getToken`, only its `null` tells. */
export const isSignedOut = (client) => !client.getToken && clerkOf(client)?.session === null;

/** A rejection of Clerk after which there is no session any more is a sign-out: a revoked session ends so. */
const askClerk = async (client, want, fail, signal) => {
  const state = readiness(client) || (await until(() => readiness(client), signal, client.tokenTimeout, () => fail(Message.ClerkNotLoaded)));
  if (state > 1) throw fail(Message.ClerkFailed);
  try {
    return await askSession(client, want, fail);
  } catch (error) {
    if (isSignedOut(client)) return null;
    throw error;
  }
};

/** Asks the source: throws or rejects as it does, or with `fail(message)` where Clerk does not load. */
export const ask = (client, want, fail, signal) => {
  const { getToken } = client;
  if (!getToken) return askClerk(client, want, fail, signal);
  return want ? getToken(want) : getToken();
};

/** The error for a rejection of the source. */
export const rejected = (fail, cause) => {
  let code;
  try {
    ({ code } = cause);
  } catch {
    // nothing was thrown, or what throws itself
  }
  return fail(core.rejection(write(typeof code === 'string' ? code : ''), isOffline()), { cause });
};

/** The error where no token came in time. */
export const overdue = (fail, ms) =>
  fail(core.overdue(isOffline()), { cause: named('TimeoutError', `no token in ${ms} ms`) });
