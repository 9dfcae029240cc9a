// Who is signed in, as a Clerk object says it, and when that changes.

import type { ClerkLike } from 'clerk-fetch-core';

/** Who is signed in. */
export interface ClerkIdentity {
  readonly userId: string;
  readonly sessionId: string;
  /** The ID of the active organization. `null` in a personal account. */
  readonly organizationId: string | null;
}

/** `null`: there is no Clerk. `undefined`: it has not appeared yet. */
export type MaybeClerk = ClerkLike | null | undefined;

/** How often a Clerk object is looked for that has not appeared, or that has no `addListener`. */
const POLL_MS = 50;

/** The option `clerk`, or else the page's own, looked up each time. One that all objects have, or an element of that `id`, is none. */
export const clerkFor = /* eager */ ((clerk: MaybeClerk): MaybeClerk => (clerk === undefined && Object.hasOwn(globalThis, 'Clerk') ? globalThis.Clerk : clerk));

/**
 * Whether it is what people pass for the Clerk object: what `useAuth()` and its like or `auth()` return, a session, a back end's
 * client, a ref, a promise. Others are waited for.
 */
export const isNoClerk = /* eager */ ((clerk: MaybeClerk): boolean =>
  !!clerk && (Object.hasOwn(clerk, 'isLoaded') || (!('session' in clerk) && ('getToken' in clerk || 'value' in clerk || 'then' in clerk || 'users' in clerk))));

/** Says how to call a function whose last argument is not `{ clerk }`: a Clerk object in its place would mean that none is watched. */
export const misuse = (options: unknown, usage: string): string | undefined => {
  const { clerk, ...others } = Object(options) as { clerk?: MaybeClerk };
  const isRight = options && typeof options === 'object' && !Object.keys(others).length && typeof (clerk ?? {}) === 'object' && !isNoClerk(clerk);
  return isRight ? undefined : `Write \`${usage}\`, where \`clerk\` is a Clerk object, \`null\`, or left out.`;
};

/** Whether Clerk has nobody, as far as it knows: then a `getToken` beside it may be of another system. */
export const hasNobody = (clerk: MaybeClerk): boolean => clerk?.session === null;

/** clerk-js has it; others that pass for a Clerk object may not. */
type Switching = ClerkLike & { readonly __internal_setActiveInProgress?: boolean };

/** Whether `setActive` is under way; `undefined` where the object does not tell. */
export const isSwitching = (clerk: Switching): boolean | undefined => clerk.__internal_setActiveInProgress;

/** `null` when nobody is signed in; `undefined` while Clerk cannot say. */
export const whoIs = (clerk: MaybeClerk): ClerkIdentity | null | undefined => {
  if (!clerk) return clerk;
  const { session } = clerk;
  // A degraded one may not know of a session.
  if (!session) return clerk.status === 'degraded' ? undefined : session;
  if (session.status === 'pending') return undefined;
  const { user = session.user, organization } = clerk;
  const { lastActiveOrganizationId: active } = session;
  // A `setActive` that failed leaves Clerk with tokens of the one, and the word of the other: the tokens fetch.
  const isOver = active !== undefined && isSwitching(clerk) === false;
  return {
    userId: user?.id ?? '',
    sessionId: session.id ?? '',
    organizationId: (isOver ? active : (organization?.id ?? (isSwitching(clerk) && organization === null ? null : active))) ?? null,
  };
};

/** Whether Clerk will not load, and so can say of nobody that they are there. */
export const hasFailed = (clerk: MaybeClerk): boolean => clerk?.status === 'error' && !clerk.session;

/** The identity as one text. A session token's claims give the same text (js/token/identity.ts). */
export const textOf = (identity: ClerkIdentity | null | undefined): string | null | undefined =>
  identity && JSON.stringify([identity.userId, identity.sessionId, identity.organizationId]);

/** How Clerk tells of its `status`. */
interface Statuses {
  on?(event: 'status', listener: () => void): void;
  off?(event: 'status', listener: () => void): void;
}

/** Calls `look` now, and each time that the Clerk object tells of a change. Returns the undo. */
export const watch = (clerkOf: () => MaybeClerk, look: () => void): (() => void) => {
  let stopped = false;
  let release: (() => void) | undefined;
  // Clerk goes on telling a listener that was removed while it tells.
  const told = () => stopped || look();
  const attach = () => {
    look();
    if (stopped) return;
    const clerk: (ClerkLike & Statuses) | null | undefined = clerkOf();
    const undo = clerk?.addListener?.(told);
    release = undo;
    // It tells in another way that it has failed.
    if (undo && clerk?.on) {
      clerk.on('status', told);
      release = () => {
        undo();
        clerk.off?.('status', told);
      };
    }
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
export const report = (error: unknown): void => {
  if (globalThis.reportError) globalThis.reportError(error);
  else void Promise.reject(error);
};
