// What a call could leave behind: timers, listeners, rejections that nobody handles, warnings.
import assert from 'node:assert/strict';
import { settled } from './suite.mjs';

/** Whether the package called whoever asks; not where Node's `fetch` did, which it had called. */
const isOurs = () => new Error().stack.split('\n')[3].includes('node_modules/clerk-fetch/dist');

/**
 * A caller's signal that counts its listeners, those that `counts`. Node's own `fetch` listens too, and lets go only when
 * its `Request` is collected, as it does without the package; so only ours count.
 */
export function watchedSignal(counts = isOurs) {
  const controller = new AbortController();
  const { signal } = controller;
  const listeners = new Set();
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args) => {
    if (counts()) listeners.add(args[1]);
    return addEventListener.apply(signal, args);
  };
  signal.removeEventListener = (...args) => {
    listeners.delete(args[1]);
    return removeEventListener.apply(signal, args);
  };
  return Object.assign(signal, { listeners, abort: (reason) => controller.abort(reason) });
}

/** Counts who listens to a Clerk object. */
export function watchClerk(clerk) {
  const listeners = new Set();
  if (!clerk?.addListener) return listeners;
  const { addListener, on, off } = clerk;
  clerk.addListener = (listener) => {
    const stop = addListener(listener);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      stop();
    };
  };
  clerk.on = (event, listener, options) => (listeners.add(listener), on(event, listener, options));
  clerk.off = (event, listener) => (listeners.delete(listener), off(event, listener));
  return listeners;
}

/** Notes what nobody may see: unhandled rejections, warnings of the process, and lines on the console. */
export function watchProcess(t) {
  const seen = [];
  const note = (value) => seen.push(value);
  for (const event of ['unhandledRejection', 'warning']) {
    process.on(event, note);
    t.after(() => process.off(event, note));
  }
  for (const name of ['error', 'warn', 'log']) t.mock.method(console, name, (...args) => seen.push(args));
  return seen;
}

/** An abort is a signal's last: whoever listens to one that has aborted waits for nothing. */
export function assertReleased(signal) {
  if (signal && !signal.aborted) assert.equal(signal.listeners.size, 0, "listeners are left on the caller's signal");
}

export async function assertNothingLeft({ timers, quiet, signal, listeners }) {
  await settled();
  timers?.assertNone();
  assert.deepEqual(quiet, [], 'somebody complained');
  assertReleased(signal);
  assert.equal(listeners?.size ?? 0, 0, 'listeners are left on Clerk');
}
