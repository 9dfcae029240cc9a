// The exports. Importing does nothing; a factory loads the core and checks its options.

import type { CallInit, ClerkFetchOptions, FetchInput, JsonCallInit, StandardSchema } from 'clerk-fetch-core';
import { bodyOf } from './call/body.ts';
import type { Surface } from './call/call.ts';
import { failed } from './call/failure.ts';
import { placing, refusal, requestOf } from './call/key.ts';
import { headersFor, run } from './call/run.ts';
import { noted, signed } from './call/whose.ts';
import { Kind, Message, Scope } from './core/codes.ts';
import { isRequest, kindOf, memberOf } from './core/kind.ts';
import { ClerkFetchError } from './error.ts';
import { checkFields, makeClient } from './options.ts';
import type { Client } from './options.ts';
import { owners, SERVER } from './token/owners.ts';
import { notice, remind } from './token/source.ts';

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
export { onIdentityChange } from './token/change.ts';
export type { ClerkIdentity } from './token/present.ts';

/** What `createAuthenticatedFetch` returns: a drop-in for `fetch`. */
export interface AuthenticatedFetch {
  /**
   * As `fetch`: any status resolves, and a network failure is the `TypeError` of `fetch`.
   * @throws ClerkFetchError when no request may be sent (`signed_out`, `origin_not_allowed`, `token_unavailable` …) or `timeout` passed
   */
  (input: FetchInput, init?: CallInit): Promise<Response>;
  /**
   * Resolves to the response's value, or to `null` when there is no body. With `{ json }` and no method, the call is a `POST`.
   * @throws ClerkFetchError `http` for a status outside 200 to 299, `invalid_json`, `invalid_response`, `network` …
   */
  json<T = any>(input: FetchInput, init?: JsonCallInit<T>): Promise<T>;
  /**
   * Resolves to the headers that a call would send, for clients that are not `fetch`: XHR, uppy, tRPC, Apollo.
   * @throws ClerkFetchError as a call does before it is sent
   */
  headers(input: FetchInput, init?: CallInit): Promise<Headers>;
  /**
   * Resolves to the token that a call to this URL would carry, for clients that take no headers: WebSocket, socket.io, gRPC.
   * `ws:` and `wss:` count as `http:` and `https:`. `null` means that a call would be sent without a token.
   *
   * @param options.refused a token that the API did not accept: the shared refresh runs, and `.token` resolves to the new token
   * @throws ClerkFetchError as a call does, and `token_unavailable` when the refresh returns no new token
   */
  token(
    input: string | URL,
    options?: {
      /** A token that the API did not accept. */
      refused?: string;
    },
  ): Promise<string | null>;
}

/** The options of `clerkSWRFetcher`: those of a fetch, with a `schema` that types the data. */
export interface ClerkSWRFetcherOptions<T = any> extends Omit<ClerkFetchOptions, 'schema'> {
  schema?: StandardSchema<T>;
}

/** The options of `clerkQueryFn`: those of a fetch, with a `schema` that types the data. */
export interface ClerkQueryFnOptions<T = any> extends Omit<ClerkFetchOptions, 'schema'> {
  schema?: StandardSchema<T>;
}

/** The fields of TanStack Query's `QueryFunctionContext` that a query function reads. */
export interface QueryFnContext {
  readonly queryKey: readonly unknown[];
  readonly signal?: AbortSignal;
  readonly pageParam?: unknown;
  /** The `QueryClient`. Early versions of TanStack Query do not pass it. */
  readonly client?: { getQueryState(queryKey: readonly unknown[]): object | undefined };
}

/**
 * A `queryFn` that resolves to `T`.
 */
// The intersection is for TypeScript: beside a bare function, `select` and `getNextPageParam` would see `unknown`.
export type ClerkQueryFn<T> = ((context: QueryFnContext) => Promise<T>) & Function;

/** Each has all fields of its own: what a polluted prototype gives is none. */
const PLAIN: Surface = { parsed: false, instead: undefined, sent: undefined, read: undefined };
const HEADERS: Surface = { parsed: false, instead: headersFor, sent: undefined, read: undefined };
const TOKEN: Surface = {
  parsed: false,
  sent: undefined,
  instead: (call, token) => token ?? null,
  read: (client, input, options = {}) => {
    const own = { __proto__: null, ...(options as object) } as { refused?: string };
    const kind = kindOf(options);
    checkFields(Scope.Ask, kind === Kind.Plain || kind === Kind.Object ? own : options, '{ refused }');
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
    const method = isRequest(input) && input.method !== 'GET' ? input.method : (client.init?.method ?? 'POST');
    return mutates ? [input, { method, ...init, ...bodyOf((extra as { arg: unknown }).arg) }] : [input, init];
  },
  sent: (call, key, landed, value, rest: Rest) => {
    rest.whose = noted(call);
    // What several were given says of nobody that it is theirs.
    if (landed && Object(value) === value) owners().set(value as object, (owners().get(value as object) ?? rest.whose) === rest.whose ? rest.whose : '');
  },
};

const QUERY: Surface = {
  parsed: true,
  instead: undefined,
  read: (client, context: QueryFnContext) => {
    const { queryKey } = Object(context) as Partial<QueryFnContext>;
    if (queryKey === undefined) throw refusal(Message.KeyContext);
    const [input, init] = requestOf(client, queryKey);
    return [input, init, { place: placing(client, memberOf(context, 'pageParam'), input), signal: memberOf(context, 'signal') as QueryFnContext['signal'], refused: undefined }];
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
    const cache = memberOf(context, 'client') as QueryFnContext['client'];
    const state: { data?: unknown; clerkFetchOwner?: string } | undefined = landed && !known.has(Object(cache)) ? cache?.getQueryState(queryKey) : undefined;
    // What was there is not theirs who asked for this. Of what is nobody's, the other pages are still to come. A watched cache sees to it itself.
    if (state && state.clerkFetchOwner !== whose && !(pages && state.data && !state.clerkFetchOwner)) Object.assign(state, { data: undefined, clerkFetchOwner: whose });
  },
};

/** A function that makes such calls; a core that is there is not waited for. Its `length` is that of `fetch`. */
const calling = /* eager */ ((client: Client, surface: Surface) => {
  notice(client);
  owners().set(ClerkFetchError, remind);
  // A method, which knows its `arguments` and is no constructor.
  return {
    call(first: unknown, second: unknown = undefined): Promise<unknown> {
      if (!arguments.length && !surface.read) return Promise.reject(new TypeError('No URL'));
      return client.pending ? client.pending.then(() => run(client, first, second, surface)) : run(client, first, second, surface);
    },
  }.call;
});

/**
 * Returns a `fetch` that sends Clerk's session token to the page's own origin, to `baseUrl` and to `allowedOrigins`. Another
 * origin does not get the token.
 * @example
 * ```ts
 * import { createAuthenticatedFetch } from 'clerk-fetch';
 *
 * const api = createAuthenticatedFetch({ baseUrl: 'https://api.foo.com' });
 * const response = await api('/todos'); // as fetch
 * const todos = await api.json<string[]>('/todos'); // parsed, or throws
 * await api.json('/todos', { json: { title: 'Learn Rust' } }); // POST
 * ```
 * @throws ClerkFetchError `invalid_options`, with the option's name
 */
export const createAuthenticatedFetch = /* eager */ ((options?: ClerkFetchOptions): AuthenticatedFetch => {
  const client = makeClient(options, "`createAuthenticatedFetch({ getToken })`, or in React `useFetch()`");
  const authenticatedFetch = calling(client, PLAIN) as AuthenticatedFetch;
  authenticatedFetch.json = calling(client, JSON_CALL) as AuthenticatedFetch['json'];
  authenticatedFetch.headers = calling(client, HEADERS) as AuthenticatedFetch['headers'];
  authenticatedFetch.token = calling(client, TOKEN) as AuthenticatedFetch['token'];
  return authenticatedFetch;
});

/**
 * Returns a fetcher for `useSWR`, `useSWRInfinite` and `useSWRMutation`. The key is the URL; a mutation's `arg` becomes the body.
 * @example
 * ```ts
 * import { useAuth } from '@clerk/react';
 * import { clerkSWRFetcher } from 'clerk-fetch';
 * import useSWR from 'swr';
 *
 * export function useTodos() {
 *   const { getToken } = useAuth();
 *   return useSWR('/todos', clerkSWRFetcher({ getToken, baseUrl: 'https://api.foo.com' }));
 * }
 * ```
 * @throws ClerkFetchError `invalid_options`
 */
export const clerkSWRFetcher = <T = any>(options?: ClerkSWRFetcherOptions<T>): ((key: any, extra?: { readonly arg?: any }) => Promise<T>) => {
  const client = makeClient(options, "`useSWR('/todos', clerkSWRFetcher({ getToken }))`");
  const call = calling(client, SWR);
  const fetcher = (key: unknown, ...rest: unknown[]) => {
    const promise = call(key, rest) as Promise<T>;
    // A hook asks it whose it is (js/hooks/owner.ts), before and after it has landed.
    owners().set(promise, rest);
    return promise;
  };
  const { getToken, clerk } = client;
  owners().set(fetcher, { getToken, clerk, ...client.tokenOptions });
  return fetcher;
};

/**
 * Returns a `queryFn` for TanStack Query. The query key is the URL.
 * @example
 * ```ts
 * import { useAuth } from '@clerk/react';
 * import { useQuery } from '@tanstack/react-query';
 * import { clerkQueryFn, clerkRetry, clerkRetryDelay } from 'clerk-fetch';
 *
 * export function useTodo(id: number) {
 *   const { getToken } = useAuth();
 *   return useQuery({
 *     queryKey: ['/todos', id], // GET /todos/1
 *     queryFn: clerkQueryFn({ getToken, baseUrl: 'https://api.foo.com' }),
 *     retry: clerkRetry,
 *     retryDelay: clerkRetryDelay,
 *   });
 * }
 * ```
 * @throws ClerkFetchError `invalid_options`
 */
export const clerkQueryFn = <T = unknown>(options?: ClerkQueryFnOptions<T>): ClerkQueryFn<T> => {
  const call = calling(makeClient(options, "`useQuery({ queryKey: ['/todos'], queryFn: clerkQueryFn({ getToken }) })`"), QUERY) as ClerkQueryFn<T>;
  // A cache tells by them for whom it would fetch, before it does (js/hooks/query.ts).
  owners().set(call, options ?? {});
  return call;
};
