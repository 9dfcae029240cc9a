// Asks the token source: the option `getToken`, or the current session of Clerk once it has loaded.

import type { ClerkFetchError } from '../error.ts';
import type { ClerkLike } from 'clerk-fetch-core';
import { Message } from '../core/codes.ts';
import type { Mark } from '../core/codes.ts';
import { core, write } from '../core/core.ts';
import { kindOf, memberOf } from '../core/kind.ts';
import type { Fail, Slots } from '../core/words.ts';
import type { Client, TokenOptions } from '../options.ts';
import { pageOrigin } from '../page.ts';
import { named, until } from '../wait.ts';
import { differs, ownerOf } from './identity.ts';
import { clerkFor } from './present.ts';
import type { MaybeClerk } from './present.ts';

declare global {
  var Clerk: ClerkLike | undefined;
}

/** A new token, `undefined` where there is none, `null` where its user is gone. */
export type Renewed = Minted<string> | null | undefined;

/** What the source gave. */
export interface Minted<Token> {
  readonly token: Token;
  /** Until when the marks of the forced mint hold that gave it; 0 where none did. */
  readonly until: number;
}

/** A refresh under way. */
export interface Flight {
  readonly stale: string;
  readonly promise: Promise<Renewed>;
  /** The longest `tokenTimeout` of those who wait. */
  longest: number;
  readonly giveUp: () => void;
}

/** What a forced mint replaced, and what by. Only calls that began before it reach it, and it goes with the last of them. */
export interface Link {
  /** The refresh's key, and the refused token. */
  stale?: string;
  minted?: Renewed;
  next?: Link;
}

/** Whom a call is made as, by `ownerOf`: the first that is known. */
export interface Asking {
  owner: string;
}

const clerkOf = /* eager */ (({ clerk }: Client): MaybeClerk => clerkFor(clerk));

export const isOffline = (): boolean => globalThis.navigator?.onLine === false;

/** Only visible ASCII can stand in a header: anything else would make `fetch` throw with the token in its message. */
export const isSendable = /* eager */ ((token: unknown): token is string => typeof token === 'string' && !/[^!-~]/.test(token));

/** Where no Clerk will ever be: no page, no worker, and not React Native, which has no `location`. */
const isServer = () => !globalThis.location && globalThis.navigator?.product !== 'ReactNative';

/** What is remembered of a token source. */
export interface Entry {
  /** Refreshes under way, by template, organization and the refused token's identity. */
  readonly flights: Map<string, Flight>;
  /** What became of tokens, by origin, template, organization and token. Times are those of `now()`. */
  readonly marks: Map<string, readonly [mark: Mark, until: number]>;
  /** Where the next forced mint is noted. */
  link: Link;
  /** Who was there last: between two sessions Clerk does not say. */
  owner: string;
  /** Of a `getToken`, by template and organization: whose token the last call carried that an SWR or query function made. */
  readonly seen: Map<string, string>;
}

/** Token source → entry. Goes with its source. */
const entries = new WeakMap<object, Entry>();

export const entryOf = /* eager */ ((client: Client): Entry => {
  const source = client.getToken ?? clerkOf(client) ?? client;
  let entry = entries.get(source);
  if (!entry) entries.set(source, (entry = { flights: new Map(), marks: new Map(), link: {}, owner: '', seen: new Map() }));
  return entry;
});

/** Notes who is there: whoever calls while Clerk is between two sessions is this one. */
export const notice = /* eager */ ((client: Client): string => {
  const owner = ownerOf(client);
  if (owner.length > 1) entryOf(client).owner = owner;
  return owner;
});

/** Goes on only as the one whom the call was made as. */
const meet = /* eager */ ((client: Client, asking: Asking, fail: Fail) => {
  if (!clerkOf(client)) return;
  const owner = notice(client);
  if (client.getToken && owner === '-') return; // the `null` of a `getToken` says it
  if (!asking.owner) asking.owner = owner;
  else if (differs(asking.owner, owner)) throw fail(Message.IdentityChanged);
});

/** A page is told once. */
let told = false;

/**
 * Tells a developer what the page lacks that has waited for Clerk for a second: Clerk's tag may be loading, and clerk-js sets
 * `isStandardBrowser` in `Clerk.load()`.
 */
export const remind = (given: MaybeClerk): void => {
  const clerk: (ClerkLike & { isStandardBrowser?: boolean }) | null | undefined = clerkFor(given);
  if (told || (clerk?.isStandardBrowser ?? clerk?.loaded ?? globalThis.document?.querySelector?.('[data-clerk-publishable-key]'))) return;
  // Only on a loopback origin, over `https:` too.
  if (!core || core.refusal(write(`${pageOrigin()}`.replace('ps:', 'p:'))) !== Message.ForeignOrigin) return;
  told = true;
  console.warn('clerk-fetch waits for Clerk: ' + (clerk ? 'call `Clerk.load()`' : 'add its script or `<ClerkProvider>`, or pass `clerk` or `getToken`'));
};

/** 0 where Clerk must be waited for, 1 where it can be asked, 2 where it failed. */
const readiness = (client: Client, look = 0) => {
  const clerk = clerkOf(client);
  if (look === 21) remind(client.clerk);
  return core.readiness(!!clerk && clerk.loaded !== false, kindOf(clerk?.session), write(String(clerk?.status ?? '')));
};

/** Without options, `getToken` is called without an argument. */
const argumentsOf = /* eager */ ((tokenOptions: TokenOptions | undefined): [] | [TokenOptions] => (tokenOptions ? [tokenOptions] : []));

/** Whether Clerk says that nobody is signed in; of a `getToken`, only its `null` tells. */
export const isSignedOut = (client: Client): boolean => !client.getToken && clerkOf(client)?.session === null;

/** A rejection of Clerk after which there is no session any more is a sign-out: a revoked session ends so. */
const askClerk = async (client: Client, tokenOptions: TokenOptions | undefined, fail: Fail, asking: Asking, signal?: AbortSignal): Promise<string | null> => {
  const clerk = clerkOf(client);
  if (clerk === null) return null;
  if (!clerk && isServer()) throw fail(Message.NoSource);
  let state = readiness(client);
  if (!state) {
    if (clerk?.loaded && clerk.session === undefined) asking.owner ||= entryOf(client).owner;
    let looks = 0;
    state = await until(() => readiness(client, ++looks), signal, client.tokenTimeout, () => fail(Message.ClerkNotLoaded));
  }
  if (state > 1) throw fail(Message.ClerkFailed);
  try {
    const session = clerkOf(client)?.session;
    if (!session) return null;
    if (core.pending(write(`${session.status}`))) throw fail(Message.SessionPending);
    meet(client, asking, fail);
    const token = await session.getToken(...argumentsOf(tokenOptions));
    // Somebody is signed in: without a network, `null` does not say the contrary.
    if (token === null && isOffline() && !isSignedOut(client)) throw fail(Message.Offline);
    return token;
  } catch (error) {
    if (isSignedOut(client)) return null;
    throw error;
  }
};

/** Asks the source: throws or rejects as it does, or with `fail(message)` where Clerk does not load or has somebody else. */
export const ask = /* eager */ ((client: Client, tokenOptions: TokenOptions | undefined, fail: Fail, asking: Asking, signal?: AbortSignal): Promise<string | null> => {
  const { getToken } = client;
  if (!getToken) return askClerk(client, tokenOptions, fail, asking, signal);
  meet(client, asking, fail);
  return getToken(...argumentsOf(tokenOptions));
});

/** The message for a rejection of the source, and its slots. Clerk's errors have a `code`, or the HTTP status of its API. */
export const rejected = (cause: unknown, { template: n }: TokenOptions = {}): [Message, Slots] => {
  let code: unknown;
  let status: unknown;
  try {
    code = memberOf(cause, 'code');
    status = memberOf(cause, 'status');
  } catch {
    // nothing was thrown, or what throws itself
  }
  const s = typeof status === 'number' ? status : 0;
  return [core.rejection(write(typeof code === 'string' ? code : ''), s, !!n, isOffline()), { s, n }];
};

/** The error where no token came in time. */
export const overdue = (fail: Fail, ms: number): ClerkFetchError =>
  fail(core.overdue(isOffline()), { cause: named('TimeoutError', `no token in ${ms} ms`) });
