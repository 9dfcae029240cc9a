// Asks the token source: the option `getToken`, or the current session of Clerk once it has loaded.

import { core, write } from './core.js';
import { failure } from './error.js';
import { kindOf } from './kind.js';
import { until } from './wait.js';
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

/** Resolves when Clerk can be asked. */
const whenReady = async (client, signal, ms, slots) => {
  const state = await until(() => readiness(client), signal, ms, () => failure(Message.ClerkNotLoaded, slots));
  if (state === 2) throw failure(Message.ClerkFailed, slots);
};

const askSession = (client, want, slots) => {
  const { session } = clerkOf(client);
  if (session === null) return null;
  if (core.pending(write(String(session.status ?? '')))) throw failure(Message.SessionPending, slots);
  return want ? session.getToken(want) : session.getToken();
};

/** A rejection of Clerk after which there is no session any more is a sign-out: a revoked session ends so. */
const orSignedOut = async (client, answer) => {
  try {
    return await answer;
  } catch (error) {
    if (clerkOf(client)?.session === null) return null;
    throw error;
  }
};

/** The source's answer, whatever it is. Rejects as the source does, or as waiting for Clerk does. */
export const ask = async (client, want, signal, ms, slots) => {
  if (client.getToken) return want ? client.getToken(want) : client.getToken();
  if (readiness(client) !== 1) await whenReady(client, signal, ms, slots);
  return orSignedOut(client, askSession(client, want, slots));
};

/** The error for a rejection of the source; our own pass as they are. */
export const rejected = (error, slots) => {
  const code = typeof error?.code === 'string' ? error.code : '';
  return failure(core.rejection(write(code), isOffline()), slots, { cause: error });
};

/** The error where no token came in time. */
export const overdue = (slots) => {
  const cause = Object.assign(new Error(`no token within ${slots.w} ms`), { name: 'TimeoutError' });
  return failure(core.overdue(isOffline()), slots, { cause });
};
