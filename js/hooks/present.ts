// Who is there for a hook, kept up to date.

import * as React from 'react';
import type { ClerkFetchOptions } from 'clerk-fetch';
import { clerkFor } from '../token/present.ts';
import { sourceOf } from './owner.ts';
import type { Owner, Present } from './owner.ts';

const unknown = () => undefined;

/** The source of these options, and who is there by it. A hook that has shown something keeps its cache watched. */
export const useSource = (owner: Owner, options: ClerkFetchOptions | undefined) => {
  const source = React.useMemo(() => sourceOf(owner, options), [owner, options]);
  const subscribe = React.useMemo(
    () => (listener: () => void) => {
      source.keep();
      return source.subscribe(listener);
    },
    [source],
  );
  // Nobody tells of a sign-in where there is no Clerk object: what a token said before this hook came says nothing for it.
  const { token } = source;
  const [first] = React.useState<{ token?: typeof token; looks?: number | undefined }>({});
  if (first.token !== token) Object.assign(first, { token, looks: token?.looks });
  const isNew = () => !!token && !clerkFor(options?.clerk) && first.looks === token.looks;
  const current = () => (isNew() ? '' : source.current());
  const present = React.useSyncExternalStore<Present>(subscribe, current, unknown);
  return { source, present, isNew };
};
