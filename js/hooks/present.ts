// Who is there for a hook, kept up to date.

import * as React from 'react';
import type { ClerkFetchOptions } from 'clerk-fetch';
import { sourceOf } from './owner.ts';
import type { Owner, Present } from './owner.ts';

type From = ReturnType<typeof sourceOf>;

const unknown = () => undefined;

/** One subscription for all renders: React may drop the effects of a render that it takes for no change, and a new one with them. */
const createAsked = (first: From) => {
  let listener: (() => void) | undefined;
  let undo: (() => void) | undefined;
  let heard: From | undefined;
  /** What the component's first render was given, until a second one says whether it stays. */
  let fresh = first.current() === '' ? first.token : undefined;
  const hear = () => {
    if (!listener || heard === asked.source) return;
    heard = asked.source;
    const before = undo;
    heard.keep();
    undo = heard.subscribe(listener);
    before?.();
    listener();
  };
  const asked = {
    source: first,
    look: () => asked.source.current(),
    subscribe: (changed: () => void) => {
      listener = changed;
      hear();
      return () => {
        undo?.();
        listener = undo = heard = undefined;
      };
    },
    /** Called with each further render. */
    ask: (source: From) => {
      const { token } = source;
      // A `getToken` written inline is told apart from the second render on: what the first one's token said still holds.
      if (fresh && token && token !== fresh) token.adopt(fresh);
      fresh = undefined;
      if (source === asked.source) return;
      asked.source = source;
      queueMicrotask(hear);
    },
  };
  return asked;
};

/** The source of these options, and who is there by it. A hook that has shown something keeps its cache watched. */
export const useSource = (owner: Owner, options: ClerkFetchOptions | undefined) => {
  const source = React.useMemo(() => sourceOf(owner, options), [owner, options]);
  const kept = React.useRef<ReturnType<typeof createAsked>>(undefined);
  if (kept.current) kept.current.ask(source);
  const asked = (kept.current ??= createAsked(source));
  const present = React.useSyncExternalStore<Present>(asked.subscribe, asked.look, unknown);
  return { source, present };
};
