// One refresh of a refused token for all who wait for it: across calls, fetchers and, by Web Locks, tabs.

import { core } from '../core/core.ts';
import { kindOf } from '../core/kind.ts';
import { failure } from '../core/words.ts';
import type { Fail } from '../core/words.ts';
import type { Client, TokenOptions } from '../options.ts';
import { remember } from '../remember.ts';
import { ignore, joined, LONGEST, now, within } from '../wait.ts';
import { identityOf } from './claims.ts';
import { ask, isSendable, isSignedOut, sourceOf } from './source.ts';

/** What is known of refreshes for one token source, template and organization. Times are those of `now()`. */
interface Entry {
  readonly key: string;
  /** The token that the refresh under way replaces, or the last one did. */
  refused?: string;
  /** The refresh under way. */
  promise?: Promise<Renewed> | undefined;
  /** The token that starts no refresh until `until`. */
  barred?: string | undefined;
  until: number;
  /** The token of the last forced mint, and the one it came in place of. */
  minted?: string | undefined;
  replaced?: string;
}

/** A new token, `undefined` where there is none, `null` where its user is gone. */
type Renewed = string | null | undefined;

/** What the source gave: `gone` where Clerk has nobody signed in any more, nothing at all where the attempt failed. */
interface Minted {
  readonly token?: unknown;
  readonly forced?: boolean;
  readonly gone?: boolean;
}

/** Token source → template and organization → entry. Goes with its source. */
const sources = new WeakMap<object, Map<string, Entry>>();

const entryOf = (client: Client, tokenOptions: TokenOptions | undefined): Entry => {
  const source = sourceOf(client) ?? client;
  const entries = sources.get(source) ?? new Map<string, Entry>();
  sources.set(source, entries);
  const key = JSON.stringify(tokenOptions) ?? '';
  return entries.get(key) ?? remember(entries, key, { key, until: 0 });
};

/** Runs `work` under a lock that all tabs of this session share; without Web Locks, or without a session, at once. */
const locked = (entry: Entry, refused: string, signal: AbortSignal, work: () => Minted | PromiseLike<Minted>): Minted | PromiseLike<Minted> => {
  const identity = identityOf(refused);
  const locks = globalThis.location && globalThis.navigator?.locks;
  if (!identity || !locks) return work();
  let running: Minted | PromiseLike<Minted> | undefined;
  return locks
    .request(`clerk-fetch ${identity} ${entry.key}`, { signal }, () => (running = work()))
    .catch(() => running ?? (signal.aborted ? {} : work()));
};

const fail: Fail = (message, fields) => failure(message, {}, fields);

/** The token that another call or tab already got, or that of a forced mint. */
const mint = async (client: Client, tokenOptions: TokenOptions | undefined, entry: Entry, refused: string): Promise<Minted> => {
  if (isSignedOut(client)) return { gone: true };
  const found = await ask(client, tokenOptions, fail);
  if (found !== refused) return { token: found };
  // A source that goes on giving it is asked for one mint, however late the others arrive.
  if (entry.replaced === refused && entry.until > now()) return { token: entry.minted };
  return { token: await ask(client, { ...tokenOptions, skipCache: true }, fail), forced: true };
};

const attempt = async (client: Client, tokenOptions: TokenOptions | undefined, entry: Entry, refused: string, ms: number): Promise<Minted> => {
  const { signal, release } = joined(undefined, undefined, Math.min(ms, LONGEST), String);
  const work = () => within(mint(client, tokenOptions, entry, refused), signal);
  try {
    return await within(locked(entry, refused, signal!, work), signal);
  } catch {
    return {};
  } finally {
    release();
  }
};

const bar = (entry: Entry, token: string | undefined, ms: number) => {
  entry.barred = token;
  entry.until = now() + ms;
};

const refresh = async (client: Client, tokenOptions: TokenOptions | undefined, entry: Entry, refused: string, ms: number): Promise<Renewed> => {
  const { token, forced = false, gone } = await attempt(client, tokenOptions, entry, refused, ms);
  if (gone) return null;
  const usable = core.answer(kindOf(token), isSendable(token)) === 0;
  const usableToken = usable ? (token as string) : undefined;
  const coolDown = core.cool_down(usable, token === refused, forced);
  if (coolDown) bar(entry, usableToken ?? refused, coolDown);
  if (forced && usable) {
    entry.minted = usableToken;
    entry.replaced = refused;
  }
  return usableToken !== refused ? usableToken : undefined;
};

/**
 * The token that replaces `refused`. Never rejects, and takes no longer than this client's `tokenTimeout`, whoever else's
 * refresh it waits for.
 */
export const renew = async (client: Client, tokenOptions: TokenOptions | undefined, refused: string): Promise<Renewed> => {
  const entry = entryOf(client, tokenOptions);
  let ms = client.tokenTimeout;
  const end = now() + ms;
  for (;;) {
    const admission = core.admit_refresh(!!entry.promise, entry.refused === refused, entry.barred === refused, entry.until - now());
    if (admission > 2) return undefined;
    if (!admission) {
      entry.refused = refused;
      entry.promise = refresh(client, tokenOptions, entry, refused, ms).finally(() => (entry.promise = undefined));
      return entry.promise;
    }
    try {
      const renewed = await within(entry.promise, undefined, ms, ignore);
      if (admission < 2) return renewed;
      ms = end - now();
    } catch {
      return undefined;
    }
  }
};

/** Tells what became of a replay: a minted token that was accepted may be refreshed again, a refused one not for a while. */
export const settle = (client: Client, tokenOptions: TokenOptions | undefined, token: string | undefined, status: number): void => {
  const entry = entryOf(client, tokenOptions);
  if (entry.minted !== token) return;
  if (core.refuses(status, 0)) {
    if ((entry.barred ?? token) === token) bar(entry, token, core.cool_down(true, false, true));
    entry.minted = entry.replaced; // whoever brings that again gets nothing new
  } else if (entry.barred === token) entry.barred = undefined;
};
