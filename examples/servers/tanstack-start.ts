// TanStack Start: a loader runs on the server for the first page, and in the browser for each later one.
import { auth } from '@clerk/tanstack-react-start/server';
import { createIsomorphicFn } from '@tanstack/react-start';
import { createAuthenticatedFetch } from 'clerk-fetch';

const tokenSource = createIsomorphicFn()
  .server(async () => (await auth()).getToken)
  .client(() => undefined); // the browser has `window.Clerk`

export async function loadTodos() {
  const getToken = await tokenSource();
  const { json } = createAuthenticatedFetch({ getToken, baseUrl: 'https://api.foo.com' });
  return json<string[]>('/todos');
}
