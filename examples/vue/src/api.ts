import { QueryClient } from '@tanstack/vue-query';
import { createAuthenticatedFetch } from 'clerk-fetch';
import { clearOnIdentityChange } from 'clerk-fetch/query';

export const baseUrl: string = import.meta.env.VITE_API_URL;
export const authenticatedFetch = createAuthenticatedFetch({ baseUrl, timeout: 10_000 }); // asks `window.Clerk`, which @clerk/vue sets
export const queryClient = new QueryClient();

clearOnIdentityChange(queryClient); // once: the next user must not see this one's data
