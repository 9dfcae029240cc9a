// Pinia: a store that forgets what it holds when the user, session or organization changes.
import { createAuthenticatedFetch, onIdentityChange } from 'clerk-fetch';
import { defineStore } from 'pinia';
import { ref } from 'vue';

const { json } = createAuthenticatedFetch({ baseUrl: 'https://api.foo.com' });

export const useTodosStore = defineStore('todos', () => {
  const todos = ref<string[]>([]);
  let turn = 0; // drops an answer that arrives after the user changed

  onIdentityChange(() => {
    turn += 1;
    todos.value = [];
  });

  async function load() {
    const mine = turn;
    const loaded = await json<string[]>('/todos');
    if (mine === turn) todos.value = loaded;
  }
  return { todos, load };
});
