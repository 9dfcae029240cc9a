// Who is signed in, as a Clerk object says it, and when that changes.

import type { ClerkLike } from 'clerk-fetch-core';
import { ClerkFetchError } from '../error.ts';

/** Somebody who is signed in; `organizationId` is `null` in a personal account. */
export interface ClerkIdentity {
  readonly userId: string;
  readonly sessionId: string;
  readonly organizationId: string | null;
}

/** `null`: there is no Clerk. `undefined`: it has not appeared yet. */
export type MaybeClerk = ClerkLike | null | undefined;

/** How often a Clerk object is looked for that has not appeared, or that has no `addListener`. */
const POLL_MS = 50;

/** The option `clerk`, or else the page's own, looked up each time. */
export const clerkFor = /* eager */ ((clerk: MaybeClerk): MaybeClerk => (clerk === undefined ? globalThis.Clerk : clerk));

/** The `clerk` of a function's last argument, which has nothing else. A Clerk object in its place would mean that none is watched. */
export const clerkIn = (options: unknown, usage: string): MaybeClerk => {
  const { clerk, ...others } = Object(options) as { clerk?: MaybeClerk };
  if (options && !Object.keys(others).length && typeof (clerk ?? {}) === 'object') return clerk;
  throw new ClerkFetchError('invalid_options', `Write \`${usage}\`, where \`clerk\` is a Clerk object or \`null\`, or is left out.`);
};

/** `null` when nobody is signed in; `undefined` while Clerk cannot say. */
export const whoIs = (clerk: MaybeClerk): ClerkIdentity | null | undefined => {
  if (!clerk) return clerk;
  const { session } = clerk;
  if (!session) return session;
  if (session.status === 'pending') return undefined;
  const { user = session.user, organization } = clerk;
  return {
    userId: user?.id ?? '',
    sessionId: session.id ?? '',
    organizationId: (organization === undefined ? session.lastActiveOrganizationId : organization?.id) ?? null,
  };
};

/** The identity as one text. A session token's claims give the same text (js/token/identity.ts). */
export const textOf = (identity: ClerkIdentity | null | undefined): string | null | undefined =>
  identity && JSON.stringify([identity.userId, identity.sessionId, identity.organizationId]);

/** Calls `look` now, and each time that the Clerk object tells of a change. Returns the undo. */
export const watch = (clerkOf: () => MaybeClerk, look: () => void): (() => void) => {
  let stopped = false;
  let release: (() => void) | undefined;
  // Clerk goes on telling a listener that was removed while it tells.
  const told = () => stopped || look();
  const attach = () => {
    look();
    if (stopped) return;
    const clerk = clerkOf();
    release = clerk?.addListener?.(told);
    // Clerk tells a new listener at once, which may have ended it.
    if (stopped) return release?.();
    if (release || clerk === null) return;
    const timer = setTimeout(attach, POLL_MS);
    // A server that only imports the application must be able to exit.
    (timer as { unref?: () => void }).unref?.();
    release = () => clearTimeout(timer);
  };
  attach();
  return () => {
    stopped = true;
    release?.();
  };
};

/** Tells the page of an error that has no caller. */
const report = (error: unknown): void => {
  if (globalThis.reportError) globalThis.reportError(error);
  else void Promise.reject(error);
};

/**
 * Calls `listener` when the user, session or organization changes: with the new identity, or with `null` after a sign-out. The
 * first identity is not a change. Use it to empty a store that holds one user's data. What `listener` throws is
 * reported as an uncaught error, and the other listeners are told all the same.
 *
 * @param options.clerk the Clerk object to watch; default: `globalThis.Clerk`, which may appear later
 * @returns a function that stops listening
 * @example
 * ```ts
 * import { onIdentityChange } from 'clerk-fetch';
 *
 * const drafts = new Map<string, string>();
 * const stop = onIdentityChange(() => drafts.clear());
 * ```
 */
export const onIdentityChange = (listener: (identity: ClerkIdentity | null) => void, options: { clerk?: ClerkLike | null } = {}): (() => void) => {
  const clerk = clerkIn(typeof listener === 'function' && options, 'onIdentityChange(listener, { clerk })');
  let known: string | null | undefined;
  const clerkOf = () => clerkFor(clerk);
  return watch(clerkOf, () => {
    const identity = whoIs(clerkOf());
    const text = textOf(identity);
    const before = known;
    if (text === undefined || text === before) return;
    known = text;
    if (before === undefined) return;
    try {
      listener(identity ?? null);
    } catch (error) {
      report(error);
    }
  });
};
