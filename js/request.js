// What a caller passed, read once and at once: nothing that is changed later can part what is checked from what is sent.

import { core, writePair } from './core.js';
import { describe, failure, isClerkFetchError } from './error.js';
import { hasAuthorization, merged, ownHeaders, withToken } from './headers.js';
import { jsonOf } from './key.js';
import { kindOf } from './kind.js';
import { checkFields, checkObject, readToken } from './options.js';
import { discard } from './read.js';
import { redacted, resolve } from './url.js';
import { Flag, Kind, Message, Scope } from './codes.ts';

/** The members of `RequestInit`, for an `init` that inherits them: a `Request` may be one. */
const MEMBERS = 'method headers body mode credentials cache redirect referrer referrerPolicy integrity keepalive signal duplex priority window'.split(' ');

/** Fields of ours, which are not for `fetch`. */
const OURS = ['token', 'json', 'parseAs', 'schema'];

const copyInit = (init) => {
  const copied = { ...init };
  if (kindOf(init) !== Kind.Plain) for (const name of MEMBERS) if (name in init) copied[name] ??= init[name];
  for (const name of Object.keys(copied)) if (copied[name] === undefined) delete copied[name];
  return copied;
};

const isRequest = (input) =>
  typeof input === 'object' && input !== null && Object.prototype.toString.call(input) === '[object Request]';

/** What this call says of its token: `false`, or the options for `getToken`. */
const wanted = (client, token) => {
  if (token === undefined || token === false) return client.want;
  checkObject(token, '`token`');
  checkFields(Scope.Token, token, 'token.');
  return readToken({ ...client.want, ...token });
};

const jsonInit = (init, json) => {
  if (json === undefined) return undefined;
  if (init.body !== undefined && init.body !== null) throw failure(Message.TwoBodies);
  init.method ??= 'POST';
  init.body = jsonOf(json);
  return { 'Content-Type': 'application/json' };
};

/** A `Request` of our own: the caller's is used up now, as `fetch` does it. */
const fromRequest = (client, input, init, { place }, json) => {
  if (place) throw failure(Message.PageParamKind, { d: 'set, but the input is a `Request`' });
  const content = jsonInit(init, json);
  if (content) init.headers = merged(content, init.headers ?? input.headers);
  const request = new Request(input, init);
  return {
    request,
    target: resolve(client, request.url),
    method: request.method,
    signal: init.signal === null ? undefined : request.signal,
    own: request.headers,
  };
};

/** An unusable URL is `fetch`'s own TypeError in a plain call and `invalid_key` in the others. */
const targetOf = (client, text, place, plain) => {
  try {
    return resolve(client, text, place);
  } catch (cause) {
    if (isClerkFetchError(cause)) throw cause;
    const d = text.replace(/[?#].*/s, '').replace(/\/\/[^/]*@/, '//');
    if (plain) throw new TypeError(`Failed to parse URL from ${d}`, { cause });
    throw failure(Message.KeyUrl, { d }, { cause });
  }
};

const fromUrl = (client, input, own, { place, plain }, json) => {
  const target = targetOf(client, String(input), place, plain);
  const { headers: defaults, ...shared } = client.init ?? {};
  if (target.verdict) delete shared.credentials;
  const init = client.init ? { ...copyInit(shared), ...own } : own;
  const content = jsonInit(init, json);
  const lowest = target.verdict ? undefined : defaults;
  return {
    target,
    init,
    method: String(init.method ?? 'GET').toUpperCase(),
    signal: init.signal ?? undefined,
    own: ownHeaders(init.headers),
    lowest: content ? merged(content, lowest) : lowest,
  };
};

/** Settles the headers; `options` are those of the option `headers`. The caller's win. */
export const settleHeaders = (request, options) => {
  const lowest = options ? merged(request.lowest, options) : request.lowest;
  request.headers = lowest ? merged(lowest, request.own) : request.own;
  return hasAuthorization(request.headers);
};

/** The state that the core's machine starts from. */
const flagsOf = (client, request, token, parsed, ownAuthorization) => {
  const { attempts, methods } = client.retry;
  return (
    client.flags |
    (parsed ? Flag.Parsed : 0) |
    (token === false ? Flag.TokenUnwanted : 0) |
    (ownAuthorization ? Flag.OwnAuthorization : 0) |
    (request.request || core.replayable(kindOf(request.init.body)) ? Flag.Replayable : 0) |
    (attempts && core.retryable_method(writePair(request.method, methods)) ? Flag.RetryableMethod : 0)
  );
};

/** Reads the arguments of one call. */
export const prepare = (client, input, init, how) => {
  if (init !== undefined && init !== null && Object(init) !== init) {
    throw new TypeError(`the second argument of fetch must be an object, but got ${describe(init)}`);
  }
  const own = init ? copyInit(init) : {};
  const { token, json } = own;
  if (!how.parsed) for (const name of OURS) if (name !== 'token' && name in own) throw failure(Message.ParsedOnly, { d: name });
  for (const name of OURS) delete own[name];
  const request = (isRequest(input) ? fromRequest : fromUrl)(client, input, own, how, json);
  request.want = wanted(client, token);
  request.flags = flagsOf(client, request, token, how.parsed, settleHeaders(request));
  return request;
};

/** For messages and events. */
export const shown = (request) => ({ u: redacted(request.target.href), m: request.method, o: request.target.origin });

/** The arguments for `fetch`, for one try. A `Request` is sent as a clone, so that it can be sent again. */
export const argumentsFor = (request, token, signal) => {
  if (!request.request) {
    const headers = withToken(request.headers, token);
    return [request.target.href, { ...request.init, ...(headers && { headers }), ...(signal && { signal }) }];
  }
  const sent = request.request.clone();
  request.headers.forEach((value, name) => sent.headers.set(name, value));
  if (token !== undefined) sent.headers.set('authorization', `Bearer ${token}`);
  return signal && signal !== request.signal ? [sent, { signal }] : [sent];
};

/** Lets go of the body that was kept for another try. */
export const releaseRequest = ({ request }) => request?.body && discard(request);
