// One refresh of a refused token for all who wait for it: across calls, fetchers and, by Web Locks, tabs. What outlives the
// refresh is no token: a hash of one, which can at worst bar another's refresh for a while.

import { Mark } from '../core/codes.ts';
import { core } from '../core/core.ts';
import { kindOf } from '../core/kind.ts';
import { failure } from '../core/words.ts';
import type { Fail } from '../core/words.ts';
import { isClerkFetchError } from '../error.ts';
import type { Client } from '../options.ts';
import { remember } from '../remember.ts';
import { ignore, joined, LONGEST, now, within } from '../wait.ts';
import { identityOf } from './identity.ts';
import { ask, isSendable, isSignedOut, sourceOf } from './source.ts';
import type { Asking, TokenOptions } from './source.ts';

/** A refresh under way. */
interface Flight {
  readonly stale: string;
  readonly promise: Promise<Renewed>;
}

/** What a forced mint replaced, and what by. Only calls that began before it reach it, and it goes with the last of them. */
export interface Link {
  key?: string;
  stale?: string;
  minted?: Renewed;
  next?: Link;
}

/** What is known of the refreshes of one token source. Times are those of `now()`. */
interface Entry {
  /** By template, organization and the refused token's identity. */
  readonly flights: Map<string, Flight>;
  /** By origin, template, organization and token. */
  readonly marks: Map<string, { mark: Mark; until: number }>;
  /** Where the next forced mint is noted. */
  link: Link;
}

/** A call whose token was refused. */
export interface Refused extends Asking {
  readonly client: Client;
  readonly tokenOptions: TokenOptions | undefined;
  readonly destination: { readonly origin: string };
  /** The token of the last try. */
  token: string | undefined;
  /** Until when the marks of the forced mint hold that gave it; 0 where none did. */
  until: number;
  /** Whether the API said that it has expired. */
  expired: boolean;
  /** What has been minted since the call got its first token. */
  link: Link | undefined;
}

/** A new token, `undefined` where there is none, `null` where its user is gone. */
type Renewed = { readonly token: string; readonly until: number } | null | undefined;

/** What the source gave: `gone` where somebody else or nobody is there now, nothing at all where the attempt failed. */
interface Minted {
  readonly token?: unknown;
  readonly until?: number;
  readonly forced?: boolean;
  readonly gone?: boolean;
}

/** Token source → entry. Goes with its source. */
const entries = new WeakMap<object, Entry>();

const entryOf = (client: Client): Entry => {
  const source = sourceOf(client);
  let entry = entries.get(source);
  if (!entry) entries.set(source, (entry = { flights: new Map(), marks: new Map(), link: {} }));
  return entry;
};

/** Where what is minted from now on is noted. */
export const latestLink = (client: Client): Link => entryOf(client).link;

/** FNV-1a. */
const hash = (value: unknown): string => {
  let sum = 0;
  for (const unit of JSON.stringify(value)) sum = Math.imul(sum ^ unit.charCodeAt(0), 16_777_619);
  return `${sum}`;
};

const markKey = ({ destination, tokenOptions }: Refused, token: string) => hash([destination.origin, tokenOptions, token]);

const NO_MARK = { mark: Mark.None, until: 0 };

const markOf = (call: Refused, token: string) => entryOf(call.client).marks.get(markKey(call, token)) ?? NO_MARK;

const setMark = (call: Refused, token: string, mark: Mark, until: number) => remember(entryOf(call.client).marks, markKey(call, token), { mark, until });

/** Whoever holds the lock longer than this holds up no other tab. */
const LOCK_MS = 3_000;

/** Runs `work` under a lock that all tabs of this user share; without Web Locks at once, and without the lock after a while. */
const locked = (key: string, signal: AbortSignal, ms: number, work: () => Minted | PromiseLike<Minted>): Minted | PromiseLike<Minted> => {
  const locks = globalThis.location && globalThis.navigator?.locks;
  if (!locks) return work();
  let running: Minted | PromiseLike<Minted> | undefined;
  const patience = joined(signal, undefined, Math.min(LOCK_MS, ms / 2), String);
  const start = () => {
    patience.release();
    return (running ??= work());
  };
  return locks.request('clerk-fetch ' + key, { signal: patience.signal! }, start).catch(() => (running || !signal.aborted ? start() : {}));
};

const fail: Fail = (message, fields) => failure(message, {}, fields);

/** The token that another call or tab already got, or that of a forced mint. */
const mint = async (call: Refused, key: string, refused: string): Promise<Minted> => {
  const { client, tokenOptions, expired, owner } = call;
  if (isSignedOut(client)) return { gone: true };
  const asking = { owner };
  const token = await ask(client, tokenOptions, fail, asking);
  if (token !== refused) return { token };
  // A source that goes on giving it is asked for one mint, however late the others arrive.
  for (let link = call.link; link; link = link.next) {
    if (link.key === key && link.stale === refused && link.minted!.until > now()) return link.minted!;
  }
  const { mark, until } = markOf(call, refused);
  if (!core.may_force(mark, until - now(), expired)) return { token };
  return { token: await ask(client, { ...tokenOptions, skipCache: true }, fail, asking), forced: true };
};

const attempt = async (call: Refused, key: string, refused: string, ms: number): Promise<Minted> => {
  const { signal, release } = joined(undefined, undefined, Math.min(ms, LONGEST), String);
  const work = () => within(mint(call, key, refused), signal);
  try {
    return await within(identityOf(refused) ? locked(key, signal!, ms, work) : work(), signal);
  } catch (error) {
    return { gone: isClerkFetchError(error, 'identity_changed') };
  } finally {
    release();
  }
};

const refresh = async (call: Refused, entry: Entry, key: string, refused: string, ms: number): Promise<Renewed> => {
  const { token, until = 0, forced = false, gone } = await attempt(call, key, refused, ms);
  if (gone) return null;
  const usable = core.answer(kindOf(token), isSendable(token)) === 0;
  const isNew = usable && token !== refused;
  const coolDown = core.cool_down(usable, !isNew, forced);
  const end = now() + coolDown;
  if (coolDown) setMark(call, refused, isNew ? Mark.Replaced : Mark.Barred, end);
  if (!isNew) return undefined;
  const renewed = { token: token as string, until: forced ? end : until };
  if (forced) {
    setMark(call, renewed.token, Mark.Barred, end);
    entry.link = Object.assign(entry.link, { key, stale: refused, minted: renewed, next: {} }).next;
  }
  return renewed;
};

/**
 * The token that replaces the refused one. Never rejects, and takes no longer than this client's `tokenTimeout`, whoever
 * else's refresh it waits for.
 */
export const renew = async (call: Refused): Promise<Renewed> => {
  const { client, tokenOptions } = call;
  const refused = call.token!;
  const entry = entryOf(client);
  const key = hash([tokenOptions, identityOf(refused) || refused]);
  let ms = client.tokenTimeout;
  const end = now() + ms;
  for (;;) {
    const flight = entry.flights.get(key);
    const { mark, until } = markOf(call, refused);
    const admission = core.admit_refresh(!!flight, flight?.stale === refused, mark, until - now());
    if (admission > 2) return undefined;
    if (!admission) {
      const promise = refresh(call, entry, key, refused, ms).finally(() => entry.flights.delete(key));
      entry.flights.set(key, { stale: refused, promise });
      return promise;
    }
    try {
      const renewed = await within(flight!.promise, undefined, ms, ignore);
      if (admission < 2) return renewed;
      ms = end - now();
    } catch {
      return undefined;
    }
  }
};

/** Tells what became of the token of a forced mint: refused again, it starts no refresh for a while. */
export const settle = (call: Refused, refused: boolean): void => {
  const { token, until } = call;
  if (until) setMark(call, token!, refused ? Mark.Barred : Mark.Accepted, refused ? now() + core.cool_down(true, true, true) : until);
};
