import './clerk.js';
import { VueQueryPlugin } from '@tanstack/vue-query';
import { createPinia } from 'pinia';
import { createApp, h, ref } from 'vue';
import { queryClient } from 'docs:vue.md#clearOnIdentityChange(queryClient); // once';
import { useAddTodo, useTodo } from 'docs:vue.md#useTodo(id';
import { useTodosStore } from 'docs:vue.md#defineStore';

const Page = {
  setup() {
    const { data, error } = useTodo(ref(1));
    const { mutate } = useAddTodo();
    const store = useTodosStore();
    return () =>
      h('div', [
        h('p', data.value?.title ?? error.value?.message ?? 'nothing'),
        h('ul', store.todos.map((todo) => h('li', todo))),
        h('button', { id: 'load', onClick: () => store.load() }),
        h('button', { id: 'add', onClick: () => mutate('Bread') }),
      ]);
  },
};
createApp(Page).use(VueQueryPlugin, { queryClient }).use(createPinia()).mount(document.body);
