// clerkSWRFetcher with SWR's real hooks.
import { useAuth } from '@clerk/react';
import { clerkOnErrorRetry, clerkSWRFetcher } from 'clerk-fetch';
import { expectTypeOf } from 'expect-type';
import useSWR, { preload, SWRConfig } from 'swr';
import type { SWRConfiguration } from 'swr';
import useSWRImmutable from 'swr/immutable';
import useSWRInfinite from 'swr/infinite';
import useSWRMutation from 'swr/mutation';
import { createElement } from 'react';
import { z } from 'zod';

interface Todo {
  id: number;
}
const schema = z.object({ id: z.number() });

export function UseSWR() {
  const { getToken, userId } = useAuth();
  expectTypeOf(useSWR('/todos', clerkSWRFetcher({ getToken })).data).toEqualTypeOf<any>();
  expectTypeOf(useSWR('/todo', clerkSWRFetcher<Todo>({ getToken })).data).toEqualTypeOf<Todo | undefined>();
  expectTypeOf(useSWR('/todo', clerkSWRFetcher({ schema })).data).toEqualTypeOf<Todo | undefined>();
  expectTypeOf(useSWR<Todo>('/todo', clerkSWRFetcher()).data).toEqualTypeOf<Todo | undefined>();
  expectTypeOf(useSWR(['/todos', 1, { done: true }], clerkSWRFetcher({ schema })).data).toEqualTypeOf<Todo | undefined>();
  expectTypeOf(useSWR(userId ? ['/users', userId] : null, clerkSWRFetcher({ schema })).data).toEqualTypeOf<Todo | undefined>();
  expectTypeOf(useSWR(() => userId && `/users/${userId}`, clerkSWRFetcher({ schema })).data).toEqualTypeOf<Todo | undefined>();
  const suspended = useSWR('/todo', clerkSWRFetcher({ schema }), { suspense: true });
  expectTypeOf(suspended.data).toEqualTypeOf<Todo>();
}

export function UseSWRImmutable() {
  expectTypeOf(useSWRImmutable('/todo', clerkSWRFetcher({ schema })).data).toEqualTypeOf<Todo | undefined>();
}

export function UseSWRInfinite() {
  const getKey = (index: number, previous: Todo[] | null) => (previous?.length === 0 ? null : ['/todos', { page: index }]);
  expectTypeOf(useSWRInfinite(getKey, clerkSWRFetcher<Todo[]>()).data).toEqualTypeOf<Todo[][] | undefined>();
  expectTypeOf(useSWRInfinite((index) => `/todos?page=${index}`, clerkSWRFetcher({ schema })).data).toEqualTypeOf<Todo[] | undefined>();
}

export function UseSWRMutation() {
  const post = useSWRMutation('/todos', clerkSWRFetcher<Todo>());
  expectTypeOf(post.data).toEqualTypeOf<Todo | undefined>();
  expectTypeOf(post.trigger({ title: 'Learn Rust' })).toEqualTypeOf<Promise<Todo>>();
  const remove = useSWRMutation(['/todos', 1], clerkSWRFetcher({ schema, init: { method: 'DELETE' } }));
  expectTypeOf(remove.trigger()).toEqualTypeOf<Promise<Todo>>();
  const upload = useSWRMutation('/files', clerkSWRFetcher());
  void upload.trigger(new FormData());
}

export function Elsewhere() {
  const value: SWRConfiguration = { fetcher: clerkSWRFetcher(), onErrorRetry: clerkOnErrorRetry };
  void preload('/todos', clerkSWRFetcher());
  useSWR('/todos', clerkSWRFetcher(), { onErrorRetry: clerkOnErrorRetry });
  return createElement(SWRConfig, { value });
}

export function wrongOptionsAreErrors() {
  // @ts-expect-error unknown option
  clerkSWRFetcher({ baseURL: 'https://api.foo.com' });
  // @ts-expect-error wrong type
  clerkSWRFetcher({ tokenTimeout: '5s' });
  // @ts-expect-error a fetcher takes options, not a token source
  clerkSWRFetcher(async () => 'token');
}
