// Whose data a cache holds. A guard watches Clerk for one cache, and has it cleared when somebody else is there.

import { useSyncExternalStore } from 'react';

/** How often a Clerk object is looked for that is not there yet, or that tells nobody of its changes. */
const POLL_MS = 50;

const NEVER = {};

/** User, session and organization as one text; `null` when signed out; `undefined` while nobody can say. */
const identityOf = (clerk) => {
  const session = clerk?.session;
  if (!session) return session;
  if (session.status === 'pending') return undefined;
  const { user, organization } = clerk;
  return JSON.stringify([user?.id, session.id, organization === undefined ? session.lastActiveOrganizationId : organization?.id]);
};

const createGuard = (clerkOf, clear) => {
  /** The identity that the cache's content belongs to: the first one known, until the cache is cleared for another. */
  let settled = NEVER;
  let release;
  const listeners = new Set();

  const look = () => {
    const identity = identityOf(clerkOf());
    if (settled === NEVER && identity !== undefined) settled = identity;
    return identity;
  };

  const check = () => {
    const identity = look();
    if (settled !== NEVER && identity !== settled) {
      settled = identity;
      guard.changes++;
      clear(typeof identity === 'string');
    }
    for (const listener of [...listeners]) listener();
  };

  const attach = () => {
    check();
    const stop = clerkOf()?.addListener?.(check);
    const timer = stop ? undefined : setTimeout(attach, POLL_MS);
    release = stop ?? (() => clearTimeout(timer));
  };

  const guard = {
    /** How often the identity has changed. */
    changes: 0,

    /**
     * Who is there now: an identity, `null`, `undefined` while that is not known yet, or `false` while the cache may
     * hold what another fetched.
     */
    current: () => {
      const identity = look();
      const moving = settled !== NEVER && (identity === undefined || identity !== settled);
      return moving ? false : identity;
    },

    /** Watches until the returned function is called. What has changed meanwhile is cleared at once. */
    subscribe: (listener) => {
      const entry = () => listener();
      listeners.add(entry);
      if (listeners.size === 1) attach();
      return () => {
        if (listeners.delete(entry) && !listeners.size) release();
      };
    },
  };
  return guard;
};

const guards = new WeakMap();

/** The guard of a cache and a Clerk object; without one it is `globalThis.Clerk`, looked up each time. */
export const guardOf = (cache, clerk, clear) => {
  if (!guards.has(cache)) guards.set(cache, new Map());
  const ofCache = guards.get(cache);
  if (!ofCache.has(clerk)) ofCache.set(clerk, createGuard(() => clerk ?? globalThis.Clerk, clear));
  return ofCache.get(clerk);
};

const unknown = () => undefined;

/** What the guard's `current` says, kept up to date; `''` where a `getToken` is all there is, and nobody to watch. */
export const useIdentity = (guard, { getToken, clerk } = {}) =>
  useSyncExternalStore(
    guard.subscribe,
    () => (getToken && !(clerk ?? globalThis.Clerk) ? '' : guard.current()),
    unknown,
  );

/** Whether this identity may fetch: somebody, or nobody where the options say that nobody may. */
export const isReady = (identity, options) =>
  typeof identity === 'string' || (identity === null && options?.signedOut === 'anonymous');
