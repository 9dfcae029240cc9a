// Svelte, src/lib/todos-store.ts: a store that forgets what it holds when the user, session or organization changes.
import { createAuthenticatedFetch, onIdentityChange } from 'clerk-fetch';
import { writable } from 'svelte/store';

const { json } = createAuthenticatedFetch({ baseUrl: 'https://api.foo.com' });

export const todos = writable<string[]>([], (set) =>
  onIdentityChange(async (identity) => {
    set([]);
    if (identity) set(await json<string[]>('/todos'));
  }),
);
