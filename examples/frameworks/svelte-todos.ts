// Svelte, src/lib/todos.ts: what a component passes to `createQuery`.
import { QueryClient } from '@tanstack/svelte-query';
import { createAuthenticatedFetch } from 'clerk-fetch';
import { clearOnIdentityChange, clerkQueryOptions } from 'clerk-fetch/query';

const baseUrl = 'https://api.foo.com';
export const authenticatedFetch = createAuthenticatedFetch({ baseUrl });
export const queryClient = new QueryClient({
  defaultOptions: { queries: { enabled: typeof window !== 'undefined' } },
});

// Once, in the browser.
if (typeof window !== 'undefined') clearOnIdentityChange(queryClient);

type Todo = { id: number; title: string };
/** GET /todos/1 */
export const todo = (id: number) => clerkQueryOptions<Todo>(['/todos', id], { baseUrl });
export const addTodo = (title: string) =>
  authenticatedFetch.json<Todo>('/todos', { json: { title } });
