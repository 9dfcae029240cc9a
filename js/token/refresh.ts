// One refresh of a refused token for all who wait for it: across calls, fetchers and, by Web Locks, tabs. What outlives the
// refresh is no token: a hash of one, which can at worst bar another's refresh for a while.

import { Mark, Message } from '../core/codes.ts';
import { core } from '../core/core.ts';
import { failure } from '../core/words.ts';
import type { Fail } from '../core/words.ts';
import { isClerkFetchError } from '../error.ts';
import type { Client, TokenOptions } from '../options.ts';
import { remember } from '../remember.ts';
import { joined, now, within } from '../wait.ts';
import { identityOf } from './claims.ts';
import { ask, entryOf, isSendable, isSignedOut } from './source.ts';
import type { Asking, Flight, Link, Minted, Renewed } from './source.ts';

/** A call whose token was refused. */
export interface Refused extends Asking {
  readonly client: Client;
  readonly tokenOptions: TokenOptions | undefined;
  readonly destination: { readonly origin: string };
  /** What ends the call, and its part of the waiting. */
  readonly signal: AbortSignal | null | undefined;
  /** The token of the last try. */
  token: string | undefined;
  /** Until when the marks of the forced mint hold that gave it; 0 where none did. */
  until: number;
  /** Whether the API said that it has expired. */
  expired: boolean;
  /** What has been minted since the call got its first token. */
  link: Link | undefined;
}

/** FNV-1a. */
const hash = (value: unknown): string => {
  let sum = 0;
  for (const unit of JSON.stringify(value)) sum = Math.imul(sum ^ unit.charCodeAt(0), 16_777_619);
  return `${sum}`;
};

/** By the token, or by its identity, which all of a user's tokens share. */
const markKey = ({ destination, tokenOptions }: Refused, token: string, identity?: string) => hash([destination.origin, tokenOptions, identity ?? token, identity]);

const setMark = (call: Refused, token: string, mark: Mark, until: number, identity?: string) =>
  remember(entryOf(call.client).marks, markKey(call, token, identity), [mark, until]);

/** The mark of a token, or else of its identity, as long as it holds. */
const markOf = (call: Refused, token: string): readonly [mark: Mark, left: number] => {
  const { marks } = entryOf(call.client);
  for (const identity of [undefined, identityOf(token)]) {
    const [mark, until] = marks.get(markKey(call, token, identity)) ?? [Mark.None, 0];
    if (until > now()) return [mark, until - now()];
  }
  return [Mark.None, 0];
};

/** Whoever holds the lock longer than this, or half of the time that there is, holds up no other tab. */
const LOCK_MS = 3_000;

/** Runs `work` under a lock that all tabs of this user share; without Web Locks at once, and without the lock after a while. */
const locked = <Value>(key: string, signal: AbortSignal, ms: number, work: () => Value | PromiseLike<Value>): Value | PromiseLike<Value> => {
  if (!globalThis.location) return work();
  let running: Value | PromiseLike<Value> | undefined;
  const { signal: patience, release } = joined(signal, undefined, Math.min(LOCK_MS, ms / 2), String);
  const start = () => {
    release();
    return (running ??= work());
  };
  return (async () => (await globalThis.navigator.locks.request('clerk-fetch ' + key, { signal: patience! }, start), start()))().catch(start);
};

const fail: Fail = (message, fields) => failure(message, {}, fields);

const refresh = async (call: Refused, key: string, signal: AbortSignal, mayForce: boolean): Promise<Renewed> => {
  const { client, tokenOptions, token: refused, owner, link: first } = call;
  const entry = entryOf(client);
  let forced = false;
  const mint = async (): Promise<Minted<unknown>> => {
    if (signal.aborted || isSignedOut(client)) throw fail(Message.IdentityChanged);
    const asking = { owner };
    let token: unknown = await ask(client, tokenOptions, fail, asking);
    if (token === refused) {
      // A source that goes on giving it is asked for one mint, however late the others arrive.
      for (let link = first; link; link = link.next) if (link.stale === key + refused && link.minted!.until > now()) return link.minted!;
      if (mayForce) {
        forced = true;
        token = await ask(client, { ...tokenOptions, skipCache: true }, fail, asking);
      }
    }
    return { token, until: 0 };
  };
  const work = () => within(mint(), signal);
  let minted: Minted<unknown> | undefined;
  try {
    minted = await within(identityOf(refused!) ? locked(key, signal, client.tokenTimeout, work) : work(), signal);
  } catch (error) {
    if (isClerkFetchError(error, 'identity_changed')) return null;
  }
  const token = minted?.token as string;
  const usable = !!token && isSendable(token);
  const isNew = usable && token !== refused;
  const coolDown = core.cool_down(usable, !isNew, forced);
  const until = now() + coolDown;
  if (coolDown) setMark(call, refused!, isNew ? Mark.Replaced : Mark.Barred, until);
  // Whichever token this origin refuses next, the source is only looked at.
  if (forced) setMark(call, refused!, Mark.Replaced, until, identityOf(refused!));
  if (!isNew) return undefined;
  if (!forced) return minted as Minted<string>;
  const renewed = { token, until };
  setMark(call, token, Mark.Barred, until);
  entry.link = Object.assign(entry.link, { stale: key + refused, minted: renewed, next: {} }).next;
  return renewed;
};

/**
 * The token that replaces the refused one. Never rejects, and takes no longer than this client's `tokenTimeout`, whoever
 * else's refresh it waits for.
 */
export const renew = async (call: Refused): Promise<Renewed> => {
  const { client, tokenOptions, token } = call;
  const { flights } = entryOf(client);
  const key = hash([tokenOptions, identityOf(token!) || token]);
  let ms = client.tokenTimeout;
  const end = now() + ms;
  for (;;) {
    let flight = flights.get(key);
    const [mark, left] = markOf(call, token!);
    const admission = core.admit_refresh(!!flight, flight?.stale === token, mark, left, call.expired);
    if (admission > 3) return undefined;
    if (admission < 2) {
      const controller = new AbortController();
      const promise = refresh(call, key, controller.signal, !admission).finally(() => flights.delete(key));
      flights.set(key, (flight = { stale: token!, promise, longest: 0, giveUp: () => controller.abort() }));
    }
    const { promise, longest, giveUp } = flight!;
    flight!.longest = Math.max(longest, client.tokenTimeout);
    // The most patient of those who wait ends it.
    const late = () => client.tokenTimeout < flight!.longest || giveUp();
    try {
      const renewed = await within(promise, call.signal ?? undefined, ms, late);
      if (admission !== 3) return renewed;
      ms = end - now();
    } catch {
      return undefined;
    }
  }
};

/** Tells what became of the token of a forced mint: refused again, it starts no refresh until its time is over. */
export const settle = /* eager */ ((call: Refused, refused: boolean): void => {
  const { token, until } = call;
  if (until && until > now()) setMark(call, token!, refused ? Mark.Barred : Mark.Accepted, until);
});
