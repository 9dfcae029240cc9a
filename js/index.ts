// The exports. Importing does nothing; a factory loads the core and checks its options.

import type { CallInit, ClerkFetchOptions, FetchInput, JsonCallInit, StandardSchema } from 'clerk-fetch-core';
import { bodyOf } from './call/body.ts';
import type { Surface } from './call/call.ts';
import { failed } from './call/failure.ts';
import { placing, requestOf } from './call/key.ts';
import { headersFor, run } from './call/run.ts';
import { noted, signed } from './call/whose.ts';
import { Kind, Message, Scope } from './core/codes.ts';
import { isRequest, kindOf, memberOf } from './core/kind.ts';
import { checkFields, makeClient } from './options.ts';
import type { Client } from './options.ts';
import { owners, SERVER } from './token/owners.ts';
import { notice } from './token/source.ts';

export type {
  CallInit,
  ClerkFetchErrorCode,
  ClerkFetchEvent,
  ClerkFetchOptions,
  ClerkLike,
  FetchInput,
  GetToken,
  HeadersOption,
  JsonCallInit,
  ParseAs,
  RetryOptions,
  StandardIssue,
  StandardResult,
  StandardSchema,
} from 'clerk-fetch-core';
export { clerkOnErrorRetry, clerkRetry, clerkRetryDelay } from './call/host-retry.ts';
export { ClerkFetchError, isClerkFetchError } from './error.ts';
export { onIdentityChange } from './token/present.ts';
export type { ClerkIdentity } from './token/present.ts';

/** What `createAuthenticatedFetch` returns: a drop-in for `fetch`. */
export interface AuthenticatedFetch {
  /**
   * As `fetch`: any status resolves, and what `fetch` throws is thrown.
   * @throws ClerkFetchError where no request may be sent (`signed_out`, `origin_not_allowed`, `token_unavailable` …) or `timeout` passed
   */
  (input: FetchInput, init?: CallInit): Promise<Response>;
  /**
   * The response's value, `null` where there is no body.
   * @throws ClerkFetchError `http` for a status outside 200 to 299, `invalid_json`, `invalid_response`, `network` …
   */
  json<T = any>(input: FetchInput, init?: JsonCallInit<T>): Promise<T>;
  /** The headers that would be sent, for clients that are not `fetch`: XHR, uppy, tRPC, Apollo. */
  headers(input: FetchInput, init?: CallInit): Promise<Headers>;
  /**
   * The token that a call to this URL would carry, for clients that take no headers: WebSocket, socket.io, gRPC.
   * `ws:` and `wss:` count as `http:` and `https:`. `null` means that a call would go without a token.
   * `refused` names a token that the API did not accept: the shared refresh runs, and a new token is returned.
   * @throws ClerkFetchError as a call does, and `token_unavailable` where the refresh gives no new token
   */
  token(input: string | URL, options?: { refused?: string }): Promise<string | null>;
}

export interface ClerkSWRFetcherOptions<T = any> extends Omit<ClerkFetchOptions, 'schema'> {
  schema?: StandardSchema<T>;
}
export interface ClerkQueryFnOptions<T = any> extends Omit<ClerkFetchOptions, 'schema'> {
  schema?: StandardSchema<T>;
}

/** What of TanStack Query's `QueryFunctionContext` is used. */
export interface QueryFnContext {
  readonly queryKey: readonly unknown[];
  readonly signal?: AbortSignal;
  readonly pageParam?: unknown;
  /** The `QueryClient`, of which early versions do not tell. */
  readonly client?: { getQueryState(queryKey: readonly unknown[]): object | undefined };
}

/** The intersection is for TypeScript alone: beside a bare function, `select` and `getNextPageParam` would see `unknown`. */
export type ClerkQueryFn<T> = ((context: QueryFnContext) => Promise<T>) & Function;

/** Each has all fields of its own: what a polluted prototype gives is none. */
const PLAIN: Surface = { parsed: false, instead: undefined, sent: undefined, read: undefined };
const HEADERS: Surface = { parsed: false, instead: headersFor, sent: undefined, read: undefined };
const TOKEN: Surface = {
  parsed: false,
  sent: undefined,
  instead: (call, token) => token ?? null,
  read: (client, input, options = {}) => {
    const own: { refused?: string } = { __proto__: null, ...options };
    const kind = kindOf(options);
    checkFields(Scope.Ask, kind === Kind.Plain || kind === Kind.Object ? own : options, 'options');
    if (input == null) throw new TypeError('No URL');
    const { refused } = own;
    return [`${isRequest(input) ? input.url : input}`.replace(/^\s*ws(?=s?:\/\/)/i, 'http'), undefined, { place: undefined, signal: undefined, refused }];
  },
};
const JSON_CALL: Surface = { parsed: true, instead: undefined, sent: signed, read: undefined };

/** The names of an object literal; of anything else, none. */
const namesIn = (value: unknown) => (kindOf(value) === Kind.Plain ? Object.keys(value as object) : undefined);

/** The arguments of a call by SWR after the key, with whose token it carries. */
interface Rest extends ReadonlyArray<unknown> {
  whose?: string | undefined;
}

/** SWR's mutations add `{ arg }`; swrv, and whoever passes it to `map`, give more: the elements of a key, one by one. */
const SWR: Surface = {
  parsed: true,
  instead: undefined,
  read: (client, key: unknown, rest: Rest) => {
    const [extra] = rest;
    const mutates = rest.length === 1 && namesIn(extra)?.join() === 'arg';
    // Beside a whole key `undefined` is no element of one: a wrapper passed on an `extra` that it was not given.
    const isKey = !mutates && rest.some((each) => (each === undefined ? !Array.isArray(key) : namesIn(each)?.length !== 0));
    const [input, init] = requestOf(client, isKey ? [key, ...rest] : key);
    return mutates ? [input, { method: client.init?.method ?? 'POST', ...init, ...bodyOf((extra as { arg: unknown }).arg) }] : [input, init];
  },
  sent: (call, key, landed, value, rest: Rest) => {
    if (!landed) rest.whose = noted(call);
    // What several were given says of nobody that it is theirs.
    else if (Object(value) === value) owners().set(value as object, (owners().get(value as object) ?? rest.whose) === rest.whose ? rest.whose : '');
  },
};

const QUERY: Surface = {
  parsed: true,
  instead: undefined,
  read: (client, context: QueryFnContext) => {
    const [input, init] = requestOf(client, context.queryKey);
    return [input, init, { place: placing(client, memberOf(context, 'pageParam'), input), signal: memberOf(context, 'signal'), refused: undefined }];
  },
  sent: (call, context: QueryFnContext, landed) => {
    const identity = noted(call);
    const { queryKey } = context;
    const known = owners();
    const whose = (globalThis.window ? '' : SERVER) + identity;
    const pages = Object.hasOwn(context, 'pageParam') && memberOf(context, 'signal');
    // The pages of one request are of one owner.
    if (pages && (known.get(pages) ?? whose) !== whose) throw failed(call, Message.IdentityChanged);
    if (identity === undefined) return;
    if (pages) known.set(pages, whose);
    known.set(Object(queryKey), landed ? whose : [whose]);
    const state: { data?: unknown; clerkFetchOwner?: string } | undefined = landed ? memberOf(context, 'client')?.getQueryState(queryKey) : undefined;
    // What was there is not theirs who asked for this. Of what is nobody's, the other pages are still to come.
    if (state && state.clerkFetchOwner !== whose && !(pages && state.data && !state.clerkFetchOwner)) Object.assign(state, { data: undefined, clerkFetchOwner: whose });
  },
};

/** A function that makes such calls; a core that is there is not waited for. Its `length` is that of `fetch`. */
const calling = /* eager */ ((client: Client, surface: Surface) => {
  notice(client);
  // A method, which knows its `arguments` and is no constructor.
  return {
    call(first: unknown, second: unknown = undefined): Promise<any> {
      if (!arguments.length && !surface.read) return Promise.reject(new TypeError('No URL'));
      return client.pending ? client.pending.then(() => run(client, first, second, surface)) : run(client, first, second, surface);
    },
  }.call;
});

/**
 * Makes a `fetch` that carries Clerk's session token to the page's own origin, `baseUrl` and `allowedOrigins`, and nowhere else.
 * @throws ClerkFetchError `invalid_options`, which names the option and its nearest neighbour
 */
export const createAuthenticatedFetch = /* eager */ ((options?: ClerkFetchOptions): AuthenticatedFetch => {
  const client = makeClient(options, 'createAuthenticatedFetch');
  const authenticatedFetch = calling(client, PLAIN) as AuthenticatedFetch;
  authenticatedFetch.json = calling(client, JSON_CALL);
  authenticatedFetch.headers = calling(client, HEADERS);
  authenticatedFetch.token = calling(client, TOKEN);
  return authenticatedFetch;
});

/**
 * Makes a fetcher for `useSWR`, `useSWRInfinite` and `useSWRMutation` (whose `arg` becomes the body).
 * @throws ClerkFetchError `invalid_options`
 */
export const clerkSWRFetcher = <T = any>(options?: ClerkSWRFetcherOptions<T>): ((key: any, extra?: { readonly arg?: any }) => Promise<T>) => {
  const call = calling(makeClient(options, 'clerkSWRFetcher'), SWR);
  return (key: unknown, ...rest: unknown[]) => {
    const promise = call(key, rest);
    // A hook asks it whose it is (js/hooks/owner.ts), before and after it has landed.
    owners().set(promise, rest);
    return promise;
  };
};

/**
 * Makes a `queryFn` for TanStack Query; the query key is what is fetched.
 * @throws ClerkFetchError `invalid_options`
 */
export const clerkQueryFn = <T = unknown>(options?: ClerkQueryFnOptions<T>): ClerkQueryFn<T> => calling(makeClient(options, 'clerkQueryFn'), QUERY);
