// TanStack Start: a route whose loader calls the API on the server, as the user of the request.
import { auth } from '@clerk/tanstack-react-start/server';
import { createRootRoute, createRoute } from '@tanstack/react-router';
import { createServerFn } from '@tanstack/react-start';
import { createAuthenticatedFetch } from 'clerk-fetch';
import { useFetch } from 'clerk-fetch/react';

const API = 'https://api.foo.com';

const loadTodos = createServerFn().handler(async () => {
  const { getToken } = await auth();
  const { json } = createAuthenticatedFetch({ getToken, baseUrl: API });
  return json<{ id: number; title: string }[]>('/todos');
});

// With file routes: `createFileRoute('/todos')({ … })`, whose types Start generates.
export const rootRoute = createRootRoute();
export const todosRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/todos',
  loader: () => loadTodos(),
  component: Todos,
});

function Todos() {
  const todos = todosRoute.useLoaderData();
  const fetchJson = useFetch({ baseUrl: API }); // in the browser
  return (
    <ul>
      {todos.map(({ id, title }) => (
        <li key={id}>{title}</li>
      ))}
      <button onClick={() => fetchJson('/todos', { json: { title: 'Milk' } })}>Add</button>
    </ul>
  );
}
