// `clerk-fetch/react`: defaults for a tree of components, and fetch functions that live as long as their user's session.

import * as React from 'react';
import type { Context, ReactElement, ReactNode } from 'react';
import { createAuthenticatedFetch } from 'clerk-fetch';
import type { AuthenticatedFetch, ClerkFetchOptions, GetToken } from 'clerk-fetch';
import { identityOf } from '../token/claims.ts';
import { owners } from '../token/owners.ts';
import { clerkFor, textOf, watch, whoIs } from '../token/present.ts';
import { useMade } from './latest.ts';
import { variantOf } from './owner.ts';
import type { Identity } from './owner.ts';
import { useStable } from './stable.ts';

const SHARED = /* @__PURE__ */ Symbol.for('clerk-fetch.defaults');

type Defaults = Context<ClerkFetchOptions | undefined>;

/** The context of the defaults, one for each React: two copies of this package in a page have the same. */
const defaults = (): Defaults => {
  const contexts = ((globalThis as { [SHARED]?: WeakMap<object, Defaults> })[SHARED] ??= new WeakMap());
  const context = contexts.get(React.createContext) ?? React.createContext<ClerkFetchOptions | undefined>(undefined);
  contexts.set(React.createContext, context);
  return context;
};

/** Field by field, the inner wins; its `clerk` also wins over the outer's `getToken`. */
const merged = (outer: ClerkFetchOptions | undefined, inner: ClerkFetchOptions | undefined): ClerkFetchOptions | undefined => {
  if (inner === undefined) return outer;
  if (Object(inner) !== inner) return inner;
  const base = { ...outer };
  if (inner.clerk) delete base.getToken;
  return { ...base, ...inner };
};

/**
 * For hooks of your own: the providers' defaults with these options over them, as one object for as long as they say the
 * same. `undefined` where there are neither.
 */
export function useClerkFetchOptions(options?: ClerkFetchOptions): ClerkFetchOptions | undefined {
  const outer = React.useContext(defaults());
  const inner = useStable(options);
  return React.useMemo(() => merged(outer, inner), [outer, inner]);
}

/**
 * Gives all hooks of this package below it their defaults. Providers nest: field by field the inner one wins, and a
 * `clerk` of the inner one also wins over a `getToken` of the outer.
 * @throws ClerkFetchError `invalid_options` while rendering
 */
export function ClerkFetchProvider({ options, children }: { options?: ClerkFetchOptions; children?: ReactNode }): ReactElement {
  const value = useClerkFetchOptions(options);
  useMade(createAuthenticatedFetch, value);
  return React.createElement(defaults().Provider, { value }, children);
}

const delegate = (made: { readonly current: AuthenticatedFetch }): AuthenticatedFetch => {
  const authenticatedFetch: AuthenticatedFetch = (...args) => made.current(...args);
  authenticatedFetch.json = (...args) => made.current.json(...args);
  authenticatedFetch.headers = (...args) => made.current.headers(...args);
  authenticatedFetch.token = (...args) => made.current.token(...args);
  return authenticatedFetch;
};

const unknown = () => undefined;

/** A `getToken` whose tokens are looked at: by what is asked of it, whose the last one was. */
interface Watched {
  readonly getToken: GetToken;
  readonly seen: Map<string, Identity>;
}

/** Who wants to know of each look. */
const looking = new Set<() => void>();

const subscribeLooks = (listener: () => void) => {
  looking.add(listener);
  return () => void looking.delete(listener);
};

const watched = /* @__PURE__ */ new WeakMap<GetToken, Watched>();

/** One for each `getToken`, so that all who use it see what one of them does. */
const watchedBy = (given: GetToken): Watched => {
  const known = watched.get(given);
  if (known) return known;
  const seen = new Map<string, Identity>();
  const getToken: GetToken = (...args) =>
    Promise.resolve(given(...args)).then((token) => {
      const identity = typeof token === 'string' ? identityOf(token) : token;
      if (identity === null || identity) {
        seen.set(variantOf(args[0]), identity);
        for (const listener of [...looking]) listener();
      }
      return token;
    });
  const made = { seen, getToken };
  watched.set(given, made);
  return made;
};

/** Who is there, `undefined` while nobody can say; and the options, whose `getToken` is looked at where there is no Clerk object. */
const useIdentity = (options: ClerkFetchOptions | undefined) => {
  const { clerk, getToken } = options ?? {};
  // With a `getToken` there may never be a Clerk object: it is looked for when the component renders, not again and again.
  const looked = typeof getToken === 'function' && !clerkFor(clerk) ? watchedBy(getToken) : undefined;
  const [subscribe, current] = React.useMemo(() => {
    const clerkOf = () => clerkFor(clerk);
    return [(changed: () => void) => watch(clerkOf, changed), () => textOf(whoIs(clerkOf()))] as const;
  }, [clerk]);
  const variant = variantOf(options);
  const now = looked ? () => looked.seen.get(variant) : current;
  // One snapshot for all renders: React may drop the effects of a render that it takes for no change, and a new one with them.
  const [asked] = React.useState(() => ({ now, look: () => asked.now() }));
  const before = asked.now();
  asked.now = now;
  const identity = React.useSyncExternalStore<Identity>(looked ? subscribeLooks : subscribe, asked.look, unknown);
  const all = React.useMemo(() => (looked ? { ...options, getToken: looked.getToken } : options), [looked, options]);
  return [identity, all, before] as const;
};

/**
 * A `fetch` that carries the token of whoever is signed in when it is called. It is the same function in every render, also
 * with options written inline, until the user, session or organization changes: then it is a new one, so that an effect that
 * depends on it runs again. One kept from an earlier render acts for who is there now, by the options of the latest render.
 * @throws ClerkFetchError `invalid_options` while rendering
 */
export function useAuthenticatedFetch(options?: ClerkFetchOptions): AuthenticatedFetch {
  const all = useClerkFetchOptions(options);
  const [identity, looked, before] = useIdentity(all);
  const made = useMade(createAuthenticatedFetch, looked);
  const make = () => ({ identity, authenticatedFetch: delegate(made) });
  const [kept, keep] = React.useState(make);
  // Who is there first is no change, nor is a moment in which Clerk cannot say.
  // A `getToken` written inline is told apart from the second render on: what the first one's tokens said still holds.
  if (kept.identity === undefined) kept.identity = before ?? identity;
  if (identity === undefined || identity === kept.identity) return kept.authenticatedFetch;
  const next = make();
  keep(next);
  return next.authenticatedFetch;
}

/**
 * The same, parsed: `useAuthenticatedFetch(options).json`. An effect that depends on it runs again when the user, session or
 * organization changes.
 * @throws ClerkFetchError `invalid_options` while rendering
 */
export function useFetch(options?: ClerkFetchOptions): AuthenticatedFetch['json'] {
  return useAuthenticatedFetch(options).json;
}
