// `clerk-fetch/react`: defaults for a tree of components, and fetch functions that live as long as their user's session.

import * as React from 'react';
import type { Context, ReactElement, ReactNode } from 'react';
import { ClerkFetchError, createAuthenticatedFetch } from 'clerk-fetch';
import type { AuthenticatedFetch, ClerkFetchOptions, GetToken } from 'clerk-fetch';
import { identityOf } from '../token/claims.ts';
import { variantOf } from '../token/owners.ts';
import { clerkFor, hasFailed, textOf, watch, whoIs } from '../token/present.ts';
import { useMade } from './latest.ts';
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

const refuse = (name: string, given: unknown, advice: string) => {
  throw new ClerkFetchError('invalid_options', `\`${name}\` takes an object of options, not ${given}${advice}`);
};

/** A URL or a function in the place of options would be ignored. */
const check = (options: unknown, name: string, advice = `: write \`${name}()\` and pass the URL to what it returns.`) => {
  if (options === null || !/^[uo]/.test(typeof options)) refuse(name, options && `a ${typeof options}`, advice);
};

/** Field by field, the inner wins; its `clerk` also wins over the outer's `getToken`. */
const merged = (outer: ClerkFetchOptions | undefined, inner: ClerkFetchOptions | undefined): ClerkFetchOptions | undefined => {
  if (!inner) return outer;
  const base = { ...outer };
  if (inner.clerk) delete base.getToken;
  return { ...base, ...inner };
};

/**
 * For your own hooks: returns the provider's options, with `options` over them. The returned object stays the same while its
 * content stays the same. Without a provider and without `options`, the hook returns `undefined`.
 * @example
 * ```ts
 * import { createAuthenticatedFetch } from 'clerk-fetch';
 * import { useClerkFetchOptions } from 'clerk-fetch/react';
 * import { useMemo } from 'react';
 *
 * export function useTodosApi() {
 *   const options = useClerkFetchOptions({ timeout: 5_000 });
 *   return useMemo(() => createAuthenticatedFetch(options), [options]);
 * }
 * ```
 */
export function useClerkFetchOptions(options?: ClerkFetchOptions): ClerkFetchOptions | undefined {
  check(options, 'auth', '.');
  const outer = React.useContext(defaults());
  const inner = useStable(options);
  return React.useMemo(() => merged(outer, inner), [outer, inner]);
}

/**
 * Sets the default options of this package's hooks in the components below. Place the provider inside `<ClerkProvider>`. In nested
 * providers the inner options win, field by field. A `clerk` of the inner provider also wins over a `getToken` of the outer one.
 * @example
 * ```tsx
 * import { ClerkProvider } from '@clerk/react';
 * import { ClerkFetchProvider } from 'clerk-fetch/react';
 * import type { ReactNode } from 'react';
 *
 * export const Providers = ({ children }: { children: ReactNode }) => (
 *   <ClerkProvider publishableKey="pk_test_…">
 *     <ClerkFetchProvider options={{ baseUrl: 'https://api.foo.com' }}>{children}</ClerkFetchProvider>
 *   </ClerkProvider>
 * );
 * ```
 * @throws ClerkFetchError `invalid_options` while rendering
 */
export function ClerkFetchProvider({ options, children, ...rest }: { options?: ClerkFetchOptions; children?: ReactNode }): ReactElement {
  const [stray] = Object.keys(rest);
  if (stray) refuse('ClerkFetchProvider', `\`${stray}\``, ': write `options={{ … }}`.');
  check(options, 'options', '.');
  const value = useClerkFetchOptions(options);
  useMade(createAuthenticatedFetch, value);
  // What React has rendered and holds back, as behind a `<Suspense>`, it renders again when something renders meanwhile.
  useIdentity(value);
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

/** Who is there for a function whose calls fail since Clerk has: whoever comes after is another. */
const FAILED = '';

/** Who is there, `undefined` while nobody can say; and the options, whose `getToken` is looked at where there is no Clerk object. */
const useIdentity = (options: ClerkFetchOptions | undefined) => {
  const { clerk, getToken } = options ?? {};
  // With a `getToken` there may never be a Clerk object: it is looked for when the component renders, not again and again.
  const looked = typeof getToken === 'function' && (!clerkFor(clerk) || hasFailed(clerkFor(clerk))) ? watchedBy(getToken) : undefined;
  const [subscribe, current] = React.useMemo(() => {
    const clerkOf = () => clerkFor(clerk);
    return [(changed: () => void) => watch(clerkOf, changed), () => (hasFailed(clerkOf()) ? FAILED : textOf(whoIs(clerkOf())))] as const;
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
 * Returns a `fetch` that sends the token of the user who is signed in when you call it. Renders share one function, also when
 * the options are written inline. When the user, session or organization changes, the hook returns a new function, so an effect
 * that depends on it runs again. A function from an earlier render acts for the current user, by the latest options.
 * @example
 * ```tsx
 * import { useAuthenticatedFetch } from 'clerk-fetch/react';
 *
 * export function Upload({ file }: { file: File }) {
 *   const authenticatedFetch = useAuthenticatedFetch();
 *   const send = async () => {
 *     const response = await authenticatedFetch('/files', { method: 'POST', body: file });
 *     if (!response.ok) alert(response.statusText);
 *   };
 *   return <button onClick={send}>Upload</button>;
 * }
 * ```
 * @throws ClerkFetchError `invalid_options` while rendering
 */
export function useAuthenticatedFetch(options?: ClerkFetchOptions): AuthenticatedFetch {
  check(options, 'useAuthenticatedFetch');
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
 * Returns `useAuthenticatedFetch(options).json`: a function that resolves to parsed JSON, and throws for a status outside 200
 * to 299. An effect that depends on the function runs again when the user, session or organization changes.
 * @example
 * ```tsx
 * import { useFetch } from 'clerk-fetch/react';
 *
 * export function AddTodo() {
 *   const fetchJson = useFetch();
 *   const add = () => fetchJson('/todos', { json: { title: 'Learn Rust' } }); // POST
 *   return <button onClick={add}>Add</button>;
 * }
 * ```
 * @throws ClerkFetchError `invalid_options` while rendering
 */
export function useFetch(options?: ClerkFetchOptions): AuthenticatedFetch['json'] {
  check(options, 'useFetch');
  return useAuthenticatedFetch(options).json;
}
