// Whose a token is, and who is signed in: each as one text to compare.

import type { ClerkLike } from 'clerk-fetch-core';
import { core } from '../core/core.ts';
import type { Client } from '../options.ts';

declare global {
  var Clerk: ClerkLike | undefined;
}

/** `null` where the options say that there is no Clerk. */
export const clerkOf = (client: Client): ClerkLike | null | undefined => (client.clerk === undefined ? globalThis.Clerk : client.clerk);

/**
 * Session and organization that Clerk has, and `-` where nobody is signed in. `''` where that is not known: no Clerk, one
 * that is loading, or one between two sessions.
 */
export const ownerOf = (client: Client): string => {
  const clerk: any = clerkOf(client);
  if (!clerk) return '';
  try {
    const { session } = clerk;
    if (session) return `${session.id} ${session.lastActiveOrganizationId} ${clerk.organization?.id} ${clerk.user?.id}`;
    return session === null ? '-' : '';
  } catch {
    return ''; // what throws says nothing
  }
};

/** The claims of a JWT, as text; `''` for a token that is none. An engine that cannot decode takes each for another. */
export const identityOf = (token: string): string => {
  if (!globalThis.atob) return token;
  try {
    const { sub, sid, o, org_id } = JSON.parse(atob(token.split('.')[1]!.replace(/-/g, '+').replace(/_/g, '/')));
    return JSON.stringify([sub, sid, o?.id ?? org_id]);
  } catch {
    return '';
  }
};

/** Whether a call may not go on as the other of two owners, or identities. */
export const differs = (one: string, other: string): boolean => !!core.identity_changed(!!one, !!other, one === other);
