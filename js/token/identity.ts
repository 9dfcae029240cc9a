// Whose token it is: user, session and organization, as one text to compare.

import { core, writePair } from '../core/core.ts';
import { identityOf } from './claims.ts';

/** Whether one token may not be replaced by the other in the middle of a call. */
export const differs = (token: string, other: string): boolean => core.identity_changed(writePair(identityOf(token), identityOf(other)));
