// createAuthenticatedFetch: a drop-in for fetch, and what its options take from Clerk's real SDKs.
import { expectTypeOf } from 'expect-type';
import type { SessionAuthObject } from '@clerk/backend';
import { Clerk } from '@clerk/clerk-js';
import { useAuth, useSession } from '@clerk/react';
import { createAuthenticatedFetch } from 'clerk-fetch';
import type { AuthenticatedFetch, CallInit, ClerkFetchEvent, ClerkFetchOptions, GetToken } from 'clerk-fetch';

const authenticatedFetch = createAuthenticatedFetch();

export function itIsADropInForFetch() {
  const dropIn: typeof fetch = authenticatedFetch;
  const patched: typeof globalThis.fetch = createAuthenticatedFetch({ baseUrl: new URL('https://api.foo.com') });
  const request = new Request('https://api.foo.com/todos');
  expectTypeOf(authenticatedFetch(request, { method: 'DELETE' })).toEqualTypeOf<Promise<Response>>();
  expectTypeOf(authenticatedFetch(new URL('https://api.foo.com'), { token: false })).toEqualTypeOf<Promise<Response>>();
  expectTypeOf(authenticatedFetch).toEqualTypeOf<AuthenticatedFetch>();
  return [dropIn, patched];
}

export function jsonIsTypedByTheCallerOrTheSchema() {
  expectTypeOf(authenticatedFetch.json('/todos')).toEqualTypeOf<Promise<any>>();
  expectTypeOf(authenticatedFetch.json<{ id: number }[]>('/todos')).toEqualTypeOf<Promise<{ id: number }[]>>();
  expectTypeOf(authenticatedFetch.json<null>('/todos/1', { method: 'DELETE' })).toEqualTypeOf<Promise<null>>();
  return authenticatedFetch.json('/todos', { json: { title: 'Learn Rust' }, parseAs: 'text', token: { template: 'api' } });
}

export function headersAreForOtherClients() {
  expectTypeOf(authenticatedFetch.headers('https://api.foo.com/events')).toEqualTypeOf<Promise<Headers>>();
}

export async function getTokenIsAnyOfClerks(backend: SessionAuthObject) {
  const { getToken } = useAuth();
  createAuthenticatedFetch({ getToken });
  const { session } = useSession();
  if (session) createAuthenticatedFetch({ getToken: session.getToken });
  createAuthenticatedFetch({ getToken: (options) => session!.getToken(options) });
  createAuthenticatedFetch({ getToken: backend.getToken });
  createAuthenticatedFetch({ getToken: async () => null });
  createAuthenticatedFetch({ getToken: async (): Promise<string | null> => 'token' });
  const clerk = new Clerk('pk_test_x');
  if (clerk.session) createAuthenticatedFetch({ getToken: clerk.session.getToken });
  expectTypeOf(getToken).not.toBeAny(); // else nothing above says anything
  expectTypeOf(backend.getToken).not.toBeAny();
  expectTypeOf(clerk.session).not.toBeAny();
  expectTypeOf(getToken).toExtend<GetToken>();
  // @ts-expect-error a token is text, and signed out is null
  createAuthenticatedFetch({ getToken: async () => undefined });
  // @ts-expect-error a function, not its result
  createAuthenticatedFetch({ getToken: await getToken() });
}

export function clerkIsTheRealOne() {
  createAuthenticatedFetch({ clerk: new Clerk('pk_test_x') });
  if (window.Clerk) createAuthenticatedFetch({ clerk: window.Clerk });
  // @ts-expect-error the session is not Clerk
  createAuthenticatedFetch({ clerk: 'Clerk' });
}

export function everyOption() {
  const options: ClerkFetchOptions = {
    template: 'api',
    organizationId: 'org_1',
    baseUrl: 'https://api.foo.com/v1',
    allowedOrigins: ['https://*.foo.com'] as const,
    foreignOrigin: 'anonymous',
    signedOut: 'anonymous',
    headers: async ({ url, method }) => ({ 'X-Call': `${method} ${url}` }),
    init: { credentials: 'include' },
    timeout: 5_000,
    tokenTimeout: 5_000,
    retry: { attempts: 3, methods: ['GET'], statuses: [503] as const, maxDelay: 1_000, timeout: 500 },
    tokenRefused: async (response) => response.status === 403,
    mapError: (error) => (error instanceof Error ? error.message : error),
    fetch: globalThis.fetch,
    onEvent: (event) => console.log(event.type, event.duration),
    reverification: 'return',
    request: (key: { path: string }) => [key.path, { method: 'POST', token: false }],
    pageParam: (value: string, url) => url.searchParams.set('after', value),
  };
  createAuthenticatedFetch({ ...options, headers: [['X-Call', '1']], retry: 2, request: () => new URL('https://foo.com') });
  createAuthenticatedFetch({ headers: new Headers(), pageParam: 'cursor' });
  createAuthenticatedFetch({ pageParam: (value, url) => new URL(`?page=${value}`, url) });
  return createAuthenticatedFetch(options);
}

export function wrongOptionsAreErrors() {
  // @ts-expect-error unknown option
  createAuthenticatedFetch({ allowedOrigin: ['https://api.foo.com'] });
  // @ts-expect-error unknown option, one level down
  createAuthenticatedFetch({ retry: { attempt: 2 } });
  // @ts-expect-error a list
  createAuthenticatedFetch({ allowedOrigins: 'https://api.foo.com' });
  // @ts-expect-error one of two words
  createAuthenticatedFetch({ foreignOrigin: 'allow' });
  // @ts-expect-error milliseconds
  createAuthenticatedFetch({ timeout: '5s' });
  // @ts-expect-error milliseconds for one try
  createAuthenticatedFetch({ retry: { timeout: '5s' } });
  // @ts-expect-error a function of the response
  createAuthenticatedFetch({ tokenRefused: 403 });
  // @ts-expect-error one of five
  createAuthenticatedFetch({ parseAs: 'formData' });
  // @ts-expect-error the plain fetch takes no `json`
  authenticatedFetch('/todos', { json: {} });
  // @ts-expect-error `true` says nothing
  authenticatedFetch('/todos', { token: true });
  // @ts-expect-error unknown token option
  authenticatedFetch('/todos', { token: { templates: 'api' } });
  // @ts-expect-error true or false
  authenticatedFetch('/todos', { token: { skipCache: 1 } });
  // @ts-expect-error the plain fetch reads no `reverification`
  authenticatedFetch('/todos', { reverification: 'return' });
}

export function eventsAreAUnion(event: ClerkFetchEvent) {
  expectTypeOf(event.type).toEqualTypeOf<'token' | 'refresh' | 'retry' | 'response' | 'error'>();
  if (event.type === 'response') expectTypeOf(event.status).toEqualTypeOf<number>();
  if (event.type === 'retry') expectTypeOf(event.wait).toEqualTypeOf<number>();
  if (event.type === 'refresh') expectTypeOf(event.renewed).toEqualTypeOf<boolean>();
  // @ts-expect-error the token is in no event
  return event.token;
}

export async function theTokenAlone() {
  expectTypeOf(authenticatedFetch.token('wss://api.foo.com')).toEqualTypeOf<Promise<string | null>>();
  const refused = await authenticatedFetch.token(new URL('https://api.foo.com'));
  if (refused) await authenticatedFetch.token('/socket', { refused });
  // @ts-expect-error a token, or nothing
  await authenticatedFetch.token('/socket', { refused: null });
}

export function aDeploymentWithoutClerk() {
  createAuthenticatedFetch({ clerk: null, baseUrl: '' });
  return authenticatedFetch.json('/todos', { reverification: 'return', token: { skipCache: true } });
}

export const init: CallInit = { signal: new AbortController().signal, keepalive: true, token: { organizationId: 'org_1' } };
