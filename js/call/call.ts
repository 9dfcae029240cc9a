// What travels through one call.

import type { StandardSchema } from 'clerk-fetch-core';
import type { Client, Destination, TokenOptions } from '../options.ts';
import type { Link } from '../token/source.ts';
import type { CallHeaders } from './headers.ts';

// A method, so that each surface may say what its own host passes.
interface Sent {
  call(call: Call, first: unknown, landed: boolean, value: unknown, second: unknown): void;
}

interface Read {
  call(client: Client, first: unknown, second: unknown): readonly [input: unknown, init?: object | undefined, context?: HostContext];
}

/** Which of the package's functions was called. */
export interface Surface {
  /** `.json`, SWR, TanStack Query: the call resolves with the response's value. */
  readonly parsed: boolean;
  /** `.headers` and `.token`: what the call resolves with instead of being sent. */
  readonly instead: ((call: Call, token: string | undefined) => unknown) | undefined;
  /** Is told of each request before it is sent, and when its value is there, with the host's arguments. What lands for another rejects. */
  readonly sent: Sent['call'] | undefined;
  /** Reads a host's arguments (a key, a query's context) as those of `fetch`. */
  readonly read: Read['call'] | undefined;
}

/** What a host adds to a request. */
export interface HostContext {
  /** Puts the page parameter into the URL. */
  readonly place: ((url: URL) => URL) | undefined;
  readonly signal: AbortSignal | undefined;
  /** The token that an API did not accept. */
  readonly refused: string | undefined;
}

/** How a parsed call reads its response. */
export interface Parsing {
  /** The code of `parseAs`. */
  readonly parseAs: number;
  readonly schema: StandardSchema<unknown> | undefined;
  /** `reverification: 'return'` */
  readonly returnsReverification: number | undefined;
}

/** One call, from its arguments to its value. */
export interface Call {
  readonly client: Client;
  /** The caller's `Request`, used up and kept as one of our own. */
  request: Request | undefined;
  /** The copy of it that the last try sent. */
  dispatched: Request | undefined;
  readonly destination: Destination;
  /** What `fetch` gets besides headers and signal; beside a `Request`, what a `Request` does not hold. */
  readonly init: RequestInit | undefined;
  readonly method: string;
  /** The caller's signal. */
  readonly callerSignal: AbortSignal | null | undefined;
  /** The caller's headers, and those that theirs win over. */
  readonly callerHeaders: CallHeaders | undefined;
  readonly defaultHeaders: RequestInit['headers'] | undefined;
  readonly parsing: Parsing | undefined;
  readonly tokenOptions: TokenOptions | undefined;
  /** What ends this call: the caller's signal, the host's, the option `timeout`. */
  signal: AbortSignal | null | undefined;
  release: (response?: Response) => void;
  /** The number of the try, from 1 on; 0 before the first. */
  attempt: number;
  /** What the core's machine starts from (`Flag`). */
  flags: number;
  /** What is sent, without the token. */
  headers: CallHeaders | undefined;
  /** When the call began, by `now()`; `undefined` where nobody listens. */
  readonly began: number | undefined;
  /** `token.skipCache`: the first try's token is a forced one. */
  fresh: boolean;
  /** The token of the last try. */
  token: string | undefined;
  /** The tokens of former tries. */
  carried: string[] | undefined;
  /** What all events of it have in common. */
  identity: object | undefined;
  /** Whom the call is made as, by what Clerk says; `''` while that is not known. */
  owner: string;
  /** Whose token its `getToken` gave, where that is looked at (js/call/whose.ts). */
  seen: string | undefined;
  /** Until when the marks of the forced mint hold that gave the token; 0 where none did. */
  until: number;
  /** Whether the API said that the token has expired. */
  expired: boolean;
  /** What has been minted since the call got its first token. */
  link: Link | undefined;
  answer: Response | undefined;
  /** The call that sent this one: `fetch` may be one of our own. */
  outer: Call | undefined;
  /** What it was sent with, where that may come back to its fetcher. */
  flown: RequestInit | undefined;
  /** How often what it sent has come back to its fetcher. */
  returns: number;
  /** What `fetch` rejected with. */
  error: unknown;
}

