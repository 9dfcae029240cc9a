import { PUBLIC_API_URL } from '$env/static/public';
import { createAuthenticatedFetch, type GetToken } from 'clerk-fetch';

export interface Todo {
  id: number;
  title: string;
}

/** On the server with the `getToken` of the request; in the browser without, where it asks `window.Clerk`. */
export const createApi = (getToken?: GetToken) => createAuthenticatedFetch({ getToken, baseUrl: PUBLIC_API_URL, timeout: 10_000 });
