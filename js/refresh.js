// One refresh of a refused token for all who wait for it: across calls, fetchers and, by Web Locks, tabs.

import { core } from './core.js';
import { failure } from './error.js';
import { identityOf } from './identity.js';
import { kindOf } from './kind.js';
import { ask, isSendable, isSignedOut, sourceOf } from './token.js';
import { joined, LONGEST, now, within } from './wait.js';

/** Combinations of template and organization that are remembered for one source. */
const KEPT = 100;

/** Token source → template and organization → entry. Goes with its source. */
const sources = new WeakMap();

/** `{ refused, promise }` while a refresh is under way; `barred` until `until` starts none; `minted` is the last forced one. */
const entryOf = (client, want) => {
  const source = sourceOf(client) ?? client;
  const entries = sources.get(source) ?? new Map();
  sources.set(source, entries);
  const key = JSON.stringify([want?.template, want?.organizationId]);
  const entry = entries.get(key) ?? { key, until: 0 };
  if (entries.size >= KEPT) entries.clear();
  entries.set(key, entry);
  return entry;
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
const mint = async (client, want, refused) => {
  if (isSignedOut(client)) return { gone: true };
  const found = await ask(client, want, failure);
  if (found !== refused) return { token: found };
  return { token: await ask(client, { ...want, skipCache: true }, failure), forced: true };
};

const attempt = async (client, want, entry, refused) => {
  const { signal, release } = joined(undefined, undefined, Math.min(client.tokenTimeout, LONGEST), String);
  const work = () => within(mint(client, want, refused), signal);
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
const refresh = async (client, want, entry, refused) => {
  const { token, forced = false, gone } = await attempt(client, want, entry, refused);
  if (gone) return null;
  const usable = core.answer(kindOf(token), isSendable(token)) === 0;
  const coolDown = core.cool_down(usable, token === refused, forced);
  if (coolDown) bar(entry, usable ? token : refused, coolDown);
  if (forced && usable) entry.minted = token;
  return usable && token !== refused ? token : undefined;
};

const start = (client, want, entry, refused) => {
  entry.refused = refused;
  entry.promise = refresh(client, want, entry, refused).finally(() => {
    entry.promise = undefined;
    entry.refused = undefined;
  });
  return entry.promise;
};

/** The token that replaces `refused`, `undefined` where there is none, `null` where its user is gone; never rejects. */
export const renew = async (client, want, refused) => {
  const entry = entryOf(client, want);
  for (;;) {
    switch (core.admit_refresh(!!entry.promise, entry.refused === refused, entry.barred === refused, entry.until - now())) {
      case 0:
        return start(client, want, entry, refused);
      case 1:
        return entry.promise;
      case 2:
        await entry.promise;
        break;
      default:
        return undefined;
    }
  }
};

/** Tells what became of a replay: a minted token that was accepted may be refreshed again, a refused one not for a while. */
export const settle = (client, want, token, status) => {
  const entry = entryOf(client, want);
  if (entry.minted !== token) return;
  if (core.refuses(status)) bar(entry, token, core.cool_down(true, false, true));
  else if (entry.barred === token) entry.barred = undefined;
};
