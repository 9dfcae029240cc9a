// What a caller passed, read once and at once: nothing that is changed later can part what is checked from what is sent.

import type { HeadersOption } from 'clerk-fetch-core';
import { Flag, Kind, Message, Scope } from '../core/codes.ts';
import { core, writePair } from '../core/core.ts';
import { isRequest, kindOf } from '../core/kind.ts';
import type { Foreign } from '../core/kind.ts';
import { failure } from '../core/words.ts';
import { checkField, checkFields, NOTHING, OURS, readToken } from '../options.ts';
import type { Client, TokenOptions } from '../options.ts';
import { hasHttpCache } from '../page.ts';
import { ignore, joined, now } from '../wait.ts';
import { jsonOf, keptBody } from './body.ts';
import type { Call, Parsing, Surface } from './call.ts';
import { failed } from './failure.ts';
import { copied, hasAuthorization, merged, withToken } from './headers.ts';
import { judge, redacted, resolve } from './url.ts';

/** What of an `init` is for `fetch`; `jsonInit` writes to it. */
type FetchInit = { -readonly [Name in keyof RequestInit]: RequestInit[Name] };

/** The fields of ours. `checkField` looks at each that is used. */
interface OwnFields {
  token?: false | TokenOptions;
  json?: unknown;
  parseAs?: unknown;
  schema?: Parsing['schema'];
  reverification?: unknown;
}

/** An object without a prototype of its own is copied five times as slowly. */
const NO_FIELDS = /* @__PURE__ */ Object.freeze(/* @__PURE__ */ Object.create(NOTHING));

/** What is in it is in every object. */
const EMPTY = {};

/** `fetch` would read what a polluted prototype gives to all objects. Node's does so even for a member that is `undefined`. */
const shielded = (init: RequestInit, method: string, headers: RequestInit['headers'], signal: AbortSignal | null = null): RequestInit => {
  let all = init;
  for (const name in EMPTY) all = { [name]: { __proto__: null, method, headers, signal }[name as never], ...all };
  return all;
};

/** All calls without an `init` share it, so nothing is added to it: it has no `json`, which would. */
const NO_INIT: { fetchInit: FetchInit; ownFields: OwnFields } = { fetchInit: NO_FIELDS, ownFields: NO_FIELDS };

/**
 * Every member that has a value and is not in `known`, read once; an `init` may inherit them: a `Request` may be one. What all
 * objects have is none.
 */
const readInit = /* eager */ ((init: object | null | undefined, known?: object): { fetchInit: FetchInit; ownFields: OwnFields } => {
  if (init === undefined) return NO_INIT;
  const fetchInit: Record<string, unknown> = Object.create(NOTHING);
  const ownFields: Record<string, unknown> = Object.create(NOTHING);
  const take = (name: string) => {
    const value = (init as Foreign)[name];
    if (value === undefined || name === '__proto__' || (known && name in known) || ((typeof value === 'function' || name in Object.prototype) && !Object.hasOwn(init!, name))) return;
    (OURS.includes(name) ? ownFields : fetchInit)[name] = value;
  };
  for (const name in init) take(name);
  // A class has accessors that no loop finds: `fetch` reads its members by their names.
  if (init && Object.getPrototypeOf(init) !== Object.prototype) {
    for (const name in globalThis.Request?.prototype) take(name);
    OURS.forEach(take);
  }
  return { fetchInit, ownFields };
});

/** What this call says of its token: `false`, or the options for `getToken`. */
const tokenOptionsOf = /* eager */ ((client: Client, token: OwnFields['token']) => {
  if (token === undefined || token === false) return client.tokenOptions;
  checkFields(Scope.Token, token, 'token', 'token.');
  return readToken({ __proto__: null, ...client.tokenOptions, ...token } as TokenOptions);
});

const JSON_TYPE = { 'Content-Type': 'application/json' };

/** Makes `json` the body; the headers that it brings. */
const jsonInit = /* eager */ ((init: FetchInit, json: unknown) => {
  if (json === undefined) return undefined;
  if (init.body != null) throw failure(Message.TwoBodies);
  init.method ??= 'POST';
  init.body = jsonOf(json);
  return JSON_TYPE;
});

/** What an input and its `init` say of a call. */
type Reading = Pick<Call, 'destination' | 'method' | 'callerSignal' | 'callerHeaders'> & Partial<Pick<Call, 'request' | 'init' | 'defaultHeaders'>>;

/** The platform makes the copies of its own class and of those that extend it. Another class has a `fetch` that takes no other. */
const classOf = (input: Request): typeof Request =>
  globalThis.Request?.prototype.isPrototypeOf(input) ? Request : (input.constructor as typeof Request);

/**
 * A copy with what stands on the object itself and no copy gets: Next's `next`, and undici's `dispatcher` before Node 24. Other
 * symbols are a class's own state, which no other object may share.
 */
const alike = (copy: Request, request: Request): Request => {
  for (const key of Reflect.ownKeys(request)) {
    const isOwn = ((key as Partial<symbol>).description ?? 'dispatcher') === 'dispatcher';
    if (isOwn && Reflect.get(copy, key) == null) Reflect.set(copy, key, Reflect.get(request, key));
  }
  return copy;
};

/** A `Request` of our own: the caller's is used up now, as `fetch` does it. What a `Request` cannot hold goes beside it. */
const fromRequest = (client: Client, given: Request, init: FetchInit, json: unknown, isSent: boolean): Reading => {
  const input = isSent || given.bodyUsed ? given : given.clone();
  if (json !== undefined) {
    if (input.method !== 'GET') init.method ??= input.method;
    init.headers = merged(jsonInit(init, json), init.headers ?? input.headers);
  }
  const request = alike(new (classOf(input))(input, shielded(init, input.method, input.headers, input.signal)), input);
  const { method, headers, body, signal, ...rest } = init;
  const shared = client.init ?? {};
  const beside = readInit(client.init, request).fetchInit;
  // A `Request` cannot say that it leaves these two to others; each keeps a token or an answer from whom it is not for.
  for (const name of ['cache', 'redirect'] as const) if (Object.hasOwn(shared, name) && shared[name] && /^(default|follow)$/.test(request[name])) Object.assign(beside, { [name]: shared[name] });
  return {
    request,
    init: { ...beside, ...rest },
    destination: resolve(client, request.url),
    method: request.method,
    callerSignal: signal === null ? undefined : isSent ? request.signal : (signal ?? given.signal), // a clone's may be collected
    callerHeaders: copied(request.headers),
  };
};

/** An unusable URL is `fetch`'s own TypeError in a plain call and `invalid_key` in the others. */
const destinationOf = /* eager */ ((client: Client, input: unknown, parsed: boolean, place?: (url: URL) => URL) => {
  const text = `${input}`;
  let destination;
  try {
    if (text.startsWith('[object ') || (parsed && input == null)) throw input; // nobody's URL
    destination = resolve(client, text);
  } catch {
    const error = failure(Message.KeyUrl, { d: typeof input === 'object' ? 'an object' : `\`${redacted(text)}\`` });
    throw parsed ? error : new TypeError(error.message);
  }
  return place ? judge(client, place(new URL(destination.href))) : destination;
});

const fromUrl = /* eager */ ((client: Client, input: unknown, fetchInit: FetchInit, parsed: boolean, json: unknown, place?: (url: URL) => URL): Reading => {
  const destination = destinationOf(client, input, parsed, place);
  let init = fetchInit;
  let defaultHeaders: HeadersOption | undefined;
  if (client.init) {
    const { headers, ...shared } = client.init;
    if (destination.verdict) delete shared.credentials;
    else defaultHeaders = headers;
    init = Object.assign(readInit(shared).fetchInit, fetchInit);
  }
  const content = jsonInit(init, json);
  if (init.body) {
    // `fetch` would send `[object Object]`.
    if (parsed && [Kind.Array, Kind.Plain].includes(kindOf(init.body))) throw failure(Message.TwoBodies);
    init.body = keptBody(init.body);
  }
  return {
    request: undefined,
    destination,
    init,
    method: init.method ? String(init.method).toUpperCase() : 'GET',
    callerSignal: init.signal,
    callerHeaders: copied(init.headers),
    defaultHeaders: content ? merged(content, defaultHeaders) : defaultHeaders,
  };
});

/** Settles the headers, `options` being those of the option `headers`; whether they have an `Authorization`. */
export const settleHeaders = /* eager */ ((call: Call, options?: HeadersOption): boolean => {
  const { callerHeaders } = call;
  const defaultHeaders = options ? merged(call.defaultHeaders, options) : call.defaultHeaders;
  call.headers = defaultHeaders ? merged(defaultHeaders, callerHeaders) : callerHeaders;
  return !!call.headers && hasAuthorization(call.headers);
});

/** The state that the core's machine starts from. */
const flagsOf = /* eager */ ((client: Client, call: Call, token: OwnFields['token'], ownAuthorization: boolean) =>
  client.flags |
  (call.parsing ? Flag.Parsed : 0) |
  (token === false ? Flag.TokenUnwanted : 0) |
  (ownAuthorization ? Flag.OwnAuthorization : 0) |
  (client.retry.attempts && core.retryable_method(writePair(call.method, client.retry.methods!)) ? Flag.RetryableMethod : 0));

const timedOut = (call: Call) => () => failed(call, Message.Timeout);

/** How a parsed call reads: the call's own fields win over the options'. */
const parsingOf = (client: Client, { parseAs: name, schema, reverification }: OwnFields): Parsing => {
  const parseAs = name === undefined ? client.parseAs : checkField(Scope.Options, 'parseAs', name);
  if (schema !== undefined) checkField(Scope.Options, 'schema', schema);
  return { parseAs, schema: schema ?? client.schema, returnsReverification: reverification === undefined ? client.returnsReverification : checkField(Scope.Options, 'reverification', reverification) };
};

/**
 * Reads the arguments of one call: its destination, method, headers and what the core starts from.
 *
 * @throws TypeError as `fetch` would for such arguments; ClerkFetchError `invalid_options`, `invalid_key`
 */
export const prepare = /* eager */ ((client: Client, first: unknown, second: unknown, { parsed = false, read, instead }: Surface): Call => {
  const [input, init, context] = read ? read(client, first, second) : [first, second as object | undefined];
  if (init != null && Object(init) !== init) throw new TypeError('init must be an object');
  const { fetchInit, ownFields } = readInit(init);
  const { token } = ownFields;
  const json = parsed ? ownFields.json : undefined;
  const reading = isRequest(input) ? fromRequest(client, input, fetchInit, json, !instead) : fromUrl(client, input, fetchInit, parsed, json, context?.place);
  const { callerSignal } = reading;
  if (callerSignal && !('aborted' in Object(callerSignal))) throw new TypeError('signal must be an AbortSignal');
  // All that a call will have: what is added later costs an engine another place for it.
  const call: Call = {
    client,
    request: reading.request,
    dispatched: undefined,
    destination: reading.destination,
    init: reading.init,
    method: reading.method,
    callerSignal,
    callerHeaders: reading.callerHeaders,
    defaultHeaders: reading.defaultHeaders,
    parsing: parsed ? parsingOf(client, ownFields) : undefined,
    tokenOptions: tokenOptionsOf(client, token),
    signal: callerSignal,
    release: ignore,
    attempt: 0,
    flags: 0,
    headers: undefined,
    began: client.onEvent ? now() : undefined,
    fresh: !!token && Object.hasOwn(token, 'skipCache') && token.skipCache === true,
    token: context?.refused,
    identity: undefined,
    owner: '',
    seen: undefined,
    until: 0,
    expired: false,
    link: undefined,
    answer: undefined,
    outer: undefined,
    flown: undefined,
    returns: 0,
    carried: undefined,
    error: undefined,
  };
  call.flags = flagsOf(client, call, token, settleHeaders(call));
  if (context?.signal || client.timeout) Object.assign(call, joined(callerSignal, context?.signal, client.timeout, timedOut(call)));
  return call;
});

/** What a `Request` loses beside a member. */
const referrerOf = ({ referrer, referrerPolicy }: Request): RequestInit => ({ referrer, referrerPolicy });

/** Node lets go of the signal of a clone once it collects, but not of that of a `Request` made with one. In `init` it would end Next's memoization. */
const cloneOf = (request: Request, signal: Call['callerSignal']): Request =>
  !signal || hasHttpCache() || classOf(request) !== globalThis.Request ? request.clone() : new Request(request.clone(), { ...referrerOf(request), signal });

const kept = /* @__PURE__ */ new WeakMap<object, readonly unknown[]>();

/** In Node the signal of a `Request` follows another only while the `Request` is there: each stays as long as the body. */
export const keepSignals = (call: Call, input: unknown, answer?: Response): void => {
  if (answer?.body) kept.set(answer.body, [input, call.request, call.dispatched]);
};

/** The arguments for `fetch`, for one try. A `Request` is sent as a clone, so that it can be sent again. */
export const argumentsFor = /* eager */ ((call: Call, token?: string, signal = call.signal): [input: string | Request, init: RequestInit] => {
  const { request, destination, init, method, headers, callerSignal, attempt } = call;
  const sent: RequestInit = { ...init };
  const isUncached = token !== undefined && !(sent.cache ?? call.client.init?.cache) && (request?.cache ?? 'default') === 'default' && hasHttpCache();
  if (isUncached) sent.cache = 'no-store';
  if (signal && !(request && signal === callerSignal)) sent.signal = signal;
  if (request && (isUncached || sent.signal || sent.cache || sent.redirect)) Object.assign(sent, referrerOf(request), init);
  // Another try has headers of its own: those of the first are its receiver's.
  const all = withToken(attempt > 1 ? copied(headers) : headers, token);
  let input: string | Request = destination.href;
  if (request) {
    const clone = (call.dispatched = input = alike(cloneOf(request, callerSignal), request));
    new Headers(all).forEach((value, name) => clone.headers.set(name, value));
  } else if (all) sent.headers = all;
  return [input, shielded(sent, method, request ? (input as Request).headers : [], signal)];
});
