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

/**
 * An observer for the option `onEvent` that prints one line a call, when it is over: outcome, method, URL, time, a bar to scale
 * (`▒` token, `█` answer, `▓` refresh, `·` wait before another try, `░` no answer), the steps in ms, and what was refused and why. It shows no token,
 * and of a URL no user info, query or fragment.
 *
 * ```ts
 * const authenticatedFetch = createAuthenticatedFetch({ baseUrl: 'https://api.foo.com', onEvent: debug() });
 * // ✔ 200 GET https://api.foo.com/todos  412 ms ▕▒████▓▓▓▓▓▓▓▓▓▓▓▓▓██████▏ token 12, 401 80, refresh 210, 200 110
 * // ✖ origin_not_allowed GET https://evil.com/x  0.1 ms ▕░                       ▏ refused: this origin may not get the token, see `allowedOrigins`
 * ```
 *
 * Events do not name their call: those of calls to the same URL are told apart by their times.
 */
export function debug(options?: DebugOptions): (event: ClerkFetchEvent) => void;
