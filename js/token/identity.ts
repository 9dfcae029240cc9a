// Whose token it is: user, session and organization, as one text to compare.

import { core, writePair } from '../core/core.ts';

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

/** Whether one token may not be replaced by the other in the middle of a call. */
export const differs = (token: string, other: string): boolean => core.identity_changed(writePair(identityOf(token), identityOf(other)));
