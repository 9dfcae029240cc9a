import { createAuthenticatedFetch } from 'clerk-fetch';
import { headers } from 'next/headers';

/** The token of this request, read when a call needs it: at build, `headers()` stops the prerendering by an error of Next.js. */
const options = { baseUrl: process.env.API_URL ?? '', getToken: async () => (await headers()).get('x-token') };

export const api = createAuthenticatedFetch(options);
export const apiWithTimeout = createAuthenticatedFetch({ ...options, timeout: 30_000 });

/** What the API says of a call: which one of its path it is, and whether it had a token. */
export interface Answer {
  count: number;
  token: string | null;
}
