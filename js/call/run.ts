// Carries out one call: asks the core what is next, does it, and reports what happened. No policy here.

import { Action, Event, Flag, Message, Scope } from '../core/codes.ts';
import { core, writePair } from '../core/core.ts';
import { kindOf, passes } from '../core/kind.ts';
import { describe, said } from '../core/words.ts';
import type { Fail } from '../core/words.ts';
import { isClerkFetchError } from '../error.ts';
import { checkField } from '../options.ts';
import type { Client } from '../options.ts';
import { identityOf } from '../token/claims.ts';
import { differs, ownerOf } from '../token/identity.ts';
import { renew, settle } from '../token/refresh.ts';
import { ask, entryOf, isOffline, isSendable, notice, overdue, rejected } from '../token/source.ts';
import { ignore, joined, named, now, reasonOf, watching, within } from '../wait.ts';
import type { Joined, Watching } from '../wait.ts';
import { discard } from './body.ts';
import type { Call, Surface } from './call.ts';
import { emit, started } from './events.ts';
import { failed, harmless, isFinal, unreachable } from './failure.ts';
import { headerOf } from './headers.ts';
import { argumentsFor, keepSignals, prepare, settleHeaders } from './request.ts';
import { methodOf, readFailure, statusOf, validated, valueOf } from './response.ts';
import { backoff } from './retry.ts';
import { landed, send, sending, sentBack } from './send.ts';
import { comesLate, gone } from './whose.ts';

/** What of a header is looked at. */
const HEADER = 8_000;

/** The option `headers`, which may be a function of the call. */
const optionHeaders = async (call: Call, state: number): Promise<number> => {
  const { client, destination, method, signal } = call;
  let { headers } = client;
  if (typeof headers === 'function') {
    call.owner = notice(client); // others may be there when it has answered
    headers = await within(headers({ url: destination.href, method }), signal!);
    if (headers) checkField(Scope.Options, 'headers', headers);
  }
  return core.step(state, Event.Prepared, +settleHeaders(call, headers ?? {}));
};

const failing = /* eager */ ((call: Call): Fail => (message, fields) => failed(call, message, { w: call.client.tokenTimeout }, fields));

/** The token source's answer, once it has come. */
interface Slot {
  token?: unknown;
  arrived?: boolean;
}

const filling = /* eager */ ((slot: Slot) => (token: unknown) => {
  slot.token = token;
  slot.arrived = true;
});

/** Asks the token source; `slot` has its answer as soon as there is one. */
const inquire = /* eager */ ((call: Call, slot: Slot): Promise<unknown> => {
  try {
    const { client, tokenOptions } = call;
    call.link ??= entryOf(client).link;
    const options = call.fresh ? { ...tokenOptions, skipCache: true } : tokenOptions;
    const asked = Promise.resolve(ask(client, options, failing(call), call, call.signal!));
    asked.then(filling(slot), ignore);
    return asked;
  } catch (error) {
    return Promise.reject(error);
  }
});

/** The source's answer, within `tokenTimeout`. Rejects with what kept it from answering. */
const patiently = async (call: Call, asked: Promise<unknown>): Promise<unknown> => {
  const { client, signal } = call;
  const ms = core.patience(client.tokenTimeout, isOffline());
  const fail = failing(call);
  try {
    return await within(asked, signal!, ms, () => overdue(fail, ms));
  } catch (error) {
    if (signal?.aborted || isClerkFetchError(error) || passes(error)) throw error;
    if (differs(call.owner, ownerOf(client))) throw failed(call, Message.IdentityChanged); // the token of a session that is gone
    const [message, slots] = rejected(error, call.tokenOptions);
    throw failed(call, message, { w: ms, ...slots }, { cause: error });
  }
};

/** The token of the next try; that of the last one is kept to be masked. */
const carry = /* eager */ ((call: Call, token: string) => {
  if (call.token !== undefined) (call.carried ??= []).push(call.token);
  call.token = token;
});

/**
 * The core's word on what the source answered: 0 for a token, 1 for nobody, -1 for the token of another identity than that of
 * the first try. The token that this fetcher sent last is not judged again; it is held weakly, for none is kept for its life.
 */
const acceptToken = /* eager */ ((call: Call, answer: unknown): number => {
  const { client, token } = call;
  if (!answer || client.accepted?.deref()?.token !== answer) {
    const outcome = core.answer(kindOf(answer), isSendable(answer));
    if (outcome > 1) throw failed(call, outcome, { d: describe(answer) });
    if (outcome) {
      entryOf(client).seen.clear();
      // Whoever began the call has left: it does not go out as nobody's.
      return client.flags & Flag.SignedOutAnonymous && differs(call.owner, ownerOf(client)) ? -1 : outcome;
    }
    client.accepted = globalThis.WeakRef && new WeakRef({ token: answer });
  }
  if (token !== undefined && differs(identityOf(token), identityOf(answer as string))) return -1;
  carry(call, answer as string);
  call.until = call.fresh ? now() + core.cool_down(true, true, true) : 0;
  call.fresh = false;
  return 0;
});

/** What the option `tokenRefused` says, in the core's codes: 0 where it was not asked, 1 for no, 2 for yes. */
const toldOf = async (call: Call, unlessAborted: Watching): Promise<number> => {
  const answer = call.answer!;
  const isRefused = await unlessAborted(call.client.tokenRefused!(answer));
  if (answer.bodyUsed) throw said('invalid_options\0`tokenRefused` has read the body. Read a clone instead: `response.clone().json()`.');
  return isRefused ? 2 : 1;
};

const challenge = (call: Call, state: number): number => {
  const look = (name: string) => `${headerOf(call.answer!, name)}`.slice(0, HEADER);
  const remedy = core.fixable(writePair(look('x-clerk-auth-reason'), look('www-authenticate')));
  call.expired = remedy > 1;
  return core.step(state, Event.Challenged, remedy);
};

/** 1 where a new token came, 0 where none did, 2 where it is another's. */
const renewal = async (call: Call): Promise<number> => {
  const began = started(call);
  const renewed = await within(renew(call), call.signal!);
  emit(call, 'refresh', began, { renewed: renewed != null });
  if (renewed === undefined) {
    call.owner = ''; // an answer that refuses the token is nobody's
    return 0;
  }
  if (call.answer) discard(call.answer);
  if (renewed === null || differs(identityOf(call.token!), identityOf(renewed.token)) || differs(call.owner, ownerOf(call.client))) return 2;
  carry(call, renewed.token);
  call.until = renewed.until;
  call.attempt++;
  return 1;
};

const refresh = async (call: Call, state: number): Promise<number> => core.step(state, Event.Refreshed, await renewal(call));

/** For the calls after this one. */
const renewLater = (call: Call, state: number): number => {
  void renew(call);
  return core.step(state, Event.Refreshed, 0);
};

/** The limit of a try that nothing ends. */
const UNLIMITED: Joined = { signal: undefined, release: ignore };

/** What a try ends with after `retry.timeout`. */
const overlong = () => named('TimeoutError', '');

/** Whether `fetch` sends no such request at all, as a GET with a body: another try would change nothing. */
const isMistaken = (call: Call): boolean => {
  if (call.request || !globalThis.Request) return false;
  const [url, init] = argumentsFor(call);
  try {
    return !new Request(url, { ...init, signal: null, body: init.body == null ? null : '' });
  } catch {
    return true;
  }
};

/** What follows where no answer, or not all of it, came: another try, or the end. */
const lost = (call: Call, state: number, limit: Joined, error: unknown): number => {
  const { signal, answer } = call;
  if (signal?.aborted) throw reasonOf(signal);
  const isLate = limit.signal?.aborted;
  if (!isLate && (passes(error) || isClerkFetchError(error, 'invalid_options'))) throw error;
  if (!answer && isMistaken(call)) throw harmless(call, error);
  if (isFinal(error)) throw call.parsing ? unreachable(call, error) : harmless(call, error);
  limit.release();
  if (answer) discard(answer);
  call.answer = undefined;
  call.error = error;
  return core.step(state, isLate ? Event.TryTimedOut : Event.Unreachable, 0);
};

/** What is awaited to let others run; made once. */
const SOON = /* @__PURE__ */ Promise.resolve();

const rethrow = (call: Call): never => {
  throw harmless(call, call.error);
};

const fail = (call: Call, message: Message): never => {
  throw message === Message.Network ? unreachable(call, call.error) : failed(call, message, { w: call.client.retry.timeout });
};

/** What each action does, by its code, but for those that `run` does itself; from `Deliver` on they end the call. */
const STEPS: readonly ((call: Call, state: number) => unknown)[] = [optionHeaders, ignore, ignore, ignore, challenge, refresh, renewLater, backoff, ignore, readFailure, rethrow, fail];

/** What `.headers()` gives instead of sending. */
export const headersFor = (call: Call, token: string | undefined): Headers => {
  const [sent, init] = argumentsFor(call, token);
  return new Headers((call.request ? (sent as Request) : init).headers);
};

/** Rejects: the option `mapError` says with what, unless it is an abort or a framework's control flow. */
const reject = async (client: Client, error: unknown, signal?: AbortSignal | null): Promise<never> => {
  const isOfOthers = !isClerkFetchError(error) && (signal?.aborted || passes(error));
  throw client.mapError && !isOfOthers ? await within(client.mapError(error), signal?.aborted ? undefined : (signal ?? undefined)) : error;
};

/** What an observer is told of a call whose arguments say nothing. */
const unread = (client: Client) => ({ client, destination: { href: '' }, method: '', attempt: 0 });

const codeOf = (error: unknown) => (isClerkFetchError(error) ? error.code : undefined);

/**
 * One call, read from its arguments as its surface says. Up to the first `await`, arguments are read: a `Request` is
 * used up at once, as `fetch` does it. The usual way is in this one function: each further one that waits costs a promise.
 */
export const run = /* eager */ (async (client: Client, first: unknown, second: unknown, surface: Surface): Promise<unknown> => {
  const back = sentBack(client, first, second);
  if (back) return back;
  let call: Call;
  try {
    call = prepare(client, first, second, surface);
  } catch (error) {
    emit(unread(client), 'error', now(), { code: codeOf(error) });
    return await reject(client, error);
  }
  const { signal } = call;
  call.outer = sending;
  const unlessAborted: Watching = signal ? watching(signal) : (promise) => promise;
  let plain: Response | undefined;
  let limit = UNLIMITED;
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
        if (surface.instead && call.token) {
          const outcome = await renewal(call);
          if (!outcome) throw failed(call, Message.TokenNotRenewed);
          packed = core.step(state, Event.Refreshed, outcome);
          continue;
        }
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
        if (surface.instead) return surface.instead(call, token);
        surface.sent?.(call, first, false, undefined, second);
        const began = started(call);
        limit = signal || client.retry.timeout ? joined(signal, undefined, client.retry.timeout, overlong) : UNLIMITED;
        call.attempt ||= 1;
        try {
          const sent = send(call, token, limit.signal);
          call.answer = await (limit.signal === (signal ?? undefined) ? unlessAborted(sent) : within(sent, limit.signal));
        } catch (error) {
          packed = lost(call, state, limit, error);
          continue;
        }
        const answer = call.answer!;
        const status = statusOf(call, answer);
        emit(call, 'response', began, { status });
        const told = client.tokenRefused && token ? await toldOf(call, unlessAborted) : 0;
        settle(call, !!core.refuses(status, told));
        packed = core.step(state, Event.Status, status | (client.retry.statuses?.includes(status) ? 1 << 16 : 0) | (told << 17));
        // A try is over with its body, where that is read here.
        if ((packed & 15) !== Action.Deliver) limit.release(answer);
      } else if (action === Action.Deliver) {
        const { parsing } = call;
        const answer = call.answer!;
        if (!parsing) return (plain = answer);
        const reading = core.reading(answer.status, parsing.parseAs);
        const method = methodOf(call, answer, reading);
        let body: unknown;
        try {
          if (method) body = await (limit.signal === (signal ?? undefined) ? unlessAborted(answer[method]()) : within<unknown>(answer[method](), limit.signal));
        } catch (error) {
          packed = lost(call, state, limit, error); // the connection broke
          continue;
        }
        if (reading === 4) plain = answer;
        const value = valueOf(call, answer, reading, method, body);
        const valid = parsing.schema ? await validated(call, answer, value, body) : value;
        if (surface.sent) {
          const late = comesLate(call);
          if (late && (await late)) throw gone(call);
          surface.sent(call, first, true, valid, second);
        }
        return valid;
      } else {
        const result = await STEPS[action]!(call, state);
        if (action >= Action.Deliver) return result;
        packed = result as number;
      }
    }
  } catch (caught) {
    let error = caught;
    // What the API said to somebody who has left is not for who is there now.
    if (surface.sent && !signal?.aborted && isClerkFetchError(error) && error.code !== 'identity_changed' && (await comesLate(call))) error = gone(call);
    emit(call, 'error', call.began, { code: codeOf(error) ?? (signal?.aborted ? 'abort' : undefined) });
    // As `fetch` does: a stream that will not be read is told.
    if (signal?.aborted) discard({ body: call.init?.body }, error);
    // Not to be awaited, it would reject unhandled for a moment, which workerd reports.
    return await reject(client, error, signal);
  } finally {
    unlessAborted.undo?.();
    landed(call);
    limit.release(plain);
    call.release(plain);
    if (call.request) {
      keepSignals(call, first, plain);
      if (call.request.body) discard(call.request);
    }
  }
});
