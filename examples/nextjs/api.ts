// One for each request: `auth()` is the user of the request that is being answered, and nothing is shared between two.
import { auth } from '@clerk/nextjs/server';
import { createAuthenticatedFetch } from 'clerk-fetch';

export async function api() {
  const { getToken } = await auth();
  return createAuthenticatedFetch({ getToken, baseUrl: process.env.NEXT_PUBLIC_API_URL });
}
