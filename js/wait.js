// Waiting that ends: with the promise, the caller's abort, or a time limit, whichever is first. Nothing is left behind.

/** Longer waits overflow a timer; they count as none. */
export const LONGEST = 2 ** 31 - 1;

export const ignore = () => {};

export const named = (name, message) => Object.assign(new Error(message), { name });

/** Why a signal aborted, untouched; engines without `reason` get what `fetch` would throw. */
export const reasonOf = ({ reason }) => (reason === undefined ? named('AbortError', 'aborted') : reason);

export const now = () => (globalThis.performance ?? Date).now();

// Functions that outlive a call are made apart: an engine keeps all that a function's neighbours need alive with it.

const followers = /* @__PURE__ */ new WeakMap();

const telling = (signal, all) => () => {
  signal.removeEventListener('abort', all.tell);
  all.forEach((each) => each());
};

/** Calls `follower` when `signal` aborts; returns the undo. One listener a signal: Node warns of the eleventh. */
const follow = (signal, follower) => {
  const all = followers.get(signal) ?? new Set();
  if (!all.size) signal.addEventListener('abort', (all.tell = telling(signal, all)));
  followers.set(signal, all.add(follower));
  return () => {
    if (!all.delete(follower) || all.size) return;
    signal.removeEventListener('abort', all.tell);
    followers.delete(signal);
  };
};

const bounded = (promise, signal, ms, late) =>
  new Promise((resolve, reject) => {
    let release;
    const end = (settle) => (value) => {
      clearTimeout(timer);
      release?.();
      settle(value);
    };
    const fail = end(reject);
    const abort = () => fail(reasonOf(signal));
    const timer = ms <= LONGEST ? setTimeout(() => fail(late()), ms) : undefined;
    Promise.resolve(promise).then(end(resolve), fail);
    if (signal?.aborted) abort();
    else release = signal && follow(signal, abort);
  });

/** Settles as `promise` (or a value) does, unless `signal` aborts (its reason) or `ms` pass (`late()`) before. */
export const within = (promise, signal, ms, late) => (signal || ms <= LONGEST ? bounded(promise, signal, ms, late) : promise);

/** What settles as each promise that it is given, unless `signal` aborts: one listener for all of them, which `undo` lets go. */
export const watching = (signal) => {
  let fail = ignore;
  const abort = () => fail(reasonOf(signal));
  const unlessAborted = (promise) =>
    new Promise((resolve, reject) => {
      fail = reject;
      if (signal.aborted) abort();
      Promise.resolve(promise).then(resolve, reject);
    });
  unlessAborted.undo = follow(signal, abort);
  return unlessAborted;
};

/** Resolves after `ms`, or rejects when `signal` aborts. */
export const pause = (ms, signal) =>
  within(new Promise(ignore), signal, Math.min(ms, LONGEST), ignore).catch((reason) => {
    if (reason !== undefined) throw reason;
  });

/** Resolves with the first truthy answer of `check`, asked every 50 ms; rejects like `within`. */
export const until = async (check, signal, ms, late) => {
  const limit = joined(signal, undefined, ms, late);
  try {
    let answer;
    while (!(answer = check())) await pause(50, limit.signal);
    return answer;
  } finally {
    limit.release();
  }
};

const abortBy = (controller, reason) => {
  if (!('reason' in controller.signal)) controller.signal.reason = reason; // React Native's knows none
  controller.abort(reason);
};

const aborting = (controller, signal) => () => abortBy(controller, reasonOf(signal));

const leaving = (undos) => () => undos.forEach((undo) => undo?.());

const unread = globalThis.FinalizationRegistry && /* @__PURE__ */ new FinalizationRegistry((undo) => undo());

/**
 * One signal that aborts with either of two, each of which may be absent, and with `late()` after `ms`. `release()` lets
 * go of them; given a response, of the clock only: until its body is gone, the other two must reach it.
 */
export const joined = (first, second, ms, late) => {
  const timed = ms <= LONGEST;
  if (!timed && (!first || !second)) return { signal: first ?? second, release: ignore };
  const controller = new AbortController();
  const timer = timed && setTimeout(() => abortBy(controller, late()), ms);
  const undo = leaving(
    [first, second].map((signal) => {
      if (!signal?.aborted) return signal && follow(signal, aborting(controller, signal));
      abortBy(controller, reasonOf(signal));
    }),
  );
  return {
    signal: controller.signal,
    release(response) {
      clearTimeout(timer);
      if (response?.body) unread?.register(response.body, undo);
      else undo();
    },
  };
};
