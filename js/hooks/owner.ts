// Whose data a cache holds: one record per cache, kept with the cache, whatever is mounted.
//
// An identity is a text (user, session, organization). The texts of Clerk's session and of a token's claims are equal for one
// identity, so data that came by either way can be compared.

import { ClerkFetchError } from 'clerk-fetch';
import type { GetToken } from 'clerk-fetch-core';
import { identityOf } from '../token/claims.ts';
import { owners, variantOf } from '../token/owners.ts';
import { clerkFor, hasFailed, hasNobody, textOf, watch, whoIs } from '../token/present.ts';
import type { MaybeClerk } from '../token/present.ts';

/** An identity; `null` when nobody is signed in; `undefined` while nobody can say. */
export type Identity = string | null | undefined;

/**
 * Who is there for a hook: an identity; `''` when only a token can tell, and none has been seen yet; `false` while the cache
 * may hold what another identity fetched.
 */
export type Present = Identity | false;

/** What a hook reads its identity from. */
export interface Source {
  readonly current: () => Present;
  /** Calls `listener` after each look, until the returned function is called. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** A Clerk object, as one cache sees it. */
export interface ClerkSource extends Source {
  /** Goes on watching Clerk for as long as the cache lives, also when nobody subscribes. */
  readonly keep: () => void;
}

/** A `getToken`, as one cache sees it: each of its tokens tells who is there. */
export interface TokenSource extends Source {
  /** The `getToken`, which is looked at with each call. */
  readonly getToken: GetToken;
  /** Whether the last token was none that says whose it is. */
  opaque: boolean;
  /** Whether the last token said that nobody is signed in. */
  readonly nobody: () => boolean;
  /** Whether the last token was somebody's. */
  readonly somebody: () => boolean;
  /** Asks, and notes only a somebody. */
  readonly ask: (asked: Parameters<GetToken>) => Promise<void>;
  /** How many tokens have been looked at. */
  looks: number;
  /** Who goes on with what its next token tells. */
  readonly heirs: Set<TokenSource>;
  /** Goes on with what the tokens of another have told, or will tell, which stands for the same function. */
  readonly adopt: (from: TokenSource) => void;
}

/** The record of a cache. */
export interface Owner {
  /** How often another identity has come. */
  changes: number;
  /** What is older than this, by the clock by which caches date their data, and names no owner, is nobody's. */
  since: number;
  /** The one who is there, where that is clear, also while nobody listens. */
  readonly only: () => Identity;
  readonly clerk: (clerk: MaybeClerk) => ClerkSource;
  /** `variant` is what the options ask of the token: another template or organization is another identity. */
  readonly token: (getToken: GetToken, variant: string) => TokenSource;
  /**
   * Whether `present` may see what came into the cache under this name without an owner: `initialData`, a `fallback`, what a
   * server fetched. It belongs to the first identity that is there with it, for as long as the cache lives, and to the first
   * `variant` of that identity; without `variant`, to each. What is new with `true` belongs to nobody.
   */
  readonly claim: (name: string, present: Present | true, variant?: string) => boolean;
  /** The identities that are there by now, as far as the sources have told; empty while nobody can say. */
  readonly there: ReadonlySet<string | null>;
  /** Called when an identity has been added to `there`. */
  onSettled?: () => void;
  /** Called when another identity has come, by hooks that a hidden `<Activity>` has left without effects. */
  readonly asleep: Set<() => void>;
}

/** Empties a cache; `refetch` says whether somebody is signed in. */
export type Clear<Cache> = (cache: Cache, refetch: boolean) => void;

const NEVER = {};

/** What the sources of one cache share. */
interface Shared {
  readonly settle: (identity: Identity) => void;
  /** `refetch` is whether somebody is signed in, as far as is known. */
  readonly change: (identity: Identity, refetch?: boolean) => void;
  /** How often another identity has come. */
  readonly epoch: () => number;
  /** Whether nobody has the cache any more. */
  readonly isGone: () => boolean;
}

const createListeners = () => {
  const listeners = new Set<() => void>();
  return {
    tell: () => [...listeners].forEach((listener) => listener()),
    /** Whether it is the first. */
    add: (listener: () => void) => listeners.add(listener).size === 1,
    /** Whether it was the last. */
    remove: (listener: () => void) => listeners.delete(listener) && !listeners.size,
    isEmpty: () => !listeners.size,
  };
};

const createClerkSource = (clerk: MaybeClerk, { settle, change, isGone }: Shared): ClerkSource => {
  /** The identity that the cache's content belongs to: the first one known, until the cache is cleared for another. */
  let settled: Identity | typeof NEVER = NEVER;
  let release: (() => void) | undefined;
  let kept = false;
  /** The object that is listened to: the page's own may be replaced, as tests do. */
  let heard: MaybeClerk;
  const listeners = createListeners();
  const clerkOf = () => clerkFor(clerk);

  const look = () => {
    const identity = textOf(whoIs(clerkOf()));
    if (settled === NEVER && identity !== undefined) settle((settled = identity));
    return identity;
  };

  const check = () => {
    if (isGone()) return release?.();
    const identity = look();
    // Where no object is left, a `getToken` may fetch.
    if (settled !== NEVER && identity !== settled) change((settled = identity), !clerkOf() || undefined);
    listeners.tell();
  };

  const attach = () => {
    if (release && heard === clerkOf()) return;
    release?.();
    heard = clerkOf();
    release = watch(clerkOf, check);
  };

  const source: ClerkSource = {
    current: () => {
      const identity = look();
      // Another object in its place tells nothing of its own accord, nor does a `setActive` that failed.
      if (release && (heard !== clerkOf() || (identity !== undefined && identity !== settled))) queueMicrotask(() => release && (heard === clerkOf() ? check() : attach()));
      return settled !== NEVER && (identity === undefined || identity !== settled) ? false : identity;
    },
    subscribe: (listener) => {
      const entry = () => listener();
      listeners.add(entry);
      if (release && heard === clerkOf()) check();
      else attach();
      return () => {
        // Only listening lasts: nothing looks at a Clerk object again and again for a cache that nobody shows.
        if (!listeners.remove(entry) || (kept && clerkOf()?.addListener)) return;
        release?.();
        release = undefined;
      };
    },
    keep: () => {
      if (kept) return;
      kept = true;
      source.subscribe(() => {})();
    },
  };
  return source;
};

const createTokenSource = (given: GetToken, { settle, change, epoch }: Shared, moves: Map<string | null, string | null>): TokenSource => {
  let settled: string | null | undefined;
  let known: string | null = '';
  /** At which change it was seen: what another source has seen since says nothing of this one. */
  let seen = 0;
  const listeners = createListeners();
  const heirs = new Set<TokenSource>();

  const see = (token: unknown) => {
    const identity = typeof token === 'string' ? identityOf(token) : token === null ? null : '';
    source.opaque = identity === '';
    if (identity !== '') {
      const before = settled;
      settled = identity;
      if (before === undefined || before === identity || moves.get(before) === identity) settle(identity);
      else {
        // The other sources that see the same change have nothing left to clear.
        moves.delete(identity);
        moves.set(before, identity);
        change(identity);
      }
    }
    known = identity;
    seen = epoch();
    source.looks++;
    listeners.tell();
    for (const heir of heirs) {
      heir.looks++;
      heir.adopt(source);
    }
    heirs.clear();
  };

  const getToken: GetToken = (...args) =>
    Promise.resolve(given(...args)).then((token) => {
      see(token);
      return token;
    });

  const source: TokenSource = {
    getToken,
    opaque: false,
    nobody: () => seen === epoch() && known === null,
    somebody: () => seen === epoch() && (!!known || source.opaque),
    ask: async (asked) => {
      const token = await given(...asked);
      if (token) see(token);
    },
    looks: 0,
    heirs,
    adopt: (from) => {
      const identity = from.current();
      source.opaque ||= from.opaque;
      if (settled !== undefined) return;
      if (!identity && identity !== null) return void from.heirs.add(source);
      known = settled = identity;
      seen = epoch();
      listeners.tell();
    },
    // Nobody tells of a sign-in: the next call does.
    current: () => (seen === epoch() && known) || '',
    subscribe: (listener) => {
      const entry = () => listener();
      listeners.add(entry);
      return () => {
        // Whoever shows something later has to look again. `StrictMode` only takes its effects back for a moment.
        if (listeners.remove(entry)) queueMicrotask(() => listeners.isEmpty() && (known = ''));
      };
    },
  };
  return source;
};

/** How many claims a cache remembers. */
const CLAIMS = 500;

/** A weak reference, where there are any. Apart from those who hold it, whose neighbours would keep the object alive. */
export const weakly = <Value extends object>(value: Value): { deref(): Value | undefined } => (globalThis.WeakRef ? new WeakRef(value) : { deref: () => value });

const createOwner = <Cache extends object>(cache: Cache, clear: Clear<Cache>): Owner => {
  // Clerk's listeners must not keep a cache alive that nobody has any more.
  const reference = weakly(cache);
  const clerks = new Map<MaybeClerk, ClerkSource>();
  const tokens = new WeakMap<GetToken, Map<string, TokenSource>>();
  const moves = new Map<string | null, string | null>();
  /** `of` is `undefined` until it is known who claims, and `false` where that is nobody. */
  const claims = new Map<string, { of: Present; readonly variant: string | undefined }>();
  const there = new Set<string | null>();

  const resolve = (of: Present) => {
    for (const claimed of claims.values()) if (claimed.of === undefined) claimed.of = of;
  };
  const settle = (identity: Identity) => {
    if (identity === undefined) return;
    there.add(identity);
    resolve(identity);
    owner.onSettled?.();
  };
  const change = (identity: Identity, refetch = typeof identity === 'string') => {
    there.clear();
    resolve(false);
    owner.changes++;
    owner.since = Date.now();
    const known = reference.deref();
    if (known) clear(known, refetch);
    settle(identity);
    for (const wake of owner.asleep) wake();
  };
  const shared: Shared = { settle, change, epoch: () => owner.changes, isGone: () => !reference.deref() };

  const owner: Owner = {
    changes: 0,
    since: 0,
    there,
    asleep: new Set(),
    only: () => {
      for (const [clerk, source] of clerks) if (source.current() === false) return textOf(whoIs(clerkFor(clerk)));
      return there.size === 1 ? [...there][0] : undefined;
    },
    clerk: (clerk) => {
      const source = clerks.get(clerk) ?? createClerkSource(clerk, shared);
      clerks.set(clerk, source);
      return source;
    },
    token: (getToken, variant) => {
      const variants = tokens.get(getToken) ?? new Map<string, TokenSource>();
      tokens.set(getToken, variants);
      const source = variants.get(variant) ?? createTokenSource(getToken, shared, moves);
      variants.set(variant, source);
      return source;
    },
    claim: (name, present, variant) => {
      if (present === false) return false;
      const who = present === '' ? undefined : present;
      let claimed = claims.get(name);
      if (!claimed) {
        if (claims.size >= CLAIMS) claims.delete(claims.keys().next().value!);
        claims.set(name, (claimed = { of: who !== true && who, variant }));
      }
      // One whose token has yet to come claims what the others may go on holding for them.
      return (claimed.of === who || (variant ?? claimed.of) === undefined) && (variant ?? claimed.variant) === (claimed.variant ?? variant);
    },
  };
  return owner;
};

/** What a call rejects with whose answer is for somebody who has left. */
export const identityChanged = () =>
  new ClerkFetchError('identity_changed', 'Another user, session or organization is there than when this call began. Its result is discarded: repeat it if it is still needed.');

/** Whose token the last request for this query key carried, told once; `undefined` where nobody can say. */
export const takeWitness = (key: object): string | undefined => {
  const whose = owners().get(key);
  if (typeof whose !== 'string') return undefined;
  owners().delete(key);
  return whose;
};

/** Whose token the request for this query key carries that is on its way. */
export const askedBy = (key: object): string | undefined => {
  const asking = owners().get(key);
  return Array.isArray(asking) ? String(asking[0]) : undefined;
};

/** Whose token fetched this value of `clerkSWRFetcher`, or fetches for this promise of it: identity and variant; `undefined` where nobody can say. */
export const fetchedFor = (of: unknown): string | undefined => {
  const known = owners().get(Object(of)) as { whose?: string } | string | undefined;
  return (typeof known === 'object' ? known.whose : known) || undefined;
};

/** The record of a cache. `clear` must not refer to the cache: the record would keep it alive. */
export const ownerOf = <Cache extends object>(cache: Cache, clear: Clear<Cache>): Owner => {
  const owner = (owners().get(cache) as Owner | undefined) ?? createOwner(cache, clear);
  owners().set(cache, owner);
  return owner;
};

export interface WhoseOptions {
  readonly getToken?: GetToken | undefined;
  readonly clerk?: MaybeClerk;
  readonly template?: string | undefined;
  readonly organizationId?: string | undefined;
}

/** How the options ask for a token. */
export const askedWith = ({ template, organizationId }: WhoseOptions = {}): Parameters<GetToken> =>
  variantOf({ template, organizationId }) ? [{ ...(template !== undefined && { template }), ...(organizationId !== undefined && { organizationId }) }] : [];

/**
 * Who is there for these options. Where there is a Clerk object, its changes count beside those of a `getToken`: they are seen at
 * once, and not only with the next call.
 */
export const sourceOf = (owner: Owner, options: WhoseOptions = {}): Source & { readonly keep: () => void; readonly token?: TokenSource; readonly isAlone?: () => boolean; readonly ask?: () => void } => {
  const clerk = owner.clerk(options.clerk);
  if (typeof options.getToken !== 'function') return clerk; // another is refused later, in the words of the core
  const token = owner.token(options.getToken, variantOf(options));
  const clerkOf = () => clerkFor(options.clerk);
  const isOther = () => hasNobody(clerkOf()) && clerk.current() !== false;
  // A Clerk object that has failed, or has nobody, says nothing of what a `getToken` gives.
  const isAlone = () => !clerkOf() || hasFailed(clerkOf()) || (isOther() && token.somebody());
  return {
    token,
    isAlone,
    // A hook that mounts asks; to all others, nobody is there.
    ask: () => {
      if (isOther() && !token.somebody()) token.ask(askedWith(options)).catch(() => {});
    },
    keep: clerk.keep,
    current: () => {
      const identity = isAlone() ? '' : clerk.current();
      return typeof identity === 'string' ? token.current() || (token.opaque && identity) || '' : identity;
    },
    subscribe: (listener) => {
      const undos = [clerk.subscribe(listener), token.subscribe(listener)];
      return () => undos.forEach((undo) => undo());
    },
  };
};

/** Whether this identity may fetch: somebody, or nobody where the options say that nobody may. */
export const isReady = (present: Present, options?: { readonly signedOut?: string | undefined }): boolean =>
  typeof present === 'string' || (present === null && options?.signedOut === 'anonymous');
