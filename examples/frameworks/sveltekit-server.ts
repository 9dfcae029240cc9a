// SvelteKit with svelte-clerk, src/routes/todos/+page.server.ts; `ServerLoadEvent` is `PageServerLoad`'s argument.
import type { ServerLoadEvent } from '@sveltejs/kit';
import { createAuthenticatedFetch } from 'clerk-fetch';
import type {} from 'svelte-clerk/env';

export async function load({ locals }: ServerLoadEvent) {
  const { getToken } = locals.auth();
  const { json } = createAuthenticatedFetch({ getToken, baseUrl: 'https://api.foo.com' });
  return { todos: await json<string[]>('/todos') };
}
