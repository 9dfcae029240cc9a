// What can go wrong at the token endpoint, ordered by a test: each fault so many times, or for ever.
import { sendJson } from '../http.mjs';

const CODES = {
  401: 'authentication_invalid',
  404: 'resource_not_found',
  422: 'form_param_invalid',
  429: 'too_many_requests',
};

export function sendError(
  response,
  status,
  code = CODES[status] ?? 'internal_clerk_error',
  message = code,
  headers = {},
) {
  sendJson(response, status, { errors: [{ code, message, long_message: message }], clerk_trace_id: 'local' }, headers);
}

const ACTIONS = {
  reset: (response) => response.socket.resetAndDestroy(),
  'not-json': (response) =>
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>Gateway</title>'),
  'no-token': (response) => sendJson(response, 200, { jwt: null }),
};

export function createFaults() {
  let planned = [];
  let hung = [];
  let hangWatchers = [];

  return {
    /** kind: 'hang', 'reset', 'not-json', 'no-token' or a status. `forced` limits it to forced (or plain) mints. */
    plan(kind, { times = 1, forced, retryAfter } = {}) {
      if (kind !== 'hang' && !ACTIONS[kind] && !Number.isInteger(kind)) throw new TypeError(`Unknown fault: ${kind}`);
      planned.push({ kind, times, forced, retryAfter });
    },

    /** The fault for this mint, taken from the plan, or null. */
    take(forced) {
      const fault = planned.find((each) => each.times > 0 && (each.forced === undefined || each.forced === forced));
      if (fault) fault.times -= 1;
      return fault ?? null;
    },

    act({ kind, retryAfter }, response) {
      if (ACTIONS[kind]) return ACTIONS[kind](response);
      return sendError(
        response,
        kind,
        undefined,
        undefined,
        retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) },
      );
    },

    /** Resolves when the test releases what hangs. */
    hang() {
      for (const seen of hangWatchers) seen();
      hangWatchers = [];
      return new Promise((released) => hung.push(released));
    },

    /** Resolves once a mint hangs: what a test awaits before it goes on. */
    hanging: () => (hung.length ? Promise.resolve() : new Promise((seen) => hangWatchers.push(seen))),

    release() {
      for (const released of hung) released();
      hung = [];
    },

    clear() {
      planned = [];
      this.release();
    },
  };
}
