// Svelte, src/lib/todos-store.ts: a store that forgets what it holds when the user, session or organization changes.
import { createAuthenticatedFetch, onIdentityChange } from 'clerk-fetch';
import { writable } from 'svelte/store';

const { json } = createAuthenticatedFetch({ baseUrl: 'https://api.foo.com' });
let turn = 0; // drops an answer that arrives after the user changed

export const todos = writable<string[]>([]);

onIdentityChange(() => {
  turn += 1;
  todos.set([]);
});

export async function loadTodos() {
  const mine = turn;
  const loaded = await json<string[]>('/todos');
  if (mine === turn) todos.set(loaded);
}
