// openapi-fetch: https://openapi-ts.dev/openapi-fetch
// An error of ours comes as it is: the call rejects with it, and does not give it as `error`.
import type { AuthenticatedFetch } from 'clerk-fetch';
import createClient from 'openapi-fetch';

/** As `openapi-typescript` writes it. */
interface paths {
  '/todos/{id}': {
    post: {
      parameters: { path: { id: number }; query?: { draft?: boolean } };
      requestBody: { content: { 'application/json': { title: string } } };
      responses: { 200: { content: { 'application/json': { userId: string; title: string } } } };
    };
  };
}

export const connect = (baseUrl: string, authenticatedFetch: AuthenticatedFetch) =>
  createClient<paths>({ baseUrl, fetch: authenticatedFetch });
