// One refresh of a refused token for all who wait for it: across calls, fetchers and, by Web Locks, tabs.

import { core } from './core.js';
import { failure } from './error.js';
import { identityOf } from './identity.js';
import { kindOf } from './kind.js';
import { ask, isSendable, isSignedOut, sourceOf } from './token.js';
import { remember } from './remember.js';
import { ignore, joined, LONGEST, now, within } from './wait.js';

/** Token source → template and organization → entry. Goes with its source. */
const sources = new WeakMap();

/** `{ refused, promise }` while a refresh is under way; `barred` until `until` starts none; `minted` is the last forced one, in the place of `replaced`. */
const entryOf = (client, want) => {
  const source = sourceOf(client) ?? client;
  const entries = sources.get(source) ?? new Map();
  sources.set(source, entries);
  const key = JSON.stringify(want) ?? '';
  return entries.get(key) ?? remember(entries, key, { key, until: 0 });
};

/** Runs `work` under a lock that all tabs of this session share; without Web Locks, or without a session, at once. */
const locked = (entry, refused, signal, work) => {
  const identity = identityOf(refused);
  const locks = globalThis.location && globalThis.navigator?.locks;
  if (!identity || !locks) return work();
  let running;
  return locks
    .request(`clerk-fetch ${identity} ${entry.key}`, { signal }, () => (running = work()))
    .catch(() => running ?? (signal.aborted ? {} : work()));
};

/** `{ token, forced }`: what another call or tab already got, or a forced mint; `{ gone }` where Clerk has nobody signed in any more. */
const mint = async (client, want, entry, refused) => {
  if (isSignedOut(client)) return { gone: true };
  const found = await ask(client, want, failure);
  if (found !== refused) return { token: found };
  // A source that goes on giving it is asked for one mint, however late the others arrive.
  if (entry.replaced === refused && entry.until > now()) return { token: entry.minted };
  return { token: await ask(client, { ...want, skipCache: true }, failure), forced: true };
};

const attempt = async (client, want, entry, refused, ms) => {
  const { signal, release } = joined(undefined, undefined, Math.min(ms, LONGEST), String);
  const work = () => within(mint(client, want, entry, refused), signal);
  try {
    return await within(locked(entry, refused, signal, work), signal);
  } catch {
    return {};
  } finally {
    release();
  }
};

const bar = (entry, token, ms) => {
  entry.barred = token;
  entry.until = now() + ms;
};

/** The new token, `undefined` where the refresh gave none, or `null` where its user is gone. */
const refresh = async (client, want, entry, refused, ms) => {
  const { token, forced = false, gone } = await attempt(client, want, entry, refused, ms);
  if (gone) return null;
  const usable = core.answer(kindOf(token), isSendable(token)) === 0;
  const coolDown = core.cool_down(usable, token === refused, forced);
  if (coolDown) bar(entry, usable ? token : refused, coolDown);
  if (forced && usable) {
    entry.minted = token;
    entry.replaced = refused;
  }
  return usable && token !== refused ? token : undefined;
};

/**
 * The token that replaces `refused`, `undefined` where there is none, `null` where its user is gone; never rejects, and
 * takes no longer than this client's `tokenTimeout`, whoever else's refresh it waits for.
 */
export const renew = async (client, want, refused) => {
  const entry = entryOf(client, want);
  let ms = client.tokenTimeout;
  const end = now() + ms;
  for (;;) {
    const admission = core.admit_refresh(!!entry.promise, entry.refused === refused, entry.barred === refused, entry.until - now());
    if (admission > 2) return undefined;
    if (!admission) {
      entry.refused = refused;
      entry.promise = refresh(client, want, entry, refused, ms).finally(() => (entry.promise = undefined));
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
export const settle = (client, want, token, status) => {
  const entry = entryOf(client, want);
  if (entry.minted !== token) return;
  if (core.refuses(status, 0)) {
    if ((entry.barred ?? token) === token) bar(entry, token, core.cool_down(true, false, true));
    entry.minted = entry.replaced; // whoever brings that again gets nothing new
  } else if (entry.barred === token) entry.barred = undefined;
};
