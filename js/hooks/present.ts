// Who is there for a hook, kept up to date.

import * as React from 'react';
import { ClerkFetchError } from 'clerk-fetch';
import type { ClerkFetchOptions } from 'clerk-fetch';
import { owners } from '../token/owners.ts';
import { clerkFor, hasFailed } from '../token/present.ts';
import type { MaybeClerk } from '../token/present.ts';
import { sourceOf } from './owner.ts';
import type { Owner, Present } from './owner.ts';

type From = ReturnType<typeof sourceOf>;

/** Nobody can say who is there, and nobody will: each call fails at once. */
const FAILED = true;

/** A server renders no effects, and React 18 says so of this one. */
const useLayoutEffect = globalThis.document ? React.useLayoutEffect : React.useEffect;

/** One subscription for all renders: React may drop the effects of a render that it takes for no change, and a new one with them. */
const createAsked = (first: From) => {
  let listener: (() => void) | undefined;
  let undo: (() => void) | undefined;
  let heard: From | undefined;
  /** Whether the first render was given what a second one may replace. */
  let fresh = !!first.isAlone?.() || first.current() === '';
  // Nobody tells of a sign-in where there is no Clerk object: what a token said before this hook came says nothing for it.
  let { token } = first;
  let looks = token?.looks;
  const isNew = () => !!token && token.looks === looks && !!asked.source.isAlone?.();
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
    isNew,
    isHeard: () => !!listener,
    look: () => (isNew() ? '' : asked.source.current()),
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
      const before = token;
      if (source.token !== before) {
        // A `getToken` written inline is told apart from the second render on: what the first one's token said still holds.
        const holds = fresh && before && !isNew();
        if (fresh && before) source.token?.adopt(before);
        token = source.token;
        looks = holds ? undefined : token?.looks;
        fresh = false;
      } else fresh &&= isNew(); // `StrictMode` renders twice, with the same
      if (source === asked.source) return;
      asked.source = source;
      queueMicrotask(hear);
    },
  };
  return asked;
};

/**
 * The source of these options, who is there by it, whether Clerk has `failed` to load, and `again`, which renders once more. A
 * hook that has shown something keeps its cache watched. `given` is whose the data is that comes with this render: React
 * hydrates as if nobody could say who is there, and what a server rendered belongs to the first identity of its page.
 */
export const useSource = (owner: Owner, options: ClerkFetchOptions | undefined) => {
  const source = React.useMemo(() => sourceOf(owner, options), [owner, options]);
  const kept = React.useRef<ReturnType<typeof createAsked>>(undefined);
  if (kept.current) kept.current.ask(source);
  const asked = (kept.current ??= createAsked(source));
  const look = (): Present | typeof FAILED => {
    const now = asked.look();
    return !now && now !== '' && hasFailed(clerkFor(options?.clerk)) ? FAILED : now;
  };
  let hydrates = false;
  const seen = React.useSyncExternalStore(asked.subscribe, look, () => void (hydrates = true));
  const failed = seen === FAILED;
  const present: Present = failed ? undefined : seen;
  const given: Present | true = hydrates ? owner.changes > 0 || asked.look() : present;
  const [, again] = React.useReducer((count: number) => count + 1, 0);
  // A hidden `<Activity>` keeps no other effects: what it shows first, when it is visible again, would be a former user's.
  React.useInsertionEffect(() => {
    const wake = () => asked.isHeard() || again();
    owner.asleep.add(wake);
    return () => void owner.asleep.delete(wake);
  }, [owner, asked]);
  React.useEffect(() => source.ask?.(), [source, present]);
  // React may hold back what it has rendered, and looks again only after it is painted.
  useLayoutEffect(() => {
    if (look() !== seen) again();
    // A hook that waits makes no call which would tell a developer what the page lacks (js/token/source.ts).
    const timer = seen === undefined ? setTimeout(owners().get(ClerkFetchError) as (clerk: MaybeClerk) => void, 1_000, options?.clerk) : undefined;
    return () => clearTimeout(timer);
  }, [asked, seen]);
  return { source, present, given, failed, isNew: asked.isNew, again };
};
