// The whole suite's watch: whatever the package makes or says, in whichever test, must not show a token. Loaded before the
// package (support/suite.mjs imports it first), it looks at
//   - every error that is made inside of the package, by standing in for `Error` and its kin, which the package extends;
//   - every event, by an observer that is put before each fetcher's own, when `Object.assign` makes its settings;
//   - every console line and process warning.
// A token that shows fails the test that is running, and the file.
import { inspect } from 'node:util';

const STATE = Symbol.for('clerk-fetch.tests.no-token');
const BRAND = Symbol.for('clerk-fetch.error');
const PACKAGE = /clerk-fetch[\\/]dist/;

/** What each of the suite's tokens has (support/tokens.mjs), and Clerk's own: their header, and where `sub` comes first. */
const MARKS = ['eyJhbGciOiJSUzI1NiIs', 'eyJzdWIiOi'];
const ALL = { depth: Infinity, showHidden: true, maxArrayLength: null, maxStringLength: null, breakLength: Infinity };

/** `seen` counts what was looked at; `found` is what showed a token. */
const state = (globalThis[STATE] ??= { seen: { error: 0, event: 0, line: 0 }, found: [] });

const attempt = (write) => {
  try {
    return String(write());
  } catch {
    return ''; // what cannot be written shows nothing
  }
};

/** All ways in which a value is ever written. */
const ways = (value) => [
  attempt(() => inspect(value, ALL)),
  attempt(() => value),
  attempt(() => JSON.stringify(value)),
  attempt(() => value?.stack),
];

const shows = (text) => MARKS.some((mark) => text.includes(mark));

/** Looks at a value; `where` says in a failure what it was. */
function look(kind, where, value, texts = ways(value)) {
  state.seen[kind]++;
  const text = texts.find(shows);
  if (text === undefined) return;
  const failure = `a token shows in ${where}: ${text.replace(/eyJ[\w-]*(\.[\w-]+)*/g, '[token]').slice(0, 1_000)}`;
  state.found.push(failure);
  throw new Error(failure);
}

/** Our own error when the package made it, known by its brand or by where it was made. */
const isOfPackage = (error) => error[BRAND] === true || PACKAGE.test(error.stack);

/** Errors get their fields after `super()`: they are looked at when the running code is done. */
const inspectLater = (error) => isOfPackage(error) && queueMicrotask(() => look('error', `an error (${attempt(() => error.code ?? error.name)})`, error));

function watchErrors(name) {
  const real = globalThis[name];
  const construct = (target, args, newTarget) => {
    const error = Reflect.construct(target, args, newTarget === watched ? target : newTarget);
    real.captureStackTrace(error, construct); // its stack has no trace of the watch
    inspectLater(error);
    return error;
  };
  const watched = new Proxy(real, { construct });
  globalThis[name] = watched;
  Object.defineProperty(real.prototype, 'constructor', { value: watched, writable: true, configurable: true });
}

/** Events are flat: their values are all there is, unless one is an object. */
const textsOf = (event) => {
  const values = Object.values(event);
  return values.some((value) => Object(value) === value) ? ways(event) : [values.join(' ')];
};
const watchEvent = (event) => look('event', `an event (${event.type})`, event, textsOf(event));

/** A fetcher's settings, as they are put together: whatever makes them, these two are the options' own names. */
const isSettings = (target) =>
  !(target instanceof Object) && Array.isArray(target.allowedOrigins) && 'tokenTimeout' in target;

/** Puts `observe` before the observer of each fetcher's settings, where there is one and where there is none. */
function watchEvents() {
  const { assign } = Object;
  Object.assign = (target, ...sources) => {
    const settings = assign(target, ...sources);
    if (!isSettings(settings)) return settings;
    const own = settings.onEvent;
    settings.onEvent = own ? (event) => (observe(event), own(event)) : observe;
    return settings;
  };
}

/** An observer that throws disturbs no call; so it throws outside of it. */
const observe = (event) => {
  try {
    watchEvent(event);
  } catch (failure) {
    queueMicrotask(() => {
      throw failure;
    });
  }
};

function watchLines() {
  for (const name of ['debug', 'dir', 'error', 'info', 'log', 'table', 'trace', 'warn']) {
    const real = console[name];
    console[name] = (...args) => {
      for (const arg of args) look('line', `console.${name}`, arg);
      real.apply(console, args);
    };
  }
  process.on('warning', (warning) => look('line', 'a process warning', warning));
}

/** The file fails too, also for what came when its tests were over. */
const failAtExit = () =>
  process.on('exit', () => {
    if (state.found.length) process.exitCode = 1;
  });

if (!state.installed) {
  state.installed = true;
  for (const name of ['Error', 'TypeError', 'RangeError', 'SyntaxError']) watchErrors(name);
  watchEvents();
  watchLines();
  failAtExit();
}

/** How much was looked at until now. */
export const seen = () => ({ ...state.seen });
