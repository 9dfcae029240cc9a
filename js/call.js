// Carries out one call: asks the core what is next, does it, and reports what happened. No policy here.

import { core, writePair } from './core.js';
import { describe, failure, isClerkFetchError } from './error.js';
import { differs } from './identity.js';
import { kindOf } from './kind.js';
import { discard, headerOf, methodOf, readFailure, retryAfterOf, validated, valueOf } from './read.js';
import { renew, settle } from './refresh.js';
import { argumentsFor, prepare, settleHeaders } from './request.js';
import { ask, isOffline, isSendable, overdue, rejected } from './token.js';
import { isCrossOrigin, redacted } from './url.js';
import { ignore, now, pause, reasonOf, watching, within } from './wait.js';
import { Action, Event, Message } from './codes.ts';

/** The error of a core message about this call. */
export const failed = (call, message, slots, fields) => {
  const { destination, method, client } = call;
  const url = redacted(destination.href);
  return failure(message, { u: url, m: method, o: destination.origin, w: client.timeout, ...slots }, { url, method, ...fields });
};

/** No answer came: `fetch` or a body's reader rejected with `cause`. */
export const unreachable = (call, cause) => failed(call, isCrossOrigin(call.destination.origin) ? Message.NetworkCors : Message.Network, {}, { cause });

/** When a step began; where nobody listens, no clock is asked. */
const started = ({ client }) => client.onEvent && now();

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

const failing = (call) => (message, fields) => failed(call, message, { w: call.client.tokenTimeout }, fields);

const noting = (slot) => (token) => {
  slot.token = token;
  slot.noted = true;
};

/** Asks the token source; `slot` has its answer as soon as there is one. */
const inquire = (call, slot) => {
  try {
    const asked = Promise.resolve(ask(call.client, call.want, failing(call), call.signal));
    asked.then(noting(slot), ignore);
    return asked;
  } catch (error) {
    return Promise.reject(error);
  }
};

/** The source's answer, within `tokenTimeout`. Rejects with what kept it from answering. */
const patiently = async (call, asked) => {
  const { client, signal } = call;
  const { tokenTimeout } = client;
  const fail = failing(call);
  try {
    return await within(asked, signal, core.patience(tokenTimeout, isOffline()), () => overdue(fail, tokenTimeout));
  } catch (error) {
    throw signal?.aborted || isClerkFetchError(error) ? error : rejected(fail, error);
  }
};

/** The core's word on what the source answered; one on the token that this fetcher sent last is not asked for again. */
const judged = (call, answer) => {
  const { client, token } = call;
  const outcome = answer && answer === client.accepted ? 0 : core.answer(kindOf(answer), isSendable(answer));
  if (outcome > 1) throw failed(call, outcome, { d: describe(answer) });
  if (outcome) return outcome;
  if (token !== undefined && differs(token, answer)) return -1;
  client.accepted = call.token = answer;
  return 0;
};

const challenge = ({ answer }, state) => {
  const length = writePair(headerOf(answer, 'x-clerk-auth-reason'), headerOf(answer, 'www-authenticate'));
  return core.step(state, Event.Challenged, core.mendable(length));
};

const refresh = async (call, state) => {
  const { client, want, signal, token, answer } = call;
  const began = started(call);
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

/** What is awaited to let others run; made once. */
const SOON = /* @__PURE__ */ Promise.resolve();

const rethrow = (call) => {
  throw call.error;
};

const fail = (call, message) => {
  throw message === Message.Network ? unreachable(call, call.error) : failed(call, message);
};

/** What each action does, by its code, but for those that `run` does itself; from `Deliver` on they end the call. */
const STEPS = [optionHeaders, , , , challenge, refresh, backoff, , readFailure, rethrow, fail];

/** What `.headers()` gives instead of sending. */
const headersFor = (call, token) => {
  const [sent, init] = argumentsFor(call, token);
  return new Headers((call.request ? sent : init).headers);
};

/**
 * One call, read from its arguments as `how` says (js/index.js). Up to the first `await`, arguments are read: a `Request` is
 * used up at once, as `fetch` does it. The usual way is in this one function: each further one that waits costs a promise.
 */
export const run = async (client, first, second, how) => {
  const call = prepare(client, first, second, how);
  const { signal } = call;
  const unlessAborted = signal ? watching(signal) : (promise) => promise;
  let plain;
  try {
    if (signal?.aborted) {
      call.request ??= new Request(...argumentsFor(call)); // says first, as `fetch` does, what is wrong with the arguments
      throw reasonOf(signal);
    }
    let packed = core.begin(call.flags, client.retry.attempts, kindOf(call.init?.body), call.destination.verdict);
    for (;;) {
      const action = packed & 15;
      const state = packed >>> 4;
      if (action === Action.GetToken) {
        const began = started(call);
        const slot = {};
        call.attempt++;
        const asked = inquire(call, slot);
        // A token that is there within a few microtasks, as a cached one is, needs no timer, which would cost more than
        // all the rest of a call.
        for (let hop = 0; hop < 3 && !slot.noted; hop++) await SOON;
        const outcome = judged(call, slot.noted && !signal?.aborted ? slot.token : await patiently(call, asked));
        if (!outcome) emit(call, 'token', began);
        packed = outcome < 0 ? core.step(state, Event.IdentityChanged, 0) : core.step(state, Event.Token, outcome);
      } else if (action <= Action.SendBare && action >= Action.Send) {
        const token = action === Action.Send ? call.token : undefined;
        if (how.headersOnly) return headersFor(call, token);
        const fetch = client.fetch ?? globalThis.fetch;
        const began = started(call);
        call.attempt ||= 1;
        try {
          const given = argumentsFor(call, token);
          const sent = fetch(given[0], given[1]);
          const { status } = (call.answer = await unlessAborted(sent));
          emit(call, 'response', began, { status });
          if (call.replayed) settle(client, call.want, token, status);
          packed = core.step(state, Event.Status, status | (client.retry.statuses?.includes(status) << 16));
        } catch (error) {
          if (signal?.aborted) throw reasonOf(signal);
          call.error = error;
          call.answer = undefined;
          packed = core.step(state, Event.Unreachable, 0);
        }
      } else if (action === Action.Deliver) {
        const { answer, parsed } = call;
        if (!parsed) return (plain = answer);
        const reading = core.reading(answer.status, parsed.as);
        const method = methodOf(answer, reading);
        let body;
        try {
          if (method) body = await unlessAborted(answer[method]());
        } catch (error) {
          throw signal?.aborted ? error : unreachable(call, error); // the connection broke
        }
        const value = valueOf(call, reading, method, body);
        return parsed.schema ? await validated(call, answer, value) : value;
      } else {
        packed = await STEPS[action](call, state);
        if (action >= Action.Deliver) return packed;
      }
    }
  } catch (error) {
    emit(call, 'error', call.began, { code: isClerkFetchError(error) ? error.code : signal?.aborted ? 'abort' : undefined });
    // As `fetch` does: a stream that will not be read is told.
    if (signal?.aborted) discard({ body: call.init?.body }, error);
    throw error;
  } finally {
    unlessAborted.undo?.();
    call.release(plain);
    if (call.request?.body) discard(call.request);
  }
};
