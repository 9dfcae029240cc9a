// What a caller passed, read once and at once: nothing that is changed later can part what is checked from what is sent.

import { core, writePair } from './core.js';
import { failed } from './call.js';
import { failure } from './error.js';
import { copied, hasAuthorization, merged, withToken } from './headers.js';
import { jsonOf } from './key.js';
import { tagOf } from './kind.js';
import { checkField, checkFields, readToken } from './options.js';
import { judge, redacted, resolve } from './url.js';
import { ignore, joined, now } from './wait.js';
import { Flag, Message, Scope } from './codes.ts';

/** Fields of ours, which are not for `fetch`. */
const OURS = ['token', 'json', 'parseAs', 'schema'];

/** Nothing is added to it: only `json`, which it has not, adds to an `init`. */
const NO_INIT = { own: {}, ours: {} };

/** Every member that has a value, read once; an `init` may inherit them: a `Request` may be one. */
const readInit = (init) => {
  if (init === undefined) return NO_INIT;
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
const fromRequest = (client, input, init, parsed, json) => {
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
const destinationOf = (client, text, parsed, place) => {
  let destination;
  try {
    destination = resolve(client, text);
  } catch {
    const d = redacted(text);
    throw parsed ? failure(Message.KeyUrl, { d }) : new TypeError('Invalid URL: ' + d);
  }
  return place ? judge(client, place(new URL(destination.href))) : destination;
};

const fromUrl = (client, input, own, parsed, json, place) => {
  const destination = destinationOf(client, `${input}`, parsed, place);
  let init = own;
  let lowest;
  if (client.init) {
    const { headers, ...shared } = client.init;
    if (destination.verdict) delete shared.credentials;
    else lowest = headers;
    init = { ...readInit(shared).own, ...own };
  }
  const content = jsonInit(init, json);
  return {
    destination,
    init,
    method: init.method ? String(init.method).toUpperCase() : 'GET',
    given: init.signal,
    own: copied(init.headers),
    lowest: content ? merged(content, lowest) : lowest,
  };
};

/** Settles the headers, `options` being those of the option `headers`; whether they have an `Authorization`. */
export const settleHeaders = (call, options) => {
  const lowest = options ? merged(call.lowest, options) : call.lowest;
  call.headers = lowest ? merged(lowest, call.own) : call.own;
  return !!call.headers && hasAuthorization(call.headers);
};

/** The state that the core's machine starts from. */
const flagsOf = (client, call, token, parsed, ownAuthorization) =>
  client.flags |
  (parsed && Flag.Parsed) |
  (token === false && Flag.TokenUnwanted) |
  (ownAuthorization && Flag.OwnAuthorization) |
  (client.retry.attempts && core.retryable_method(writePair(call.method, client.retry.methods)) && Flag.RetryableMethod);

const timedOut = (call) => () => failed(call, Message.Timeout);

/** How a parsed call reads: the call's own fields win over the options'. */
const parsing = (client, { parseAs, schema }) => {
  const as = parseAs === undefined ? client.parseAs : checkField(Scope.Options, 'parseAs', parseAs);
  if (schema !== undefined) checkField(Scope.Options, 'schema', schema);
  return { as, schema: schema ?? client.schema };
};

/**
 * Reads the arguments of one call: its `destination`, `method`, headers and what the core starts from. `how` says whether
 * it is `parsed`, and `read`s a key as `[input, init, { place, signal }]`, where `place` puts a page parameter into the URL.
 */
export const prepare = (client, first, second, how) => {
  const { parsed, read } = how;
  let input = first;
  let init = second;
  let more;
  if (read) [input, init, more] = read(client, first, second);
  if (init != null && Object(init) !== init) throw new TypeError('init must be an object');
  const { own, ours } = readInit(init);
  const { token, json } = ours;
  const d = init && !parsed && Object.keys(ours).find((name) => name !== 'token');
  if (d) throw failure(Message.ParsedOnly, { d });
  const found = (isRequest(input) ? fromRequest : fromUrl)(client, input, own, parsed, json, more?.place);
  const { given } = found;
  // All that a call will have: what is added later costs an engine another place for it.
  const call = {
    client,
    request: found.request,
    destination: found.destination,
    init: found.init,
    method: found.method,
    given,
    own: found.own,
    lowest: found.lowest,
    parsed: parsed && parsing(client, ours),
    want: wanted(client, token),
    signal: given,
    release: ignore,
    attempt: 0,
    flags: 0,
    headers: undefined,
    began: client.onEvent && now(),
    token: undefined,
    answer: undefined,
  };
  call.flags = flagsOf(client, call, token, parsed, settleHeaders(call));
  if (more?.signal || client.timeout) Object.assign(call, joined(given, more?.signal, client.timeout, timedOut(call)));
  return call;
};

/** The arguments for `fetch`, for one try. A `Request` is sent as a clone, so that it can be sent again. */
export const argumentsFor = ({ request, destination, init, headers, given, attempt, signal }, token) => {
  if (!request) {
    // Another try has headers of its own: those of the first are its receiver's.
    const all = withToken(attempt > 1 ? copied(headers) : headers, token);
    const sent = { ...init };
    if (all) sent.headers = all;
    if (signal) sent.signal = signal;
    return [destination.href, sent];
  }
  const sent = request.clone();
  headers.forEach((value, name) => sent.headers.set(name, value));
  if (token !== undefined) sent.headers.set('authorization', `Bearer ${token}`);
  return [sent, signal !== given ? { signal } : undefined];
};
