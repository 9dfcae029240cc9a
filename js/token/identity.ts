// Whose a token is, and who is signed in: each as one text to compare.

import { core } from '../core/core.ts';
import type { Client } from '../options.ts';
import { clerkFor } from './present.ts';

/**
 * Session and organization that Clerk has, and `-` where nobody is signed in. `''` where that is not known: no Clerk, one
 * that is loading, or one between two sessions.
 */
export const ownerOf = /* eager */ ((client: Client): string => {
  const clerk = clerkFor(client.clerk);
  if (!clerk) return '';
  try {
    const { session } = clerk;
    if (session) return `${session.id} ${session.lastActiveOrganizationId} ${clerk.organization?.id} ${clerk.user?.id}`;
    return session === null ? '-' : '';
  } catch {
    return ''; // what throws says nothing
  }
});

/** Whether a call may not go on as the other of two owners, or identities. */
export const differs = (one: string, other: string): boolean => !!core.identity_changed(!!one, !!other, one === other);
