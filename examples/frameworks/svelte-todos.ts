// Svelte, src/lib/todos.ts: what a component passes to `createQuery`.
import { QueryClient } from '@tanstack/svelte-query';
import { createAuthenticatedFetch } from 'clerk-fetch';
import { clearOnIdentityChange, clerkQueryOptions } from 'clerk-fetch/query';

const baseUrl = 'https://api.foo.com';
export const authenticatedFetch = createAuthenticatedFetch({ baseUrl });
export const queryClient = new QueryClient({ defaultOptions: { queries: { enabled: typeof window !== 'undefined' } } });

if (typeof window !== 'undefined') clearOnIdentityChange(queryClient); // once, in the browser

type Todo = { id: number; title: string };
export const todo = (id: number) => clerkQueryOptions<Todo>(['/todos', id], { baseUrl }); // GET /todos/1
export const addTodo = (title: string) => authenticatedFetch.json<Todo>('/todos', { json: { title } });
