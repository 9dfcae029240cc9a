// Whose token it is: user, session and organization, as one text to compare.

import { core, read, write, writePair } from './core.js';

/** The claims of a JWT; `''` for a token that is none. */
export const identityOf = (token) => {
  const payload = token.split('.')[1];
  const length = payload ? core.payload(write(payload)) : 0;
  if (!length) return '';
  try {
    const { sub, sid, o, org_id } = JSON.parse(read(length));
    return JSON.stringify([sub, sid, o?.id ?? org_id]);
  } catch {
    return '';
  }
};

/** Whether one token may not be replaced by the other in the middle of a call. */
export const differs = (token, other) => core.differs(writePair(identityOf(token), identityOf(other))) === 1;
