// Astro, src/pages/todos.json.ts: an endpoint. In a page's front matter, `Astro.locals` is the same object.
/// <reference types="@clerk/astro/env" />
import type { APIContext } from 'astro';
import { createAuthenticatedFetch } from 'clerk-fetch';

export async function GET({ locals }: APIContext) {
  const { getToken } = locals.auth();
  const baseUrl = 'https://api.foo.com';
  const authenticatedFetch = createAuthenticatedFetch({ getToken, baseUrl });
  return authenticatedFetch('/todos');
}
