// React Router, app/routes/todos.ts: a loader runs on the server, as the user of the request.
import { getAuth } from '@clerk/react-router/server';
import { createAuthenticatedFetch } from 'clerk-fetch';
import type { LoaderFunctionArgs } from 'react-router';

export async function loader(args: LoaderFunctionArgs) {
  const { getToken } = await getAuth(args);
  const { json } = createAuthenticatedFetch({ getToken, baseUrl: 'https://api.foo.com' });
  return json<string[]>('/todos');
}
