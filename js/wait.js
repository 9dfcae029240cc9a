// Waiting that ends: with the promise, the caller's abort, or a time limit, whichever is first. Nothing is left behind.

/** Longer waits overflow a timer; they count as none. */
export const LONGEST = 2 ** 31 - 1;

export const ignore = () => {};

export const named = (name, message) => Object.assign(new Error(message), { name });

/** Why a signal aborted, untouched; engines without `reason` get what `fetch` would throw. */
export const reasonOf = ({ reason }) => (reason === undefined ? named('AbortError', 'aborted') : reason);

export const now = () => (globalThis.performance ?? Date).now();

/** Settles as `promise` does, unless `signal` aborts (its reason) or `ms` pass (`late()`) before. */
export const within = (promise, signal, ms, late) => {
  if (!signal && !(ms <= LONGEST)) return promise;
  return new Promise((resolve, reject) => {
    const end = (settle) => (value) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      settle(value);
    };
    const fail = end(reject);
    const abort = () => fail(reasonOf(signal));
    const timer = ms <= LONGEST ? setTimeout(() => fail(late()), ms) : undefined;
    promise.then(end(resolve), fail);
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort);
  });
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

/**
 * One signal that aborts with either of two, each of which may be absent, and with `late()` after `ms`. `release()` lets
 * go of them; with `true` of the clock only: a body that is still being read needs the caller's.
 */
export const joined = (first, second, ms, late) => {
  const timed = ms <= LONGEST;
  if (!timed && (!first || !second)) return { signal: first ?? second, release: ignore };
  const given = [first, second].filter(Boolean);
  const controller = new AbortController();
  const timer = timed && setTimeout(() => controller.abort(late()), ms);
  if (AbortSignal.any) return { signal: AbortSignal.any([...given, controller.signal]), release: () => clearTimeout(timer) };
  const abort = ({ target }) => controller.abort(reasonOf(target));
  for (const target of given) target.aborted ? abort({ target }) : target.addEventListener('abort', abort);
  return {
    signal: controller.signal,
    release(clockOnly) {
      clearTimeout(timer);
      if (!clockOnly) for (const target of given) target.removeEventListener('abort', abort);
    },
  };
};
