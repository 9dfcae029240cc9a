// Carries out one call: asks the core what is next, does it, and reports what happened. No policy here.

import { core, writePair } from './core.js';
import { describe, failure, isClerkFetchError } from './error.js';
import { differs } from './identity.js';
import { kindOf } from './kind.js';
import { discard, headerOf, readFailure, readValue, retryAfterOf } from './read.js';
import { renew, settle } from './refresh.js';
import { argumentsFor, prepare, settleHeaders } from './request.js';
import { ask, isOffline, isSendable, overdue, rejected } from './token.js';
import { isCrossOrigin, redacted } from './url.js';
import { ignore, joined, now, pause, reasonOf, within } from './wait.js';
import { Action, Event, Message } from './codes.ts';

/** The error of a core message about this call. */
export const failed = (call, message, slots, fields) => {
  const { destination, method, client } = call;
  const url = redacted(destination.href);
  return failure(message, { u: url, m: method, o: destination.origin, w: client.timeout, ...slots }, { url, method, ...fields });
};

/** No answer came: `fetch` or a body's reader rejected with `cause`. */
export const unreachable = (call, cause) => failed(call, isCrossOrigin(call.client, call.destination) ? Message.NetworkCors : Message.Network, {}, { cause });

/** Tells the option `onEvent`, which cannot disturb a call and never sees the token. */
const emit = (call, type, began, fields) => {
  const { client, destination, method, attempt } = call;
  if (!client.onEvent) return;
  try {
    client.onEvent({ type, url: redacted(destination.href), method, attempt, duration: now() - began, ...fields })?.catch?.(ignore);
  } catch {
    // an observer's own
  }
};

/** The option `headers`, which may be a function of the call. */
const optionHeaders = async (call, state) => {
  const { client, destination, method, signal } = call;
  let { headers } = client;
  if (typeof headers === 'function') headers = await within(headers({ url: destination.href, method }), signal);
  return core.step(state, Event.Prepared, settleHeaders(call, headers ?? {}));
};

/**
 * The source's answer: a token, or `null`. Rejects with what kept it from answering. A token that is there within a few
 * microtasks, as a cached one is, needs no timer, which would cost more than all the rest of a call.
 */
const obtain = async (call) => {
  const { client, want, signal } = call;
  const { tokenTimeout } = client;
  const fail = (message, fields) => failed(call, message, { w: tokenTimeout }, fields);
  let answer;
  try {
    const asked = Promise.resolve(ask(client, want, fail, signal));
    asked.then((value) => (answer = { value }), ignore);
    for (let hop = 0; hop < 3 && !answer; hop++) await undefined;
    if (answer && !signal?.aborted) return answer.value;
    return await within(asked, signal, core.patience(tokenTimeout, isOffline()), () => overdue(fail, tokenTimeout));
  } catch (error) {
    throw signal?.aborted || isClerkFetchError(error) ? error : rejected(fail, error);
  }
};

const getToken = async (call, state) => {
  const { client, token } = call;
  const began = now();
  call.attempt++;
  const answer = await obtain(call);
  const outcome = core.answer(kindOf(answer), isSendable(answer));
  if (outcome > 1) throw failed(call, outcome, { d: describe(answer) });
  if (outcome) return core.step(state, Event.Token, outcome);
  if (token !== undefined && differs(token, answer)) return core.step(state, Event.IdentityChanged, 0);
  call.token = answer;
  emit(call, 'token', began);
  return core.step(state, Event.Token, 0);
};

const send = async (call, state, token) => {
  const { client, signal } = call;
  const fetch = client.fetch ?? globalThis.fetch;
  const began = now();
  call.attempt ||= 1;
  try {
    const { status } = (call.answer = await within(fetch(...argumentsFor(call, token, signal)), signal));
    emit(call, 'response', began, { status });
    if (call.replayed) settle(client, call.want, token, status);
    return core.step(state, Event.Status, status | (client.retry.statuses?.includes(status) << 16));
  } catch (error) {
    if (signal?.aborted) throw reasonOf(signal);
    call.error = error;
    call.answer = undefined;
    return core.step(state, Event.Unreachable, 0);
  }
};

const challenge = ({ answer }, state) => {
  const length = writePair(headerOf(answer, 'x-clerk-auth-reason'), headerOf(answer, 'www-authenticate'));
  return core.step(state, Event.Challenged, core.mendable(length));
};

const refresh = async (call, state) => {
  const { client, want, signal, token, answer } = call;
  const began = now();
  const renewed = await within(renew(client, want, token), signal);
  emit(call, 'refresh', began, { renewed: renewed != null });
  if (renewed === undefined) return core.step(state, Event.Refreshed, 0);
  if (renewed === null || differs(token, renewed)) return core.step(state, Event.Refreshed, 2);
  discard(answer);
  call.token = renewed;
  call.replayed = true;
  call.attempt++;
  return core.step(state, Event.Refreshed, 1);
};

const backoff = async (call, state) => {
  const { client, answer, attempt, began, signal } = call;
  const wait = core.delay(attempt + 1, Math.random(), client.retry.maxDelay, answer ? retryAfterOf(answer) : -1);
  if (wait < 0) return core.step(state, Event.Waited, 0);
  emit(call, 'retry', began, { wait, ...(answer && { status: answer.status }) });
  if (answer) discard(answer);
  await pause(wait, signal);
  call.replayed = false;
  return core.step(state, Event.Waited, 1);
};

const rethrow = (call) => {
  throw call.error;
};

const fail = (call, message) => {
  throw message === Message.Network ? unreachable(call, call.error) : failed(call, message);
};

/** What each action does, by its code; from `Deliver` on they end the call. */
const STEPS = [
  optionHeaders,
  getToken,
  (call, state) => send(call, state, call.token),
  (call, state) => send(call, state),
  challenge,
  refresh,
  backoff,
  (call) => readValue(call, call.answer),
  (call) => readFailure(call, call.answer),
  rethrow,
  fail,
];

/** What `.headers()` gives instead of sending. */
const headersFor = (call, token) => {
  const [sent, init] = argumentsFor(call, token);
  return new Headers((call.request ? sent : init).headers);
};

const drive = async (call, headersOnly) => {
  const { client, destination, flags } = call;
  let packed = core.step(core.begin(flags, client.retry.attempts) >>> 4, Event.Admitted, destination.verdict);
  for (;;) {
    const action = packed & 15;
    if (headersOnly && (action === Action.Send || action === Action.SendBare)) {
      return headersFor(call, action === Action.Send ? call.token : undefined);
    }
    if (action === Action.Deliver && !call.parsed) return call.answer;
    packed = await STEPS[action](call, packed >>> 4);
    if (action >= Action.Deliver) return packed;
  }
};

/**
 * One call. `parsed` is `{ as, schema }` for a parsed one; `place` puts a page parameter into the URL; `headersOnly` gives
 * the headers instead of sending. Up to the first `await`, arguments are read: a `Request` is used up at once, as `fetch`
 * does it.
 */
export const run = async (client, input, init, how = {}) => {
  const call = prepare(client, input, init, how);
  const { parsed } = how;
  call.client = client;
  call.parsed = parsed;
  call.attempt = 0;
  call.began = now();
  const { signal, release } = joined(call.given, how.signal, client.timeout, () => failed(call, Message.Timeout));
  call.signal = signal;
  let plain;
  try {
    if (signal?.aborted) {
      call.request ??= new Request(...argumentsFor(call)); // says first, as `fetch` does, what is wrong with the arguments
      throw reasonOf(signal);
    }
    const result = await drive(call, how.headersOnly);
    if (!parsed) plain = result;
    return result;
  } catch (error) {
    emit(call, 'error', call.began, { code: isClerkFetchError(error) ? error.code : signal?.aborted ? 'abort' : undefined });
    // As `fetch` does: a stream that will not be read is told.
    if (signal?.aborted) discard({ body: call.init?.body }, error);
    throw error;
  } finally {
    release(plain);
    if (call.request?.body) discard(call.request);
  }
};
