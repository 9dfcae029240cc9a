// Waiting that ends: with the promise, the caller's abort, or a time limit, whichever is first. Nothing is left behind.

/** Longer waits overflow a timer; they count as none. */
const LONGEST = 2 ** 31 - 1;

/** Why a signal aborted, untouched; engines without `reason` get what `fetch` would throw. */
export const reasonOf = (signal) =>
  signal.reason === undefined
    ? Object.assign(new Error('This operation was aborted'), { name: 'AbortError' })
    : signal.reason;

export const now = () => (globalThis.performance ?? Date).now();

/** Settles as `promise` does, unless `signal` aborts (its reason) or `ms` pass (`late()`) before. */
export const within = (promise, signal, ms, late) => {
  if (!signal && !(ms <= LONGEST)) return promise;
  return new Promise((resolve, reject) => {
    let timer;
    const end = (settle, value) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      settle(value);
    };
    const abort = () => end(reject, reasonOf(signal));
    promise.then(
      (value) => end(resolve, value),
      (error) => end(reject, error),
    );
    if (signal?.aborted) return abort();
    signal?.addEventListener('abort', abort);
    if (ms <= LONGEST) timer = setTimeout(() => end(reject, late()), ms);
  });
};

/** Resolves after `ms`, or rejects when `signal` aborts. */
export const pause = (ms, signal) => {
  let timer;
  const promise = new Promise((resolve) => (timer = setTimeout(resolve, ms)));
  return signal ? within(promise, signal).finally(() => clearTimeout(timer)) : promise;
};

/** Resolves with the first truthy answer of `check`, asked now and every 50 ms; rejects like `within`. */
export const until = (check, signal, ms, late) => {
  let timer;
  const promise = new Promise((resolve) => {
    const ask = () => {
      const answer = check();
      if (answer) return resolve(answer);
      timer = setTimeout(ask, 50);
    };
    ask();
  });
  return within(promise, signal, ms, late).finally(() => clearTimeout(timer));
};

const noop = () => {};

/**
 * A signal that aborts with the caller's, and with `late()` after `ms`. `end()` stops the clock; `release()` also lets
 * go of the caller's signal, which a body that is still being read needs.
 */
export const limited = (signal, ms, late) => {
  if (!(ms <= LONGEST)) return { signal, end: noop, release: noop };
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(late()), ms);
  const end = () => clearTimeout(timer);
  if (!signal) return { signal: controller.signal, end, release: end };
  if (AbortSignal.any) return { signal: AbortSignal.any([signal, controller.signal]), end, release: end };
  const abort = () => controller.abort(reasonOf(signal));
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort);
  const release = () => {
    end();
    signal.removeEventListener('abort', abort);
  };
  return { signal: controller.signal, end, release };
};

/** One signal of two, each of which may be absent. */
export const eitherSignal = (first, second) => {
  if (!first || !second || first === second) return first ?? second ?? undefined;
  if (AbortSignal.any) return AbortSignal.any([first, second]);
  const controller = new AbortController();
  for (const signal of [first, second]) {
    if (signal.aborted) controller.abort(reasonOf(signal));
    else signal.addEventListener('abort', () => controller.abort(reasonOf(signal)), { once: true });
  }
  return controller.signal;
};
