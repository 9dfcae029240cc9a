// Standard Schemas of three libraries type what comes back, in all three exports.
import { type } from 'arktype';
import { clerkQueryFn, clerkSWRFetcher, createAuthenticatedFetch } from 'clerk-fetch';
import { expectTypeOf } from 'expect-type';
import * as v from 'valibot';
import { z } from 'zod';

interface Todo {
  id: number;
  title: string;
}
const ofZod = z.object({ id: z.number(), title: z.string() });
const ofValibot = v.object({ id: v.number(), title: v.string() });
const ofArktype = type({ id: 'number', title: 'string' });
const toDate = z.iso.datetime().transform((text) => new Date(text));

const { json } = createAuthenticatedFetch();

export function parsedCall() {
  expectTypeOf(json('/todo', { schema: ofZod })).toEqualTypeOf<Promise<Todo>>();
  expectTypeOf(json('/todo', { schema: ofValibot })).toEqualTypeOf<Promise<Todo>>();
  expectTypeOf(json('/todo', { schema: ofArktype })).toEqualTypeOf<Promise<Todo>>();
  expectTypeOf(json('/todos', { schema: z.array(ofZod) })).toEqualTypeOf<Promise<Todo[]>>();
  expectTypeOf(json('/now', { schema: toDate })).toEqualTypeOf<Promise<Date>>();
  expectTypeOf(json('/todo/1', { method: 'DELETE', schema: z.null() })).toEqualTypeOf<Promise<null>>();
  // @ts-expect-error no Standard Schema
  json('/todo', { schema: { parse: (value: unknown) => value } });
  // @ts-expect-error the schema gives another type
  json<string>('/todo', { schema: ofZod });
}

export function fetcher() {
  expectTypeOf(clerkSWRFetcher({ schema: ofZod })('/todo')).toEqualTypeOf<Promise<Todo>>();
  expectTypeOf(clerkSWRFetcher({ schema: ofValibot })('/todo')).toEqualTypeOf<Promise<Todo>>();
  expectTypeOf(clerkSWRFetcher({ schema: ofArktype })('/todo')).toEqualTypeOf<Promise<Todo>>();
  // @ts-expect-error the schema gives another type
  clerkSWRFetcher<string>({ schema: ofZod });
}

export function queryFn() {
  const context = { queryKey: ['/todo'] };
  expectTypeOf(clerkQueryFn({ schema: ofZod })(context)).toEqualTypeOf<Promise<Todo>>();
  expectTypeOf(clerkQueryFn({ schema: ofValibot })(context)).toEqualTypeOf<Promise<Todo>>();
  expectTypeOf(clerkQueryFn({ schema: ofArktype })(context)).toEqualTypeOf<Promise<Todo>>();
  // @ts-expect-error the schema gives another type
  clerkQueryFn<string>({ schema: ofZod });
}
