// An app: it knows nothing of tests. The token comes from `window.Clerk`, as in a page with Clerk's script or provider.
import { createAuthenticatedFetch, isClerkFetchError } from 'clerk-fetch';

export interface Todo {
  id: number;
  title: string;
}

const { json } = createAuthenticatedFetch({ baseUrl: 'https://api.foo.com' });

export const loadTodos = () => json<Todo[]>('/todos');
export const addTodo = (title: string) => json<Todo>('/todos', { json: { title } });

/** What the user is told of an error. */
export function explain(error: unknown) {
  if (!isClerkFetchError(error)) return 'Something went wrong.';
  if (error.code === 'signed_out') return 'Please sign in.';
  return error.retryable ? 'Please try again in a moment.' : `It did not work (${error.status ?? error.code}).`;
}
