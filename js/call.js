// Carries out one call: asks the core what is next, does it, and reports what happened. No policy here.

import { core, writePair } from './core.js';
import { describe, failure, isClerkFetchError } from './error.js';
import { emitter } from './event.js';
import { differs } from './identity.js';
import { kindOf } from './kind.js';
import { discard, readFailure, readValue, retryAfterOf } from './read.js';
import { renew, settle } from './refresh.js';
import { argumentsFor, prepare, releaseRequest, settleHeaders, shown } from './request.js';
import { ask, isOffline, isSendable, overdue, rejected } from './token.js';
import { isCrossOrigin } from './url.js';
import { joined, now, pause, reasonOf, within } from './wait.js';
import { Action, Event, Message } from './codes.ts';

/** The state of one call, and what its helpers say about it. */
const begin = (client, request, parse) => {
  const slots = () => ({ ...shown(request), w: client.timeout });
  const call = { client, request, parse, attempt: 0, began: now() };
  call.failure = (message, more, fields) => {
    const about = { ...slots(), ...more };
    return failure(message, about, { url: about.u, method: about.m, ...fields });
  };
  call.unreachable = (cause) =>
    call.failure(isCrossOrigin(client, request.target) ? Message.NetworkCors : Message.Network, {}, { cause });
  Object.assign(call, joined([request.signal], client.timeout, () => call.failure(Message.Timeout)));
  call.emit = emitter(client, call, slots);
  return call;
};

const tokenSlots = (call) => ({ ...shown(call.request), w: call.client.tokenTimeout });

/** The source's answer: a token, or `null`. Rejects with what kept it from answering. */
const obtain = async (call) => {
  const { client, request, signal } = call;
  const slots = tokenSlots(call);
  const late = () => overdue(slots);
  try {
    const answer = ask(client, request.want, signal, client.tokenTimeout, slots);
    return await within(answer, signal, core.patience(client.tokenTimeout, isOffline()), late);
  } catch (error) {
    if (signal?.aborted) throw reasonOf(signal);
    if (!isClerkFetchError(error)) throw Object.assign(rejected(error, slots), { url: slots.u, method: slots.m });
    throw Object.assign(error, { url: slots.u, method: slots.m });
  }
};

const getToken = async (call, state) => {
  const began = now();
  call.attempt++;
  const answer = await obtain(call);
  const outcome = core.answer(kindOf(answer), isSendable(answer));
  if (outcome > 1) throw call.failure(outcome, { d: describe(answer) });
  if (call.token !== undefined && outcome === 0 && answer !== call.token && differs(call.token, answer)) {
    return core.step(state, Event.IdentityChanged, 0);
  }
  if (outcome === 0) {
    call.token = answer;
    call.emit('token', began);
  }
  return core.step(state, Event.Token, outcome);
};

const send = async (call, state, token) => {
  const { client, request, signal } = call;
  const fetch = client.fetch ?? globalThis.fetch;
  if (!fetch) throw call.failure(Message.NoFetch);
  const began = now();
  call.attempt ||= 1;
  try {
    const response = await within(fetch(...argumentsFor(request, token, signal)), signal);
    const { status } = response;
    call.response = response;
    call.emit('response', began, { status });
    if (call.replayed) settle(client, request.want, token, status !== 401);
    return core.step(state, Event.Status, status | (client.retry.statuses?.includes(status) ? 1 << 16 : 0));
  } catch (error) {
    if (signal?.aborted) throw reasonOf(signal);
    call.error = error;
    call.response = undefined;
    return core.step(state, Event.Unreachable, 0);
  }
};

const challenge = (call, state) => {
  const { headers } = call.response;
  const length = writePair(headers?.get?.('x-clerk-auth-reason') ?? '', headers?.get?.('www-authenticate') ?? '');
  return core.step(state, Event.Challenged, core.mendable(length));
};

const refresh = async (call, state) => {
  const { client, request, signal, token } = call;
  const began = now();
  const renewed = await within(renew(client, request.want, token), signal);
  call.emit('refresh', began, { renewed: renewed !== undefined });
  if (renewed === undefined) return core.step(state, Event.Refreshed, 0);
  if (differs(token, renewed)) return core.step(state, Event.Refreshed, 2);
  discard(call.response);
  call.token = renewed;
  call.replayed = true;
  call.attempt++;
  return core.step(state, Event.Refreshed, 1);
};

const backoff = async (call, state) => {
  const { client, response, attempt, began } = call;
  const wait = core.delay(attempt + 1, Math.random(), client.retry.maxDelay, response ? retryAfterOf(response) : -1);
  if (wait < 0) return core.step(state, Event.Waited, 0);
  call.emit('retry', began, { wait, ...(response && { status: response.status }) });
  if (response) discard(response);
  await pause(wait, call.signal);
  call.replayed = false;
  return core.step(state, Event.Waited, 1);
};

/** The option `headers`, which may be a function of the call. */
const optionHeaders = async (call, state) => {
  const { client, request, signal } = call;
  const { headers } = client;
  const given =
    typeof headers === 'function'
      ? await within(Promise.resolve(headers({ url: request.target.href, method: request.method })), signal)
      : headers;
  return core.step(state, Event.Prepared, settleHeaders(request, given ?? {}) ? 1 : 0);
};

const rethrow = (call) => {
  throw call.error;
};

const fail = (call, message) => {
  throw message === Message.Network ? call.unreachable(call.error) : call.failure(message);
};

/** What each action does, by its code; the last three end the call. */
const STEPS = [
  optionHeaders,
  getToken,
  (call, state) => send(call, state, call.token),
  send,
  challenge,
  refresh,
  backoff,
  (call) => (call.parse ? readValue(call, call.response) : call.response),
  (call) => readFailure(call, call.response),
  rethrow,
  fail,
];

const isSending = (action) => action === Action.Send || action === Action.SendBare;

const drive = async (call, headersOnly) => {
  const { request, signal } = call;
  if (signal?.aborted) throw reasonOf(signal);
  let packed = core.step(core.begin(request.flags, call.client.retry.attempts) >>> 4, Event.Admitted, request.target.verdict);
  for (;;) {
    const action = packed & 15;
    if (headersOnly && isSending(action)) return argumentsFor(request, action === Action.Send ? call.token : undefined);
    packed = await STEPS[action](call, packed >>> 4);
    if (action >= Action.Deliver) return packed;
  }
};

/**
 * One call. `parse` is `{ as, schema }` for a parsed one; `place` puts a page parameter into the URL; `headersOnly` gives
 * `fetch`'s arguments instead of sending.
 */
export const run = async (client, input, init, { parse, place, headersOnly } = {}) => {
  const request = prepare(client, input, init, { parsed: !!parse, plain: !parse && !headersOnly, place });
  const call = begin(client, request, parse);
  try {
    const result = await drive(call, headersOnly);
    call.release(!parse);
    return result;
  } catch (error) {
    call.release();
    call.emit('error', call.began, { code: isClerkFetchError(error) ? error.code : call.signal?.aborted ? 'abort' : undefined });
    throw error;
  } finally {
    releaseRequest(request);
  }
};
