// Reads options once, has the core check each of them, and keeps what a call needs.

import type { ClerkFetchOptions } from 'clerk-fetch-core';
import { Base, Flag, Kind, Message, Scope } from './core/codes.ts';
import { core, loadEventually, loadNow, read, write, writePair } from './core/core.ts';
import { kindOf, memberOf } from './core/kind.ts';
import type { Foreign } from './core/kind.ts';
import { describe, failure } from './core/words.ts';
import { pageOrigin } from './page.ts';
import { variantOf } from './token/owners.ts';
import { isNoClerk } from './token/present.ts';
import { ignore } from './wait.ts';

/** What `getToken` is asked for; `undefined` where nothing is, so that it is called without an argument. */
export interface TokenOptions {
  readonly template?: string;
  readonly organizationId?: string;
  readonly skipCache?: boolean;
}

/** Where a call goes, and the core's word on it. */
export interface Destination {
  /** The URL that is sent. */
  readonly href: string;
  /** `''` where the URL has credentials. */
  readonly origin: string;
  /** 0 where this origin may get the token, or the message that says why not. */
  readonly verdict: number;
}

/** One fetcher's configuration, and what it remembers of former calls. */
export interface Client extends Omit<ClerkFetchOptions, 'allowedOrigins' | 'baseUrl' | 'parseAs' | 'retry' | 'tokenTimeout'> {
  /** `baseUrl` without what follows its path, and its origin; `''` where there is none. */
  baseUrl?: string;
  baseOrigin: string;
  /** The rules, as the origins that they are compared with. */
  allowedOrigins: readonly string[];
  retry: Retry;
  /** What each call asks `getToken` for; a call's own `token` adds to it. */
  tokenOptions: TokenOptions | undefined;
  /** Milliseconds. */
  tokenTimeout: number;
  /** The code of `parseAs`. */
  parseAs: number;
  /** `reverification: 'return'` */
  returnsReverification: number | undefined;
  /** What each call starts from (`Flag`). */
  flags: number;
  /** The `fetch` that was there first: an application may have put this fetcher in its place. */
  before: typeof fetch | undefined;
  /** While the core must be waited for: that wait, behind which the options are checked. */
  pending: Promise<void> | undefined;

  /** The token that was sent last, which is not judged again, for as long as somebody else keeps it. */
  accepted?: WeakRef<{ readonly token: unknown }> | undefined;

  // Decisions on URLs (js/call/url.ts), forgotten when the page is another.
  /** The document, or the page's origin, that the decisions were made for. */
  page?: unknown;
  pageOrigin?: string | undefined;
  /** What relative inputs were resolved against. */
  pageBase?: string | undefined;
  /** Input → destination. */
  destinations: Map<string, Destination>;
  /** Input relative to the page → destination. */
  relatives: Map<string, Destination>;
  /** Origin → 0, or the message that refuses it. */
  verdicts: Map<string, number>;
}

interface Retry {
  /** Tries after the first. */
  readonly attempts: number;
  /** The longest wait, in milliseconds. */
  readonly maxDelay?: number;
  /** The option's methods, joined by commas; `''` for the default. */
  readonly methods?: string;
  readonly statuses?: readonly number[] | undefined;
  /** For one try, in milliseconds. */
  readonly timeout?: number | undefined;
}

/** The index of each choice of an object's fields, by the field's name. */
type Choices = Partial<Record<string, number>>;

/** Checks one field and returns its choice's index; `prefix` is what messages put before its name. */
export const checkField = /* eager */ ((scope: Scope, name: string, value: unknown, prefix = ''): number => {
  const length = writePair(name.replaceAll('\0', ' '), typeof value === 'string' ? value : '');
  const verdict = core.option(scope, length, kindOf(value), typeof value === 'number' ? value : NaN);
  if (verdict < 0) throw failure(verdict & 255, { d: prefix + name, n: read((verdict >>> 8) & 0xffff) });
  return verdict;
});

/** Checks that a value is an object, and every field of it (`what` is its name, or how to write the options); returns the indices of its choices. */
export const checkFields = /* eager */ ((scope: Scope, fields: unknown, what: string, prefix?: string): Choices => {
  const kind = kindOf(fields);
  const { queryKey, signal } = Object(fields) as Foreign;
  const d = memberOf(Object(fields), 'then') ? 'a promise' : kind !== Kind.Plain && kind !== Kind.Object ? describe(fields) : !scope && queryKey && signal ? "a query's context" : '';
  if (d) throw scope ? failure(Message.OptionType, { d: what, n: 'must be an object, or left out, not ' + d }) : failure(Message.NoOptions, { n: what, d });
  const choices: Choices = Object.create(null);
  for (const [name, value] of Object.entries(fields as object)) choices[name] = checkField(scope, name, value, prefix);
  return choices;
});

/** The URL of a text, or a stand-in that has nothing. */
const urlOf = /* eager */ ((text: string | URL, base?: string): Partial<URL> => {
  try {
    return new URL(text, base);
  } catch {
    return {};
  }
});

const originOf = /* eager */ (({ protocol, host }: Partial<URL>) => (protocol ? `${protocol}//${host}` : ''));

/** Without what follows the path, and without a sign of it. */
const readBase = (option: string | URL) => {
  const text = `${option}`;
  const isPath = core.base_kind(write(text)) === Base.Path;
  const url = urlOf(text, isPath ? pageOrigin() : undefined);
  const { pathname, search, hash, username, password } = url;
  const baseOrigin = originOf(url);
  const expected = core.base(write(baseOrigin), !!(search || hash || username || password));
  // What may hold a secret is not shown.
  if (expected) throw failure(Message.OptionType, { d: 'baseUrl', n: read(expected) + (/[@?#]/.test(text) ? '' : `, not \`${text}\``) });
  // A path lists no origin: the rule for the page's own decides.
  return { baseUrl: baseOrigin + pathname, baseOrigin: isPath ? '' : baseOrigin };
};

const readRule = /* eager */ ((raw: string) => {
  const isText = typeof raw === 'string';
  // Chromium escapes the `*` of a host.
  const o = originOf(urlOf(raw)).replaceAll('%2A', '*');
  const fault = core.rule(isText ? writePair(o, raw) : 0);
  if (fault) throw failure(fault, { d: isText ? raw.replace(/.*@/s, '…@') : describe(raw), o: o || 'https://api.foo.com' });
  return o;
});

/** An array whose every element is `accepted`. */
const checkList = <Item>(name: string, list: readonly Item[] | undefined, accepted: (item: Item) => boolean) => checkField(Scope.Retry, name, list?.every(accepted) === false ? null : list, 'retry.');

const NO_RETRY: Retry = { attempts: 0, timeout: undefined, statuses: undefined };

const readRetry = /* eager */ ((option: ClerkFetchOptions['retry']): Retry => {
  if (!option) return NO_RETRY;
  const given = typeof option === 'number' ? { attempts: option } : option;
  checkFields(Scope.Retry, given, 'retry', 'retry.');
  const fields = { __proto__: null, ...given } as typeof given;
  const { attempts = 2, maxDelay = 30_000, methods, statuses, timeout } = fields;
  checkList('methods', methods, (method) => typeof method === 'string' && /^\w+$/.test(method));
  checkList('statuses', statuses, Number.isInteger);
  return { attempts, maxDelay, methods: methods ? methods.join() || ',' : '', statuses: statuses && [...statuses], timeout };
});

/** The token's own options: `undefined` where nothing is asked for, so that `getToken` is called with no argument. */
export const readToken = /* eager */ (({ template, organizationId }: TokenOptions): TokenOptions | undefined => {
  const text = variantOf({ template, organizationId });
  return text ? JSON.parse(text) : undefined;
});

/** Fields of a call that are not for `fetch`. */
export const OURS = ['token', 'json', 'parseAs', 'schema', 'reverification'];

/** A copy that inherits nothing, and whose headers can be read again: the first call would use up a generator. */
const lasting = <Given extends { headers?: unknown }>(given: Given): Given => {
  const all: Given = { __proto__: NOTHING, ...given };
  const headers = all.headers as IterableIterator<unknown> | undefined;
  if (headers?.next?.call) all.headers = [...headers]; // a header of this name is a text
  return all;
};

const configure = /* eager */ ((client: Client, options: ClerkFetchOptions, usage: string) => {
  const { foreignOrigin, signedOut, parseAs = 0, reverification } = checkFields(Scope.Options, options, usage);
  const { tokenTimeout = 10_000, init, clerk, headers } = options;
  if (isNoClerk(clerk)) checkField(Scope.Options, 'clerk', '');
  if ([headers].flat().some((pair) => typeof pair === 'string')) checkField(Scope.Options, 'headers', '');
  const misplaced = init && OURS.find((name) => Object.hasOwn(init, name));
  if (misplaced) throw failure(Message.OptionType, { d: 'init.' + misplaced, n: 'belongs into each call' });
  Object.assign(client, { baseOrigin: '' }, lasting(options), options.baseUrl && readBase(options.baseUrl), init && { init: lasting(init) }, {
    allowedOrigins: (options.allowedOrigins ?? []).map(readRule),
    retry: readRetry(options.retry),
    tokenOptions: readToken(options),
    tokenTimeout,
    parseAs,
    returnsReverification: reverification,
  });
  client.flags =
    (foreignOrigin ? Flag.ForeignAnonymous : 0) |
    (signedOut ? Flag.SignedOutAnonymous : 0) |
    (client.headers ? Flag.HasHeaders : 0) |
    (client.retry.statuses ? Flag.OwnStatuses : 0);
});

/** For what inherits nothing. With `null` itself as prototype, engines look each member up by hash. */
export const NOTHING: object = /* @__PURE__ */ Object.freeze({ __proto__: null });

/** What the first fetcher of all found in place of `fetch`: it leads back to none. */
export let firstFetch: typeof fetch | undefined;

/** What an object says itself, and what its class does, by accessors and methods; what all objects have is none. */
const readOptions = /* eager */ ((options: Foreign): ClerkFetchOptions => {
  const all: Record<string, unknown> = { __proto__: null, ...options };
  for (let from: object | null = Object.getPrototypeOf(options); from && !Object.hasOwn(from, 'hasOwnProperty'); from = Object.getPrototypeOf(from)) {
    for (const name of Object.getOwnPropertyNames(from)) if (name !== 'constructor') all[name] = options[name];
  }
  return all;
});

/**
 * One fetcher's configuration. Where the core must be waited for, `pending` is that wait, and options are checked
 * behind it.
 */
export const makeClient = /* eager */ ((options: ClerkFetchOptions | undefined = {}, usage: string): Client => {
  const ownOptions: ClerkFetchOptions = typeof options === 'object' && options && !Array.isArray(options) ? readOptions(options as Foreign) : options;
  // Not `{ __proto__: NOTHING }`: V8 gives each such literal a shape of its own, and a thousand fetchers three times the time.
  firstFetch ??= globalThis.fetch;
  const client: Client = Object.assign(Object.create(NOTHING), { before: globalThis.fetch, destinations: new Map(), relatives: new Map(), verdicts: new Map() });
  if (loadNow()) {
    configure(client, ownOptions, usage);
  } else {
    client.pending = loadEventually().then(() => {
      configure(client, ownOptions, usage);
      client.pending = undefined;
    });
    client.pending.catch(ignore);
  }
  return client;
});
