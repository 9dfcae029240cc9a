// `clerk-fetch/debug`: an observer for `onEvent` that prints one line per call. It imports nothing of the root.

import type { ClerkFetchEvent } from 'clerk-fetch';

/** How the lines are made. */
export interface DebugOptions {
  /**
   * Takes each line.
   * @default console.log, looked up at each line
   */
  log?: (line: string) => void;
  /**
   * Characters of the bar that a call's time is drawn in.
   * @default 24
   */
  width?: number;
}

/** A stretch of a call's time; its ends by `now()`. */
interface Step {
  glyph: keyof typeof GLYPHS;
  name: string | number;
  start: number;
  end: number;
}

/** A call, as its events tell of it; all but `began` is there from its first event on. */
interface Call {
  steps: Step[];
  began: number;
  last?: AnyEvent;
  end?: number;
  /** What its events have in common, where they are those of a fetcher. */
  identity?: unknown;
  /** Of the last answer. */
  status?: number | undefined;
  timer?: ReturnType<typeof setTimeout>;
}

/** Where an event has what all of its call have in common. */
const IDENTITY: unique symbol = Symbol.for('clerk-fetch.call');

/** An event with the fields that only some types have. */
type AnyEvent = Pick<ClerkFetchEvent, 'type' | 'url' | 'method' | 'attempt' | 'duration'> & { status?: number; wait?: number; renewed?: boolean; code?: string; readonly [IDENTITY]?: object };

/** What a stretch of a call's time is drawn with. */
const GLYPHS = { token: '▒', response: '█', refresh: '▓', wait: '·', pending: '░' };

/** Where the code of an error does not say it all. */
const WORDS: Partial<Record<string, string>> = {
  signed_out: 'refused: nobody is signed in',
  session_pending: 'refused: the session has a task to finish',
  clerk_not_loaded: 'refused: Clerk has not loaded',
  token_unavailable: 'refused: `getToken` gave no token',
  offline: 'refused: the device is offline',
  origin_not_allowed: 'refused: this origin may not get the token, see `allowedOrigins`',
  identity_changed: 'no result: another user, session or organization by now',
  network: 'no answer: the connection, or CORS',
  timeout: 'no answer within `timeout`',
  abort: 'ended by its signal',
  invalid_json: 'the body is not JSON',
  invalid_response: '`schema` refuses the body',
  reverification_required: 'the user must verify again',
};

/**
 * Events do not say that a call is over. Ms to wait after an answer for what may follow it: the reading of its body, or,
 * after a 401, the refresh. What comes still later gets a line of its own.
 */
const GRACE = 250;
const GRACE_401 = 2_000;

/** An event that follows another of its call at once begins where that one ended, give or take so many ms. */
const SLACK = 50;

/** Calls that are remembered while they are open; one that never ends must not stay for ever. */
const MOST_OPEN = 500;

const now = () => (globalThis.performance ?? Date).now();

const NO_TOKEN = ['signed_out', 'session_pending', 'clerk_not_loaded', 'token_unavailable', 'offline'];

/** Whether there was no event before this one: the call was refused, or its first token did not come. */
const isAlone = ({ type, attempt, code = '' }: AnyEvent) => type === 'error' && (attempt === 0 || (attempt === 1 && NO_TOKEN.includes(code)));

/**
 * How far an event is from being this call's next one, in ms; `Infinity` where it cannot be. An event's `duration` says when
 * what it tells of began, and a call's next step begins where its last one ended.
 */
const distance = ({ steps, began: from, ...call }: Call, { type, attempt, duration }: AnyEvent, at: number) => {
  const last = call.last!;
  const first = steps[0]?.start ?? from;
  const began = at - duration;
  const tries = attempt - last.attempt;
  if (tries < 0 || tries > 1) return Infinity;
  if (type === 'retry' || type === 'error') return first >= began - 1 ? first - began : Infinity;
  const gap = Math.abs(began - call.end!);
  if (last.type === 'retry') return type === 'refresh' ? Infinity : gap; // its timer may be late
  const before = type === 'response' ? ['token', 'refresh'][tries] : type === 'refresh' && !tries && last.status === 401 && 'response';
  return last.type === before && gap <= SLACK ? gap : Infinity;
};

/** The steps that an event adds to a call. */
const stepsOf = (call: Call, { type, duration, status, wait = 0, renewed, code }: AnyEvent, at: number): Step[] => {
  const { last, end = at - duration } = call;
  const step: Step = { glyph: type as keyof typeof GLYPHS, name: type, start: at - duration, end: at };
  const pending: Step = { glyph: 'pending', name: 'no answer', start: end, end: at };
  if (type === 'token') return [step];
  if (type === 'refresh') return [{ ...step, name: renewed ? type : `${type} without a new token` }];
  if (type === 'response') return [{ ...step, name: status! }];
  if (type === 'retry') return [...(status ? [] : [pending]), { glyph: 'wait', name: 'wait', start: at, end: at + wait }];
  return [last?.type === 'response' ? { ...pending, name: 'body' } : code === 'network' ? pending : { ...pending, name: 'waiting' }];
};

/** The steps in `width` characters, to scale, with at least one for each. */
const drawn = (steps: readonly Step[], width: number) => {
  const { start } = steps[0]!;
  const scale = width / (steps.at(-1)!.end - start || 1);
  const cells: string[] = new Array(width).fill(' ');
  let next = 0;
  steps.forEach((step, index) => {
    const room = width - (steps.length - index); // for those that follow
    const from = Math.min(Math.max(next, Math.floor((step.start - start) * scale)), room);
    next = Math.max(from + 1, Math.min(Math.round((step.end - start) * scale), room + 1));
    cells.fill(GLYPHS[step.glyph], Math.max(from, 0), next);
  });
  return cells.join('');
};

const milliseconds = (time: number) => (time < 10 ? Math.round(time * 10) / 10 : Math.round(time));

/** A call's line. */
const lineOf = ({ steps, last, status, began }: Call, width: number) => {
  const { type, url, method, code = '' } = last!;
  const isError = type === 'error';
  const mark = isError || status! >= 400 ? '✖' : '✔';
  const outcome = isError ? `${code || 'error'}${status ? ` ${status}` : ''}` : status;
  const took = milliseconds(steps.at(-1)!.end - began);
  const shown = steps.filter(({ glyph, start, end }) => glyph !== 'pending' || end - start >= 1);
  const said = shown.map(({ name, start, end }) => `${name} ${milliseconds(end - start)}`);
  const words = isError && WORDS[code];
  if (words) said.push(words);
  return `${mark} ${outcome} ${method} ${url}  ${took} ms ▕${drawn(steps, width)}▏ ${said.join(', ')}`;
};

/** `onEvent: debug`, without the call. */
const isEvent = (options: object) => 'attempt' in options && 'duration' in options;

let warned = false;

const checked = ({ log = (line) => console.log(line), width = 24, ...rest }: DebugOptions) => {
  const [unknown] = Object.keys(rest);
  if (unknown) throw new TypeError(`debug() of clerk-fetch/debug has no option \`${unknown}\`; it has \`log\` and \`width\``);
  if (typeof log !== 'function') throw new TypeError('`log` of debug() must be a function that takes a line, such as console.log');
  if (!(Number.isInteger(width) && width > 0)) throw new TypeError('`width` of debug() must be a whole number of characters above 0');
  return { log, width };
};

/**
 * Returns an observer for the option `onEvent` that prints one line per call when the call ends: outcome, method, URL, time, a bar
 * to scale (`▒` token, `█` answer, `▓` refresh, `·` wait before another try, `░` no answer, or a body), the steps in milliseconds, and why a
 * call was refused. The line has no token. Its URL has no credentials, query or fragment.
 *
 * @example
 * ```ts
 * import { createAuthenticatedFetch } from 'clerk-fetch';
 * import { debug } from 'clerk-fetch/debug';
 *
 * const api = createAuthenticatedFetch({ baseUrl: 'https://api.foo.com', onEvent: debug() });
 * // ✔ 200 GET https://api.foo.com/todos  412 ms ▕▒████▓▓▓▓▓▓▓▓▓▓▓▓▓██████▏ token 12, 401 80, refresh 210, 200 110
 * // ✖ origin_not_allowed GET https://evil.com/x  0.1 ms ▕░░░░░░░░░░░░░░░░░░░░░░░░▏ refused: this origin may not get the token, see `allowedOrigins`
 * ```
 *
 * If you pass on copies of events, `debug()` tells concurrent calls to one URL apart by their times.
 */
export const debug = (options: DebugOptions = {}): ((event: ClerkFetchEvent) => void) => {
  if (isEvent(options)) {
    if (!warned) console.warn('clerk-fetch/debug: write `onEvent: debug()`, with the parentheses.');
    warned = true;
    return () => {};
  }
  const { log, width } = checked(options);
  const open = new Set<Call>();

  const finish = (call: Call) => {
    clearTimeout(call.timer);
    open.delete(call);
    try {
      const said: unknown = log(lineOf(call, width));
      (said as Promise<unknown> | undefined)?.catch?.(() => {});
    } catch {
      // It may throw in a timer, where it would end a Node process.
    }
  };

  const begin = (began: number, identity?: object) => {
    const call: Call = { steps: [], began, identity };
    if (open.size === MOST_OPEN) open.delete(open.values().next().value!);
    open.add(call);
    return call;
  };

  /** The call that an event belongs to; of an event that was copied, of the calls with its URL and method the nearest, or a new one. */
  const callOf = (event: AnyEvent, at: number) => {
    const identity = event[IDENTITY];
    if (identity) return [...open].find((call) => call.identity === identity) ?? begin(at - event.duration, identity);
    let nearest: Call | undefined;
    let least = Infinity;
    for (const call of isAlone(event) ? [] : open) {
      if (call.last!.url !== event.url || call.last!.method !== event.method) continue;
      const away = distance(call, event, at);
      if (away < least) [nearest, least] = [call, away];
    }
    return nearest ?? begin(at - event.duration);
  };

  return (event: AnyEvent) => {
    const at = now();
    const call = callOf(event, at);
    clearTimeout(call.timer);
    call.steps.push(...stepsOf(call, event, at));
    Object.assign(call, { last: event, status: event.status ?? (event.type === 'token' ? undefined : call.status), end: call.steps.at(-1)!.end });
    if (event.type === 'error') finish(call);
    const mayBeLast = event.type === 'response' || (event.type === 'refresh' && !event.renewed);
    if (mayBeLast) call.timer = setTimeout(finish, event.type === 'response' && event.status === 401 ? GRACE_401 : GRACE, call);
  };
};
