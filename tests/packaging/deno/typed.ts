import { createAuthenticatedFetch, isClerkFetchError } from 'clerk-fetch';
import type { AuthenticatedFetch } from 'clerk-fetch';
import { createFakeClerk } from 'clerk-fetch/testing';

const api: AuthenticatedFetch = createAuthenticatedFetch({ clerk: createFakeClerk() });
export const titles: Promise<string[]> = api.json<string[]>('/todos');
export const status = (error: unknown): number | undefined =>
  isClerkFetchError(error, 'http') ? error.status : undefined;
