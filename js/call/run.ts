// Carries out one call: asks the core what is next, does it, and reports what happened. No policy here.

import { Action, Event, Message } from '../core/codes.ts';
import { core, writePair } from '../core/core.ts';
import { kindOf } from '../core/kind.ts';
import { describe } from '../core/words.ts';
import type { Fail } from '../core/words.ts';
import { isClerkFetchError } from '../error.ts';
import type { Client } from '../options.ts';
import { differs } from '../token/identity.ts';
import { renew, settle } from '../token/refresh.ts';
import { ask, isOffline, isSendable, overdue, rejected } from '../token/source.ts';
import { ignore, reasonOf, watching, within } from '../wait.ts';
import type { Watching } from '../wait.ts';
import { discard } from './body.ts';
import type { Call, Surface } from './call.ts';
import { emit, started } from './events.ts';
import { failed, unreachable } from './failure.ts';
import { headerOf } from './headers.ts';
import { argumentsFor, prepare, settleHeaders } from './request.ts';
import { methodOf, readFailure, validated, valueOf } from './response.ts';
import { backoff } from './retry.ts';

/** The option `headers`, which may be a function of the call. */
const optionHeaders = async (call: Call, state: number): Promise<number> => {
  const { client, destination, method, signal } = call;
  let { headers } = client;
  if (typeof headers === 'function') headers = await within(headers({ url: destination.href, method }), signal!);
  return core.step(state, Event.Prepared, +settleHeaders(call, headers ?? {}));
};

const failing = (call: Call): Fail => (message, fields) => failed(call, message, { w: call.client.tokenTimeout }, fields);

/** The token source's answer, once it has come. */
interface Slot {
  token?: unknown;
  arrived?: boolean;
}

const filling = (slot: Slot) => (token: unknown) => {
  slot.token = token;
  slot.arrived = true;
};

/** Asks the token source; `slot` has its answer as soon as there is one. */
const inquire = (call: Call, slot: Slot): Promise<unknown> => {
  try {
    const asked = Promise.resolve(ask(call.client, call.tokenOptions, failing(call), call.signal!));
    asked.then(filling(slot), ignore);
    return asked;
  } catch (error) {
    return Promise.reject(error);
  }
};

/** The source's answer, within `tokenTimeout`. Rejects with what kept it from answering. */
const patiently = async (call: Call, asked: Promise<unknown>): Promise<unknown> => {
  const { client, signal } = call;
  const { tokenTimeout } = client;
  const fail = failing(call);
  try {
    return await within(asked, signal!, core.patience(tokenTimeout, isOffline()), () => overdue(fail, tokenTimeout));
  } catch (error) {
    throw signal?.aborted || isClerkFetchError(error) ? error : rejected(fail, error);
  }
};

/**
 * The core's word on what the source answered: 0 for a token, 1 for nobody, -1 for the token of another identity than that of
 * the first try. The token that this fetcher sent last is not judged again.
 */
const acceptToken = (call: Call, answer: unknown): number => {
  const { client, token } = call;
  const outcome = answer && answer === client.accepted ? 0 : core.answer(kindOf(answer), isSendable(answer));
  if (outcome > 1) throw failed(call, outcome, { d: describe(answer) });
  if (outcome) return outcome;
  if (token !== undefined && differs(token, answer as string)) return -1;
  client.accepted = call.token = answer as string;
  return 0;
};

const challenge = ({ answer }: Call, state: number): number => {
  const length = writePair(headerOf(answer!, 'x-clerk-auth-reason'), headerOf(answer!, 'www-authenticate'));
  return core.step(state, Event.Challenged, +core.mendable(length));
};

const refresh = async (call: Call, state: number): Promise<number> => {
  const { client, tokenOptions, signal, answer } = call;
  const token = call.token!;
  const began = started(call);
  const renewed = await within(renew(client, tokenOptions, token), signal!);
  emit(call, 'refresh', began, { renewed: renewed != null });
  if (renewed === undefined) return core.step(state, Event.Refreshed, 0);
  if (renewed === null || differs(token, renewed)) return core.step(state, Event.Refreshed, 2);
  discard(answer!);
  call.token = renewed;
  call.replayed = true;
  call.attempt++;
  return core.step(state, Event.Refreshed, 1);
};

/** What is awaited to let others run; made once. */
const SOON = /* @__PURE__ */ Promise.resolve();

const rethrow = (call: Call): never => {
  throw call.error;
};

const fail = (call: Call, message: Message): never => {
  throw message === Message.Network ? unreachable(call, call.error) : failed(call, message);
};

/** What each action does, by its code, but for those that `run` does itself; from `Deliver` on they end the call. */
const STEPS: readonly ((call: Call, state: number) => unknown)[] = [optionHeaders, ignore, ignore, ignore, challenge, refresh, backoff, ignore, readFailure, rethrow, fail];

/** What `.headers()` gives instead of sending. */
const headersFor = (call: Call, token: string | undefined): Headers => {
  const [sent, init] = argumentsFor(call, token);
  return new Headers((call.request ? (sent as Request) : init!).headers);
};

/**
 * One call, read from its arguments as its surface says. Up to the first `await`, arguments are read: a `Request` is
 * used up at once, as `fetch` does it. The usual way is in this one function: each further one that waits costs a promise.
 */
export const run = async (client: Client, first: unknown, second: unknown, surface: Surface): Promise<any> => {
  const call = prepare(client, first, second, surface);
  const { signal } = call;
  const unlessAborted: Watching = signal ? watching(signal) : (promise) => promise;
  let plain: Response | undefined;
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
        const slot: Slot = {};
        call.attempt++;
        const asked = inquire(call, slot);
        // A token that is there within a few microtasks, as a cached one is, needs no timer, which would cost more than
        // all the rest of a call.
        for (let turn = 0; turn < 3 && !slot.arrived; turn++) await SOON;
        const outcome = acceptToken(call, slot.arrived && !signal?.aborted ? slot.token : await patiently(call, asked));
        if (!outcome) emit(call, 'token', began);
        packed = outcome < 0 ? core.step(state, Event.IdentityChanged, 0) : core.step(state, Event.Token, outcome);
      } else if (action <= Action.SendBare && action >= Action.Send) {
        const token = action === Action.Send ? call.token : undefined;
        if (surface.headersOnly) return headersFor(call, token);
        surface.sent?.(call, first);
        const fetch = client.fetch ?? globalThis.fetch;
        const began = started(call);
        call.attempt ||= 1;
        try {
          const args = argumentsFor(call, token);
          const sent = fetch(args[0], args[1]);
          const { status } = (call.answer = await unlessAborted(sent));
          emit(call, 'response', began, { status });
          if (call.replayed) settle(client, call.tokenOptions, token, status);
          packed = core.step(state, Event.Status, status | (client.retry.statuses?.includes(status) ? 1 << 16 : 0));
        } catch (error) {
          if (signal?.aborted) throw reasonOf(signal);
          call.error = error;
          call.answer = undefined;
          packed = core.step(state, Event.Unreachable, 0);
        }
      } else if (action === Action.Deliver) {
        const { parsing } = call;
        const answer = call.answer!;
        if (!parsing) return (plain = answer);
        const reading = core.reading(answer.status, parsing.parseAs);
        const method = methodOf(answer, reading);
        let body: unknown;
        try {
          if (method) body = await unlessAborted(answer[method]());
        } catch (error) {
          throw signal?.aborted ? error : unreachable(call, error); // the connection broke
        }
        const value = valueOf(call, answer, reading, method, body);
        return parsing.schema ? await validated(call, answer, value) : value;
      } else {
        const result = await STEPS[action]!(call, state);
        if (action >= Action.Deliver) return result;
        packed = result as number;
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
