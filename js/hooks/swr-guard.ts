// A middleware in SWR's defaults: SWR's own hooks show nothing of a former user, and what they hold beside the cache (a mutation's
// result, a subscription, a preloaded request) ends with its user.

import type { BareFetcher, Key, Middleware } from 'swr';
import { unstable_serialize } from 'swr';
import type { FullConfiguration } from 'swr/_internal';
import { fetchedFor, identityChanged } from './owner.ts';
import type { WhoseOptions } from './owner.ts';
import { adopt, askingOf, isAsked, isOthers, isRefused, isTaken, mixed, pagesOf, remember, settle, suspendTaken, whoseOf } from './swr-apart.ts';
import type { Kept, Part } from './swr-apart.ts';
import { ask, defaults, entryOf, hasContent, heldOf, isQuiet, ownerText, preloads, sign, stateOf, whoIsThere } from './swr-cache.ts';
import type { Held, Known } from './swr-cache.ts';
import { suspend } from './swr-suspend.ts';

const isThenable = (value: unknown): value is Promise<unknown> => typeof (value as Promise<unknown> | undefined)?.then === 'function';

/** A subscription of who is there: what it says to those who come after is not heard. */
const subscribed = (cache: Held, subscribe: BareFetcher, key: unknown, next: (...args: unknown[]) => void): unknown => {
  let stop: unknown;
  const end = () => {
    if (typeof stop === 'function') stop();
    stop = undefined;
  };
  const restart = (somebody: boolean) => {
    end();
    const { cleared } = cache;
    if (somebody) stop = subscribe(key, { next: (...args: unknown[]) => cache.cleared === cleared && next(...args) });
  };
  restart(true);
  if (typeof stop !== 'function') return stop; // SWR says what is wrong with it
  cache.restarts.add(restart);
  return () => {
    cache.restarts.delete(restart);
    end();
  };
};

/** Fetchers of the hook of this package, which discards and signs by itself, and whose data it shows. */
export const own = /* @__PURE__ */ new WeakMap<BareFetcher, () => string | undefined>();

/** What arrives or fails for somebody who has left does so for nobody: SWR does not discard all of it. */
const guarded =
  (cache: Held, fetcher: BareFetcher, asking: WhoseOptions | undefined): BareFetcher =>
  (...args) => {
    const [key, extra] = args;
    if (typeof extra?.next === 'function') return subscribed(cache, fetcher, key, extra.next);
    const { cleared, refused } = cache;
    const result: unknown = fetcher(...args);
    if (!isThenable(result)) return result;
    const began = whoIsThere();
    const isMutation = extra && 'arg' in extra;
    const note = () => {
      const whose = fetchedFor(result);
      const name = unstable_serialize(key);
      remember(cache, asking, whose);
      // While Clerk loads it is asked for by who turns out to be there.
      const identity = began === undefined ? whoIsThere() : began;
      const mine = whose ?? (identity === undefined ? undefined : ownerText(identity, ''));
      if (!isMutation && name && mine !== undefined) sign(cache, name, mine);
    };
    return result.then(
      (value) => {
        if (cache.cleared !== cleared) return undefined;
        note();
        return value;
      },
      (error) => {
        if (cache.cleared !== cleared) return undefined;
        // A list would go on to its next page.
        if (isQuiet(error, refused)) return new Promise(() => {});
        note();
        throw error;
      },
    );
  };

/** For whom a hook of SWR last had data of its own, by its `mutate`, which stays the same. */
const lastShown = /* @__PURE__ */ new WeakMap<object, number>();

/** Nothing of a former user is kept by `keepPreviousData`. */
const withoutKept = (cache: Held, name: string, response: Response): void => {
  const data = Object.getOwnPropertyDescriptor(response, 'data')?.get;
  if (!data || !response.mutate || response.size !== undefined) return;
  const known = cache.config.cache;
  if (name && known && entryOf(known, name)?.data !== undefined) lastShown.set(response.mutate, cache.cleared);
  else if ((lastShown.get(response.mutate) ?? 0) < cache.cleared)
    Object.defineProperty(response, 'data', {
      get: () => void data(), // SWR notes that it was read
    });
};

type Trigger = (arg?: unknown, options?: { readonly throwOnError?: boolean }) => Promise<unknown>;

/** What a hook of SWR gives, as far as it is looked at. */
interface Response {
  readonly trigger?: Trigger;
  readonly mutate?: object;
  readonly reset?: () => void;
  readonly size?: number;
}

type Configuration = FullConfiguration & { readonly cacheData?: object; readonly throwOnError?: boolean; readonly parallel?: boolean };
type Hook = (key: Key, fetcher: BareFetcher | null, config: Configuration) => Response;

const references = /* @__PURE__ */ new WeakMap<object, WeakRef<() => void>>();

/** A request that was preloaded by another than who is there is nobody's. */
const forgetStrange = (key: Key): void => {
  const name = unstable_serialize(key);
  const whose = fetchedFor(preloads()[name]);
  const there = whoIsThere();
  if (whose !== undefined && there !== undefined && !whose.startsWith(`${there}`)) delete preloads()[name];
};

/** A `trigger`, as components have it, by SWR's own; and the cache and options of its last render. */
const triggers = /* @__PURE__ */ new WeakMap<Trigger, Trigger>();
const rendered = /* @__PURE__ */ new WeakMap<Trigger, readonly [Held, Configuration]>();

/** After its reset, SWR resolves with what is another's, or with nothing in place of an error. */
const rejecting = (trigger: Trigger): Trigger => {
  const known = triggers.get(trigger);
  if (known) return known;
  const own: Trigger = async (...args) => {
    const [cache, { throwOnError }] = rendered.get(trigger)!;
    const { cleared } = cache;
    const settled = await trigger(...args);
    if (cache.cleared === cleared) return settled;
    if ((args[1]?.throwOnError ?? throwOnError) === false) return undefined;
    throw identityChanged();
  };
  triggers.set(trigger, own);
  return own;
};

/** What SWR suspended with, or failed with: React has to hear from what it waits for when somebody else comes. */
const whatSuspends = ({ suspended, config: { cache } }: Held, key: Key, thrown: unknown): unknown => {
  const name = unstable_serialize(key);
  if (!cache || hasContent(entryOf(cache, name))) return thrown;
  const request = stateOf(cache)?.[2][name]?.[0] ?? preloads()[name];
  return isThenable(request) ? suspend(suspended, request, thrown) : thrown;
};

/** The name of what a hook of SWR shows; that of an infinite list has a prefix of SWR's. */
const nameOf = (key: Key, { size }: Response): string =>
  (size === undefined ? '' : '$inf$') + unstable_serialize(() => (typeof key === 'function' ? (key as (...args: unknown[]) => unknown)(0, null) : key) as Key);

/**
 * Until it is subscribed, SWR takes an emptied entry for equal to the data that it rendered: that data would stay. After a change
 * the first comparison says that they differ, and what then has no data is asked for.
 */
const comparing = (cache: Held, compare: Configuration['compare'], ask: () => void, keptOf: () => Kept | undefined): Configuration['compare'] => {
  let { cleared } = cache;
  return (one, other) => {
    const kept = keptOf();
    if ((cleared === cache.cleared && !kept?.stale) || one === undefined || other === undefined) return compare(one, other);
    if (kept) kept.stale = false;
    if (cleared !== cache.cleared) queueMicrotask(ask);
    ({ cleared } = cache);
    return false;
  };
};

const hooks = /* @__PURE__ */ new WeakMap<object, Kept>();

/** What is known of this hook. A `getToken` that is written inline is another with each render, and the same one's. */
const keptFor = (cache: Held, hook: object, asking: WhoseOptions): Kept => {
  const known = hooks.get(hook);
  const kept = known ?? { asking, steady: false, refused: false, stale: false };
  hooks.set(hook, kept);
  const { asking: before, steady } = kept;
  kept.steady ||= !!known && before.getToken === asking.getToken;
  kept.asking = asking;
  if (!steady && before.getToken !== asking.getToken && whoseOf(cache, asking) === undefined) adopt(asking, before);
  return kept;
};

/** Hides what was fetched for another, wherever the hook has it from. */
const hide = (cache: Held, response: Response, asking: WhoseOptions, kept: Kept | undefined, name: string): void => {
  const { get, value } = Object.getOwnPropertyDescriptor(response, 'data') ?? {};
  const data = get ?? (() => value as unknown);
  const override = (property: string, get: () => unknown) => Object.defineProperty(response, property, { get });
  if (!kept) {
    override('data', () => {
      const value = data();
      return isOthers(cache, value, asking, response.size !== undefined) ? undefined : value;
    });
    return;
  }
  // SWR renders again for what was read.
  data();
  const error = kept.refused ? mixed('SWR', name) : undefined;
  override('data', () => undefined);
  override('error', () => error);
  override('isLoading', () => !error);
};

/** It uses no hook of React, so it can come late: SWR's hooks that are mounted already go on as before. */
const guarding =
  (next: Hook): Hook =>
  (key, fetcher, config) => {
    const cache = heldOf(config);
    const ownWhose = fetcher ? own.get(fetcher) : undefined;
    const asking = ownWhose ? undefined : askingOf(fetcher);
    const part: Part = { asking, whose: ownWhose ?? (() => (asking ? whoseOf(cache, asking) : undefined)) };
    const place = () => {
      const name = nameOf(key, response);
      return { cache, name, part, pages: response.size === undefined ? [] : pagesOf(cache, name, key, config.parallel) };
    };
    let response: Response = {};
    let kept: Kept | undefined;
    // What a server or a stored page had fetched was for who was there first.
    const safe = {
      ...config,
      ...(cache.cleared && { fallbackData: undefined, fallback: {}, ...(config.cacheData && { cacheData: {} }) }),
      compare: comparing(cache, config.compare, () => ask(cache, nameOf(key, response)), () => kept),
      isPaused: () => isAsked(part) || (!!asking && isRefused(place())) || config.isPaused(),
    };
    if (!ownWhose) forgetStrange(key);
    try {
      response = next(key, fetcher && !ownWhose ? guarded(cache, fetcher, asking) : fetcher, safe);
    } catch (thrown) {
      throw config.suspense ? whatSuspends(cache, key, thrown) : thrown;
    }
    const { reset, trigger } = response;
    if (trigger) {
      rendered.set(trigger, [cache, config]);
      Object.defineProperty(response, 'trigger', { value: rejecting(trigger) });
    }
    if (reset && globalThis.WeakRef) {
      if (!references.has(reset)) {
        references.set(reset, new WeakRef(reset));
        for (const reference of cache.resets) if (!reference.deref()) cache.resets.delete(reference);
      }
      cache.resets.add(references.get(reset)!);
    } else if (config.keepPreviousData && !ownWhose) {
      withoutKept(cache, response.size === undefined ? unstable_serialize(key) : '', response);
    }
    const hook = response.mutate ?? trigger;
    if (asking && hook) {
      part.kept = kept = keptFor(cache, hook, asking);
      const here = trigger ? undefined : place();
      let isHidden = !!here && isTaken(here);
      if (here && isHidden && config.suspense) {
        suspendTaken(here, kept);
        isHidden = false;
      }
      kept.refused &&= isHidden;
      hide(cache, response, asking, isHidden ? kept : undefined, here?.name ?? '');
      if (here && isHidden) settle(here, kept);
    }
    return response;
  };

/** SWR's type of a middleware promises the types of its caller's data, which nothing here looks at. */
const middleware = guarding as Function as Middleware;

/** SWR's own defaults, which every hook of SWR takes that has no `use` above it. */
defaults.use = [middleware, ...(defaults.use ?? [])];

/** A tree with a `use` of its own has no defaults of it. */
export const reach = ({ use }: Known & { readonly use?: Middleware[] }): void => {
  if (use && !use.includes(middleware) && !Object.isFrozen(use)) use.unshift(middleware);
};
