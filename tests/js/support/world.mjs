// The surroundings of a call: a page, a device, a clock and a `fetch` that are not real.
import assert from 'node:assert/strict';
import { eventually } from './suite.mjs';

/** The globals that each test has replaced. */
const replaced = new WeakMap();

/** Replaces a global for the time of a test. */
export function replaceGlobal(t, name, value) {
  const names = replaced.get(t) ?? new Set();
  replaced.set(t, names);
  if (!names.has(name)) restoreAfter(t, name);
  names.add(name);
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true, enumerable: true });
}

function restoreAfter(t, name) {
  const before = Object.getOwnPropertyDescriptor(globalThis, name);
  t.after(() => {
    if (before) Object.defineProperty(globalThis, name, before);
    else delete globalThis[name];
  });
}

/** Is a page at `href`, with `<base href>` where `base` is given. */
export function beOnPage(t, href, base = href) {
  const { origin } = new URL(href);
  replaceGlobal(t, 'location', { href, origin });
  replaceGlobal(t, 'document', { baseURI: base });
}

/** Is offline, or online, as far as the device knows. */
export const beOnline = (t, onLine) => replaceGlobal(t, 'navigator', { onLine });

/** A `fetch` that records its arguments and gives `answer` (or what it returns) each time. */
export function recordingFetch(answer = () => Response.json({ ok: true })) {
  const calls = [];
  const fetch = async (input, init) => {
    calls.push({ input, init, headers: new Headers(init?.headers ?? input?.headers) });
    return typeof answer === 'function' ? answer(input, init, calls.length) : answer;
  };
  return { fetch, calls };
}

/** The option's default. */
const TOKEN_TIMEOUT = 10_000;

/** Whether the package asks; Node's own `fetch` has timers too. */
const isAskedByPackage = () => new Error().stack.includes('node_modules/clerk-fetch/dist');

/** Holds the package's timers: none fires by itself, and `fire(ms)` waits for one of that length and fires it. */
export function holdTimers(t) {
  const held = [];
  const real = { setTimeout, setInterval, clearTimeout };
  const holding = (start, repeats) => (run, ms, ...args) => {
    if (!isAskedByPackage()) return start(run, ms, ...args);
    const timer = { run: () => run(...args), ms, repeats };
    held.push(timer);
    return timer;
  };
  const drop = (timer) => held.includes(timer) && held.splice(held.indexOf(timer), 1);
  const clear = (timer) => void (drop(timer) || timer?.run || real.clearTimeout(timer));
  const run = (timer) => {
    if (!timer.repeats) drop(timer);
    timer.run();
    return timer.ms;
  };
  const isWait = ({ ms }) => ms !== TOKEN_TIMEOUT;
  const isShort = ({ ms }) => ms <= 100;
  t.mock.method(globalThis, 'setTimeout', holding(real.setTimeout, false));
  t.mock.method(globalThis, 'setInterval', holding(real.setInterval, true));
  t.mock.method(globalThis, 'clearTimeout', clear);
  t.mock.method(globalThis, 'clearInterval', clear);
  return {
    /** The lengths of those that wait. */
    get waits() {
      return held.map(({ ms }) => ms);
    },
    async fire(ms) {
      await eventually(() => this.waits.includes(ms));
      run(held.find((timer) => timer.ms === ms));
    },
    /** Waits for a timer other than the limit of the token, fires it and gives its length. */
    async fireNext() {
      await eventually(() => held.some(isWait));
      return run(held.find(isWait));
    },
    /** Waits until so many look again and again whether something has come, and lets them look. */
    async poll(count = 1) {
      await eventually(() => held.filter(isShort).length >= count);
      held.filter(isShort).forEach(run);
    },
    assertNone() {
      assert.deepEqual(this.waits, [], 'timers are left behind');
    },
  };
}

/** Moves the clock by hand; it starts at 0. */
export function holdClock(t) {
  let now = 1_000_000;
  t.mock.method(performance, 'now', () => now);
  return { advance: (ms) => (now += ms) };
}
