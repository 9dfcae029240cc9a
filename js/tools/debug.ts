// `clerk-fetch/debug`: an observer for `onEvent` that prints one line a call. It needs nothing of the root.

/** What a stretch of a call's time is drawn with. */
const GLYPHS = { token: '▒', response: '█', refresh: '▓', wait: '·', pending: '░' };

/** Where the code of an error does not say it all. */
const WORDS = {
  signed_out: 'refused: nobody is signed in',
  session_pending: 'refused: the session has a task to finish',
  clerk_not_loaded: 'refused: Clerk has not loaded',
  token_unavailable: 'refused: `getToken` gave no token',
  offline: 'refused: the device is offline',
  origin_not_allowed: 'refused: this origin may not get the token, see `allowedOrigins`',
  identity_changed: 'not sent again: another user, session or organization by now',
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
const isAlone = ({ type, attempt, code }) => type === 'error' && (attempt === 0 || (attempt === 1 && NO_TOKEN.includes(code)));

/**
 * How far an event is from being this call's next one, in ms; `Infinity` where it cannot be. An event's `duration` says when
 * what it tells of began, and a call's next step begins where its last one ended.
 */
const distance = ({ last, steps, end }, { type, attempt, duration }, at) => {
  const began = at - duration;
  const tries = attempt - last.attempt;
  if (tries < 0 || tries > 1) return Infinity;
  if (type === 'retry' || type === 'error') return steps[0].start >= began - 1 ? steps[0].start - began : Infinity;
  const gap = Math.abs(began - end);
  if (last.type === 'retry') return type === 'refresh' ? Infinity : gap; // its timer may be late
  const before = type === 'response' ? ['token', 'refresh'][tries] : type === 'refresh' && !tries && last.status === 401 && 'response';
  return last.type === before && gap <= SLACK ? gap : Infinity;
};

/** The steps that an event adds to a call. */
const stepsOf = (call, { type, duration, status, wait, renewed, code }, at) => {
  const { last, end = at - duration } = call;
  const step = { glyph: type, name: type, start: at - duration, end: at };
  const pending = { glyph: 'pending', name: 'no answer', start: end, end: at };
  if (type === 'token') return [step];
  if (type === 'refresh') return [{ ...step, name: renewed ? type : `${type} without a new token` }];
  if (type === 'response') return [{ ...step, name: status }];
  if (type === 'retry') return [...(status ? [] : [pending]), { glyph: 'wait', name: 'wait', start: at, end: at + wait }];
  return [last?.type === 'response' ? { ...pending, name: 'body' } : code === 'network' ? pending : { ...pending, name: 'waiting' }];
};

/** The steps in `width` characters, to scale, with at least one for each. */
const drawn = (steps, width) => {
  const [{ start }] = steps;
  const scale = width / (steps.at(-1).end - start || 1);
  const cells = new Array(width).fill(' ');
  let next = 0;
  steps.forEach((step, index) => {
    const room = width - (steps.length - index); // for those that follow
    const from = Math.min(Math.max(next, Math.floor((step.start - start) * scale)), room);
    next = Math.max(from + 1, Math.min(Math.round((step.end - start) * scale), room + 1));
    cells.fill(GLYPHS[step.glyph], Math.max(from, 0), next);
  });
  return cells.join('');
};

const milliseconds = (time) => (time < 10 ? Math.round(time * 10) / 10 : Math.round(time));

/** A call's line. */
const lineOf = ({ steps, last, status, began }, width) => {
  const { type, url, method, code } = last;
  const isError = type === 'error';
  const mark = isError || status >= 400 ? '✖' : '✔';
  const outcome = isError ? `${code ?? 'error'}${status ? ` ${status}` : ''}` : status;
  const took = milliseconds(steps.at(-1).end - began);
  const shown = steps.filter(({ glyph, start, end }) => glyph !== 'pending' || end - start >= 1);
  const said = shown.map(({ name, start, end }) => `${name} ${milliseconds(end - start)}`);
  if (isError && WORDS[code]) said.push(WORDS[code]);
  return `${mark} ${outcome} ${method} ${url}  ${took} ms ▕${drawn(steps, width)}▏ ${said.join(', ')}`;
};

const checked = ({ log = (line) => console.log(line), width = 24, ...rest }) => {
  const [unknown] = Object.keys(rest);
  if (unknown) throw new TypeError(`debug() of clerk-fetch/debug has no option \`${unknown}\`; it has \`log\` and \`width\``);
  if (typeof log !== 'function') throw new TypeError('`log` of debug() must be a function that takes a line, such as console.log');
  if (!(Number.isInteger(width) && width > 0)) throw new TypeError('`width` of debug() must be a whole number of characters above 0');
  return { log, width };
};

export const debug = (options = {}) => {
  const { log, width } = checked(options);
  const open = new Set();

  const finish = (call) => {
    clearTimeout(call.timer);
    open.delete(call);
    log(lineOf(call, width));
  };

  const begin = (began) => {
    const call = { steps: [], began };
    if (open.size === MOST_OPEN) open.delete(open.values().next().value);
    open.add(call);
    return call;
  };

  /** The call that an event belongs to: of those with its URL and method the nearest, or a new one. */
  const callOf = (event, at) => {
    let nearest;
    let least = Infinity;
    for (const call of isAlone(event) ? [] : open) {
      if (call.last.url !== event.url || call.last.method !== event.method) continue;
      const away = distance(call, event, at);
      if (away < least) [nearest, least] = [call, away];
    }
    return nearest ?? begin(at - event.duration);
  };

  return (event) => {
    const at = now();
    const call = callOf(event, at);
    clearTimeout(call.timer);
    call.steps.push(...stepsOf(call, event, at));
    Object.assign(call, { last: event, status: event.status ?? (event.type === 'token' ? undefined : call.status), end: call.steps.at(-1).end });
    if (event.type === 'error') finish(call);
    const mayBeLast = event.type === 'response' || (event.type === 'refresh' && !event.renewed);
    if (mayBeLast) call.timer = setTimeout(finish, event.type === 'response' && event.status === 401 ? GRACE_401 : GRACE, call);
  };
};
