// Tells an application when another user, session or organization is there.

import type { ClerkLike } from 'clerk-fetch-core';
import { ClerkFetchError } from '../error.ts';
import { clerkFor, misuse, report, textOf, watch, whoIs } from './present.ts';
import type { ClerkIdentity } from './present.ts';

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
  const wrong = misuse(typeof listener === 'function' && options, 'onIdentityChange(listener, { clerk })');
  if (wrong) throw new ClerkFetchError('invalid_options', wrong);
  const { clerk } = options;
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
