// Waiting that ends: with the promise, the caller's abort, or a time limit, whichever is first. Nothing is left behind.

/** Longer waits overflow a timer; they count as none. */
export const LONGEST = 2 ** 31 - 1;

export const ignore = (): void => {};

/** What a wait that came too late rejects with. */
export type Late = () => unknown;

/** An error of that name, such as the platform throws. */
export const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });

/** Why a signal aborted, untouched; engines without `reason` get what `fetch` would throw. */
export const reasonOf = ({ reason }: AbortSignal): unknown => (reason === undefined ? named('AbortError', 'aborted') : reason);

/** Milliseconds of a clock that never goes back, where there is one. */
export const now = (): number => (globalThis.performance ?? Date).now();

// Functions that outlive a call are made apart: an engine keeps all that a function's neighbours need alive with it.

/** The followers of one signal, with the one listener that tells them all. */
type Followers = Set<() => void> & { notify?: () => void };

const followers = /* @__PURE__ */ new WeakMap<AbortSignal, Followers>();

const notifying = (signal: AbortSignal, all: Followers) => () => {
  signal.removeEventListener('abort', all.notify!);
  all.forEach((each) => each());
};

/** Calls `follower` when `signal` aborts; returns the undo. One listener a signal: Node warns of the eleventh. */
const follow = (signal: AbortSignal, follower: () => void) => {
  const all: Followers = followers.get(signal) ?? new Set();
  if (!all.size) signal.addEventListener('abort', (all.notify = notifying(signal, all)));
  followers.set(signal, all.add(follower));
  return () => {
    if (!all.delete(follower) || all.size) return;
    signal.removeEventListener('abort', all.notify!);
    followers.delete(signal);
  };
};

const bounded = <Value>(promise: Value | PromiseLike<Value>, signal: AbortSignal | undefined, ms: number, late: Late) =>
  new Promise<Value>((resolve, reject) => {
    let release: (() => void) | undefined;
    const end = <Result>(settle: (value: Result) => void) => (value: Result) => {
      clearTimeout(timer);
      release?.();
      settle(value);
    };
    const fail = end(reject);
    const abort = () => fail(reasonOf(signal!));
    const timer = ms <= LONGEST ? setTimeout(() => fail(late()), ms) : undefined;
    Promise.resolve(promise).then(end(resolve), fail);
    if (signal?.aborted) abort();
    else release = signal && follow(signal, abort);
  });

/** Settles as `promise` (or a value) does, unless `signal` aborts (its reason) or `ms` pass (`late()`) before. */
export const within = <Value>(
  promise: Value | PromiseLike<Value>,
  signal?: AbortSignal,
  ms: number = Infinity,
  late: Late = ignore,
): Value | PromiseLike<Value> => (signal || ms <= LONGEST ? bounded(promise, signal, ms, late) : promise);

/** Settles as the promise does, unless the signal aborts before; `undo` lets the signal go. */
export interface Watching {
  <Value>(promise: Value | PromiseLike<Value>): PromiseLike<Value> | Value;
  undo?: () => void;
}

/** What settles as each promise that it is given, unless `signal` aborts: one listener for all of them, which `undo` lets go. */
export const watching = (signal: AbortSignal): Watching => {
  let fail: (reason: unknown) => void = ignore;
  const abort = () => fail(reasonOf(signal));
  const unlessAborted = <Value>(promise: Value | PromiseLike<Value>) =>
    new Promise<Value>((resolve, reject) => {
      fail = reject;
      if (signal.aborted) abort();
      Promise.resolve(promise).then(resolve, reject);
    });
  unlessAborted.undo = follow(signal, abort);
  return unlessAborted;
};

/** Resolves after `ms`, or rejects when `signal` aborts. */
export const pause = (ms: number, signal?: AbortSignal): Promise<void> =>
  bounded(new Promise<void>(ignore), signal, Math.min(ms, LONGEST), ignore).catch((reason: unknown) => {
    if (reason !== undefined) throw reason;
  });

/** Resolves with the first truthy answer of `check`, asked every 50 ms; rejects like `within`. */
export const until = async <Answer>(check: () => Answer, signal: AbortSignal | undefined, ms: number, late: Late): Promise<Answer> => {
  const limit = joined(signal, undefined, ms, late);
  try {
    let answer;
    while (!(answer = check())) await pause(50, limit.signal);
    return answer;
  } finally {
    limit.release();
  }
};

const abortBy = (controller: AbortController, reason: unknown) => {
  const { signal }: { signal: object } = controller;
  if (!('reason' in signal)) Object.assign(signal, { reason }); // React Native's knows none
  controller.abort(reason);
};

const aborting = (controller: AbortController, signal: AbortSignal) => () => abortBy(controller, reasonOf(signal));

const leaving = (undos: readonly ((() => void) | undefined)[]) => () => undos.forEach((undo) => undo?.());

const unread = globalThis.FinalizationRegistry && /* @__PURE__ */ new FinalizationRegistry((undo: () => void) => undo());

type Signal = AbortSignal | null | undefined;

/** What of Node's `process` is used. */
interface NodeProcess {
  getBuiltinModule?: (name: 'util') => { transferableAbortController: () => AbortController };
}

/** Node's own modules, in a page that Node plays: jsdom's classes stand in the place of its own there. */
const nodeUtil = () => globalThis.document && (globalThis as { process?: NodeProcess }).process?.getBuiltinModule?.('util');

/** Whether `fetch` refuses a signal, because it is of another class than the platform's own. An aborted one gets no listener. */
const isRefused = (signal: AbortSignal) => {
  if (!nodeUtil()) return false;
  try {
    return !new Request('http://a', { signal: (signal.constructor as typeof AbortSignal).abort?.() ?? signal });
  } catch {
    return true;
  }
};

/** One signal for several reasons to stop. */
export interface Joined {
  signal: AbortSignal | undefined;
  /** Lets go of what the signal follows; given a response, of the clock only. */
  release: (response?: Response) => void;
}

/**
 * One signal that aborts with either of two, each of which may be absent, and with `late()` after `ms`. `release()` lets
 * go of them; given a response, of the clock only: until its body is gone, the other two must reach it.
 */
export const joined = (first: Signal, second: Signal, ms: number | undefined, late: Late): Joined => {
  const timed = ms! <= LONGEST;
  const own = timed || (first && second) ? new AbortController() : undefined;
  const signal = own?.signal ?? first ?? second ?? undefined;
  const controller: AbortController | undefined = signal && isRefused(signal) ? nodeUtil()!.transferableAbortController() : own;
  if (!controller) return { signal, release: ignore };
  const timer = timed && setTimeout(() => abortBy(controller, late()), ms);
  const undo = leaving(
    [first, second].map((signal) => {
      if (!signal?.aborted) return signal ? follow(signal, aborting(controller, signal)) : undefined;
      abortBy(controller, reasonOf(signal));
      return undefined;
    }),
  );
  return {
    signal: controller.signal,
    release(response?: Response) {
      clearTimeout(timer || undefined);
      if (response?.body) unread?.register(response.body, undo);
      else undo();
    },
  };
};
