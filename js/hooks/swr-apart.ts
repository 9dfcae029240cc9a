// Several owners on one key of SWR's own hooks, by another organization, template, Clerk object or `getToken` of their fetchers:
// each is shown its own, or is refused.

import type { BareFetcher, Key } from 'swr';
import { unstable_serialize } from 'swr';
import { ClerkFetchError } from 'clerk-fetch';
import type { GetToken } from 'clerk-fetch-core';
import { identityOf } from '../token/claims.ts';
import { owners, variantOf } from '../token/owners.ts';
import { clerkFor, textOf, whoIs } from '../token/present.ts';
import { askedWith, fetchedFor } from './owner.ts';
import type { WhoseOptions } from './owner.ts';
import { MUTATE, drop, entryOf, hasContent, ownerIn, ownerText, stateOf } from './swr-cache.ts';
import type { Held } from './swr-cache.ts';

/** A rendered hook, as far as its owner goes. */
export interface Part {
  /** What its fetcher asks of a token; `undefined` for the hook of this package, and for a fetcher of another. */
  readonly asking: WhoseOptions | undefined;
  /** Whose it shows; `undefined` while that is not known. */
  readonly whose: () => string | undefined;
  kept?: Kept;
}

/** What is known of a hook from render to render. */
export interface Kept {
  asking: WhoseOptions;
  /** Whether its `getToken` was the same in two renders: another one then is another's, and not the same one written inline. */
  steady: boolean;
  /** Whether it was found that another hook shows the key to another owner. */
  refused: boolean;
  /** Whether it has to render again, though its data is the same. */
  stale: boolean;
}

/** Where a hook looks: its key, the entry's name, and its part. */
export interface Place {
  readonly cache: Held;
  readonly name: string;
  /** The names of the pages of a list. */
  readonly pages: readonly string[];
  readonly part: Part;
}

/** Not all versions tell it, and the first has no such event. */
const RETRY = 3;

/** How long a render may take until it is committed, in all. */
const COMMIT_MS = 5_000;

/** How often a refused hook looks whether the other one is gone. React may hold back for half a second that it is. */
export const LOOK_MS = 600;

export const mixed = (hook: string, name: string) =>
  new ClerkFetchError(
    'invalid_options',
    `${hook}: another component shows the key ${name} for another user, organization or template. Put what differs into the key, or give one of them an \`<SWRConfig>\` with a \`provider\` of its own.`,
  );

/** What a fetcher of `clerkSWRFetcher` asks of a token. */
export const askingOf = (fetcher: BareFetcher | null): WhoseOptions | undefined => (fetcher ? (owners().get(fetcher) as WhoseOptions | undefined) : undefined);

/** A `getToken` that is written inline → the one of the hook's first render. */
const firsts = /* @__PURE__ */ new WeakMap<GetToken, GetToken>();

const firstOf = (getToken: GetToken): GetToken => firsts.get(getToken) ?? getToken;

/** Both stand for the same function, if they have the same text. */
export const adopt = ({ getToken }: WhoseOptions, before: WhoseOptions): void => {
  if (getToken && before.getToken && `${getToken}` === `${before.getToken}`) firsts.set(getToken, firstOf(before.getToken));
};

/** Whose a call with these options is, as far as is known before it. */
export const whoseOf = ({ tokens }: Held, asking: WhoseOptions): string | undefined => {
  const variant = variantOf(asking);
  if (asking.getToken) return tokens.get(firstOf(asking.getToken))?.get(variant);
  const identity = textOf(whoIs(clerkFor(asking.clerk)));
  return identity === undefined ? undefined : ownerText(identity, variant);
};

/** Notes whose token a `getToken` gave. */
export const remember = ({ tokens }: Held, asking: WhoseOptions | undefined, whose: string | undefined): void => {
  if (!asking?.getToken || whose === undefined) return;
  const first = firstOf(asking.getToken);
  const variants = tokens.get(first) ?? new Map<string, string>();
  tokens.set(first, variants.set(variantOf(asking), whose));
};

const isStrange = (cache: Held, owner: string | undefined, asking: WhoseOptions): boolean => {
  if (owner === undefined) return false;
  const mine = whoseOf(cache, asking);
  if (mine !== undefined) return mine !== owner;
  const variant = variantOf(asking);
  // A `getToken` that has not been asked yet may be anybody's.
  return !!asking.getToken || (variant ? !owner.endsWith(variant) : owner.endsWith('}'));
};

/** Whether a value, or a page of it, was fetched for another. */
export const isOthers = (cache: Held, value: unknown, asking: WhoseOptions, isList: boolean): boolean =>
  (isList && Array.isArray(value) ? value : [value]).some((each) => isStrange(cache, fetchedFor(each), asking));

/** The names of the pages that a list shows. */
export const pagesOf = ({ config: { cache } }: Held, name: string, key: Key, isParallel: boolean | undefined): string[] => {
  const pages: unknown = cache && entryOf(cache, name)?.data;
  if (!Array.isArray(pages) || typeof key !== 'function') return [];
  const getKey = key as (index: number, before: unknown) => Key;
  return pages.map((_, index) => unstable_serialize(() => getKey(index, isParallel ? null : (pages[index - 1] ?? null))));
};

/** Whether the cache holds here what was fetched for another. */
export const isTaken = ({ cache, name, pages, part: { asking } }: Place): boolean => {
  const known = cache.config.cache;
  const entry = known && entryOf(known, name);
  if (!asking || !known || !hasContent(entry)) return false;
  if (isStrange(cache, ownerIn(entry), asking)) return true;
  return pages.some((page, index) => isStrange(cache, fetchedFor((entry?.data as unknown[])[index]) ?? ownerIn(entryOf(known, page)), asking));
};

let asked: Part | undefined;
let isAsking = false;

/** SWR asks each hook whether it is paused, before anything else. */
export const isAsked = (part: Part): boolean => {
  if (isAsking) asked = part;
  return isAsking;
};

type Revalidate = (type: number, options?: object) => unknown;

/** The hooks that are mounted on this key, as they were last committed. */
export const mountedAt = ({ config: { cache } }: Held, name: string): (readonly [Part, Revalidate])[] => {
  const state = cache && stateOf(cache);
  if (!state) return [];
  const found: (readonly [Part, Revalidate])[] = [];
  const [revalidators, , requests] = state;
  const before = requests[name];
  // A hook that is not guarded does not repeat a request that is there.
  requests[name] = [Promise.resolve(), 0];
  isAsking = true;
  for (const event of [RETRY, MUTATE]) {
    for (const each of found.length ? [] : (revalidators[name] ?? [])) {
      asked = undefined;
      void (each as Revalidate)(event, { dedupe: true });
      if (asked) found.push([asked, each as Revalidate]);
    }
  }
  isAsking = false;
  if (before) requests[name] = before;
  else delete requests[name];
  return found;
};

const differs = (one: Part, other: Part): boolean => {
  if (one === other) return false;
  const [mine, theirs] = [one.whose(), other.whose()];
  if (mine !== undefined && theirs !== undefined) return mine !== theirs;
  return !one.asking || !other.asking || variantOf(one.asking) !== variantOf(other.asking);
};

/** Whether the hook that mounted first shows this key to another owner. */
const isSecond = (part: Part, [first]: ReturnType<typeof mountedAt>): boolean => !!first && differs(first[0], part);

export const isRefused = (place: Place): boolean => isTaken(place) && isSecond(place.part, mountedAt(place.cache, place.name));

/** Asks a `getToken` whose it is. */
export const askWhose = (cache: Held, asking: WhoseOptions): Promise<void> => {
  const told = (identity: string | null | undefined) => remember(cache, asking, ownerText(identity ?? '', variantOf(asking)));
  return Promise.resolve()
    .then(() => asking.getToken?.(...askedWith(asking)))
    .then(
      (token) => told(token === null ? `${token}` : (typeof token === 'string' && identityOf(token)) || textOf(whoIs(clerkFor(asking.clerk)))),
      () => told(undefined),
    );
};

/** Renders all who show this key again. */
const rerender = ({ config: { cache } }: Held, name: string): void => {
  const entry = cache && entryOf(cache, name);
  const set = cache && stateOf(cache)?.[5];
  if (!entry || !set) return;
  const other = { ...entry, data: null };
  set(name, other, entry);
  set(name, entry, other);
};

export const later = (ms: number, run: () => void) => {
  const timer = setTimeout(run, ms);
  (timer as { unref?: () => void }).unref?.();
};

/** A hook has found another's data, and hides it. When it is committed, it fetches its own, unless another hook shows the key. */
export const settle = (place: Place, kept: Kept): void => {
  const { cache, name, pages, part } = place;
  const { asking } = part;
  let isToldWhose = !asking?.getToken;
  const look = (waited: number) => {
    if (!isTaken(place)) {
      kept.stale = true;
      return rerender(cache, name);
    }
    const mounted = mountedAt(cache, name);
    const me = mounted.find(([each]) => each === part);
    if (!me) {
      if (waited < COMMIT_MS) later(waited, () => look(waited * 2 || 10));
    } else if (!isToldWhose) {
      isToldWhose = true;
      void askWhose(cache, asking!).then(() => look(waited));
    } else if (isSecond(part, mounted)) {
      if (!kept.refused) {
        kept.refused = kept.stale = true;
        rerender(cache, name);
      }
      later(LOOK_MS, () => look(waited));
    } else {
      kept.refused = false;
      for (const page of pages) drop(cache, page);
      drop(cache, name, me[1]);
    }
  };
  queueMicrotask(() => look(0));
};

/** What hooks that suspend have found out, by cache and key: React throws such a hook away. */
const waits = /* @__PURE__ */ new WeakMap<Held, Map<string, { whose?: string | undefined; isSecond?: boolean }>>();

/**
 * The same for a hook that suspends: it goes on when its own is fetched.
 *
 * @throws a promise, or the refusal
 */
export const suspendTaken = (place: Place, kept: Kept): void => {
  const { cache, name, pages, part } = place;
  const asking = part.asking!;
  const all = waits.get(cache) ?? new Map<string, { whose?: string | undefined; isSecond?: boolean }>();
  waits.set(cache, all);
  const id = [name, variantOf(asking), asking.getToken].join();
  const wait = all.get(id) ?? {};
  all.set(id, wait);
  if (asking.getToken && whoseOf(cache, asking) === undefined) {
    if (!wait.whose) throw askWhose(cache, asking).then(() => void (wait.whose = whoseOf(cache, asking)));
    remember(cache, asking, wait.whose);
    if (!isTaken(place)) return void all.delete(id);
  }
  // The one that this hook was when it was committed last, and one that goes with this commit, are no others.
  if (isSecond(part, mountedAt(cache, name).filter(([{ kept: its }]) => its !== kept))) {
    if (!wait.isSecond) throw new Promise<void>((resolve) => later(LOOK_MS, resolve)).then(() => void (wait.isSecond = true));
    all.delete(id);
    throw mixed('SWR', name);
  }
  all.delete(id);
  const known = cache.config.cache;
  const state = known && stateOf(known);
  for (const each of [name, ...pages]) {
    known?.delete(each);
    delete state?.[2][each];
  }
  throw Promise.resolve();
};
