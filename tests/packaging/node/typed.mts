import * as clerkFetch from 'clerk-fetch';
import { clerkQueryFn, clerkSWRFetcher, createAuthenticatedFetch, isClerkFetchError } from 'clerk-fetch';
import type { AuthenticatedFetch } from 'clerk-fetch';
import * as noWasm from 'clerk-fetch/no-wasm';
import { useFetch } from 'clerk-fetch/react';
import { useClerkQuery } from 'clerk-fetch/react-query';
import { useClerkSWR } from 'clerk-fetch/swr';
import { createFakeClerk } from 'clerk-fetch/testing';
import { probe } from './probe.mjs';

interface Todo {
  id: number;
}
const make = (): AuthenticatedFetch => createAuthenticatedFetch({ clerk: createFakeClerk({ user: 'user_1' }) });
export const todo = (): Promise<Todo> => make().json<Todo>('/todos/1');
export const fetcher = (): ((key: string) => Promise<Todo>) => clerkSWRFetcher<Todo>();
export const queryFn = () => clerkQueryFn<Todo>();
export const hooks = { useFetch, useClerkQuery, useClerkSWR };
export const status = (error: unknown): number | undefined =>
  isClerkFetchError(error, 'http') ? error.status : undefined;
// @ts-expect-error an option that is not one
export const wrong = (): AuthenticatedFetch => noWasm.createAuthenticatedFetch({ getTokne: 1 });

console.log(JSON.stringify(await probe(clerkFetch, JSON.parse(process.env['PROBE'] ?? ''))));
