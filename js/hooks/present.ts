// Who is there for a hook, kept up to date.

import * as React from 'react';
import type { ClerkFetchOptions } from 'clerk-fetch';
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
  const present = React.useSyncExternalStore<Present>(subscribe, source.current, unknown);
  return { source, present };
};
