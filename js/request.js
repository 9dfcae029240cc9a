// What a caller passed, read once and at once: nothing that is changed later can part what is checked from what is sent.

import { core, writePair } from './core.js';
import { failure } from './error.js';
import { copied, hasAuthorization, merged, withToken } from './headers.js';
import { jsonOf } from './key.js';
import { kindOf, tagOf } from './kind.js';
import { checkFields, readToken } from './options.js';
import { judge, redacted, resolve } from './url.js';
import { Flag, Message, Scope } from './codes.ts';

/** Fields of ours, which are not for `fetch`. */
const OURS = ['token', 'json', 'parseAs', 'schema'];

/** Every member that has a value, read once; an `init` may inherit them: a `Request` may be one. */
const readInit = (init) => {
  const own = {};
  const ours = {};
  for (const name in init) {
    const value = init[name];
    if (value === undefined || name === '__proto__' || (typeof value === 'function' && !Object.hasOwn(init, name))) continue;
    (OURS.includes(name) ? ours : own)[name] = value;
  }
  return { own, ours };
};

export const isRequest = (input) => typeof input === 'object' && tagOf(input) === 'Request';

/** What this call says of its token: `false`, or the options for `getToken`. */
const wanted = (client, token) => {
  if (token === undefined || token === false) return client.want;
  checkFields(Scope.Token, token, 'token', 'token.');
  return readToken({ ...client.want, ...token });
};

const JSON_TYPE = { 'Content-Type': 'application/json' };

/** Makes `json` the body; the headers that it brings. */
const jsonInit = (init, json) => {
  if (json === undefined) return undefined;
  if (init.body != null) throw failure(Message.TwoBodies);
  init.method ??= 'POST';
  init.body = jsonOf(json);
  return JSON_TYPE;
};

/** A `Request` of our own: the caller's is used up now, as `fetch` does it. */
const fromRequest = (client, input, init, how, json) => {
  if (json !== undefined) {
    if (input.method !== 'GET') init.method ??= input.method;
    init.headers = merged(jsonInit(init, json), init.headers ?? input.headers);
  }
  const request = new Request(input, init);
  return {
    request,
    destination: resolve(client, request.url),
    method: request.method,
    given: init.signal === null ? undefined : request.signal,
    own: request.headers,
  };
};

/** An unusable URL is `fetch`'s own TypeError in a plain call and `invalid_key` in the others. */
const destinationOf = (client, text, { place, parsed }) => {
  let destination;
  try {
    destination = resolve(client, text);
  } catch {
    const d = redacted(text);
    throw parsed ? failure(Message.KeyUrl, { d }) : new TypeError('Invalid URL: ' + d);
  }
  return place ? judge(client, place(new URL(destination.href))) : destination;
};

const fromUrl = (client, input, own, how, json) => {
  const destination = destinationOf(client, `${input}`, how);
  const { headers, ...shared } = client.init ?? {};
  if (destination.verdict) delete shared.credentials;
  const init = client.init ? { ...readInit(shared).own, ...own } : own;
  const content = jsonInit(init, json);
  const lowest = destination.verdict ? undefined : headers;
  return {
    destination,
    init,
    method: String(init.method ?? 'GET').toUpperCase(),
    given: init.signal,
    own: copied(init.headers),
    lowest: content ? merged(content, lowest) : lowest,
  };
};

/** Settles the headers, `options` being those of the option `headers`; whether they have an `Authorization`. */
export const settleHeaders = (call, options) => {
  const lowest = options ? merged(call.lowest, options) : call.lowest;
  call.headers = lowest ? merged(lowest, call.own) : call.own;
  return hasAuthorization(call.headers);
};

/** The state that the core's machine starts from. */
const flagsOf = (client, call, token, parsed, ownAuthorization) =>
  client.flags |
  (parsed && Flag.Parsed) |
  (token === false && Flag.TokenUnwanted) |
  (ownAuthorization && Flag.OwnAuthorization) |
  ((call.request || core.replayable(kindOf(call.init.body))) && Flag.Replayable) |
  (client.retry.attempts && core.retryable_method(writePair(call.method, client.retry.methods)) && Flag.RetryableMethod);

/** Reads the arguments of one call: its `destination`, `method`, headers and what the core starts from. */
export const prepare = (client, input, init, how) => {
  if (init != null && Object(init) !== init) throw new TypeError('init must be an object');
  const { own, ours } = readInit(init);
  const { token, json } = ours;
  const d = !how.parsed && Object.keys(ours).find((name) => name !== 'token');
  if (d) throw failure(Message.ParsedOnly, { d });
  const call = (isRequest(input) ? fromRequest : fromUrl)(client, input, own, how, json);
  call.want = wanted(client, token);
  call.flags = flagsOf(client, call, token, how.parsed, settleHeaders(call));
  return call;
};

/** The arguments for `fetch`, for one try. A `Request` is sent as a clone, so that it can be sent again. */
export const argumentsFor = (call, token, signal) => {
  const { request, destination, init, headers, given } = call;
  if (!request) {
    // Another try has headers of its own: those of the first are its receiver's.
    const all = withToken(call.attempt > 1 ? copied(headers) : headers, token);
    return [destination.href, { ...init, ...(all && { headers: all }), ...(signal && { signal }) }];
  }
  const sent = request.clone();
  headers.forEach((value, name) => sent.headers.set(name, value));
  if (token !== undefined) sent.headers.set('authorization', `Bearer ${token}`);
  return [sent, signal !== given ? { signal } : undefined];
};
